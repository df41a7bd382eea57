from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "maru.staff.members"
    label = "members"

    def ready(self) -> None:
        from maru.kit.api.registry import find_keys_with, offer
        from maru.staff.members.models import ApiToken

        find_keys_with(ApiToken.of)
        offer("maru.staff.members.api.router", tag="Staff")
