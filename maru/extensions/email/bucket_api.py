"""/mail-hooks/{id}/bucket: where SES puts a webhook's mail, and the key that reads it."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from maru.extensions.email.api_trial import TrialOut, outcome
from maru.extensions.email.hooks.bucket_form import BucketForm
from maru.extensions.email.hooks.hook import HookProvider
from maru.extensions.email.hooks.s3 import try_out
from maru.extensions.email.hooks.s3_trouble import in_words
from maru.extensions.email.models import Bucket, Hook
from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Words
from maru.kit.api.forms import require_valid
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller
from maru.staff.members.models import Member

router = Routes()


class BucketOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "onnuri-mail", "region": "ap-northeast-2", "prefix": "",
                "key_id": "AKIAIOSFODNN7EXAMPLE",
            }
        }
    )  # fmt: skip
    name: str
    region: str
    prefix: str = Field(description="Where the trial looks for the first file of SES.")
    key_id: str = Field(description="The access key; empty: the installation's.")


class NewBucket(BucketOut):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "onnuri-mail", "region": "ap-northeast-2",
                "key_id": "AKIAIOSFODNN7EXAMPLE", "secret": "secret access key",
            }
        }
    )  # fmt: skip
    name: Line
    region: Line
    prefix: Words = ""
    key_id: Line = ""
    secret: Words = Field("", description="Empty: the one that is kept for this access key.")


@router.read(
    "/mail-hooks/{id}/bucket", BucketOut, scope="staff:write", summary="Show a webhook's bucket"
)
def show(request: HttpRequest, id: Id) -> Bucket:
    """Without the secret of its key."""
    return _bucket(caller(request), id)


@router.read(
    "/mail-hooks/{id}/bucket/trial", TrialOut, scope="staff:write", summary="Try to read a bucket"
)
def trial(request: HttpRequest, id: Id) -> TrialOut:
    """Read the file that SES put there when the rule was made. Takes up to a quarter minute."""
    return outcome(try_out(_bucket(caller(request), id)), in_words)


@router.write(
    "PUT", "/mail-hooks/{id}/bucket", {200: BucketOut}, scope="staff:write",
    summary="Set a webhook's bucket", fails=(409,),
)  # fmt: skip
def put(request: HttpRequest, id: Id, data: NewBucket) -> Bucket:
    """From where Maru fetches mail that SES puts into S3. 409 when the webhook is not of SES."""
    member = caller(request)
    hook = _hook(member, id)
    if hook.provider != HookProvider.SES:
        raise ApiError(409, "not_ses", _("Only mail of Amazon SES lies in S3."))
    kept = Bucket.objects.filter(hook=hook).first()
    form = BucketForm(data.dict(), instance=kept or Bucket(hook=hook))
    require_valid(form)
    return form.save_by(member)


@router.write(
    "DELETE", "/mail-hooks/{id}/bucket", {204: None}, scope="staff:write",
    summary="Forget a webhook's bucket",
)  # fmt: skip
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """Erases its key. What is in S3 stays there."""
    member = caller(request)
    _bucket(member, id).forget(by=member)
    return Status(204, None)


def _hook(member: Member, pk: int) -> Hook:
    return get_object_or_404(Hook.objects.visible_to(member), pk=pk)


def _bucket(member: Member, pk: int) -> Bucket:
    return get_object_or_404(Bucket, hook=_hook(member, pk))
