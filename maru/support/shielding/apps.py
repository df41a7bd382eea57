"""Who works here is shielded from abuse: what is abusive is covered, opened only by who wants to,
counted, and answered by a procedure (0433)."""

from django.apps import AppConfig


class ShieldingConfig(AppConfig):
    name = "maru.support.shielding"
    label = "shielding"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.conditions import FLAG, Field
        from maru.kit.slots import fill
        from maru.support.shielding import covering, noting, telling
        from maru.support.shielding.vocabulary import is_abusive, where_abusive
        from maru.support.tickets.on_receiving import when_receiving
        from maru.support.tickets.search.outdating import says_nothing
        from maru.support.tickets.telling import tell_with
        from maru.support.tickets.veiling import cover_with
        from maru.support.tickets.vocabulary import TICKETS

        when_receiving(noting.note)
        cover_with(covering.cover)
        for verb in telling.VERBS:
            tell_with(verb, telling.told)
            says_nothing(verb)
        TICKETS.add(Field("abusive", telling.ABUSIVE, FLAG, is_abusive, where=where_abusive))
        fill("profile", "shielding/_profile.html")
        offer("maru.support.shielding.api.router", tag="Shielding")
