from maru.support.shielding.abuse import Abuse, Opening, StepTaken
from maru.support.shielding.procedure import Procedure

__all__ = ["Abuse", "Opening", "Procedure", "StepTaken"]
