"""Panels without a browser: their controls and settings, and the programs that are sent to the page."""

import json
import re

import pytest

from lecture_nn import interactive
from lecture_nn.interactive import Panel, activation_panel, neuron_panel
from lecture_nn.interactive.panel import JS, button, joined, menu, run, slider

PANELS = [getattr(interactive, name) for name in interactive.__all__ if name.endswith("_panel")]
ENTRY = "export function render(context) {"
MODULES = sorted(path.stem for path in JS.glob("panels/*.js") if ENTRY in path.read_text(encoding="utf-8"))

for_every_panel = pytest.mark.parametrize("make", PANELS, ids=lambda make: make.__name__)


@for_every_panel
def test_a_panel_begins_with_values_that_its_controls_allow(make):
    panel = make()
    names = [control["name"] for control in panel.controls]
    assert len(set(names)) == len(names)
    assert set(panel.settings) == {control["name"] for control in panel.controls if control["kind"] != "button"}
    for control in panel.controls:
        assert control["label"]
        if control["kind"] == "slider":
            steps = (panel.settings[control["name"]] - control["min"]) / control["step"]
            assert control["min"] <= panel.settings[control["name"]] <= control["max"]
            assert steps == pytest.approx(round(steps))  # or the page would move it
        if control["kind"] == "menu":
            assert panel.settings[control["name"]] in [value for _, value in control["options"]]


@for_every_panel
def test_a_panel_is_drawn_by_the_program_of_its_name(make):
    assert make().module == make.__name__.removesuffix("_panel")
    assert make.__doc__


def test_every_program_has_its_panel():
    assert [make().module for make in sorted(PANELS, key=lambda make: make.__name__)] == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_a_program_is_sent_as_one_text(module):
    """Nothing is imported, and no name is given twice: JavaScript would refuse to load that."""
    text = joined(module)
    assert not re.search(r"^\s*import\b|\bimport\(", text, re.MULTILINE)
    assert re.findall(r"^export .*", text, re.MULTILINE) == [ENTRY]
    named = re.findall(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", text, re.MULTILINE)
    assert len(set(named)) == len(named)
    assert "render" in named


@for_every_panel
def test_a_panel_in_a_saved_notebook_is_a_sentence(make):
    assert re.fullmatch(r"[^.]+\. Run this cell to set: [^.]+\.", repr(make()))


def test_the_text_of_a_panel():
    said = "An activation function and its derivative. Run this cell to set: pre-activation z, activation function."
    assert repr(activation_panel()) == said


def test_settings_can_be_set_one_by_one():
    panel = neuron_panel()
    before = dict(panel.settings)
    panel.settings = {"w1": -3.0}
    assert panel.settings == {**before, "w1": -3.0}


def test_unknown_settings_are_refused():
    panel = activation_panel()
    with pytest.raises(ValueError, match="settings: expected names out of at, activation, got speed, z"):
        panel.settings = {"z": 1.0, "speed": 2}
    assert "z" not in panel.settings


def test_a_button_has_no_setting():
    panel = Panel("neuron", "A panel", [slider("a", "a", 1, 0, 2, 1), run("on", "Go", "Stop"), button("new", "New")])
    assert panel.settings == {"a": 1, "on": False}


def test_a_menu_of_values_or_of_texts_and_values():
    assert menu("t", "target", 1, [("t = 1", 1), 0])["options"] == [("t = 1", 1), ("0", 0)]


def test_the_state_in_a_web_page_is_the_panels():
    panel = Panel("neuron", "A </script> in a title", [slider("a", "a", 1, 0, 2, 1)], rows=[[1.5, "</p>"]])
    page = panel.html("<p>instead</p>")
    kind = "application/json"
    state = re.fullmatch(f'<div class="lnn-panel"><script type="{kind}">(.*)</script><p>instead</p></div>', page)
    assert "</" not in state[1]
    assert json.loads(state[1]) == {
        "module": "neuron",
        "title": "A </script> in a title",
        "controls": [{"kind": "slider", "name": "a", "label": "a", "min": 0, "max": 2, "step": 1}],
        "settings": {"a": 1},
        "data": {"rows": [[1.5, "</p>"]]},
    }
