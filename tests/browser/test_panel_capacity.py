"""Weight decay and early stopping: the trained nets are the lessons', and the page draws their numbers."""

import numpy as np
import pytest

from lecture_nn import MLP, Momentum, fit
from lecture_nn.interactive import decay_panel, stopping_panel
from lecture_nn.interactive.trained import WEIGHT_DECAYS, decay_runs, stopping_run


def sorted_sizes(*weights):
    return np.sort(np.abs(np.concatenate([w.ravel() for w in weights])))[::-1]


def test_decay(show):
    nets, train, validation = decay_runs()
    panel = show(decay_panel())
    grid = np.linspace(-1.5, 1.5, 301)[:, None]
    for k in (0, 5, len(WEIGHT_DECAYS) - 1):
        shown = panel.set(k=k)
        np.testing.assert_allclose(shown["outputs"], nets[k].forward(grid).ravel(), atol=1e-5)
        for name, layer in zip(("hidden", "output"), nets[k].layers, strict=True):
            np.testing.assert_allclose(shown[name], sorted_sizes(layer.weights), atol=1e-5)
        rms = np.sqrt(np.mean([w**2 for layer in nets[k].layers for w in layer.weights.ravel()]))
        assert shown["rms"] == pytest.approx(rms, rel=1e-5)
        assert shown["training"] == pytest.approx(nets[k].loss(*train))
        assert shown["validation"] == pytest.approx(nets[k].loss(*validation))
    lost = [net.loss(*validation) for net in nets]
    assert shown["best"] == WEIGHT_DECAYS[int(np.argmin(lost))]
    assert 0 < np.argmin(lost) < len(WEIGHT_DECAYS) - 1  # neither too little nor too much is best


def test_decay_is_said_in_words(show):
    panel = show(decay_panel())
    for k, said in ((0, "too little"), (10, "too much")):
        panel.set(k=k)
        panel.page.wait_for_function("s => document.querySelector('.lnn-words').textContent.includes(s)", arg=said)
    assert panel.press("weight decay λ", "Home")["training"] < panel.press("weight decay λ", "End")["training"]


def test_the_stages_are_those_of_fit():
    """The training of lesson 18, by `fit`, up to two of the stored epochs."""
    stages, train, validation = stopping_run()
    epochs, nets = list(stages), list(stages.values())
    net = MLP([2, 40, 1], hidden="tanh", output="identity", seed=2)
    for layer in net.layers:
        layer.weights = 0.05 * layer.weights
    history = fit(
        net, train, validation, optimizer=Momentum(0.05), batch_size=30, epochs=208, weight_decay=0, verbose=False
    )
    assert epochs[0] == 0
    for epoch in (25, 208):
        stage = nets[epochs.index(epoch)]
        assert stage.loss(*validation) == pytest.approx(history.validation_loss[epoch - 1], rel=1e-6)
    for ours, theirs in zip(nets[epochs.index(208)].parameters, net.parameters, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-8)


def test_stopping(show):
    stages, train, validation = stopping_run()
    epochs, nets = list(stages), list(stages.values())
    panel = show(stopping_panel())
    corners = [[-1.5, -1.5], [1.5, -1.5], [-1.5, 1.5], [1.5, 1.5]]
    axis = np.linspace(-1.5, 1.5, 61)
    places = np.column_stack([a.ravel() for a in np.meshgrid(axis, axis)])
    for k in (0, 30, len(epochs) - 1):
        shown = panel.set(k=k)
        assert shown["epoch"] == epochs[k]
        assert shown["corners"] == pytest.approx(nets[k].forward(corners).ravel(), abs=1e-5)
        weights = [layer.weights for layer in nets[k].layers]
        np.testing.assert_allclose(shown["sizes"], sorted_sizes(*weights), atol=1e-6)
        assert shown["rms"] == pytest.approx(np.sqrt(np.mean(sorted_sizes(*weights) ** 2)), rel=1e-5)
        u = nets[k].layers[0].pre_activation(places)
        assert shown["linear"] == pytest.approx(np.mean(np.abs(u) < 0.58), abs=0.01)
        assert shown["training"] == pytest.approx(nets[k].loss(*train))
        assert shown["validation"] == pytest.approx(nets[k].loss(*validation))
    lost = [net.loss(*validation) for net in nets]
    assert shown["best"] == epochs[int(np.argmin(lost))]
    assert 100 < shown["best"] < 3000


def test_play_goes_through_the_stages(show):
    panel = show(stopping_panel())
    panel.set(k=0)
    panel.click("Play")
    panel.page.wait_for_function("() => document.querySelector('.lnn').shown.epoch >= 3")
    panel.click("Pause")
    assert panel.press("stop after epoch", "End")["epoch"] == 4000
