"""Wrong steps of momentum and RMSProp, by what to say to them, for the exercise "optimizers"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lecture_nn.checks.steps import fading, momentum, moved, scaled, with_weights

Table = dict[str, Callable[..., Any]]

PRINTED: Table = {
    "your weights move by the old velocity, which doesn't include the new gradient yet. Which velocity should the "
    "weights move by?": lambda w, v, g, eta, gamma: (w - v, gamma * v + eta * g),
}
"""The order of the slide."""

MOMENTUM: Table = {
    "the learning rate is missing. What does it multiply in the formulas?": lambda w, v, g, eta, gamma: moved(
        w, gamma * v + g
    ),
    "your velocity is made of the gradients themselves, and the learning rate comes in when the weights move, as in "
    "PyTorch. In which of the two formulas does η stand here?": lambda w, v, g, eta, gamma: moved(
        w, gamma * v + g, eta
    ),
    "your velocity is an average of the gradients, as Adam's is, with 1 − γ in front of the new one. Here the velocity "
    "adds up whole steps ηg.": lambda w, v, g, eta, gamma: moved(w, gamma * v + (1 - gamma) * g, eta),
    "you multiply the new step by 1 − γ, so that the velocity is an average. Here it adds up "
    "whole steps.": lambda w, v, g, eta, gamma: moved(w, gamma * v + (1 - gamma) * eta * g),
    "your velocity is an average of the gradients, and the learning rate is missing. Here it adds up whole steps "
    "ηg.": lambda w, v, g, eta, gamma: moved(w, gamma * v + (1 - gamma) * g),
    "the learning rate comes in twice: in the velocity, and again when the weights move.": (
        lambda w, v, g, eta, gamma: moved(w, gamma * v + eta * g, eta)
    ),
    "you add the velocity to the weights. This velocity points uphill, as the gradient does.": (
        lambda w, v, g, eta, gamma: moved(w, gamma * v + eta * g, -1)
    ),
    "your velocity points downhill, with the gradient subtracted, and is added to the weights. Many books write it "
    "this way. Here it points uphill and is subtracted from the weights.": lambda w, v, g, eta, gamma: moved(
        w, gamma * v - eta * g, -1
    ),
    "you subtract the gradient in the velocity, and then the velocity from the weights. Two minus signs lead uphill.": (
        lambda w, v, g, eta, gamma: moved(w, gamma * v - eta * g)
    ),
    "this is Nesterov's momentum: after the new velocity is known, you look a step ahead with it. Plain momentum moves "
    "by the new velocity as it is.": lambda w, v, g, eta, gamma: (
        w - gamma * (gamma * v + eta * g) - eta * g,
        gamma * v + eta * g,
    ),
    "your velocity is right, but the weights take a plain step of gradient descent.": lambda w, v, g, eta, gamma: (
        w - eta * g,
        gamma * v + eta * g,
    ),
    "this is a step of gradient descent. The velocity plays no part in it and stays as it was.": (
        lambda w, v, g, eta, gamma: (w - eta * g, v)
    ),
    "your weights are right, but you return the old velocity. The next step needs the new one.": (
        lambda w, v, g, eta, gamma: (w - gamma * v - eta * g, v)
    ),
    "your velocity is right, but you return the weights as they were.": lambda w, v, g, eta, gamma: (
        w,
        gamma * v + eta * g,
    ),
    "γ and 1 − γ have changed places. γ is the part of the old velocity that is kept.": (
        lambda w, v, g, eta, gamma: moved(w, (1 - gamma) * v + eta * g)
    ),
    "γ multiplies the gradient, and 1 − γ the old velocity. γ is the part of the velocity that is kept.": (
        lambda w, v, g, eta, gamma: moved(w, (1 - gamma) * v + gamma * g)
    ),
    "η and γ have changed places.": lambda w, v, g, eta, gamma: moved(w, eta * v + gamma * g),
    "the learning rate multiplies the old velocity as well, which was multiplied by it when it was made.": (
        lambda w, v, g, eta, gamma: moved(w, eta * (gamma * v + g))
    ),
    "you use γ = 0.9, as in lesson 14. The function is given gamma.": lambda w, v, g, eta, gamma: momentum(
        w, v, g, eta, 0.9
    ),
    "you use γ = 0.95, whatever the function is given.": lambda w, v, g, eta, gamma: momentum(w, v, g, eta, 0.95),
    "γ is missing. Without it, the velocity never forgets, and nothing would ever come to rest.": (
        lambda w, v, g, eta, gamma: moved(w, v + eta * g)
    ),
    "γ multiplies the new step as well. It makes the old velocity fade, and the new step counts in full.": (
        lambda w, v, g, eta, gamma: moved(w, gamma * (v + eta * g))
    ),
    "your velocity is right, but the weights move by γ times the new one.": lambda w, v, g, eta, gamma: moved(
        w, gamma * v + eta * g, gamma
    ),
    "your velocity is right, but the weights move by the whole of the old velocity and the new step. How much of the "
    "old velocity is left in the new one?": lambda w, v, g, eta, gamma: (w - v - eta * g, gamma * v + eta * g),
    "you subtract the old velocity from the new step. Should steps in one direction add up, or "
    "cancel?": lambda w, v, g, eta, gamma: moved(w, eta * g - gamma * v),
    "your velocity is right, but the weights move by the new step once more. It is in the velocity already.": (
        lambda w, v, g, eta, gamma: (w - (gamma * v + eta * g) - eta * g, gamma * v + eta * g)
    ),
    "your velocity is right, but where the weights move, the learning rate multiplies the old velocity as well.": (
        lambda w, v, g, eta, gamma: (w - eta * (gamma * v + g), gamma * v + eta * g)
    ),
    "you subtract the velocity twice.": lambda w, v, g, eta, gamma: moved(w, gamma * v + eta * g, 2),
    "your velocity is right, but a pair of parentheses is missing where the weights move: without it, the gradient is "
    "added.": lambda w, v, g, eta, gamma: (w - gamma * v + eta * g, gamma * v + eta * g),
    "the old velocity is missing from the new one.": lambda w, v, g, eta, gamma: moved(w, eta * g),
    "you return the two arrays in the other order. The weights come first.": lambda w, v, g, eta, gamma: momentum(
        w, v, g, eta, gamma
    )[::-1],
    "only the weights come back. The next step needs the velocity, too: return both.": (
        lambda w, v, g, eta, gamma: w - gamma * v - eta * g
    ),
    "only the velocity comes back. Return the new weights and the velocity.": (
        lambda w, v, g, eta, gamma: gamma * v + eta * g
    ),
    "you return the change of the weights. What is asked for is the new weights.": lambda w, v, g, eta, gamma: (
        -gamma * v - eta * g,
        gamma * v + eta * g,
    ),
}
"""Wrong steps with momentum, from w, v, g, eta and gamma."""

RMSPROP: Table = {
    "you add up all squares, as AdaGrad does. RMSProp's average fades, so that the learning rate can recover.": (
        lambda *given: scaled(*given, by=lambda s, g, rho: s + g**2)
    ),
    "1 − ρ is missing. An average that keeps ρ of its past takes only the rest from the new square.": (
        lambda *given: scaled(*given, by=lambda s, g, rho: rho * s + g**2)
    ),
    "ρ and 1 − ρ have changed places. ρ is the part that is kept.": lambda *given: scaled(
        *given, by=lambda s, g, rho: (1 - rho) * s + rho * g**2
    ),
    "you average the gradient, not its square. What is the root of that average where it is negative?": (
        lambda *given: scaled(*given, by=lambda s, g, rho: rho * s + (1 - rho) * g)
    ),
    "you average the size of the gradient. What does RMSProp average?": lambda *given: scaled(
        *given, by=lambda s, g, rho: rho * s + (1 - rho) * np.abs(g)
    ),
    "1 − ρ and the gradient are both squared. Which of the two should be?": lambda *given: scaled(
        *given, by=lambda s, g, rho: rho * s + ((1 - rho) * g) ** 2
    ),
    "ρ multiplies the new square as well.": lambda *given: scaled(*given, by=lambda s, g, rho: rho * (s + g**2)),
    "you double the gradient. What does RMSProp average?": lambda *given: scaled(
        *given, by=lambda s, g, rho: rho * s + (1 - rho) * 2 * g
    ),
    "your average forgets everything at each step. How much of the old average should be kept?": lambda *given: scaled(
        *given, by=lambda s, g, rho: g**2
    ),
    "the old average is missing. How much of it should be kept?": lambda *given: scaled(
        *given, by=lambda s, g, rho: (1 - rho) * g**2
    ),
    "the square of the gradient is averaged over all weights, so that they share one learning rate. Each weight has "
    "an average of its own.": lambda *given: scaled(*given, by=lambda s, g, rho: rho * s + (1 - rho) * np.mean(g**2)),
    "you add up the squares of all entries of the gradient, as for its length. Each weight has an average of its "
    "own.": lambda *given: scaled(*given, by=lambda s, g, rho: rho * s + (1 - rho) * np.sum(g**2)),
    "you divide by the old average. The new one already holds this gradient.": lambda w, s, g, eta, rho, eps: (
        w - eta * g / (np.sqrt(s) + eps),
        fading(s, g, rho),
    ),
    "the square root is missing. You divide by the average of the squares.": lambda w, s, g, eta, rho, eps: (
        w - eta * g / (fading(s, g, rho) + eps),
        fading(s, g, rho),
    ),
    "ε stands inside your square root. Here it is added after the root is taken.": lambda w, s, g, eta, rho, eps: (
        w - eta * g / np.sqrt(fading(s, g, rho) + eps),
        fading(s, g, rho),
    ),
    "the square of ε stands inside your square root. Here ε is added to the root.": lambda w, s, g, eta, rho, eps: (
        w - eta * g / np.sqrt(fading(s, g, rho) + eps**2),
        fading(s, g, rho),
    ),
    "ε is missing. It keeps the quotient finite where all gradients have been 0.": lambda w, s, g, eta, rho, eps: (
        w - eta * g / np.sqrt(fading(s, g, rho)),
        fading(s, g, rho),
    ),
    "you use ρ = 0.99, whatever the function is given.": lambda w, s, g, eta, rho, eps: scaled(w, s, g, eta, 0.99, eps),
    "you use ρ = 0.9, whatever the function is given.": lambda w, s, g, eta, rho, eps: scaled(w, s, g, eta, 0.9, eps),
    "you use numbers of your own for ρ and ε. The function is given both.": lambda w, s, g, eta, rho, eps: scaled(
        w, s, g, eta, 0.99, 1e-8
    ),
    "you use a small number of your own for ε. The function is given eps.": lambda w, s, g, eta, rho, eps: scaled(
        w, s, g, eta, rho, 1e-8
    ),
    "you take the larger of the root and ε. Here they are added.": lambda w, s, g, eta, rho, eps: (
        w - eta * g / np.maximum(np.sqrt(fading(s, g, rho)), eps),
        fading(s, g, rho),
    ),
    "a pair of parentheses is missing in the denominator: without it, ε is added to the weights.": (
        lambda w, s, g, eta, rho, eps: (w - eta * g / np.sqrt(fading(s, g, rho)) + eps, fading(s, g, rho))
    ),
    "you divide the weights as well as the step. A pair of parentheses stands in the wrong place.": (
        lambda w, s, g, eta, rho, eps: ((w - eta * g) / (np.sqrt(fading(s, g, rho)) + eps), fading(s, g, rho))
    ),
    "you correct the average as Adam does in its first step. RMSProp uses it as it is.": (
        lambda w, s, g, eta, rho, eps: (
            w - eta * g / (np.sqrt(fading(s, g, rho) / (1 - rho)) + eps),
            fading(s, g, rho),
        )
    ),
    "you correct the average as Adam does in its first step, and hand it on corrected. RMSProp uses it as it is.": (
        lambda *given: scaled(*given, by=lambda s, g, rho: fading(s, g, rho) / (1 - rho))
    ),
    "you multiply by the root. Where gradients are large the steps should become shorter.": (
        lambda w, s, g, eta, rho, eps: (w - eta * g * (np.sqrt(fading(s, g, rho)) + eps), fading(s, g, rho))
    ),
    "the gradient is missing in the step. The root is only what it is divided by.": lambda w, s, g, eta, rho, eps: (
        w - eta / (np.sqrt(fading(s, g, rho)) + eps),
        fading(s, g, rho),
    ),
    "the learning rate is missing.": lambda w, s, g, eta, rho, eps: scaled(w, s, g, 1.0, rho, eps),
    "you go uphill. Which way does the gradient point?": (
        lambda w, s, g, eta, rho, eps: scaled(w, s, g, -eta, rho, eps)
    ),
    "your average is right, but the weights take a plain step of gradient descent.": lambda w, s, g, eta, rho, eps: (
        w - eta * g,
        fading(s, g, rho),
    ),
    "you divide by the gradient's own size instead of the root of the average.": lambda w, s, g, eta, rho, eps: (
        w - eta * g / (np.abs(g) + eps),
        fading(s, g, rho),
    ),
    "you divide by the root of the sum over all weights, so that they share one learning rate.": (
        lambda w, s, g, eta, rho, eps: (w - eta * g / (np.sqrt(fading(s, g, rho).sum()) + eps), fading(s, g, rho))
    ),
    "you average the size of the gradient, and divide by this average itself. What does RMSProp "
    "average?": lambda w, s, g, eta, rho, eps: (
        w - eta * g / (rho * s + (1 - rho) * np.abs(g) + eps),
        rho * s + (1 - rho) * np.abs(g),
    ),
    "you add ε to the average itself, where it would pile up from step to step. Where does ε stand in the "
    "formulas?": lambda w, s, g, eta, rho, eps: (
        w - eta * g / np.sqrt(fading(s, g, rho) + eps),
        fading(s, g, rho) + eps,
    ),
    "you divide by the root of the mean over all weights, so that they share one learning rate.": (
        lambda w, s, g, eta, rho, eps: (
            w - eta * g / (np.sqrt(fading(s, g, rho).mean()) + eps),
            fading(s, g, rho),
        )
    ),
    "you square the gradient in the step as well, so its sign is lost.": lambda w, s, g, eta, rho, eps: (
        w - eta * g**2 / (np.sqrt(fading(s, g, rho)) + eps),
        fading(s, g, rho),
    ),
    "your weights are right, but you return the old average. The next step needs the new one.": lambda w, s, *rest: (
        with_weights((w, s), scaled(w, s, *rest)[0])
    ),
    "your weights are right, but you return the root of the average. The next step continues the average "
    "itself.": lambda *given: (scaled(*given)[0], np.sqrt(scaled(*given)[1])),
    "you return the two arrays in the other order. The weights come first.": lambda *given: scaled(*given)[::-1],
    "only the weights come back. The next step needs the average, too: return both.": lambda *given: scaled(*given)[0],
    "only the average comes back. Return the new weights and the average.": lambda *given: scaled(*given)[1],
    "you return the change of the weights. What is asked for is the new weights.": lambda w, *rest: scaled(
        0 * w, *rest
    ),
}
"""Wrong steps of RMSProp, from w, s, g, eta, rho and eps."""
