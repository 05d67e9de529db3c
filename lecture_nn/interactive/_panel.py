"""A picture with controls above it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import ipywidgets as widgets
import matplotlib.pyplot as plt
from matplotlib.figure import Figure


class Panel(widgets.VBox):
    """Controls above a picture that is drawn again whenever one of them moves.

    Parameters
    ----------
    draw : callable
        Called with the value of each control by its name; returns a Figure, which the panel closes.
    controls : mapping from name to widget
        Sliders, menus: anything with a ``value``.
    alt : str
        What the picture shows, for readers who can't see it.
    """

    def __init__(self, draw: Callable[..., Figure], controls: Mapping[str, widgets.ValueWidget], alt: str) -> None:
        self._draw = draw
        self.controls = dict(controls)
        # At its own size, and smaller where the page is narrow: stretched text would be blurred.
        self.picture = widgets.Image(format="png", layout=widgets.Layout(align_self="flex-start", max_width="100%"))
        words = widgets.HTML(f'<span style="font-size:smaller">{alt}</span>')
        rows = widgets.HBox(list(self.controls.values()), layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__([rows, self.picture, words])
        for control in self.controls.values():
            control.observe(self._redraw, names="value")
        self._redraw()

    def _redraw(self, _: object = None) -> None:
        figure = self._draw(**{name: control.value for name, control in self.controls.items()})
        png = io.BytesIO()
        figure.savefig(png, format="png", bbox_inches="tight")
        plt.close(figure)
        self.picture.value = png.getvalue()

    def __repr__(self) -> str:
        return f"Sliders for {', '.join(self.controls)}. Run this cell to move them."
