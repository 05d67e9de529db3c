"""Measure how soon the pages of the web site are seen, and how much they weigh, and write benchmarks/site.md.

    python benchmarks/site.py [FOLDER]      FOLDER: html/ of a built site; without it the site is built first

The browser's processor is slowed down four times and its line has 1.6 Mbit/s with 150 ms of delay, as Lighthouse's
"slow 4G" has. The server doesn't compress, so a host that does is quicker.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
from chromium import installed, served  # noqa: E402

PAGES = {
    "index": "home",
    "lessons": "list of lessons",
    "notebooks/02_neuron": "a lesson",
    "notebooks/12_softmax_and_cross_entropy": "the longest lesson",
    "exercises/neuron": "an exercise",
    "map": "map",
    "glossary": "glossary",
}
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
TIMES = 5
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
WEIGHT = """() => ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type))
    .reduce((sum, entry) => sum + entry.transferSize, 0)"""


def first_paint(browser: Browser, address: str) -> float:
    """Return the milliseconds until something of a page is seen on a slow phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="commit")
    painted = page.wait_for_function(PAINTED).json_value()
    context.close()
    return painted


def weight(browser: Browser, address: str) -> int:
    """Return how many bytes a page loads in all."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    loaded = page.evaluate(WEIGHT)
    context.close()
    return loaded


def measured(html: Path) -> list[str]:
    """Return a line of the table for each page."""
    lines = []
    with served(html) as root, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
        for name, what in PAGES.items():
            address = f"{root}/{name}.html"
            paints = [first_paint(browser, address) / 1000 for _ in range(TIMES)]
            head = (html / f"{name}.html").read_text(encoding="utf-8").partition("<body")[0]
            lines.append(
                f"| {what} | {statistics.median(paints):.2f} | {min(paints):.2f} to {max(paints):.2f} "
                f"| {len(head.encode()) / 1000:.0f} | {weight(browser, address) / 1000:.0f} |"
            )
        browser.close()
    return lines


def main() -> None:
    """Measure a built site, or one that is built first, and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            html = Path(sys.argv[1])
        else:
            build = HERE.parent / "tools" / "build_site.py"
            subprocess.run([sys.executable, build, "--no-run", "--to", folder], check=True)
            html = Path(folder) / "html"
        lines = measured(html)
    text = (
        "# How soon a page is seen\n\n"
        "First paint in seconds in Chromium, its processor slowed down four times, on a line of 1.6 Mbit/s with 150 ms "
        f"of delay; median and range of {TIMES} visits with nothing stored before. *Head* is what the browser must "
        "have read before it draws, in kB; *all* is what the page loads altogether. The server doesn't compress. "
        f"Measured on {platform.machine()} with {platform.python_version()} by `python benchmarks/site.py`.\n\n"
        "| page | first paint | range | head | all |\n|---|---|---|---|---|\n" + "\n".join(lines) + "\n"
    )
    (HERE / "site.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
