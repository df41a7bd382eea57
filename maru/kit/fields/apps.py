from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "maru.kit.fields"
    label = "fields"

    def ready(self) -> None:
        from maru.kit.fields import definitions

        definitions.remember_for_a_request()
