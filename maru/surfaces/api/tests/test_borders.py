"""Generated from the schema: every operation asks for its scope and knows what may be seen."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maru.extensions.email.models import (
    DkimKey,
    Hook,
    Mailbox,
    MailImport,
    ProviderApp,
    Relay,
    SendingDomain,
    Upload,
)
from maru.extensions.outlets.models import Outlet
from maru.extensions.webform.tests.cast import made_form
from maru.extensions.webhooks.models import Arrival, Endpoint, Inlet
from maru.kit.fields.field import CustomField
from maru.kit.webhooks.models import Call, Webhook
from maru.records.customers.organizations.editing import add_organization
from maru.staff.alarms.models import Alarm
from maru.staff.backups.models import Backup
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import Invitation, SignIn, Skill
from maru.staff.shifts.models import Absence, ShiftPattern
from maru.staff.synonyms.built_in import keys
from maru.staff.synonyms.models import SynonymGroup
from maru.staff.teams.models import Team
from maru.support.actions.models import Macro
from maru.support.actions.using import use_macro
from maru.support.automation.models import Rule
from maru.support.bulk.models import BulkChange
from maru.support.escalations.models import Escalation, EscalationPath
from maru.support.exports.models import Export
from maru.support.filtering.models import BlockedSender, Filter
from maru.support.handovers.models import Handover
from maru.support.notifications.models import Notification, PushBrowser
from maru.support.reminders.models import Reminder
from maru.support.routing.models import Offer
from maru.support.savedviews.models import SavedView
from maru.support.servicelevels.models import ServiceLevel
from maru.support.sideconversations.inviting import Invited
from maru.support.sideconversations.writing import start
from maru.support.tasks.adding import add_tasks
from maru.support.tickets.files import NewFile
from maru.support.tickets.models import PendingFile, Ticket
from maru.support.understanding.models import Lesson
from maru.surfaces.api.application import build
from maru.surfaces.api.tests.cast import ApiTestCase, Caller

CANARY = "카나리아"
_schema = {}


def operations():
    """Yield (method, path, operation) of the whole schema."""
    if not _schema:
        _schema.update(build().get_openapi_schema(path_prefix=""))
    for path, methods in _schema["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


class ScopeTests(ApiTestCase):
    def test_every_operation_declares_itself(self):
        for method, path, operation in operations():
            where = f"{method} {path}"
            self.assertIn(operation["x-scope"], ["", *SCOPES], where)
            self.assertTrue(operation["summary"] and operation["description"], where)
            self.assertTrue(operation["tags"] and operation["security"], where)
            self.assertTrue({401, 403, 404, 429} <= set(operation["responses"]), where)
            if method != "GET":
                names = [parameter["name"] for parameter in operation["parameters"]]
                self.assertIn("Idempotency-Key", names, where)

    def test_every_operation_is_closed_without_its_scope(self):
        for method, path, operation in operations():
            address = re.sub(r"\{\w+\}", "1", path)
            self.assertEqual(Caller("").send(method, address).status_code, 401)
            scope = operation["x-scope"]
            if not scope:
                continue
            others = [other for other in SCOPES if other != scope]
            response = self.api(self.sora, *others).send(method, address, {})
            self.assertEqual(response.status_code, 403, f"{method} {path}")
            self.assertEqual(response.json()["error"]["code"], "scope_missing")
            self.assertIn(scope, response.json()["error"]["message"])


class OtherBrandTests(ApiTestCase):
    """eve has every scope and the highest role, in another brand."""

    def setUp(self):
        self.eve.role = "manager"
        self.eve.save()
        self.ticket.rename(f"{CANARY} 제목", by=self.jisu)
        self.kim.name = f"{CANARY} 고객"
        self.kim.save()
        self.message = self.mail_in(
            f"From: haneul.kim@example.com\r\nSubject: {CANARY}\r\n\r\n{CANARY}\r\n".encode()
        )
        self.answer = self.ticket.reply(f"{CANARY} 답", by=self.jisu)
        caller = self.api(self.jisu)
        key = caller.upload(f"{CANARY}.txt", b"x").json()["key"]
        sent = caller.post(
            f"/tickets/{self.ticket.pk}/messages", {"body": CANARY, "attachments": [key]}
        )
        self.attachment = sent.json()["attachments"][0]["key"]
        caller.upload(f"{CANARY}.txt", b"x")
        self.account = Mailbox.objects.create(
            channel=self.mailbox, host="imap.example.com", user=CANARY, is_active=False
        )
        self.import_ = MailImport.objects.create(
            channel=self.mailbox, name=CANARY, sources=[{"path": "/nowhere"}], state="done"
        )
        self.filter = Filter.objects.create(
            name=CANARY, brand=self.onnuri, to_spam=True, conditions={"all": []}
        )
        self.organization = add_organization(
            self.onnuri, CANARY, by=self.jisu, domains=["canary.example"], note=CANARY
        )
        self.synonyms = SynonymGroup.objects.create(words=[CANARY, "새"])
        self.view = SavedView.objects.create(name=CANARY, member=self.jisu)
        self.macro = Macro.make(
            by=self.jisu, name=CANARY, text=CANARY, whose="company", brands=[self.onnuri],
            changes={"priority": 4},
        )  # fmt: skip
        self.use = use_macro(self.macro, self.ticket, by=self.jisu, text="").use
        self.bulk = BulkChange.look_at(
            Ticket.objects.visible_to(self.jisu), {"tags_added": [CANARY]}, by=self.jisu
        )
        self.export = Export.ask(
            by=self.sora, name=CANARY, source={"filter": {}}, form="csv", times="iso", columns=[]
        )
        self.blocked = BlockedSender.objects.create(brand=self.onnuri, value="bad.example")
        self.invitation, _token = Invitation.issue(
            "new@onnuri.example", by=self.sora, role="agent", brands=[self.onnuri], teams=[],
            name=CANARY,
        )  # fmt: skip

        self.form = made_form(self.onnuri, "canary", texts={"ko": {"title": CANARY}})
        self.level = ServiceLevel.objects.create(name=CANARY, first_reply=60)
        self.relay = Relay.objects.create(brand=self.onnuri, host=f"{CANARY}.example")
        self.upload = Upload.begin(by=self.sora, name=CANARY, size=9)
        self.hook = Hook(channel=self.mailbox, provider="postmark")
        self.hook.renew_token()
        self.hook.save()
        self.app = ProviderApp.objects.create(provider="google", client_id=CANARY)
        self.sign_in = SignIn.objects.create(member=self.jisu, browser=CANARY)
        self.browser = PushBrowser.objects.create(
            sign_in=self.sign_in, endpoint_hash=CANARY, trouble=CANARY
        )
        self.domain = SendingDomain.objects.create(name="onnuri.example")
        self.key = DkimKey.make(self.domain, "ed25519")
        self.secret = Team.found(by=self.sora, name=CANARY, is_private=True, members=[self.sora])
        webhook = Webhook.objects.create(form="slack", host=f"{CANARY}.example")
        self.outlet = Outlet.objects.create(team=self.secret, name=CANARY, webhook=webhook)
        self.call = Call.objects.create(
            webhook=webhook, happening="ticket.new", announcement={"title": CANARY}
        )
        program = Webhook.objects.create(form="plain", host=f"{CANARY}.example")
        self.endpoint = Endpoint.objects.create(name=CANARY, webhook=program)
        self.told = Call.objects.create(
            webhook=program, happening="trial", announcement={"data": {"x": CANARY}}
        )
        self.inlet = Inlet.objects.create(
            name=CANARY, member=self.sora, brand=self.onnuri, token_hash=CANARY
        )
        self.arrival = Arrival.objects.create(inlet=self.inlet, body=CANARY, state="failed")
        own = {"brand_ids": [self.onnuri.pk], "label": CANARY}
        self.field = CustomField.objects.create(noun="ticket", key="own", kind="text", **own)
        self.backup = Backup.objects.create(detail=CANARY)
        self.ticket.note(f"@박민호 {CANARY}", by=self.jisu)
        self.handover = Handover.objects.create(by=self.jisu, to=self.jisu, text=CANARY)
        self.reminder = Reminder.make(
            self.ticket, by=self.jisu, due_at=timezone.now(), text=CANARY, team=self.team
        )
        [self.task] = add_tasks(self.ticket, [CANARY], by=self.jisu)
        vendor = Invited(address="vendor@parts.example", name=CANARY)
        file = NewFile(CANARY, "text/plain", 1, "0" * 64)
        self.side = start(self.ticket, [vendor], CANARY, CANARY, by=self.jisu, files=[file])
        self.asked = self.side.participants.get()
        self.skill = Skill.objects.create(name="결제")  # every brand knows it
        day = timezone.localdate()
        self.pattern = ShiftPattern.objects.create(member=self.jisu, begins_on=day)
        self.absence = Absence.objects.create(
            member=self.jisu, first_on=day, last_on=day, note=CANARY
        )
        now = timezone.now()
        self.offer = Offer.objects.create(
            kind="ticket", item=self.ticket.pk, team=self.team, member=self.jisu, ends_at=now,
            since=now,
        )  # fmt: skip
        self.rule = Rule.make(
            by=self.sora, name=CANARY, brands=[self.onnuri], when={"verbs": ["opened"]},
            changes={"priority": 4},
        )  # fmt: skip
        self.path = EscalationPath.objects.create(name=CANARY)
        self.path.brands.set([self.onnuri])
        self.escalation = Escalation.objects.create(
            ticket=self.ticket, name=CANARY, number=1, way="team", reason=CANARY, by_name=CANARY,
            owner=self.jisu, goal=60, used=0, started_at=now,
        )  # fmt: skip
        self.lesson = Lesson.objects.create(facet="kind")
        self.notification = Notification.objects.get(member=self.minho)
        self.alarm = Alarm.objects.create(name="mailbox", facts={"n": 1, "who": CANARY})

    def ids(self, path):
        point = self.kim.contact_points.get().pk
        named = {
            "/handovers": {"id": self.handover.pk},
            "/tickets/{number}/reminders": {"number": self.ticket.pk, "id": self.reminder.pk},
            "/tickets/{number}/tasks": {"number": self.ticket.pk, "id": self.task.pk},
            "/tickets/{number}/escalations": {
                "number": self.ticket.pk, "id": self.escalation.pk,
            },
            "/escalation-paths": {"id": self.path.pk},
            "/side-conversations": {"id": self.side.pk, "person": self.asked.pk},
            "/tickets": {
                "number": self.ticket.pk, "id": self.message.pk, "other": self.ticket.pk,
            },
            "/customers": {"id": self.kim.pk, "point": point},
            "/organizations": {"id": self.organization.pk},
            "/synonyms/built-in": {"key": next(iter(keys()))},
            "/synonyms": {"id": self.synonyms.pk},
            "/envelopes": {"id": self.message.envelope_id},
            "/deliveries": {"id": self.answer.delivery_id},
            "/attachments": {"key": self.attachment},
            "/brands": {"id": self.onnuri.pk},
            "/calendars": {"id": self.onnuri.calendar_id},
            "/service-levels": {"id": self.level.pk},
            "/teams": {"id": self.secret.pk},
            "/channels": {"id": self.mailbox.pk},
            "/mailboxes": {"id": self.account.pk},
            "/imports": {"id": self.import_.pk},
            "/forms": {"id": self.form.pk},
            "/relays": {"id": self.relay.pk},
            "/uploads": {"key": self.upload.key},
            "/mail-hooks": {"id": self.hook.pk},
            "/provider-apps": {"provider": self.app.provider},
            "/sending-domains/keys": {"id": self.key.pk},
            "/sending-domains": {"id": self.domain.pk},
            "/filters": {"id": self.filter.pk},
            "/views": {"id": self.view.pk},
            "/macros": {"id": self.macro.pk},
            "/macro-uses": {"id": self.use.pk},
            "/fields": {"id": self.field.pk},
            "/bulk-changes": {"id": self.bulk.pk},
            "/exports": {"id": self.export.pk},
            "/blocked-senders": {"id": self.blocked.pk},
            "/me/sign-ins": {"id": self.sign_in.pk},
            "/outlets": {"id": self.outlet.pk, "call_id": self.call.pk},
            "/webhooks": {"id": self.endpoint.pk, "call_id": self.told.pk},
            "/inlets": {"id": self.inlet.pk, "arrival_id": self.arrival.pk},
            "/me/push-browsers": {"id": self.browser.pk},
            "/members": {"id": self.jisu.pk},
            "/skills": {"id": self.skill.pk},
            "/shift-patterns": {"id": self.pattern.pk},
            "/absences": {"id": self.absence.pk},
            "/offers": {"id": self.offer.pk},
            "/rules": {"id": self.rule.pk},
            "/understanding": {"name": "kind", "id": self.lesson.pk},
            "/invitations": {"id": self.invitation.pk},
            "/backups": {"id": self.backup.pk},
            "/alarms": {"id": self.alarm.pk},
            "/notifications": {"id": self.notification.pk},
        }  # fmt: skip
        return next(ids for prefix, ids in named.items() if path.startswith(prefix))

    def body(self, path):
        if path.endswith("contact-points"):
            return {"kind": "phone", "value": "010-5550-0100"}
        if "built-in" in path:
            return {"is_on": False}
        if path.endswith("deactivate"):
            return {}
        if "side-conversations" in path:
            return {"to": ["x@example.com"], "body": "b"}
        if "escalation" in path:
            return {"reason": "r", "within": 60, "note": "n"}
        if path.endswith("links"):
            return {"kind": "related", "to": 1}
        if path.endswith("bucket"):
            return {"name": "mail", "region": "ap-northeast-2"}
        if path.endswith("repetitions"):
            return {"since": "2026-11-29T00:00:00Z"}
        if "push-browsers" in path:
            return {"shows_more": True}
        if path.endswith("steps"):
            return {"step": "end"}
        if path.endswith("undoings"):
            return {"firings": [1]}
        if path.endswith("trials"):
            return {"strategy": "least_busy", "capacity": 8}
        if path.endswith("cool-down"):
            return {"after_abuse": 5, "after_hard": 10}
        if path.endswith("verdict"):
            return {"verdict": "right"}
        named = {"to": 1, "into": 1, "member": 1, "address": "x@example.com"}
        return {"reason": "r", "body": "b", "name": "n", "text": "t", "at": "3일 뒤", **named}

    def test_what_belongs_to_another_brand_does_not_exist(self):
        eve, tried = self.api(self.eve), 0
        for method, path, _operation in operations():
            if "{" not in path:
                continue
            address = path.format(**self.ids(path))
            response = eve.send(method, address, self.body(path))
            self.assertEqual(response.status_code, 404, f"{method} {path} {response.content}")
            self.assertNotIn(CANARY, response.content.decode())
            tried += 1
        self.assertGreater(tried, 14)

    def test_no_list_gives_anything_of_another_brand(self):
        eve = self.api(self.eve)
        for method, path, _operation in operations():
            if method != "GET" or "{" in path:
                continue
            for query in ({}, {"q": CANARY}, {"brand": self.onnuri.pk}, {"requester": self.kim.pk}):
                response = eve.get(path, **query)
                self.assertNotIn(CANARY, response.content.decode(), path)
                self.assertNotIn("@onnuri.example", response.content.decode().replace(
                    self.eve.email, "").replace(self.sora.email, ""), path)  # fmt: skip

    def test_ids_of_another_brand_cannot_be_named_in_a_body(self):
        eve, own = self.api(self.eve), {"subject": "s", "body": "b"}
        waiting = PendingFile.objects.get().key
        requester = {"email": "x@example.com"}
        for data in (
            {"requester": self.kim.pk}, {"requester": requester, "brand": self.onnuri.pk},
            {"requester": requester, "channel": self.mailbox.pk},
            {"requester": requester, "assignee": self.jisu.pk},
            {"requester": requester, "attachments": [waiting]},
        ):  # fmt: skip
            response = eve.post("/tickets", {**own, **data})
            self.assertEqual(response.status_code, 422, data)
            self.assertNotIn(CANARY, response.content.decode())


class QueryCountTests(ApiTestCase):
    def test_lists_cost_the_same_however_long_they_are(self):
        sora = self.api(self.sora)
        sora.get("/me")  # the token's use is written down once a minute
        paths = [path for method, path, _ in operations() if method == "GET" and "{" not in path]
        paths.append(f"/tickets/{self.ticket.pk}/messages")
        self.fill(1)
        few = {path: self.count(sora, path) for path in paths}
        self.fill(12)
        many = {path: self.count(sora, path) for path in paths}
        self.assertEqual(few, many)
        self.assertLess(max(many.values()), 18, many)

    def count(self, caller, path):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            self.assertEqual(caller.get(path).status_code, 200)
        return len(queries)

    def fill(self, number):
        for i in range(number):
            raw = f"From: c{number}{i}@example.com\r\nSubject: {number}{i}\r\n\r\n{i}\r\n".encode()
            message = self.mail_in(raw)
            message.ticket.tag_only([f"tag{i}"], by=self.sora)
            message.ticket.assign(self.jisu, by=self.sora)
            message.ticket.follow(self.minho, by=self.sora)
            message.ticket.reply("답", by=self.sora)
            made_form(self.onnuri, f"form-{number}-{i}")
            domains = [f"d{number}{i}.example"]
            add_organization(self.onnuri, f"상사 {i}", by=self.sora, domains=domains)
            self.ticket.note(f"{i}", by=self.sora)
