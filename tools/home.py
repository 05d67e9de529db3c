"""The first page of the web site: a network to train, and the path through the lessons."""

from __future__ import annotations

import html
import re
from pathlib import Path

import nbformat
from shown import answered

from lecture_nn.interactive import playground_panel

ROOT = Path(__file__).resolve().parent.parent
STILL = """\
<img src="_static/first.webp" width="920" height="430" alt="A plane with white points in the middle and orange squares
in a ring around them. Three hidden units draw a closed boundary between them. Beside it the loss falls.">
<noscript><p>With JavaScript, you can train this network here.</p></noscript>"""


def page(text: str, table: str, groups: dict[str, range]) -> str:
    """Return the text of site/index.md with the playground, and with the lessons of `table` in their groups."""
    panel = playground_panel(units=1)
    panel.data = {**panel.data, "space": False}  # without the plane of the hidden units: it needs words, and room
    script = '<script type="module" src="_static/panels/page.js"></script>'
    text = text.replace("<!-- playground -->", f'<div class="home-play">\n{panel.html(STILL)}{script}\n</div>')
    return text.replace("<!-- path -->", path(table, groups))


def path(table: str, groups: dict[str, range]) -> str:
    """Return the lessons as a list for each group: what each answers and how long it takes."""
    rows = re.findall(r"^\| \[(.*?)\]\((?:notebooks/)?(\w+)\.ipynb\) \| (.*?) \|$", table, flags=re.MULTILINE)
    parts = []
    for group, numbers in groups.items():
        items = "".join(_item(*rows[i]) for i in numbers)
        parts.append(f"<section><h3>{html.escape(group)}</h3><ul>{items}</ul></section>")
    names = [name for _, name, _ in rows]
    progress = '<p id="lnn-progress" class="lnnq-progress" hidden></p>'
    return f'{progress}\n<div class="home-path">{"".join(parts)}</div>\n\n{answered(names)}'


def _item(title: str, name: str, question: str) -> str:
    link = f'<a href="notebooks/{name}.html">{html.escape(title)}</a>'
    time = f'<span class="home-minutes">about {minutes(ROOT / "notebooks" / f"{name}.ipynb")} min</span>'
    return f"<li>{link} {time}<p>{html.escape(question)}</p></li>"


def minutes(path: Path) -> int:
    """How long a lesson takes: what it says itself, in its first lines."""
    text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells[:3])
    return int(re.search(r"About (\d+) minutes", text)[1])
