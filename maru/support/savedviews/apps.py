from django.apps import AppConfig


class SavedViewsConfig(AppConfig):
    name = "maru.support.savedviews"
    label = "savedviews"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.support.savedviews.asking import tickets_in
        from maru.support.savedviews.columns import columns_from
        from maru.support.savedviews.field_columns import field_columns
        from maru.support.tickets.api.finding import view_with

        view_with(tickets_in)
        columns_from(field_columns)
        offer("maru.support.savedviews.api.router", tag="Views")
