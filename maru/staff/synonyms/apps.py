from django.apps import AppConfig


class SynonymsConfig(AppConfig):
    name = "maru.staff.synonyms"
    label = "synonyms"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.search.synonyms import synonyms_with
        from maru.staff.synonyms.table import HERE

        synonyms_with(HERE.current)
        offer("maru.staff.synonyms.api.router", tag="Search")
