"""Wrong steps of Adam, by what to say to them, for the exercise "optimizers"."""

from __future__ import annotations

import numpy as np

from lecture_nn.checks.steps import (
    adam,
    adam_with_old_averages,
    as_momentum,
    as_rmsprop,
    averages,
    fading,
    first_only,
    none,
    total,
    unbracketed,
    with_weights,
)
from lecture_nn.checks.wrong_steps import Table

ADAM: Table = {
    "the correction is missing. Averages that started at 0 are too small at first.": lambda *given: adam(
        *given, of_m=none, of_s=none
    ),
    "you correct the average of the gradients only. The average of the squares started at 0, too.": (
        lambda *given: adam(*given, of_s=none)
    ),
    "you correct the average of the squares only. The average of the gradients started at 0, too.": (
        lambda *given: adam(*given, of_m=none)
    ),
    "you hand on the corrected averages. The next step starts from the uncorrected ones, and corrects what "
    "comes out afresh.": lambda *given: adam(*given, keep_corrected=True),
    "your correction is 1 − β at every step. That is right at the first step only: where does n come in?": (
        lambda *given: adam(*given, of_m=lambda beta, n: 1 - beta, of_s=lambda beta, n: 1 - beta)
    ),
    "the n-th power of β stands in your averages. There β is the same at every step: which numbers need the power?": (
        lambda w, m, s, g, n, eta, beta1, beta2, eps: adam(
            w, m, s, g, n, eta, beta1**n, beta2**n, eps, of_m=none, of_s=none
        )
    ),
    "you count the steps from 0. Here n is 1 at the first step.": lambda *given: adam(
        *given, of_m=lambda beta, n: 1 - beta ** (n - 1), of_s=lambda beta, n: 1 - beta ** (n - 1)
    ),
    "your n is one too large: here it is 1 at the first step already.": lambda *given: adam(
        *given, of_m=lambda beta, n: 1 - beta ** (n + 1), of_s=lambda beta, n: 1 - beta ** (n + 1)
    ),
    "you raise 1 − β to the power of n. Which of the two numbers, β or 1 − β, multiplies the past at each "
    "step?": lambda *given: adam(*given, of_m=lambda beta, n: (1 - beta) ** n, of_s=lambda beta, n: (1 - beta) ** n),
    "you multiply β by n. By which factor has the start faded after one step, and after n steps?": lambda *given: adam(
        *given, of_m=lambda beta, n: 1 - beta * n, of_s=lambda beta, n: 1 - beta * n
    ),
    "you divide by the n-th power of β. That is the weight which the average keeps of its start. How large are all "
    "other weights together?": lambda *given: adam(*given, of_m=lambda beta, n: beta**n, of_s=lambda beta, n: beta**n),
    "you multiply by the corrections. They are below 1, and the averages are too small already.": lambda *given: adam(
        *given, of_m=lambda beta, n: 1 / total(beta, n), of_s=lambda beta, n: 1 / total(beta, n)
    ),
    "β1 and β2 have changed places.": lambda w, m, s, g, n, eta, beta1, beta2, eps: adam(
        w, m, s, g, n, eta, beta2, beta1, eps
    ),
    "β1 and β2 have changed places in the corrections.": lambda w, m, s, g, n, eta, beta1, beta2, eps: adam(
        w, m, s, g, n, eta, beta1, beta2, eps, of_m=lambda _, n: total(beta2, n), of_s=lambda _, n: total(beta1, n)
    ),
    "β1 is used in both corrections. What is β2 for?": lambda w, m, s, g, n, eta, beta1, beta2, eps: adam(
        w, m, s, g, n, eta, beta1, beta2, eps, of_s=lambda _, n: total(beta1, n)
    ),
    "β1 is used everywhere. What is β2 for?": lambda w, m, s, g, n, eta, beta1, beta2, eps: adam(
        w, m, s, g, n, eta, beta1, beta1, eps
    ),
    "β2 is used everywhere. What is β1 for?": lambda w, m, s, g, n, eta, beta1, beta2, eps: adam(
        w, m, s, g, n, eta, beta2, beta2, eps
    ),
    "your second average is one of squared deviations from the first, a variance. Which number does the formula "
    "square?": lambda *given: adam(
        *given,
        remember=lambda m, s, g, b1, b2: (
            b1 * m + (1 - b1) * g,
            b2 * s + (1 - b2) * (g - b1 * m - (1 - b1) * g) ** 2,
        ),
    ),
    "you hand on the corrected average of the gradients. The next step continues it as it was, and corrects it "
    "afresh.": lambda w, m, s, *rest: (
        adam(w, m, s, *rest)[0],
        adam(w, m, s, *rest, keep_corrected=True)[1],
        adam(w, m, s, *rest)[2],
    ),
    "you hand on the corrected average of the squares. The next step continues it as it was, and corrects it "
    "afresh.": lambda w, m, s, *rest: (*adam(w, m, s, *rest)[:2], adam(w, m, s, *rest, keep_corrected=True)[2]),
    "your first average is momentum's velocity: η stands in it, and 1 − β1 is missing. Here η comes in when the "
    "weights move.": lambda w, m, s, g, n, eta, *rest: adam(
        w, m, s, g, n, 1.0, *rest, remember=lambda m, s, g, b1, b2: (b1 * m + eta * g, fading(s, g, b2))
    ),
    "you add up the squares of all entries of the gradient, as for its length. Each weight has its own average.": (
        lambda *given: adam(
            *given,
            remember=lambda m, s, g, b1, b2: (b1 * m + (1 - b1) * g, b2 * s + (1 - b2) * np.sum(g**2)),
        )
    ),
    "the square of the gradient is averaged over all weights. Each weight has an average of its own.": (
        lambda *given: adam(
            *given,
            remember=lambda m, s, g, b1, b2: (b1 * m + (1 - b1) * g, b2 * s + (1 - b2) * np.mean(g**2)),
        )
    ),
    "β and 1 − β have changed places. β is the part that is kept.": lambda *given: adam(
        *given, remember=lambda m, s, g, b1, b2: ((1 - b1) * m + b1 * g, (1 - b2) * s + b2 * g**2)
    ),
    "1 − β is missing in both averages. Without it they are sums.": lambda *given: adam(
        *given, remember=lambda m, s, g, b1, b2: (b1 * m + g, b2 * s + g**2)
    ),
    "1 − β is missing in the average of the gradients. Without it this is momentum's sum.": lambda *given: adam(
        *given, remember=lambda m, s, g, b1, b2: (b1 * m + g, averages(m, s, g, b1, b2)[1])
    ),
    "you average the square of m. The square of the gradient itself is asked for.": lambda *given: adam(
        *given,
        remember=lambda m, s, g, b1, b2: (
            averages(m, s, g, b1, b2)[0],
            fading(s, averages(m, s, g, b1, b2)[0], b2),
        ),
    ),
    "the gradient isn't squared in your second average.": lambda *given: adam(
        *given, remember=lambda m, s, g, b1, b2: (averages(m, s, g, b1, b2)[0], b2 * s + (1 - b2) * g)
    ),
    "you square the gradient in both averages. m averages the gradient itself, with its sign.": lambda *given: adam(
        *given, remember=lambda m, s, g, b1, b2: (fading(m, g, b1), fading(s, g, b2))
    ),
    "your step goes by the old averages. The new ones already hold this gradient.": adam_with_old_averages,
    "the square root is missing. You divide by the average of the squares.": lambda *given: adam(
        *given, quotient=lambda mean, square, eps: mean / (square + eps)
    ),
    "the square of ε stands inside your square root. Here ε is added to the root.": lambda *given: adam(
        *given, quotient=lambda mean, square, eps: mean / np.sqrt(square + eps**2)
    ),
    "ε stands inside your square root. Here it is added after the root is taken.": lambda *given: adam(
        *given, quotient=lambda mean, square, eps: mean / np.sqrt(square + eps)
    ),
    "ε is missing. It keeps the quotient finite where all gradients have been 0.": lambda *given: adam(
        *given, quotient=lambda mean, square, eps: mean / np.sqrt(square)
    ),
    "you use the numbers of lesson 14. The function is given beta1, beta2 and eps.": lambda *given: adam(
        *given[:6], 0.9, 0.999, 1e-8
    ),
    "you use the numbers of lesson 14 for β1 and β2. The function is given both.": lambda *given: adam(
        *given[:6], 0.9, 0.999, given[-1]
    ),
    "you add ε to the root of the average that isn't corrected yet, as libraries do that move the corrections into η. "
    "Here it is added to the corrected root.": lambda *given: adam(
        *given[:-1], given[-1] / np.sqrt(total(given[7], given[4]))
    ),
    "you use a small number of your own for ε. The function is given eps.": lambda *given: adam(*given[:-1], 1e-8),
    "you take the larger of the root and ε. Here they are added.": lambda *given: adam(
        *given, quotient=lambda mean, square, eps: mean / np.maximum(np.sqrt(square), eps)
    ),
    "you correct the first step only. The averages stay too small for many steps.": lambda *given: adam(
        *given, of_m=first_only, of_s=first_only
    ),
    "a pair of parentheses is missing in the corrections: m / 1 - beta is m - beta.": unbracketed,
    "you correct the root. Is the correction made for the average, or for its root?": lambda *given: adam(
        *given, of_s=lambda beta, n: total(beta, n) ** 2
    ),
    "your step goes along the gradient itself. In Adam, as in momentum, it goes along the average.": as_rmsprop,
    "your step isn't divided by the root of the average of the squares.": as_momentum,
    "a pair of parentheses is missing in the denominator: without it, ε is added to the weights.": (
        lambda w, *rest: with_weights(
            adam(w, *rest), adam(w, *rest, quotient=lambda mean, square, eps: mean / np.sqrt(square))[0] + rest[-1]
        )
    ),
    "the learning rate is missing.": lambda w, m, s, g, n, eta, *rest: adam(w, m, s, g, n, 1.0, *rest),
    "you go uphill. The average of the gradients points to where the loss grows.": (
        lambda w, m, s, g, n, eta, *rest: adam(w, m, s, g, n, -eta, *rest)
    ),
    "you return the change of the weights. What is asked for is the new weights.": lambda w, *rest: adam(0 * w, *rest),
    "you return the arrays in another order. The weights come first, then m, then s.": lambda *given: tuple(
        adam(*given)[i] for i in (1, 2, 0)
    ),
    "m and s have changed places in what you return.": lambda *given: tuple(adam(*given)[i] for i in (0, 2, 1)),
    "only the weights come back. The next step needs both averages: return w, m, s.": lambda *given: adam(*given)[0],
    "your weights are right, but you return the old averages. The next step needs the new ones.": (
        lambda w, m, s, *rest: (adam(w, m, s, *rest)[0], m, s)
    ),
}
"""Wrong steps of Adam, from w, m, s, g, n, eta, beta1, beta2 and eps."""
