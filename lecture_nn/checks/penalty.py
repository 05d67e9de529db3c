"""A penalty on weights, a step with it, and ways to get both wrong: for the checks of "weight decay"."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Lists = tuple[list[NDArray], list[NDArray]]


def squares(arrays: list) -> float:
    """The sum of the squares of all entries."""
    return float(sum((W**2).sum() for W in arrays))


def step(
    weights: list,
    biases: list,
    d_weights: list,
    d_biases: list,
    eta: float,
    decay: float,
    pull: Callable = lambda W, d: W,
    on_biases: float = 0.0,
) -> Lists:
    """A step in which the penalty has another derivative than λw, or the biases are penalized, too."""
    return (
        [W - eta * (d + decay * pull(W, d)) for W, d in zip(weights, d_weights, strict=True)],
        [b - eta * (d + on_biases * b) for b, d in zip(biases, d_biases, strict=True)],
    )


def _only(layers: slice, *given: list) -> Lists:
    """A step in which only some layers decay."""
    decayed, biases = step(*given)
    plain, _ = step(*given[:-1], 0.0)
    plain[layers] = decayed[layers]
    return plain, biases


WRONG_STEPS: dict[str, Callable[..., object]] = {
    "you return a pair for each layer, its weights and its biases. What are the two things that are asked for, and "
    "what does each of them contain?": lambda *g: list(zip(*step(*g), strict=True)),
    "your biases decay as well, and everything decays twice as fast as it should. Biases have no penalty, and the ½ "
    "cancels the 2 of the square.": lambda *g: step(*g[:-1], 2 * g[-1], on_biases=2 * g[-1]),
    "your biases decay as well, and everything decays half as fast as it should. Biases have no penalty, and the ½ is "
    "used up by the 2 of the square.": lambda *g: step(*g[:-1], g[-1] / 2, on_biases=g[-1] / 2),
    "your biases decay as well, and the learning rate is missing in front of the decay.": lambda *g: step(
        *g[:-1], g[-1] / g[-2], on_biases=g[-1] / g[-2]
    ),
    "the learning rate is missing where the biases move.": lambda *g: (
        step(*g)[0],
        [b - d for b, d in zip(g[1], g[3], strict=True)],
    ),
    "you add the penalty of all layers to every derivative. What does the gradient of the cost contain "
    "instead?": lambda *g: step(*g, pull=lambda W, d: squares(g[0]) / 2),
    "your biases decay as well. They have no penalty, so only the loss moves them.": lambda *g: step(
        *g, on_biases=g[-1]
    ),
    "your biases decay, and your weights don't. It is the other way round.": lambda *g: step(
        *g[:-1], 0.0, on_biases=g[-1]
    ),
    "your penalty pushes the weights away from 0: its sign is reversed.": lambda *g: step(*g[:-1], -g[-1]),
    "the learning rate is missing in front of the decay. The penalty is part of the cost, and a step follows the "
    "gradient of the cost.": lambda *g: step(*g[:-1], g[-1] / g[-2]),
    "your weights decay twice as fast as they should. Is there a factor of 2 in your derivative, or does the penalty "
    "come in twice?": lambda *g: step(*g[:-1], 2 * g[-1]),
    "your weights decay half as fast as they should. The ½ of the penalty is used up by the 2 that the square "
    "brings down.": lambda *g: step(*g[:-1], g[-1] / 2),
    "your step pulls every weight equally hard, whatever its size. That is the derivative of L1.": lambda *g: step(
        *g, pull=lambda W, d: np.sign(W)
    ),
    "your weights don't decay at all. This is a step on the loss alone.": lambda *g: step(*g[:-1], 0.0),
    "you go uphill on the loss. Which way does its gradient point?": lambda *g: step(
        g[0], g[1], *([-d for d in each] for each in g[2:4]), *g[4:]
    ),
    "you go uphill. Which way does the gradient point?": lambda *g: step(*g[:-2], -g[-2], g[-1]),
    "your weights decay, but the loss no longer moves them.": lambda *g: (
        [W - g[-2] * g[-1] * W for W in g[0]],
        step(*g)[1],
    ),
    "you take the step first and let the new weights decay. Both derivatives should be taken at the "
    "old weights.": lambda *g: ([(1 - g[-2] * g[-1]) * W for W in step(*g[:-1], 0.0)[0]], step(*g)[1]),
    "you let the weights decay without the learning rate, after the step. The derivative of the penalty is part of "
    "the gradient that a step follows.": lambda *g: ([(1 - g[-1]) * W for W in step(*g[:-1], 0.0)[0]], step(*g)[1]),
    "lambda multiplies the derivative of the loss. What is the derivative of the penalty?": lambda *g: step(
        *g, pull=lambda W, d: d
    ),
    "you add the penalty itself to every derivative. What does the gradient of the cost contain instead of "
    "it?": lambda *g: step(*g, pull=lambda W, d: np.sum(W**2) / 2),
    "you add the sum of all squares to every derivative. Each weight is pulled by its own size alone.": lambda *g: step(
        *g, pull=lambda W, d: np.sum(W**2)
    ),
    "you add the sum of a layer's weights to every derivative. Each weight is pulled by its own size "
    "alone.": lambda *g: step(*g, pull=lambda W, d: np.sum(W)),
    "each weight is pulled by its square, which also pulls negative weights down. What is the derivative of the "
    "penalty?": lambda *g: step(*g, pull=lambda W, d: W**2),
    "each weight is pulled by its size without its sign, so negative ones move away from 0.": lambda *g: step(
        *g, pull=lambda W, d: np.abs(W)
    ),
    "you add each weight's penalty to the derivative of the loss. It is the *derivative* of the penalty that "
    "belongs there.": lambda *g: step(*g, pull=lambda W, d: W**2 / 2),
    "you add lambda itself to every derivative. The pull depends on the weight: what is the derivative of "
    "½ λ w²?": lambda *g: step(*g, pull=lambda W, d: 1),
    "your penalty pushes the weights away from 0, and without the learning rate.": lambda *g: step(
        *g[:-1], -g[-1] / g[-2]
    ),
    "you return eta times the gradient of the cost. The parameters after the step are asked for.": lambda *g: (
        [g[-2] * (d + g[-1] * W) for W, d in zip(g[0], g[2], strict=True)],
        [g[-2] * d for d in g[3]],
    ),
    "the biases decay, and the loss doesn't move them. It is the other way round.": lambda *g: (
        step(*g)[0],
        [b - g[-2] * g[-1] * b for b in g[1]],
    ),
    "you divide the pull by the number of weights. The penalty is a sum, not a mean.": lambda *g: step(
        *g, pull=lambda W, d: W / W.size
    ),
    "you divide the pull by the length of the layer's weights. That is the derivative of the length itself, not of "
    "half "
    "its square.": lambda *g: step(*g, pull=lambda W, d: W / np.linalg.norm(W)),
    "lambda is missing: your decay doesn't depend on it.": lambda *g: step(*g[:-1], 1.0),
    "the learning rate is in your decay twice.": lambda *g: step(*g[:-1], g[-2] * g[-1]),
    "the learning rate is missing in front of the derivative of the loss.": lambda *g: (
        [W - d - g[-2] * g[-1] * W for W, d in zip(g[0], g[2], strict=True)],
        step(*g)[1],
    ),
    "the learning rate is missing.": lambda *g: step(*g[:-2], 1.0, g[-1]),
    "your biases stay as they were. They have no penalty, but the loss moves them.": lambda *g: (step(*g)[0], g[1]),
    "only your first layer decays. The penalty goes over the weights of all layers.": lambda *g: _only(slice(0, 1), *g),
    "only your last layer decays. The penalty goes over the weights of all layers.": lambda *g: _only(
        slice(-1, None), *g
    ),
    "your output layer doesn't decay. The penalty goes over the weights of all layers.": lambda *g: _only(
        slice(0, -1), *g
    ),
    "you return the change of the parameters. What is asked for is the new parameters.": lambda *g: tuple(
        [new - old for new, old in zip(*each, strict=True)] for each in zip(step(*g), g[:2], strict=True)
    ),
    "you return the gradient of the cost. The parameters after the step are asked for.": lambda *g: (
        [d + g[-1] * W for W, d in zip(g[0], g[2], strict=True)],
        g[3],
    ),
    "you return the biases first. The weights come first, then the biases.": lambda *g: step(*g)[::-1],
}

WRONG_COSTS: dict[str, Callable[..., object]] = {
    "your biases are penalized as well, and the penalty is twice as large as it should be. Which factor stands in "
    "front of the sum?": lambda l, W, b, d: l + d * (squares(W) + squares(b)),
    "you add the loss once for every layer. How often does the cost contain it?": lambda l, W, b, d: (
        len(W) * l + d / 2 * squares(W)
    ),
    "you return a cost for each layer. The whole network has a single one.": lambda l, W, b, d: [
        l + d / 2 * (w**2).sum() for w in W
    ],
    "you multiply each matrix by its transpose and add up the result. That contains products of different weights as "
    "well. Which products does the penalty add up?": lambda l, W, b, d: l + d / 2 * sum((w @ w.T).sum() for w in W),
    "you multiply each transpose by its matrix and add up the result. That contains products of different weights as "
    "well. Which products does the penalty add up?": lambda l, W, b, d: l + d / 2 * sum((w.T @ w).sum() for w in W),
    "you leave out the first column of each matrix. In some courses it holds the biases; here they have arrays of "
    "their own, and each column holds weights.": lambda l, W, b, d: l + d / 2 * squares([w[:, 1:] for w in W]),
    "you leave out the first row of each matrix. Each row holds the weights of a unit, and the biases have arrays of "
    "their own.": lambda l, W, b, d: l + d / 2 * squares([w[1:] for w in W]),
    "you return the loss as it is. The penalty is missing.": lambda l, W, b, d: l,
    "your penalty is twice as large as it should be. Which factor stands in front of the sum?": lambda l, W, b, d: (
        l + d * squares(W)
    ),
    "your penalty is half as large as it should be. Is the ½ in it twice?": lambda l, W, b, d: l + d / 4 * squares(W),
    "your biases are penalized as well. A bias shifts a function and makes it no steeper, so it is "
    "left out.": lambda l, W, b, d: l + d / 2 * (squares(W) + squares(b)),
    "you penalize the biases, and not the weights.": lambda l, W, b, d: l + d / 2 * squares(b),
    "you take the mean of the squares in each layer. The penalty is their sum.": lambda l, W, b, d: (
        l + d / 2 * sum((w**2).mean() for w in W)
    ),
    "the squares of each layer are added up and divided by the number of its units. Where does the cost have a "
    "mean?": lambda l, W, b, d: l + d / 2 * sum((w**2).sum() / len(w) for w in W),
    "the squares of each layer are added up and divided by the number of its inputs. Where does the cost have a "
    "mean?": lambda l, W, b, d: l + d / 2 * sum((w**2).sum() / w.shape[1] for w in W),
    "you take the mean of all squares. The penalty is their sum.": lambda l, W, b, d: (
        l + d / 2 * squares(W) / sum(w.size for w in W)
    ),
    "you average over the layers. The squares of all layers are added up.": lambda l, W, b, d: (
        l + d / 2 * squares(W) / len(W)
    ),
    "you add up absolute values, as L1 does. This penalty is L2: what happens to each weight before they are "
    "added up?": lambda l, W, b, d: l + d / 2 * sum(np.abs(w).sum() for w in W),
    "you add up absolute values, as L1 does, and without the ½. This penalty is L2: what happens to each weight "
    "before they are added up?": lambda l, W, b, d: l + d * sum(np.abs(w).sum() for w in W),
    "only your first layer is penalized. Where does your function return, or what does its loop "
    "run over?": lambda l, W, b, d: l + d / 2 * squares(W[:1]),
    "only your last layer is penalized. Does each pass of your loop overwrite what the one before has "
    "found?": lambda l, W, b, d: l + d / 2 * squares(W[-1:]),
    "your output layer has no penalty. The sum goes over all layers.": lambda l, W, b, d: l + d / 2 * squares(W[:-1]),
    "you return the penalty alone. The cost is the loss plus the penalty.": lambda l, W, b, d: d / 2 * squares(W),
    "you subtract the penalty, so large weights would be rewarded.": lambda l, W, b, d: l - d / 2 * squares(W),
    "lambda is missing: your penalty doesn't depend on it.": lambda l, W, b, d: l + squares(W) / 2,
    "you add up the weights first and square the sum, so positive and negative weights cancel. Which should come "
    "first, the squares or the sum?": lambda l, W, b, d: l + d / 2 * sum(w.sum() for w in W) ** 2,
    "you add up the weights of each layer and square that sum, so positive and negative weights cancel. Which should "
    "come first, the squares or the sum?": lambda l, W, b, d: l + d / 2 * sum(w.sum() ** 2 for w in W),
    "you add up the weights as they are, so positive and negative ones cancel. What does the penalty do to each of "
    "them first?": lambda l, W, b, d: l + d / 2 * sum(w.sum() for w in W),
    "your penalty contains the length of all weights, a square root. Does the formula of the penalty contain a "
    "root?": lambda l, W, b, d: l + d / 2 * np.sqrt(squares(W)),
    "you add up the norms of the layers' weights, which are roots of sums of squares. Does the formula of the "
    "penalty contain a root?": lambda l, W, b, d: l + d / 2 * sum(np.linalg.norm(w) for w in W),
    "you take the largest singular value of each matrix, as np.linalg.norm(W, 2) does. What does the penalty add "
    "up?": lambda l, W, b, d: l + d / 2 * sum(np.linalg.norm(w, 2) ** 2 for w in W),
    "you multiply the loss by ½, too. Only the penalty has that factor.": lambda l, W, b, d: (l + d * squares(W)) / 2,
    "you divide by 2 lambda. What should happen to the penalty when lambda grows?": lambda l, W, b, d: (
        l + squares(W) / (2 * d)
    ),
    "you add up lambda times each weight. That is what the *derivative* of the penalty is made "
    "of.": lambda l, W, b, d: l + d * sum(w.sum() for w in W),
    "you multiply the loss by the penalty as well. The penalty is added, whatever the loss.": lambda l, W, b, d: (
        l * (1 + d / 2 * squares(W))
    ),
    "you square lambda along with the weights.": lambda l, W, b, d: l + d**2 / 2 * squares(W),
}


WRONG_L2: dict[str, Callable[..., object]] = {
    "you multiply by 1 − λ. That is one step of gradient descent from a, with a learning rate of 1. What is the "
    "derivative of the cost at the minimum?": lambda a, d: a * (1 - d),
    "you subtract the same amount from each. The pull of L2 grows with the weight.": lambda a, d: a - d,
    "you move each towards 0 by the same amount, and not beyond it. That is L1; the pull of L2 grows with the "
    "weight.": lambda a, d: np.sign(a) * np.maximum(np.abs(a) - d, 0),
    "there is an extra factor of 2 in front of λ. The square brings down a 2, which cancels the ½.": lambda a, d: (
        a / (1 + 2 * d)
    ),
    "a factor of 2 is missing in front of λ. The square brings down a 2, which cancels the ½.": lambda a, d: (
        a / (1 + d / 2)
    ),
    "you set the derivative of the penalty to a. The parabola has a derivative, too.": lambda a, d: a / d,
    "you return the minimum of the loss alone. The penalty moves it.": lambda a, d: a + 0 * d,
    "a sign is wrong in your equation: your weights are larger than without a penalty.": lambda a, d: a / (1 - d),
    "you have computed the pull of the penalty at a. Where is it in balance with that of the loss?": lambda a, d: d * a,
    "you multiply by 1 + λ, which moves the minimum away from 0. Which way does the penalty pull?": lambda a, d: (
        a * (1 + d)
    ),
    "λ stands in your numerator, too, so your minimum is at 0 without a penalty. Where should it be "
    "then?": lambda a, d: a * d / (1 + d),
    "you return the cost at the minimum. Where is the minimum?": lambda a, d: d * a**2 / (2 * (1 + d)),
    "you add λ to a. Is a pair of parentheses missing, so that you divide by 1 only?": lambda a, d: a / 1 + d,
    "your minimum is at 0. That is the minimum of the penalty alone; the loss pulls, too.": lambda a, d: 0 * a,
    "a is missing in the numerator.": lambda a, d: 1 / (1 + d) + 0 * a,
    "your result has lost its sign. If a is negative, the minimum isn't positive.": lambda a, d: np.abs(a) / (1 + d),
    "your result has its sign reversed. If a is negative, the minimum isn't positive.": lambda a, d: -a / (1 + d),
    "the loss has a factor of ½, too, which cancels the 2 of its square.": lambda a, d: a / (2 + d),
}

WRONG_L1: dict[str, Callable[..., object]] = {
    "you move each a towards 0 by λ, and those that were closer than λ end up on the other side. No minimum lies "
    "there: compare the cost with that of w = 0.": lambda a, d: a - d * np.sign(a),
    "you set everything below λ to 0, negative numbers of any size included. L1 treats both signs "
    "alike.": lambda a, d: np.maximum(a - d, 0),
    "where a is below 0, you take the larger of a + λ and 0, as if w had to be above 0 there, too. Which sign does w "
    "have there?": lambda a, d: np.where(a > 0, np.maximum(a - d, 0), np.maximum(a + d, 0)),
    "you subtract λ from each, whatever its sign. Which way does the penalty pull a negative weight?": lambda a, d: (
        a - d
    ),
    "you set the small entries to 0 and leave the large ones as they are. Does the penalty move those as "
    "well?": lambda a, d: np.where(np.abs(a) > d, a, 0.0),
    "you move the large entries by λ and leave the small ones as they are. For these, what is the derivative on either "
    "side of w = 0?": lambda a, d: np.where(np.abs(a) > d, a - d * np.sign(a), a),
    "you set what is smaller than λ in absolute value to 0, and subtract λ from the rest, also where a is negative. "
    "Which way does the penalty pull there?": lambda a, d: np.where(np.abs(a) > d, a - d, 0.0),
    "you move a downwards when it is above 0, and upwards otherwise, by λ each time. Those that were closer to 0 than "
    "λ end up on the other side, where no minimum lies.": lambda a, d: np.where(a > 0, a - d, a + d),
    "you move each a by λ, downwards or upwards, and those that were closer to 0 than λ end up on the other side, "
    "where no minimum lies. What would w = 0 cost there?": lambda a, d: np.where(a >= 0, a - d, a + d),
    "you move a downwards when it is above λ, and upwards otherwise. Which a have their minimum at 0?": lambda a, d: (
        np.where(a > d, a - d, a + d)
    ),
    "your threshold is λ/2. There is no ½ in front of this penalty.": lambda a, d: (
        np.sign(a) * np.maximum(np.abs(a) - d / 2, 0)
    ),
    "your threshold is 2λ. The ½ in front of the square cancels its 2.": lambda a, d: (
        np.sign(a) * np.maximum(np.abs(a) - 2 * d, 0)
    ),
    "this is the minimum under L2, which shrinks every weight by the same factor.": lambda a, d: a / (1 + d),
    "you clip everything larger than λ to λ. Is the minimum for a = 100 really at λ?": lambda a, d: np.clip(a, -d, d),
    "your result has lost its sign. If a is negative, the minimum isn't positive.": lambda a, d: np.maximum(
        np.abs(a) - d, 0
    ),
    "your results have their signs reversed.": lambda a, d: -np.sign(a) * np.maximum(np.abs(a) - d, 0),
    "you return the minimum of the loss alone. The penalty moves it.": lambda a, d: a + 0 * d,
    "you push every a away from 0. The penalty pulls towards it.": lambda a, d: a + d * np.sign(a),
    "only negative numbers come out, moved towards 0. L1 treats both signs alike.": lambda a, d: np.minimum(a + d, 0),
    "your threshold is multiplied by a itself, as if the penalty were a square.": lambda a, d: (
        np.sign(a) * np.maximum(np.abs(a) - d * np.abs(a), 0)
    ),
    "for an a that is closer to 0 than λ you have no minimum. On either side of w = 0, does the cost rise or "
    "fall?": lambda a, d: np.where(np.abs(a) > d, a - d * np.sign(a), np.nan),
    "your two signs are exchanged: the large entries move away from 0.": lambda a, d: np.where(
        np.abs(a) > d, a + d * np.sign(a), 0.0
    ),
    "only positive a are moved. L1 treats both signs alike.": lambda a, d: np.where(a > d, a - d, a),
    "only positive a are moved, and those below λ set to 0. Negative ones stay: L1 treats both signs "
    "alike.": lambda a, d: np.where(a > 0, np.maximum(a - d, 0), a),
    "you shrink by the factor 1 − λ/a, which is right for positive a only. What is this factor for a negative "
    "a?": lambda a, d: np.where(a == 0, np.nan, np.maximum(1 - d / np.where(a == 0, 1, a), 0) * a),
    "you shrink by the factor 1 − λ/a, which is right for positive a only. For a negative a, is this factor below 1 "
    "or above it?": lambda a, d: np.where(a == 0, 0, np.maximum(1 - d / np.where(a == 0, 1, a), 0) * a),
    "you add λ to each, whatever its sign. Which way does the penalty pull a positive weight?": lambda a, d: a + d,
    "your minima are all at 0. That is the minimum of the penalty alone; the loss pulls, too.": lambda a, d: 0 * a,
    "your threshold is the square root of 2λ, and the large entries stay where they are. That belongs to a penalty "
    "that counts weights; this one depends on their size.": lambda a, d: np.where(np.abs(a) > np.sqrt(2 * d), a, 0.0),
    "you return the cost at the minimum. Where is the minimum?": lambda a, d: np.where(
        np.abs(a) > d, d * np.abs(a) - d**2 / 2, a**2 / 2
    ),
}
