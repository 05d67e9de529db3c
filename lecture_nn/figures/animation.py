"""Pictures that move, also in a saved notebook and without a kernel."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Image, display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image as Picture

from lecture_nn.figures.style import COLORS

if TYPE_CHECKING:
    from numpy.typing import NDArray


def animate(
    figure: Figure, draw: Callable[[Any], None], frames: Iterable[Any], milliseconds: int = 80, still: Any = None
) -> bytes:
    """Return an animated PNG that repeats for ever; the figure is closed.

    Browsers play such a PNG by themselves; a program that can't play it shows the first frame.

    Parameters
    ----------
    figure : Figure
        The figure that `draw` changes.
    draw : callable
        Called with each frame in turn.
    frames : iterable
        At least one.
    milliseconds : int
        How long each frame stays; the last one stays fifteen times as long.
    still : object
        A frame to open with, for programs that show only one; it stays as long as the last one. Default: none.
    """
    canvas, pictures = FigureCanvasAgg(figure), []
    for frame in frames if still is None else [still, *frames]:
        draw(frame)
        canvas.draw()
        pictures.append(Picture.fromarray(np.asarray(canvas.buffer_rgba())[..., :3]))
    plt.close(figure)
    if not pictures:
        raise ValueError("frames: expected at least one frame, got none")
    colors = pictures[-1].quantize(256, Picture.Quantize.FASTOCTREE)  # the same in every frame: a tenth of the size
    pictures = [picture.quantize(palette=colors, dither=Picture.Dither.NONE) for picture in pictures]
    durations = [milliseconds] * (len(pictures) - 1) + [15 * milliseconds]
    film = io.BytesIO()
    if still is not None:
        durations[0] = durations[-1]
    pictures[0].save(film, format="PNG", save_all=True, append_images=pictures[1:], duration=durations, loop=0)
    return film.getvalue()


def play_race(
    panels: Sequence[tuple[str, Callable[[NDArray], tuple], tuple, tuple, Mapping[str, NDArray]]],
    every: int = 4,
    still: int | None = None,
) -> None:
    """Show, as an animation, the paths of optimizers over the contours of the functions that they minimize.

    Parameters
    ----------
    panels : sequence of (title, f, (left, right), (bottom, top), paths)
        One for each panel. ``f(w)`` returns the value, and anything after it, at w of shape (2, ...); `paths` has, by
        name, arrays of shape (steps + 1, 2), the same names and numbers of steps in all panels.
    every : int
        Draw one step out of this many; a step takes 20 ms.
    still : int or None
        The step that the film opens with, before it runs from step 0 to the end: a page on paper shows only this one.
    """
    figure, axes = plt.subplots(1, len(panels), figsize=(4.8 * len(panels), 4.4), dpi=75)
    runners = []
    for ax, (title, f, xlim, ylim, paths) in zip(np.atleast_1d(axes), panels, strict=True):
        a, b = np.meshgrid(np.linspace(*xlim, 120), np.linspace(*ylim, 120))
        ax.contour(a, b, f(np.array([a, b]))[0], levels=18, colors="#bbbbbb", linewidths=0.8, linestyles="-")
        ax.set(title=f"{title}, step 0", xlabel="$w_1$", ylabel="$w_2$", xlim=xlim, ylim=ylim)
        for (name, path), color, marker in zip(paths.items(), COLORS.values(), "os^Dv<>", strict=False):
            (trail,) = ax.plot([], [], "-", color=color, linewidth=1.3)
            (mark,) = ax.plot([], [], marker, color=color, markersize=8, label=name)
            runners.append((path, trail, mark))
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=4, fontsize=11)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # nothing changes its size from here on, and a layout takes longer than a frame

    def draw(step: int) -> None:
        for ax, (title, *_) in zip(np.atleast_1d(axes), panels, strict=True):
            ax.set_title(f"{title}, step {step}")
        for path, trail, mark in runners:
            trail.set_data(*path[: step + 1].T)
            mark.set_data(*path[step : step + 1].T)

    steps = len(runners[0][0])
    film = animate(figure, draw, range(0, steps, every), milliseconds=20 * every, still=still)
    display(Image(data=film, format="png"))
