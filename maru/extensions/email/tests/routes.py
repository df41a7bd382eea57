from __future__ import annotations

from typing import Any

from maru.extensions.email.models import Bucket, DkimKey, Hook, Relay, SendingDomain, Upload
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import OTHER_BRAND, Thing, nobody, things


@things("relays")
def relays(case: Any) -> list[Thing]:
    made = [
        Relay.objects.create(brand=case.onnuri, host="a.example"),
        Relay.objects.create(channel=case.other_mailbox, host=f"{OTHER_BRAND}.example"),
    ]
    return [Thing(relay.pk, _sets_up) for relay in made]


@things("domains")
@things("sending-domains")
def domains(case: Any) -> list[Thing]:
    # The second is of an address that nobody has.
    names = [("onnuri.example", _sets_up), (f"{OTHER_BRAND}.example", nobody)]
    return [Thing(_domain(name).pk, seen_by) for name, seen_by in names]


@things("keys")
def keys(case: Any) -> list[Thing]:
    domain = _domain("onnuri.example")
    return [Thing(DkimKey.make(domain, "ed25519").pk, _sets_up, inside=domain.pk)]


def _domain(name: str) -> SendingDomain:
    return SendingDomain.objects.get_or_create(name=name)[0]


def _sets_up(member: Member) -> bool:
    return member.can(Power.COMPANY)


@things("hooks")
def hooks(case: Any) -> list[Thing]:
    return [Thing("made-up", nobody)]


@things("uploads")
def uploads(case: Any) -> list[Thing]:
    upload = Upload.begin(by=case.sora, name="a.mbox", size=10)
    return [Thing(upload.key, lambda member: member.pk == case.sora.pk)]


@things("mail-hooks")
def mail_hooks(case: Any) -> list[Thing]:
    hook = Hook(channel=case.mailbox, provider="ses")
    hook.renew_token()
    hook.save()
    # Without a key, so that a trial asks nobody.
    Bucket.objects.create(hook=hook, name="maru-mail", region="ap-northeast-2")
    return [Thing(hook.pk, _sets_up)]
