"""A browser for tests, and pages that note what goes wrong in them."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import build_site
import numpy as np
import pytest
from chromium import installed, served
from filelock import FileLock
from playwright.sync_api import Browser, Error, Page, Route, expect, sync_playwright

from lecture_nn import MLP
from lecture_nn.interactive import Panel
from lecture_nn.interactive.panel import JS

ROOT = Path(__file__).resolve().parent.parent.parent
expect.set_options(timeout=30_000)  # its 5 seconds are little for a page that loads and searches on a busy machine
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # no other machine is reached
]


@pytest.fixture(scope="module")  # not of the session: asyncio holds a loop for running as long as the browser lives
def browser() -> Iterator[Browser]:
    """Chromium: the system's, or the one that `playwright install chromium` fetched."""
    found = installed()
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=found, args=OPTIONS)
        except Error as error:
            if found is None and "Executable doesn't exist" in error.message:
                pytest.skip("no Chromium here: make system installs it, or playwright install chromium")
            raise
        yield started
        started.close()


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Path], str]]:
    """``serve(folder)`` serves its files to this machine only, and returns the address."""
    with contextlib.ExitStack() as stack:

        def serves(folder: Path) -> str:
            return stack.enter_context(served(folder))

        yield serves


@pytest.fixture(scope="session")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's files, without the part that runs in the browser: built once, by the worker that needs them first."""
    if not shutil.which("npm"):
        pytest.skip("no npm here: make system installs it")
    pytest.importorskip("myst_nb", reason='the site\'s packages are missing: pip install -e ".[site]", or make test')
    folder = tmp_path_factory.getbasetemp()
    to = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "site"
    with FileLock(f"{to}.lock"):
        if not (to / "built").exists():
            command = [sys.executable, ROOT / "tools" / "build_site.py", "--no-run", "--to", to]
            built = subprocess.run(command, capture_output=True, text=True)
            assert built.returncode == 0, built.stderr
            (to / "built").touch()
    return to / "html"


@pytest.fixture(scope="module")
def address(html: Path, serve: Callable[[Path], str]) -> str:
    """The address of the site."""
    return serve(html)


