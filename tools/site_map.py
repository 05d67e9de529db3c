"""The web site's map: where each row of the lecture is taught."""

import re
from pathlib import Path

import lecture_map
import nbformat

ROOT = Path(__file__).resolve().parent.parent

# The last row of each part. A part can be folded, and is on a phone, where the map would be long.
PARTS = {
    "A unit, and networks of them": "L09",
    "The forward pass": "L14",
    "Learning by backpropagation": "L20",
    "Losses, optimizers, and watching a run": "L28",
    "Tasks, modules, and a trainer to debug": "L33",
    "Overfitting, and what prevents it": "L40",
    "Errata of the slides": "E19",
}

# Run as the page is read: folded by a script that comes later, the page would shrink after it was seen.
FOLD = (
    '<script>if (matchMedia("(max-width: 40rem)").matches) '
    "document.currentScript.previousElementSibling.open = false;</script>"
)


def title(path: Path) -> str:
    """The title of a notebook."""
    return nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].removeprefix("# ")


def anchor(heading: str) -> str:
    """The address of a heading within its page, as myst-parser makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", "")).replace(" ", "-")


def place(section: lecture_map.Section) -> str:
    """Where a row is taught or practised, as the map says it."""
    notebook = title(ROOT / f"{section.notebook}.ipynb")
    kind = "Exercise: " if section.notebook.startswith("exercises/") else ""
    return kind + (notebook if notebook == section.title else f"{notebook}: {section.title}")


def page() -> str:
    """The page, in Markdown: a part to unfold after the other, with a table of its rows."""
    taught = iter(lecture_map.taught().items())
    text = (
        "# The map of the lecture\n\nWhere each row of the lecture is taught. L rows are what it teaches, E rows its "
        "errata.\n"
    )
    for part, last in PARTS.items():
        lines, row = [], ""
        while row != last:
            row, places = next(taught)
            where = [f"[{place(section)}]({section.notebook}.ipynb#{anchor(section.title)})" for section in places]
            lines.append(f"| {row} | {lecture_map.ROWS[row]} | {'<br>'.join(where)} |")
        first = lines[0][2:5]
        text += f'\n<details class="part" open>\n<summary>{part} ({first} to {last})</summary>\n\n'
        text += "\n".join(["| row | what | where |", "|---|---|---|", *lines]) + f"\n\n</details>\n{FOLD}\n"
    return text
