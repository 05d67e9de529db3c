"""Lesson 01: what stands beside the lesson and no cell of it can check."""

import nbformat
import pytest
from shown import panel_of, settings_of


def test_the_site_begins_a_panel_as_its_cell_does():
    cell = nbformat.v4.new_code_cell('# one unit\nplayground_panel(data="xnor", units=1)')
    assert panel_of(cell) == "playground_panel"
    assert settings_of(cell, "playground_panel") == {"data": "xnor", "units": 1}
    assert settings_of(nbformat.v4.new_code_cell("bumps_panel()"), "bumps_panel") == {}
    with pytest.raises(ValueError, match="malformed"):
        settings_of(nbformat.v4.new_code_cell("bumps_panel(a=b)"), "bumps_panel")
