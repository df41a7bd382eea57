"""A tab of a headless Chromium, driven over the browser's own protocol.

Playwright is what we use; but under it Chromium prepares no page ahead, as it does for people
(decision 0364). Protocol: https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--lang=ko-KR",
    "--window-size=1440,900", "--remote-debugging-port=0",
]  # fmt: skip
PATIENCE = 30.0  # seconds
KEYS = {"Enter": (13, "\r")}  # name: its code, what it types
TOLD = "tell"  # what a page's script calls with a string


class Tab:
    """One tab. It goes on in the page that was prepared ahead when that one is opened."""

    def __init__(self, line: ClientConnection, script: str) -> None:
        self.told: list[str] = []  # what pages said by `tell(…)`
        self._line = line
        self._script = script
        self._numbers = count(1)
        self._pages: dict[str, str] = {}  # session: target; the first is what is shown
        found = self._ask("Target.getTargets", filter=[{"type": "tab"}])["targetInfos"][0]
        attached = self._ask("Target.attachToTarget", targetId=found["targetId"], flatten=True)
        self._ask(
            "Target.setAutoAttach", attached["sessionId"],
            autoAttach=True, waitForDebuggerOnStart=True, flatten=True,
        )  # fmt: skip
        self._until(lambda: self._pages, "a page")
        self._here("Page.enable")  # what was sent before has been done once this is answered
        self.value("1")

    def sign_in(self, cookie: dict[str, str], home: str) -> None:
        self._here("Network.setCookie", name=cookie["name"], value=cookie["value"], url=home)

    def go(self, address: str) -> None:
        """Open ``address`` and wait until it is loaded."""
        self._here("Page.navigate", url=address)
        is_there = f"location.href === {json.dumps(address)}"
        self.wait_for(f"{is_there} && document.readyState === 'complete'")

    def press(self, key: str) -> None:
        """Press a letter or Enter. What it leads to may have begun when this returns."""
        code, text = KEYS[key] if key in KEYS else (ord(key.upper()), key)
        named = {"key": key, "windowsVirtualKeyCode": code}
        with suppress(Gone):  # the page may go with it
            self._here("Input.dispatchKeyEvent", type="keyDown", text=text, **named)
            self._here("Input.dispatchKeyEvent", type="keyUp", **named)

    def value(self, expression: str) -> Any:
        """Return what the shown page makes of a JavaScript expression."""
        return self._of(self._shown, expression)

    def prepared(self, expression: str) -> list[Any]:
        """Return what each page that was prepared ahead makes of a JavaScript expression; one
        that is not there yet, or no longer, makes nothing of it."""
        made = []
        for session in list(self._pages)[1:]:
            with suppress(Gone):
                made.append(self._of(session, expression))
        return made

    def wait_for(self, expression: str) -> None:
        """Wait until it holds in the shown page. Raises TimeoutError."""

        def holds() -> bool:
            try:
                return bool(self.value(expression))
            except Gone:
                return False

        self._until(holds, expression)

    def pause(self, seconds: float) -> None:
        """Hear what pages say for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._hear(left)

    def hear_until(self, is_enough: Callable[[], bool]) -> None:
        """Wait until it is true, by what pages say. Raises TimeoutError."""
        self._until(is_enough, "what the pages should say")

    @property
    def _shown(self) -> str:
        return next(iter(self._pages))

    def _of(self, session: str, expression: str) -> Any:
        answer = self._ask("Runtime.evaluate", session, expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise ValueError(f"{expression}: {answer['exceptionDetails']['text']}")
        return answer["result"].get("value")

    def _here(self, method: str, **params: Any) -> dict[str, Any]:
        return self._ask(method, self._shown, **params)

    def _ask(self, method: str, session: str = "", /, **params: Any) -> dict[str, Any]:
        was_there = session in self._pages
        number = self._send(method, session, params)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if was_there and session not in self._pages:
                raise Gone(method)  # nobody answers any more
            said = self._hear(0.2)
            if said and said.get("id") == number:
                if "error" in said:
                    raise Gone(f"{method}: {said['error']['message']}")
                return said["result"]  # type: ignore[no-any-return]
        raise TimeoutError(method)

    def _send(self, method: str, session: str, params: dict[str, Any]) -> int:
        number = next(self._numbers)
        to = {"sessionId": session} if session else {}
        self._line.send(json.dumps({"id": number, "method": method, "params": params, **to}))
        return number

    def _until(self, is_so: Callable[[], Any], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > end:
                raise TimeoutError(f"{what}; they said {self.told}")
            self._hear(0.01)

    def _hear(self, seconds: float) -> dict[str, Any] | None:
        """Take in the next thing that is said; None where nothing is for so long."""
        try:
            said: dict[str, Any] = json.loads(self._line.recv(seconds))
        except TimeoutError:
            return None
        params = said.get("params", {})
        match said.get("method"):
            case "Target.attachedToTarget" if params["targetInfo"]["type"] == "page":
                self._pages[params["sessionId"]] = params["targetInfo"]["targetId"]
                self._prepare(params["sessionId"])
            case "Target.detachedFromTarget":
                self._pages.pop(params["sessionId"], None)
            case "Runtime.bindingCalled":
                self.told.append(params["payload"])
        return said

    def _prepare(self, session: str) -> None:
        """Have the script run in each page of it before the page's own; nobody waits for that."""
        for method, params in [
            ("Page.enable", {}),
            ("Runtime.enable", {}),
            ("Runtime.addBinding", {"name": TOLD}),
            ("Page.addScriptToEvaluateOnNewDocument", {"source": self._script}),
            ("Runtime.runIfWaitingForDebugger", {}),
        ]:
            self._send(method, session, params)


class Gone(Exception):
    """The page that was asked is there no more."""


@contextmanager
def tab(program: str, script: str = "") -> Iterator[Tab]:
    """Start Chromium; ``script`` runs in every page before the page's own, and may `tell(text)`."""
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        log = Path(home, "log")
        browser = subprocess.Popen(
            [program, *ARGUMENTS, f"--user-data-dir={home}/profile", "about:blank"],
            stderr=stack.enter_context(log.open("wb")),
        )
        stack.callback(_ended, browser)
        line = connect(_address(browser, log), max_size=None)
        yield Tab(stack.enter_context(line), script)


def _ended(browser: subprocess.Popen[bytes]) -> None:
    browser.terminate()
    browser.wait(10)


def _address(browser: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and browser.poll() is None:
        if found := re.search(r"ws://\S+", log.read_text(errors="replace")):
            return found[0]
        time.sleep(0.05)
    raise TimeoutError("Chromium did not come")
