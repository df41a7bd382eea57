"""The steps of the stories, played through the same verbs as real life."""

from __future__ import annotations

from datetime import datetime

from maru.extensions.webform.models import WebForm
from maru.kit.blobs import store
from maru.kit.fields.definitions import field_named, fields_of
from maru.project.demo import files, own_work, web_form
from maru.project.demo.dating import Dating
from maru.project.demo.mail import Letter, as_bytes, bounce, to_everybody
from maru.project.demo.office_hours import SEOUL, moment_ago, span, working_time_ago
from maru.project.demo.sending import settle
from maru.project.demo.telling import CUSTOMER, Step, Story
from maru.records.channels.acceptance import Letter as Arrival
from maru.records.channels.acceptance import accept
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Channel
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.filling import fill_field
from maru.records.customers.models import ContactPoint, Customer, Organization
from maru.records.customers.organizations.placing import place
from maru.records.customers.recognition import normal, recognise
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.sideconversations.inviting import invited_in
from maru.support.sideconversations.models import SideConversation
from maru.support.sideconversations.writing import start, write
from maru.support.tickets.choices import Direction, Kind, Priority
from maru.support.tickets.files import NewFile
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.opening import open_ticket

MAILER = ("Mail Delivery System", "mailer-daemon@mx.example.com")


