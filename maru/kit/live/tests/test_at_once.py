"""What ends in its first step needs no task; what does not goes on where it is awaited."""

import asyncio

import pytest

from maru.kit.live.at_once import begin


def test_what_does_not_wait_ends_at_once():
    said = []

    async def send():
        said.append("sent")

    assert begin(send()) is None
    assert said == ["sent"]


def test_what_waits_goes_on_in_whoever_awaits_it():
    async def told():
        is_writable, said = asyncio.Event(), []

        async def send():
            said.append("begun")
            await is_writable.wait()
            await asyncio.sleep(0)
            said.append("sent")

        rest = begin(send())
        assert rest is not None
        assert said == ["begun"]
        waits = asyncio.ensure_future(rest)
        await asyncio.sleep(0)
        is_writable.set()
        await waits
        return said

    assert asyncio.run(told()) == ["begun", "sent"]


def test_what_waits_is_cancelled_with_whoever_awaits_it():
    async def told():
        ended = []

        async def send():
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(True)

        waits = asyncio.ensure_future(begin(send()))
        await asyncio.sleep(0)
        waits.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waits
        return ended

    assert asyncio.run(told()) == [True]


def test_what_fails_at_once_says_so():
    async def send():
        raise RuntimeError("closed")

    with pytest.raises(RuntimeError, match="closed"):
        begin(send())
