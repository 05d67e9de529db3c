"""Feedback is readable in JupyterLab's light and dark theme: every text stands out from what is behind it."""

import re
from html.parser import HTMLParser

import pytest

from lecture_nn.checks import load_exercise, progress
from lecture_nn.checks.lessons import Answered
from lecture_nn.checks.points import Progress
from lecture_nn.checks.turn import TurnReport

# the colours of text, links and ground (plain, of every other row, below the pointer) in JupyterLab 4
THEMES = {
    "light": ("#212121", "#0d47a1", ["#ffffff", "#fafafa", "#e1f5fe"]),
    "dark": ("#ffffff", "#64b5f6", ["#111111", "#212121", "#0e2f3f"]),
}
ANSWERED = {
    "for_a_price": "a",  # a known misunderstanding, with a link
    "for_a_species": "b",
    "softmax": lambda Z: 3 * Z,  # wrong in a way that nobody knows, with a hint
}


def contrast(one, other):
    def brightness(color):
        color = color if len(color) == 7 else "#" + "".join(2 * digit for digit in color[1:])
        parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted(map(brightness, (one, other)))
    return (high + 0.05) / (low + 0.05)


class Texts(HTMLParser):
    """The texts of a piece of HTML, each with its colour and the one behind it, by styles in the tags and the theme."""

    def __init__(self, color, link, ground):
        super().__init__()
        self.link, self.stack, self.texts = link, [("", color, ground)], []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        _, color, ground = self.stack[-1]
        style = dict(part.split(":", 1) for part in (attributes.get("style") or "").split(";") if ":" in part)
        color = style.get("color", self.link if tag == "a" else color)
        ground = style.get("background", style.get("background-color", ground))
        if tag not in ("br", "img"):
            self.stack.append((tag, color, ground))

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag

    def handle_data(self, text):
        if text.strip():
            self.texts.append((text, *self.stack[-1][1:]))


SHOWN = {
    "report": lambda: load_exercise("softmax").grade(ANSWERED),
    "progress": lambda: Progress({"softmax": 13}, (Answered("10", 3, 1, 1, 2, 1),)),
    "turn": lambda: TurnReport("softmax", load_exercise("softmax").grade(ANSWERED).results),
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("shown", SHOWN)
def test_every_text_stands_out_in_every_theme(shown, theme):
    color, link, grounds = THEMES[theme]
    page = SHOWN[shown]()._repr_html_()
    for ground in grounds:
        found = Texts(color, link, ground)
        found.feed(page)
        assert len(found.texts) > 1
        pale = {text: round(contrast(*colors), 1) for text, *colors in found.texts if contrast(*colors) < 4.5}
        assert pale == {}


def test_the_report_that_was_looked_at_has_everything():
    page = SHOWN["report"]()._repr_html_()
    assert "<a " in page
    assert "<details>" in page
    assert {result.status for result in SHOWN["report"]().results} == {"right", "wrong", "unanswered"}


@pytest.mark.parametrize("page", [SHOWN["report"], SHOWN["turn"], progress])
def test_tables_have_the_ground_of_the_theme(page):
    shown = page()._repr_html_()
    assert not re.search(r"<(table|tr|td|div|p)\b[^>]*(background|[; \"]color:)", shown)


def test_contrast_is_computed_as_the_standard_says():
    assert round(contrast("#fff", "#000000"), 1) == 21
    assert round(contrast("#64b5f6", "#ffffff"), 1) == 2.2