class Stage:
    """Where the demo's people act. Each step is dated as soon as it is played."""

    def __init__(
        self, staff: dict[str, Member], customers: dict[str, dict[str, str]], dating: Dating
    ) -> None:
        self._staff, self._customers, self._dating = staff, customers, dating
        self._brands = {brand.name: brand for brand in Brand.objects.all()}
        mailboxes = Channel.objects.filter(kind="email").select_related("brand")
        self._mailboxes = {channel.brand_id: channel for channel in mailboxes}
        self._web_form = WebForm.objects.select_related("channel__brand").get()
        self._teams = {team.name: team for team in Team.objects.all()}
        self._tickets: dict[int, int] = {}  # story -> ticket
        self._letters = 0

    def play(self, moment: datetime, story: Story, step: Step) -> None:
        """Do one step of ``story`` and date it ``moment``."""
        number = self._tickets.get(id(story))
        ticket = (
            Ticket.objects.select_related("brand", "requester").get(pk=number) if number else None
        )
        if ticket and (step.asks or step.beside):
            self._speak_beside(moment, ticket, step)
        elif step.by in self._staff and ticket:
            self._work(ticket, step, self._staff[step.by])
        elif ticket is None and story.source == "form":
            ticket = self._send_form(moment, story)
        elif ticket is None and story.source != "email":
            ticket = self._enter(story)
        else:
            with self._dating.as_of(moment, ticket):
                ticket = self._write(moment, story, step, ticket)
        self._tickets.setdefault(id(story), ticket.pk)
        self._dating.date(moment, ticket)
        settle(moment, step.sending)

    def receive_what_nobody_can_read(self) -> None:
        """Take in a mail that goes to the quarantine."""
        mailbox = next(iter(self._mailboxes.values()))
        moment = working_time_ago(span("1d 3h"), self._dating.now)
        transport = {"mail_from": "news@list.example", "rcpt_to": [mailbox.address]}
        accept([Arrival(to_everybody(mailbox.address, moment), (mailbox.pk,), transport)])
        open_waiting()
        self._dating.date(moment, None)

    def receive_what_nobody_confirmed(self, told: dict[str, str]) -> None:
        """Take in what was sent by the web form, whose link nobody has opened yet."""
        moment = moment_ago(span(told["ago"]), self._dating.now)  # played last: newer than all
        sent = web_form.send_in(self._web_form, told, told["subject"], told["text"])
        self._dating.date(moment, None)
        web_form.wait(sent, moment)
        settle(moment, "")

    def _send_form(self, moment: datetime, story: Story) -> Ticket:
        who = self._customers[story.customer]
        sent = web_form.send_in(self._web_form, who, story.subject, story.text.strip())
        message = web_form.confirm(sent, moment)
        if message.customer:
            self._complete(message.customer, story.customer)
        return message.ticket

    def _work(self, ticket: Ticket, step: Step, member: Member) -> None:
        if step.team:
            ticket.hand_to(self._teams[step.team], by=member)
        if step.assign:
            ticket.assign(self._staff[step.assign], by=member)
        if step.kind:
            ticket.set_kind(Kind(step.kind), by=member)
        if step.priority:
            ticket.set_priority(Priority[step.priority.upper()], by=member)
        if step.tags:
            ticket.tag_only(step.tags, by=member)
        for own in fields_of("ticket") if step.fields else ():
            if own.key in step.fields:
                ticket.fill_field(own, step.fields[own.key], by=member)
        if step.admit:
            ticket.admit(step.admit, by=member)
        if step.notes:
            ticket.note(step.notes, by=member)
        own_work.plan(ticket, step, member, self._staff, self._teams, self._dating.now)
        if step.says:
            ticket.reply(
                step.says.strip(), by=member, files=_attached(step), status=step.status or None
            )
        elif step.status:
            ticket.set_status(step.status, by=member)

    def _speak_beside(self, moment: datetime, ticket: Ticket, step: Step) -> None:
        """Ask somebody beside the ticket, or answer there: a colleague here, others by mail."""
        says = step.says.strip()
        if step.asks:
            member = self._staff[step.by]
            asked = invited_in(step.asks, ticket, member)
            start(ticket, asked, step.about, says, by=member, files=_attached(step))
            return
        side = SideConversation.objects.filter(ticket=ticket).latest("id")
        if step.by in self._staff:
            write(side, says, by=self._staff[step.by])
            return
        theirs, last = side.participants.get(address=step.by), side.newest
        mailbox = self._mailboxes[ticket.brand_id]
        letter = Letter(
            sender=(theirs.name, theirs.address), to=mailbox.address,
            subject=f"Re: {side.subject}", text=step.says, at=moment,
            message_id=self._new_id(step.by), answers=[last.message_id] if last else [],
            files=step.files, has_html=True,
        )  # fmt: skip
        _send_in(mailbox, as_bytes(letter), step.by)

    def _enter(self, story: Story) -> Ticket:
        """Open a ticket by hand, as after a call."""
        who, brand = self._customers[story.customer], self._brands[story.brand]
        kind = ContactKind.PHONE if "phone" in who else ContactKind.EMAIL
        requester = self._known(story.customer, brand) or recognise(
            kind, who[kind], brand=brand, name=who["name"]
        )
        self._complete(requester, story.customer)
        by = self._staff[story.taken_by]
        return open_ticket(
            by=by, brand=brand, requester=requester, subject=story.subject,
            text=story.text.strip(), source=story.source,
        )  # fmt: skip

    def _write(self, moment: datetime, story: Story, step: Step, ticket: Ticket | None) -> Ticket:
        """Send a mail in by the mailbox, and return the ticket it came to."""
        mailbox = self._mailboxes[self._brands[story.brand].pk]
        letter = self._letter(moment, story, step, ticket, mailbox)
        is_bounce = step.machine == "bounce"
        raw = (
            bounce(letter, self._customers[story.customer]["email"])
            if is_bounce
            else as_bytes(letter)
        )
        sender = "<>" if is_bounce else letter.sender[1]
        _send_in(mailbox, raw, sender)
        message = Message.objects.select_related("ticket", "customer").latest("id")
        if message.customer and step.by == CUSTOMER and not step.machine:
            self._complete(message.customer, story.customer)
        return message.ticket

    def _letter(
        self, moment: datetime, story: Story, step: Step, ticket: Ticket | None, mailbox: Channel
    ) -> Letter:
        who = self._customers[story.customer]
        sender = (who["name"], who["email"]) if step.by == CUSTOMER else ("", step.by)
        said = ticket.messages.public().exclude(message_id="") if ticket else Message.objects.none()
        answered = said.filter(direction=Direction.TO_CUSTOMER).last()
        return Letter(
            sender=MAILER if step.machine == "bounce" else sender,
            to=mailbox.address,
            subject=f"Re: {story.subject}" if ticket else story.subject,
            text=step.says,
            at=moment,
            message_id=self._new_id(sender[1]),
            answers=list(said.values_list("message_id", flat=True)),
            quoting=_quoted(answered, mailbox) if answered and not step.machine else "",
            cc=step.cc,
            files=step.files,
            has_html=story.html,
            is_automatic=step.machine == "auto_reply",
        )

    def _new_id(self, address: str) -> str:
        self._letters += 1
        return f"demo-{self._letters:03}@{address.partition('@')[2]}"

    def _known(self, key: str, brand: Brand) -> Customer | None:
        """Return the customer when an earlier step made them at ``brand``."""
        who, here = self._customers[key], ContactPoint.objects.filter(brand=brand)
        for kind in (ContactKind.EMAIL, ContactKind.PHONE):
            if kind in who and here.filter(kind=kind, value=normal(kind, who[kind])).exists():
                return recognise(kind, who[kind], brand=brand)
        return None

    def _complete(self, customer: Customer, key: str) -> None:
        """Add what is known besides the address that they wrote from: number and note."""
        who = self._customers[key]
        for kind in (ContactKind.EMAIL, ContactKind.PHONE):
            if kind in who:
                ContactPoint.objects.get_or_create(
                    brand_id=customer.brand_id,
                    kind=kind,
                    value=normal(kind, who[kind]),
                    defaults={"customer": customer},
                )
        if who.get("note") and not customer.note:
            customer.note = who["note"]
            customer.save(update_fields=["note"])
        grade = field_named("customer", "등급") if "grade" in who else None
        if grade:
            fill_field(customer, grade, who["grade"], by=None)
        if "organization" in who and customer.organization_id is None:
            theirs = Organization.objects.filter(brand_id=customer.brand_id)
            if organization := theirs.filter(name=who["organization"]).first():
                place(customer, organization, by=self._staff["jieun"])


def _send_in(mailbox: Channel, raw: bytes, sender: str) -> None:
    accept([Arrival(raw, (mailbox.pk,), {"mail_from": sender, "rcpt_to": [mailbox.address]})])
    open_waiting()


def _attached(step: Step) -> list[NewFile]:
    def new(name: str) -> NewFile:
        data = files.content(name)
        return NewFile(name, files.content_type(name), len(data), store().put(data))

    return [new(name) for name in step.files]


def _quoted(answered: Message, mailbox: Channel) -> str:
    at = answered.created_at.astimezone(SEOUL)
    words = "\n".join(f"> {line}" for line in answered.text.splitlines())
    who = f"{mailbox.name} <{mailbox.address}>님이 작성:"
    return f"{at.year}년 {at.month}월 {at.day}일 {at:%H:%M}, {who}\n\n{words}"
