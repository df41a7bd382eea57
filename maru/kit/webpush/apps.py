from django.apps import AppConfig


class WebPushConfig(AppConfig):
    name = "maru.kit.webpush"
    label = "webpush"
