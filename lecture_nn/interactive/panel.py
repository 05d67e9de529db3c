"""A picture that is drawn in the page, with controls above it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from IPython import get_ipython
from numpy.typing import ArrayLike

JS = Path(__file__).parent / "js"
SHARED = [JS / "shared" / f"{name}.js" for name in ("core", "net", "draw", "plot", "controls", "panel")]


class Panel(anywidget.AnyWidget):
    """Controls above a picture that follows them.

    The picture is drawn by a small program in the page (``js/panels/<module>.js``), not by the kernel: an answer from
    the kernel takes about 50 ms to reach the page, and what needs no kernel also works on the web site.

    Parameters
    ----------
    module : str
        The program's name.
    title : str
        What the panel is about; a screen reader says it.
    controls : iterable of dict
        As `slider`, `menu`, `check`, `run` and `button` make them.
    **data
        What else the program needs: anything that JSON can hold, and data only, never code or formulas.

    Attributes
    ----------
    settings : dict
        The value of each control by its name. It follows the controls in the page, and setting it moves them.
    """

    _esm = traitlets.Unicode((JS / "loader.js").read_text(encoding="utf-8")).tag(sync=True)
    _css = traitlets.Unicode((JS / "panel.css").read_text(encoding="utf-8")).tag(sync=True)
    program = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)
    data = traitlets.Dict().tag(sync=True)

    def __init__(self, module: str, title: str, controls: Iterable[dict[str, Any]], **data: Any) -> None:
        self.module = module
        controls = list(controls)
        settings = {control["name"]: control.pop("value") for control in controls if "value" in control}
        super().__init__(program=joined(module), title=title, controls=controls, settings=settings, data=data)
        close_those_of_the_last_run(self)

    @traitlets.validate("settings")
    def _known(self, proposal: dict[str, Any]) -> dict[str, Any]:
        unknown = proposal["value"].keys() - {control["name"] for control in self.controls}
        if unknown:
            known = ", ".join(self.settings)
            raise ValueError(f"settings: expected names out of {known}, got {', '.join(sorted(unknown))}")
        return {**self.settings, **proposal["value"]}

    def html(self, instead: str = "") -> str:
        """Return the panel for a web page that loads ``js/page.js`` and ``js/panel.css``.

        Parameters
        ----------
        instead : str
            HTML that stands there until the panel is drawn, and where no program runs.
        """
        state = {name: getattr(self, name) for name in ("module", "title", "controls", "settings", "data")}
        text = json.dumps(state).replace("</", "<\\/")
        return f'<div class="lnn-panel"><script type="application/json">{text}</script>{instead}</div>'

    def __repr__(self) -> str:
        labels = [control["label"] for control in self.controls if control["name"] in self.settings]
        return f"{self.title}. Run this cell to set: {', '.join(labels)}."


@cache
def joined(module: str) -> str:
    """Return a program and the modules that all programs share as one text, because a widget is sent as one."""
    parts = [path.read_text(encoding="utf-8") for path in (*SHARED, JS / "panels" / f"{module}.js")]
    text = re.sub(r"^import .*?;\n", "", "\n".join(parts), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^export (?!function render)", "", text, flags=re.MULTILINE)


def slider(name: str, label: str, value: float, low: float, high: float, step: float, **more: Any) -> dict[str, Any]:
    """Return a slider; ``play=milliseconds`` adds a button that moves it, ``names`` has a text for some values."""
    return {
        "kind": "slider",
        "name": name,
        "label": label,
        "value": value,
        "min": low,
        "max": high,
        "step": step,
    } | more


def menu(name: str, label: str, value: Any, options: Iterable[Any]) -> dict[str, Any]:
    """Return a menu of values, or of pairs (text, value)."""
    pairs = [option if isinstance(option, tuple) else (str(option), option) for option in options]
    return {"kind": "menu", "name": name, "label": label, "value": value, "options": pairs}


def check(name: str, label: str, value: bool) -> dict[str, Any]:
    """Return a box to tick."""
    return {"kind": "check", "name": name, "label": label, "value": value}


def run(name: str, label: str, stop: str) -> dict[str, Any]:
    """Return a button that starts something that goes on by itself, and that stops it."""
    return {"kind": "run", "name": name, "label": label, "stop": stop, "value": False}


def button(name: str, label: str) -> dict[str, Any]:
    """Return a button that does something once."""
    return {"kind": "button", "name": name, "label": label}


def group(name: str, *controls: dict[str, Any]) -> list[dict[str, Any]]:
    """Return controls that stand together under a heading."""
    return [control | {"group": name} for control in controls]


def as_base64(array: ArrayLike, dtype: str = "<f4") -> str:
    """Return the numbers of an array, row by row, as base64 of float32: a third of the size of JSON."""
    return base64.b64encode(np.asarray(array, dtype=dtype).tobytes()).decode("ascii")


_of_cell: dict[str, tuple[int, list[Panel]]] = {}
"""For each cell the number of its last run and the panels that were made in it."""


def close_those_of_the_last_run(panel: Panel) -> None:
    """Close the panels that the cell made when it last ran, because ipywidgets and Out would keep them for good."""
    shell = get_ipython()
    cell = shell and getattr(shell, "parent_header", {}).get("metadata", {}).get("cellId")
    if not cell:
        return
    number, panels = _of_cell.get(cell, (shell.execution_count, []))
    if number != shell.execution_count:
        for old in panels:
            # JupyterLab keeps a closed widget's state, and the state before its last change: so they are emptied first.
            old.program, old.data = "", {}
            old.title = ""
            old.layout.close()
            old.close()
        closed = {n: result for n, result in shell.user_ns["_oh"].items() if any(result is old for old in panels)}
        for n, old in closed.items():
            del shell.user_ns["_oh"][n]
            shell.drop_by_id({f"_{n}": old})
        panels = []
    _of_cell[cell] = (shell.execution_count, [*panels, panel])
