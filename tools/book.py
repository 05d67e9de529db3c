"""Make one PDF of the whole course, _site/book.pdf: the pages of the built site, printed by Chromium.

    python tools/book.py [--site HTML] [--to FILE] [--only NAME ...]

Each notebook is printed by itself, so that its pages can be counted; then come a title page and the contents with the
numbers of the pages, a number on each page, and bookmarks. Links from one notebook to another lead to its page in the
book. Needs the extras "test" (Playwright) and "site" (pypdf) of pyproject.toml, and Chromium.
"""

import argparse
import contextlib
import html
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
from chromium import installed, served
from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

import lecture_nn
from lecture_nn.checks.order import path as reading_order

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_site"
TITLE = "Neural networks, from one unit to early stopping"
PAPER = {"format": "A4", "prefer_css_page_size": True, "print_background": True, "tagged": True}
STYLE = """<style>
@page { size: A4; margin: 18mm 24mm 20mm; }
body { font: 11pt/1.5 "DejaVu Sans", Arial, sans-serif; margin: 0; }
h2 { font-size: 16pt; margin: 0 0 6mm; }
img { width: 100%; margin: 40mm 0 12mm; }
.entry { display: flex; gap: 4mm; margin: 0 0 1.6mm; }
.entry span:first-child { flex: 1; }
.exercise { padding-left: 8mm; font-style: italic; }
</style>"""
FEET = """<style>
@page { size: A4; margin: 0; }
body { font: 8.5pt "DejaVu Sans", Arial, sans-serif; margin: 0; color: #444; }
div { height: 296mm; break-after: page; position: relative; }
p { position: absolute; bottom: 9mm; left: 24mm; right: 24mm; margin: 0; }
p { display: flex; justify-content: space-between; }
</style>"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, default=SITE / "html", help="the built site")
    parser.add_argument("--to", type=Path, default=SITE / "book.pdf", help="the file to write")
    parser.add_argument("--only", nargs="+", help="these notebooks alone, by their names")
    chosen = parser.parse_args()
    if not (chosen.site / "index.html").exists():
        sys.exit(f"There is no site in {chosen.site}: run make site first.")
    pages = make(chosen.site, chosen.to, chosen.only)
    print(f"The book is {chosen.to}: {pages} pages, {chosen.to.stat().st_size / 1e6:.1f} MB")


def make(site: Path, to: Path, only: Sequence[str] | None = None) -> int:
    """Print the notebooks of a built site, in reading order, into the PDF `to`; return the number of its pages."""
    names = [name for name in notebooks() if only is None or Path(name).name in only]
    with served(site) as address, browser_page() as page, tempfile.TemporaryDirectory() as folder:
        parts = {}
        for name in names:
            page.goto(f"{address}/{name}.html", wait_until="networkidle")
            parts[name] = PdfReader(printed(page, Path(folder) / f"{len(parts)}.pdf"))
        starts = numbered(parts, first=1)
        front = PdfReader(front_matter(page, starts, Path(folder)))
        starts = numbered(parts, first=len(front.pages) + 1)
        front = PdfReader(front_matter(page, starts, Path(folder)))
        writer = bound(front, parts, starts, address)
        stamp(page, writer, parts, starts, Path(folder))
    writer.add_metadata({"/Title": TITLE, "/Author": "The authors of lecture_nn"})
    to.parent.mkdir(parents=True, exist_ok=True)
    writing = to.with_suffix(".writing")
    writer.write(writing)
    writing.replace(to)
    return len(writer.pages)


def notebooks() -> list[str]:
    """The lessons and exercises in the order in which they are read, as addresses without their ends."""
    lessons = sorted(path.stem for path in ROOT.glob("notebooks/[0-9]*.ipynb"))
    return [f"notebooks/{name}" if name in lessons else f"exercises/{name}" for name in reading_order(lessons)]


def title(name: str) -> str:
    """The title of a notebook, which begins with its number if it is a lesson."""
    heading = nbformat.read(ROOT / f"{name}.ipynb", as_version=4).cells[0].source.splitlines()[0].removeprefix("# ")
    return heading if name.startswith("notebooks/") else f"Exercise: {heading}"


@contextlib.contextmanager
def browser_page() -> Iterator[Page]:
    """A page of the system's Chromium, or of the one that Playwright has fetched."""
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=options)
        yield browser.new_page(color_scheme="light")
        browser.close()


