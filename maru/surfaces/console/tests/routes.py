from __future__ import annotations

from typing import Any

from maru.extensions.email.models import Mailbox, MailImport, ProviderApp
from maru.staff.members.models import Invitation
from maru.staff.members.roles import Role
from maru.staff.members.tests.routes import Thing, everybody, nobody, of_brand, things
from maru.support.understanding.models import Lesson


@things("addresses")
def addresses(case: Any) -> list[Thing]:
    return [Thing(case.mailbox.pk, everybody)]


@things("tests")
def relay_tests(case: Any) -> list[Thing]:
    return [Thing(0, nobody)]


@things("invitations")
def invitations(case: Any) -> list[Thing]:
    def made(email: str, brand: Any) -> Invitation:
        return Invitation.issue(
            email,
            by=case.sora,
            role=Role.AGENT,
            brands=[brand],
            teams=[],
            name=f"초대 {brand.name}",
        )[0]

    return [
        Thing(made("in@onnuri.example", case.onnuri).pk, everybody),
        Thing(made("out@haneul.example", case.haneul).pk, lambda m: m.role == Role.ADMIN),
    ]


@things("mailboxes")
def mailboxes(case: Any) -> list[Thing]:
    return [
        Thing(
            Mailbox.objects.create(
                channel=channel, host="imap.example.com", user="u", is_active=False
            ).pk,
            of_brand(channel.brand),
        )
        for channel in (case.mailbox, case.other_mailbox)
    ]


@things("provider-apps")
def provider_apps(case: Any) -> list[Thing]:
    app = ProviderApp(provider="google", client_id="a")
    app.save()
    return [Thing(app.provider, everybody)]


@things("auto-answers")
def auto_answers(case: Any) -> list[Thing]:
    return [Thing(case.onnuri.pk, everybody), Thing(case.haneul.pk, lambda m: m.sees_company)]


@things("imports")
def imports(case: Any) -> list[Thing]:
    return [
        Thing(
            MailImport.objects.create(
                channel=channel, name=f"옛 메일 {channel.name}", sources=[{"path": "/nowhere"}],
                state="done",
            ).pk,
            of_brand(channel.brand),
        )
        for channel in (case.mailbox, case.other_mailbox)
    ]  # fmt: skip


@things("understanding")
def facets(case: Any) -> list[Thing]:
    return [Thing("topic", everybody), Thing("made-up", nobody)]


@things("facets")
def facets_of_the_api(case: Any) -> list[Thing]:
    return [Thing("topic", everybody)]


@things("lessons")
def lessons(case: Any) -> list[Thing]:
    return [
        Thing(Lesson.objects.create(facet="topic", state="earlier", sha256="0" * 64).pk, everybody)
    ]
