"""S9, S12: slow pictures of one mail hold a few page threads, not all."""

import asyncio

from django.test import SimpleTestCase
from django.urls import reverse

from maru.project.front.turns import SLOW, TakesTurns
from maru.support.tickets.urls import pass_urls


class TurnsTests(SimpleTestCase):
    async def test_of_many_slow_requests_two_run_and_a_page_does_not_wait(self):
        running, let_go = [], asyncio.Event()

        async def app(scope, receive, send):
            running.append(scope["path"])
            if scope["path"] != "/":
                await let_go.wait()

        front = TakesTurns(app)
        slow = [
            asyncio.create_task(front({"path": f"/tickets/pass/outside/{n}/"}, None, None))
            for n in range(20)
        ]
        await asyncio.sleep(0)
        await front({"path": "/"}, None, None)
        self.assertEqual(len(running), 3)
        let_go.set()
        await asyncio.gather(*slow)
        self.assertEqual(len(running), 21)

    def test_the_slow_paths_are_those_of_the_pages(self):
        passes = {f"/tickets/pass/{str(route.pattern).partition('<')[0]}" for route in pass_urls}
        known = [*passes, reverse("email:mime", args=["secret"])]
        self.assertEqual([part for part in SLOW if not any(part in path for path in known)], [])
