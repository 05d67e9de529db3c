"""The detector of fours: what learns in the page is the core's network on the package's images."""

import numpy as np
import pytest

from lecture_nn import GradientDescent
from lecture_nn.datasets import four_or_not
from lecture_nn.interactive import detector_panel
from lecture_nn.interactive.detector import detector_examples


@pytest.fixture
def panel(show):
    return show(detector_panel())


def test_the_images_are_the_packages_in_four_greys_and_half_of_them_fours():
    for part, kept, size in zip(four_or_not()[:2], detector_examples(), (600, 120), strict=True):
        rows = {image.tobytes(): n for n, image in enumerate(np.rint(part.X * 3))}
        found = [rows[np.rint(image * 3).astype(part.X.dtype).tobytes()] for image in kept.X]
        assert len(set(found)) == size
        np.testing.assert_array_equal(part.T[found], kept.T)
        assert kept.T[:20].sum() == 10
        assert kept.T.sum() == size / 2


@pytest.mark.parametrize("images", [20, 100])
def test_an_epoch_is_the_cores(panel, images, as_net):
    """From the same initial weights, in the order that the page took the images: the core's weights and predictions."""
    (X, T), validation = detector_examples()
    shown = panel.set(images=images, seed=3)
    net = as_net(shown, [1024, 20, 1], "tanh")
    optimizer = GradientDescent(0.05)
    for epoch in (1, 2):
        shown = panel.click("One epoch")
        assert sorted(shown["order"]) == list(range(images)) != shown["order"]
        for rows in np.split(np.array(shown["order"]), range(10, images, 10)):
            gradients = net.gradients(X[rows].astype(float), T[rows])
            optimizer.step(net.parameters, [g for both in gradients for g in both])
        assert shown["epoch"] == epoch
        np.testing.assert_allclose(shown["weights"], np.concatenate([p.ravel() for p in net.parameters]), atol=1e-9)
        assert shown["outputs"] == pytest.approx(net.forward(validation.X.astype(float)).ravel(), rel=1e-6)
        expected = [net.accuracy(X[:images], T[:images]), net.accuracy(*validation)]
        assert shown["accuracy"] == pytest.approx(expected)
        assert shown["correct"] == round(120 * expected[1])


def test_train_goes_on_until_pause_and_reset_begins_anew(panel):
    first = panel.set(images=20)
    panel.click("Train")
    panel.page.wait_for_function("() => document.querySelector('.lnn').shown.epoch > 3")
    shown = panel.click("Pause")
    assert shown["correct"] > first["correct"]
    for _ in range(3):  # frames
        after = panel.set()
        assert (after["epoch"], after["batches"]) == (shown["epoch"], shown["batches"])
    again = panel.click("Reset")
    assert again["epoch"] == 0
    assert again["weights"] == first["weights"]
    assert panel.set(seed=2)["weights"] != first["weights"]
    panel.page.wait_for_function(
        "() => document.querySelector('.lnn-words').textContent.startsWith('Before training, ')"
    )


def test_what_lesson_00_says_of_the_panel(panel):
    """From each of nine initializations: how many of 120 images are right before and after training on 600 or on 20."""
    for seed in range(1, 10):
        correct = [panel.get("correct", images=600, seed=seed)["correct"]]
        for epochs in (1, 4):
            panel.epochs(epochs)
            correct.append(panel.get("correct")["correct"])
        panel.get("correct", images=20)
        panel.epochs(30)
        shown = panel.get("accuracy", "correct")
        assert shown["accuracy"][0] == 1
        correct.append(shown["correct"])
        for found, (low, high) in zip(correct, ((51, 65), (108, 114), (111, 114), (98, 102)), strict=True):
            assert low - 1 <= found <= high + 1, (seed, correct)
