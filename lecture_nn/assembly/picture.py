"""The picture of a student's network beside the package's: two curves that lie on top of each other."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lecture_nn.files import write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SOFTWARE = "lecture-nn assemble"
"""Stands near the beginning of each picture, which tells it from others."""


def draw(found: dict[str, Any], all_yours: bool) -> Figure:
    """Return a figure of the losses of all runs, the package's as a pale band, the student's as a line upon it."""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    from lecture_nn.figures import COLORS, use_style

    with mpl.rc_context():
        use_style()
        figure = Figure(figsize=(10.5, 4.2), layout="constrained")
        axes = figure.subplots(1, len(found["runs"]), sharey=True)
        for ax, run in zip(axes, found["runs"], strict=True):
            for kind, color, label in (
                ("loss", "blue", "training images"),
                ("validation_loss", "orange", "new images"),
            ):
                ours, yours = run["ours"][kind], run["yours"][kind]
                band = {"linewidth": 9, "alpha": 0.25, "solid_capstyle": "round"}
                ax.plot(range(1, len(ours) + 1), ours, "-", color=COLORS[color], **band)
                line = {"linewidth": 1.5, "markersize": 4, "label": label}
                ax.plot(range(1, len(yours) + 1), yours, "o-", color=COLORS[color], **line)
            name, _, more = run["name"].partition(", ")
            accuracy = run["yours"]["validation_accuracy"][-1]
            ax.set_title(f"{name}: {accuracy:.0%} of new images right\n{more}", fontsize=10)
            ax.set_xlabel("epoch")
            ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes[0].set_ylim(0, None)  # of all three
        axes[-1].legend()
        axes[0].set_ylabel("mean cross-entropy")
        whose = "my network" if all_yours else "my network, with the package's help"
        figure.suptitle(f"Thin lines: {whose}. Broad bands: the package's")
        return figure


def save(path: Path, found: dict[str, Any], all_yours: bool) -> None:
    """Write the picture as a PNG that `is_ours` knows again."""
    data = io.BytesIO()
    draw(found, all_yours).savefig(data, format="png", dpi=110, metadata={"Software": SOFTWARE})
    write_whole(path, data.getvalue())


def is_ours(path: Path) -> bool:
    """Whether the picture was drawn here."""
    try:
        with path.open("rb") as file:
            return SOFTWARE.encode() in file.read(500)
    except OSError:
        return False
