"""Runs in the peer's own environment: a group of consumers, and an address that tells them.

``python -m bench.peers.channels.serving PORT``
"""

import sys
import time
from typing import Any

import django
import uvicorn
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="-",
    ROOT_URLCONF=__name__,
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

CHANGE = '{"verb": "ticket.tagged", "after": 1234, "ticket": 1}'


class Desk(AsyncWebsocketConsumer):  # type: ignore[misc]
    async def connect(self) -> None:
        await self.channel_layer.group_add("desk", self.channel_name)
        await self.accept()
        await self.send(text_data='{"verb": "hello"}')

    async def changed(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["text"])


@csrf_exempt
async def change(request: HttpRequest) -> JsonResponse:
    began = time.monotonic()
    await get_channel_layer().group_send("desk", {"type": "changed", "text": CHANGE})
    return JsonResponse(began, safe=False)


urlpatterns = [path("change", change)]
application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([path("live", Desk.as_asgi())]),
    }
)

if __name__ == "__main__":
    uvicorn.run(application, port=int(sys.argv[1]), ws="websockets-sansio", log_level="warning",
                access_log=False)  # fmt: skip
