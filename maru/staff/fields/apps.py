from django.apps import AppConfig


class StaffFieldsConfig(AppConfig):
    name = "maru.staff.fields"
    label = "staff_fields"

    def ready(self) -> None:
        from maru.kit.api.registry import offer

        offer("maru.staff.fields.api.router", tag="Custom fields")
