"""The real thing in a real browser: ``anlan serve --demo`` on a free port, and Chromium with the cast logged in.

All tests share one server and its data, and none depends on another: each records for a town, a month or under a
number of its own. Every test also fails when a page writes an error to the console, breaks the content security
policy, misses a file, or asks another host for anything.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

PASSWORD = "browser-test-2026"
READY_SECONDS = 120
EXPECT_MILLISECONDS = 15_000


@dataclass(frozen=True)
class Served:
    """A running Anlan: its address and its data folder."""

    url: str
    data: Path

    @property
    def stored_files(self) -> set[Path]:
        """Every file that somebody handed in."""
        return {path for path in (self.data / "files").rglob("*") if path.is_file()}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys that begin with what the demonstration owes come before those that record the same by the way."""
    items.sort(key=lambda item: item.get_closest_marker("begins_with_what_is_owed") is None)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Anlan with fresh demonstration data, stopped when the last test is over."""
    folder = tmp_path_factory.mktemp("served")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ours = ("ANLAN_", "DATABASE_URL", "PORT", "DJANGO_SETTINGS_MODULE")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environ |= {"ANLAN_DATA": str(folder / "data"), "ANLAN_DEMO_PASSWORD": PASSWORD}
    log = folder / "log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "anlan", "serve", "--demo", "--port", str(port)]
        server = subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            _wait_until_healthy(url=f"http://127.0.0.1:{port}/healthz", server=server, log=log)
            yield Served(f"http://127.0.0.1:{port}", folder / "data")
        finally:
            server.terminate()
            try:
                server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_until_healthy(*, url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            try:
                # Waits a moment, and notices at once when the server gives up.
                server.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue
            break
    pytest.fail(f"anlan serve did not become healthy; it said:\n{log.read_text(errors='replace')}", pytrace=False)


@pytest.fixture(scope="session")
def base_url(served: Served) -> str:
    """Where pages with relative addresses lie."""
    return served.url


@pytest.fixture(scope="session")
def today() -> dt.date:
    """The day in Chaozhou: the server under test goes by the real clock, as in use."""
    return timezone.localdate()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, also inside containers, and silent."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("Chromium is missing: sudo apt install chromium fonts-noto-cjk", pytrace=False)
    quiet = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
    return {**browser_type_launch_args, "executable_path": chromium, "args": quiet}


@dataclass
class Watched:
    """What the pages of one test asked for, and what went wrong behind them."""

    home: str
    asked: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    # Addresses whose refusals the test itself looks at.
    judged: list[re.Pattern[str]] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Listen to every page of a browser window."""
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)
        if not request.url.startswith((f"{self.home}/", "data:", "blob:")):
            self.problems.append(f"asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        # A page may answer 404, 409 or 422, as its test says; a file behind a page may not, and nothing may break.
        judged = any(address.search(response.url) for address in self.judged)
        missing = response.status >= 400 and response.request.resource_type != "document" and not judged
        if missing or response.status >= 500:
            self.problems.append(f"{response.status} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # What Chromium says of the status of a page is judged by the tests and by _response.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")


@pytest.fixture
def watched(base_url: str) -> Iterator[Watched]:
    """Listens during a test, and fails it when something went wrong behind the pages."""
    listening = Watched(base_url)
    yield listening
    assert listening.problems == []


class OpenAs(Protocol):
    """Opens a browser window of its own for a member of the cast, or for nobody."""

    def __call__(self, username: str | None, *, width: int = 1440, language: str = "zh-hans", **more: Any) -> Page: ...


def log_in(page: Page, *, username: str, password: str = PASSWORD) -> None:
    """Log in as a person does."""
    page.goto("/login/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("main form button").click()


@pytest.fixture(scope="session")
def sessions(browser: Browser, base_url: str) -> dict[str, Any]:
    """The cookies of whoever has logged in so far: passwords are slow on purpose."""
    return {}


@pytest.fixture
def open_as(new_context: Any, watched: Watched, base_url: str, sessions: dict[str, Any]) -> OpenAs:
    """Opens windows; each has cookies, size and language of its own."""

    def opened(username: str | None, *, width: int = 1440, language: str = "zh-hans", **more: Any) -> Page:
        if username is not None and username not in sessions:
            context = new_context()
            page = context.new_page()
            log_in(page, username=username)
            expect(page.locator("nav.shell-menu")).to_be_visible()
            sessions[username] = context.storage_state()
            context.close()
        state = sessions[username] if username is not None else None
        context = new_context(storage_state=state, viewport={"width": width, "height": 800}, **more)
        context.add_cookies([{"name": "django_language", "value": language, "url": base_url}])
        watched.watch(context)
        page = context.new_page()
        page.set_default_timeout(EXPECT_MILLISECONDS)
        return page

    return opened


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """Pages may be slow on a busy machine; a missing one still fails in good time."""
    expect.set_options(timeout=EXPECT_MILLISECONDS)
