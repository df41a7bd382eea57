from maru.staff.journal.recorded import RecordedForm
from maru.support.shielding.models import Procedure


class ProcedureForm(RecordedForm[Procedure]):
    class Meta:
        model = Procedure
        fields = ["is_on", "warn_ko", "warn_en", "end_ko", "end_en", "rest"]
