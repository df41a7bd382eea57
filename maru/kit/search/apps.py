from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "maru.kit.search"
    label = "search"

    def ready(self) -> None:
        from maru.kit.search import coverage, indexing  # noqa: F401 - their sweeps