def printed(page: Page, to: Path) -> Path:
    page.pdf(path=to, **PAPER)
    return to


def numbered(parts: dict[str, PdfReader], first: int) -> dict[str, int]:
    """The number of the page on which each part begins."""
    starts = {}
    for name, part in parts.items():
        starts[name] = first
        first += len(part.pages)
    return starts


def front_matter(page: Page, starts: dict[str, int], folder: Path) -> Path:
    """Print the title page and the contents."""
    card = (ROOT / "site" / "_static" / "card.png").as_uri()
    entries = "".join(
        f'<div class="entry {"" if name.startswith("notebooks/") else "exercise"}">'
        f"<span>{html.escape(title(name).removeprefix('Exercise: '))}</span><span>{start}</span></div>"
        for name, start in starts.items()
    )
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title>{STYLE}</head>'
        f'<body><div style="break-after: page"><img src="{card}" alt="{TITLE}">'
        "<p>The lessons and exercises of lecture_nn, as they were saved with their results, version "
        f"{lecture_nn.__version__}. They follow <i>CSC 411: Lecture 10, Neural Networks I</i> (R. Zemel, R. Urtasun, "
        "S. Fidler, University of Toronto) in words and code of their own.</p>"
        "<p>Prose and figures: CC BY 4.0. Code: BSD 3-Clause. The digits: a selection of MNIST by Yann LeCun and "
        f"Corinna Cortes, CC BY-SA 3.0.</p></div><h2>Contents</h2>{entries}</body></html>"
    )
    (folder / "front.html").write_text(text, encoding="utf-8")
    page.goto((folder / "front.html").as_uri())
    return printed(page, folder / "front.pdf")


def bound(front: PdfReader, parts: dict[str, PdfReader], starts: dict[str, int], address: str) -> PdfWriter:
    """All pages in one, with bookmarks; links between notebooks lead to pages of the book, other local ones nowhere."""
    writer = PdfWriter()
    for reader in (front, *parts.values()):
        writer.append(reader, import_outline=False)
    for name, start in starts.items():
        writer.add_outline_item(title=title(name), page_number=start - 1)
    for page in writer.pages:
        kept = ArrayObject()
        for reference in page.get("/Annots", ArrayObject()):
            link = reference.get_object()
            uri = link.get("/A", DictionaryObject()).get("/URI", "")
            if not str(uri).startswith(address):
                kept.append(reference)
                continue
            start = starts.get(unquote(urlsplit(str(uri)).path).strip("/").removesuffix(".html"))
            if start is not None:
                del link["/A"]
                place = [writer.pages[start - 1].indirect_reference, NameObject("/Fit")]
                link[NameObject("/Dest")] = ArrayObject(place)
                kept.append(reference)
        if "/Annots" in page:
            page[NameObject("/Annots")] = kept
    return writer


def stamp(page: Page, writer: PdfWriter, parts: dict[str, PdfReader], starts: dict[str, int], folder: Path) -> None:
    """Put a foot on each page of the notebooks: the title and the number of the page."""
    feet = "".join(
        f"<div><p><span>{html.escape(title(name))}</span><span>{starts[name] + n}</span></p></div>"
        for name, part in parts.items()
        for n in range(len(part.pages))
    )
    text = f'<!doctype html><html lang="en"><head><meta charset="utf-8">{FEET}</head><body>{feet}</body></html>'
    (folder / "feet.html").write_text(text, encoding="utf-8")
    page.goto((folder / "feet.html").as_uri())
    stamps = PdfReader(printed(page, folder / "feet.pdf"))
    numbered_pages = writer.pages[min(starts.values()) - 1 :]
    for foot, of_book in zip(stamps.pages[: len(numbered_pages)], numbered_pages, strict=True):
        of_book.merge_page(foot)


if __name__ == "__main__":
    main()
