"""The course's dictionary: the site's glossary and the list of terms under each lesson, from site/glossary.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def terms() -> list[dict]:
    """All entries, in alphabetical order."""
    entries = tomllib.loads((ROOT / "site" / "glossary.toml").read_text(encoding="utf-8"))["term"]
    return sorted(entries, key=lambda entry: entry["term"].lower())


def page(anchor: object) -> str:
    """The glossary as a page; `anchor` makes the address of a heading within a lesson."""
    lines = [
        "# Glossary",
        "",
        "Every term of the course with a definition that stands alone, its other names, and the place where the course",
        "introduces it. Where the lecture uses another word, you find the term under that as well.",
        "",
        letters(),
        "",
        "````{glossary}",
    ]
    for entry in terms():
        lines += [entry["term"], *entry.get("also", [])]
        if lecture := entry.get("lecture"):
            lines.append(f"{lecture} (the lecture's word)")
        where = f"[Lesson {entry['lesson'][:2]}](notebooks/{entry['lesson']}.ipynb#{anchor(entry['section'])})"
        more = f" Read on: {entry['more']}." if "more" in entry else ""
        lines += [f"  {entry['text']} {where}.{more}", ""]
    return "\n".join([*lines, "````", ""])


def letters() -> str:
    """Links to the first term of each letter: the page is long."""
    first = {}
    for entry in terms():
        first.setdefault(entry["term"][0].upper(), re.sub(r"\W+", "-", entry["term"]))
    links = " ".join(f'<a href="#term-{name}">{letter}</a>' for letter, name in first.items())
    return f'<nav class="letters" aria-label="Letters">{links}</nav>'


def of_lesson(lesson: str) -> str:
    """A paragraph that names the terms a lesson introduces, each with a link to its definition; or ""."""
    own = [entry for entry in terms() if entry["lesson"] == lesson]
    if not own:
        return ""
    told = []
    for entry in own:
        others = [*entry.get("also", []), *filter(None, [entry.get("lecture")])]
        told.append(f"{{term}}`{entry['term']}`" + (f" ({', '.join(others)})" if others else ""))
    return "**Terms introduced in this lesson, with their other names:** " + ", ".join(told) + "."