@pytest.fixture(scope="session")
def axe() -> str:
    """The program that finds what is not accessible in a page."""
    if not shutil.which("npm"):
        pytest.skip("no npm here: make system installs it")
    build_site.npm()
    return (build_site.NPM / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@dataclass
class Watched:
    """A page, with what went wrong in it so far: errors, failed requests, requests for another machine."""

    page: Page
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        note = self.problems.append
        self.page.on("console", lambda said: said.type == "error" and note(f"console: {said.text} {said.location}"))
        self.page.on("pageerror", lambda error: note(f"error: {error}"))
        self.page.on("response", lambda got: got.status >= 400 and note(f"status {got.status}: {got.url}"))
        self.page.on("request", lambda asked: leaves_the_machine(asked.url) and note(f"outside: {asked.url}"))


def leaves_the_machine(url: str) -> bool:
    """Is this the address of another machine?"""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.hostname not in LOOPBACK


@pytest.fixture
def pages(request: pytest.FixtureRequest) -> list[Watched]:
    """The pages that the test uses: if it fails, a picture of each is kept in .pytest_cache/d/browser."""
    request.node.pages = []
    return request.node.pages


@pytest.fixture(scope="module")
def open_page(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """``open_page(viewport=..., color_scheme=...)`` opens an empty page in a context of its own and watches it."""
    with contextlib.ExitStack() as stack:

        def opens(**settings) -> Watched:
            context = browser.new_context(**settings)
            stack.callback(context.close)
            return Watched(context.new_page())

        yield opens


@pytest.fixture
def watch(open_page: Callable[..., Watched], pages: list[Watched]) -> Iterator[Callable[..., Watched]]:
    """``watch(...)`` opens a page, as `open_page` does, which is closed after the test."""
    opened = []

    def opens(**settings) -> Watched:
        opened.append(open_page(**settings))
        pages.append(opened[-1])
        return opened[-1]

    yield opens
    for watched in opened:
        watched.page.context.close()


SETTLED = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    const ends = (it) => it.effect.getComputedTiming().endTime < Infinity;
    await Promise.allSettled(document.getAnimations().filter(ends).map((it) => it.finished));
}"""


@pytest.fixture(scope="session")
def settle() -> Callable[[Page], None]:
    """``settle(page)`` waits until what follows from a change of the page is over.

    The event of a new size is sent just before the next frame is drawn, and scripts and transitions follow it.
    """
    return lambda page: page.evaluate(SETTLED)


class Shown:
    """A panel on a page of its own, without a kernel."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.wait_for_selector(".lnn[data-drawn]")

    def set(self, **settings) -> dict:
        """Move controls; returns the numbers that are drawn then."""
        return self._drawn(settings)

    def get(self, *names: str, **settings) -> dict:
        """Move controls; returns these of the numbers drawn then: sending all the weights of a net takes long."""
        return self._drawn(settings, names)

    def _drawn(self, settings: dict, names: tuple[str, ...] | None = None) -> dict:
        return self.page.evaluate(
            """([settings, names]) => new Promise((done, failed) => {
                const root = document.querySelector(".lnn");
                const of = (shown) => (names ? Object.fromEntries(names.map((name) => [name, shown[name]])) : shown);
                root.addEventListener("drawn", () => done(of(root.shown)), { once: true });
                addEventListener("error", ({ message }) => failed(new Error(message)), { once: true });
                root.panel.set(settings);
                root.panel.redraw();
            })""",
            [settings, names],
        )

    def epochs(self, number: int) -> None:
        """Click "One epoch" so many times."""
        self.page.evaluate(
            """n => {
                const all = [...document.querySelectorAll("button")];
                const step = all.find(({ textContent }) => textContent === "One epoch");
                for (let i = 0; i < n; i++) step.click();
            }""",
            number,
        )

    def press(self, label: str, *keys: str) -> dict:
        """Press keys on the control with this label; returns the numbers that are drawn then."""
        control = self.page.get_by_label(label, exact=True)
        for key in keys:
            control.press(key)
        return self.set()

    def click(self, label: str) -> dict:
        """Click a button; returns the numbers that are drawn then."""
        self.page.get_by_role("button", name=label, exact=True).click()
        return self.set()


@pytest.fixture
def panel_page(watch: Callable[..., Watched]) -> Callable[..., Watched]:
    """``panel_page(html)`` opens a page with panels, given by their `Panel.html`, and the script that starts them.

    ``at`` is what follows the page's address.
    """

    def opens(html: str, at: str = "", **settings) -> Watched:
        return open_panels(watch(**settings), html, at)

    return opens


@pytest.fixture(scope="module")
def programs(open_page: Callable[..., Watched]) -> Watched:
    """A page for tests that call the panels' programs and change nothing in it."""
    return open_panels(open_page(), "")


@pytest.fixture(scope="module")
def spare() -> list[Watched]:
    """Empty pages that a test has left."""
    return []


@pytest.fixture
def show(
    panel_page: Callable[..., Watched], open_page: Callable[..., Watched], spare: list[Watched], pages: list[Watched]
) -> Iterator[Callable[[Panel], Shown]]:
    """``show(panel)`` puts a panel on a page; after the test nothing may have gone wrong in it.

    Without settings the page is one that an earlier test has left, if there is one: a browser takes longer to open a
    page than to load a panel.
    """
    opened, taken = [], []

    def shows(panel: Panel, **settings) -> Shown:
        if settings:
            opened.append(panel_page(panel.html(), **settings))
            return Shown(opened[-1].page)
        taken.append(spare.pop() if spare else open_page())
        pages.append(taken[-1])
        return Shown(open_panels(taken[-1], panel.html()).page)

    yield shows
    for watched in (*opened, *taken):
        assert watched.problems == []
    for watched in taken:
        watched.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        watched.page.goto("about:blank")
        watched.page.unroute_all()
        watched.page.mouse.up()
        watched.page.mouse.move(0, 0)
        spare.append(watched)


@pytest.fixture(scope="session")
def as_net() -> Callable[..., MLP]:
    """``as_net(shown, sizes, hidden)`` is the core's network with the weights of a panel that trains in the page."""

    def net_of(shown: dict, sizes: list[int], hidden: str) -> MLP:
        net = MLP(sizes, hidden=hidden, output="sigmoid")
        rest = np.array(shown["weights"])
        for layer in net.layers:
            layer.weights, rest = rest[: layer.weights.size].reshape(layer.weights.shape), rest[layer.weights.size :]
            layer.bias, rest = rest[: layer.bias.size], rest[layer.bias.size :]
        assert rest.size == 0
        return net

    return net_of


def open_panels(watched: Watched, html: str, at: str = "") -> Watched:
    """Open a page of panels; no server is needed."""
    body = f'<link rel="stylesheet" href="panel.css">{html}<script type="module" src="page.js"></script>'
    watched.page.route("**/*", lambda route: answer(route, body))
    watched.page.goto(f"http://127.0.0.1/{at}")
    return watched


def answer(route: Route, body: str) -> None:
    """Answer from the folder of the panels' programs."""
    name = urlsplit(route.request.url).path.lstrip("/")
    if (JS / name).is_file():
        route.fulfill(path=JS / name)
    elif name:
        route.fulfill(status=404)
    else:
        head = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">'
        route.fulfill(body=head + body, content_type="text/html")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    cache = getattr(item.config, "cache", None)  # none with -p no:cacheprovider
    if report.when == "call" and report.failed and cache is not None:
        name = re.sub(r"\W+", "_", item.name)
        for number, watched in enumerate(getattr(item, "pages", [])):
            with contextlib.suppress(Error):  # of a page that has crashed; the test's own failure is what counts
                watched.page.screenshot(path=cache.mkdir("browser") / f"{name}_{number}.png")
    return report
