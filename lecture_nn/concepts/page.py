"""The page that an instructor reads: one file, which requests nothing from anywhere."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader

from lecture_nn.concepts.class_table import SMALLEST, ClassTable, Share
from lecture_nn.concepts.gain import size
from lecture_nn.concepts.inventory import inventory
from lecture_nn.predictions.inline import inline

PAGES = Environment(loader=PackageLoader("lecture_nn.concepts"), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def page(table: ClassTable, left_out: int = 0) -> str:
    """Return the page of a class.

    Parameters
    ----------
    table : ClassTable
    left_out : int
        How many files were left out. Their names are no part of the page: they may be those of students.
    """
    return PAGES.get_template("class.html").render(
        table=table,
        left_out=left_out,
        smallest=SMALLEST,
        source=inventory().sources["hake1998"],
        questions=len(inventory().concepts),
    )


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _gain(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace("-", "−")


def _few(share: Share, stage: str) -> str:
    """The share of a choice, or that so few made it that their number isn't told."""
    hidden = share.of >= SMALLEST and share.told(stage) is None
    return f"under {SMALLEST}" if hidden else _percent(share.told(stage))


PAGES.filters |= {
    "percent": _percent,
    "gain": _gain,
    "few": _few,
    "size": size,
    "plain": lambda text: inline(text).plain,
}
