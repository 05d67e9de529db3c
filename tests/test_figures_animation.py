"""Animations: every frame is in the picture, in its order, and the figure is closed."""

import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from lecture_nn.figures.animation import animate

mpl.use("Agg")


def test_an_animation_has_every_frame_in_order_and_closes_its_figure():
    figure, ax = plt.subplots(figsize=(2, 2))
    ax.set(xlim=(-1, 3), ylim=(-1, 1))
    (dot,) = ax.plot([0], [0], "o", color="black", markersize=20)
    film = Image.open(io.BytesIO(animate(figure, lambda x: dot.set_xdata([x]), [0, 1, 2], milliseconds=50)))
    assert plt.get_fignums() == []
    assert film.n_frames == 3
    places = []
    for frame in range(3):
        film.seek(frame)
        dark = np.asarray(film.convert("L"))[60:140, 30:180] < 60
        places.append(np.argwhere(dark)[:, 1].mean())
    assert places[0] < places[1] < places[2]


def test_a_still_opens_the_film_and_stays_as_long_as_the_last_frame():
    figure, ax = plt.subplots(figsize=(2, 2))
    ax.set(xlim=(-1, 3), ylim=(-1, 1))
    (dot,) = ax.plot([0], [0], "o", color="black", markersize=20)
    film = Image.open(io.BytesIO(animate(figure, lambda x: dot.set_xdata([x]), [0, 1, 2], milliseconds=50, still=1)))
    assert film.n_frames == 4
    shown, durations = [], []
    for frame in range(4):
        film.seek(frame)
        shown.append(np.asarray(film.convert("L")))
        durations.append(film.info["duration"])
    np.testing.assert_array_equal(shown[0], shown[2])
    assert durations == [750, 50, 50, 750]


def test_no_frames_are_refused():
    with pytest.raises(ValueError, match="frames: expected at least one frame, got none"):
        animate(plt.figure(), print, [])
    plt.close("all")
