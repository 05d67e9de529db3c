"""Other functions that an answer to a softmax or a cross-entropy may have started from: see `bases`."""

from __future__ import annotations

from lecture_nn.checks.diagnosis.thoughts import Base

GUARDS = (" + 1e-12", " + 1e-6")
"""What is added to a denominator, so that it isn't 0; smaller numbers than the first come to the same."""

SOFTMAX: list[Base] = [
    *[
        (
            f"def {{name}}(Z):\n    return np.exp(Z) / (np.exp(Z).sum(axis=1, keepdims=True){guard})",
            "you take the exponentials of the logits as they are, and a large logit makes its exponential overflow",
            "How does the softmax change if the same number is subtracted from all logits of a row?",
        )
        for guard in ("", *GUARDS)
    ],
    *[
        (
            f"def {{name}}(Z):\n    e = np.exp(Z - np.max(Z))\n    return e / (e.sum(axis=1, keepdims=True){guard})",
            "you subtract the largest logit of the whole batch from every row",
            "How large are the exponentials of a row whose logits are all far below that maximum?",
        )
        for guard in GUARDS
    ],
    (
        "def {name}(Z):\n    return np.eye(Z.shape[1])[Z.argmax(axis=1)]",
        "you return a 1 for the largest logit and a 0 for the others",
        "What is the probability of the second largest?",
    ),
    *[
        (
            f"def {{name}}(Z):\n    s = {logits}\n    return np.exp(s / np.exp(s).sum(axis=1, keepdims=True))",
            "you divide inside the exponential",
            "What should be divided by the sum, the logit or its exponential?",
        )
        for logits in ("Z", "Z - Z.max(axis=1, keepdims=True)")
    ],
]

CROSS_ENTROPY: list[Base] = [
    *[
        (
            "def {name}(Z, T):\n    e = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
            "    P = e / e.sum(axis=1, keepdims=True)\n"
            f"    return -(P * np.log(T + {small})).sum(axis=1).mean()",
            "targets and probabilities are swapped: you take the logarithm of the one-hot targets",
            "Which of the two can be 0, and what is its logarithm then?",
        )
        for small in ("1e-9", "1e-12", "1e-8", "1e-7", "1e-10", "1e-15")
    ],
    (
        "def {name}(Z, T):\n    s = Z - Z.max(axis=1, keepdims=True)\n"
        "    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))\n"
        "    return -log_p[np.arange(len(Z))[:, None], T.astype(int)].mean()",
        "you use one-hot rows as an index, as if they were the numbers of the classes",
        "Which columns does an index made of zeros and ones pick?",
    ),
    (
        "def {name}(Z, T):\n    e = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
        "    P = e / e.sum(axis=1, keepdims=True)\n    return -(T * np.log(P)).sum(axis=1).mean()",
        "you take the logarithm of the probabilities, which are rounded to 0 when the logits are far apart",
        "What is the logarithm of a quotient, and do you need the exponential in the numerator at all?",
    ),
    (
        "def {name}(Z, T):\n    e = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
        "    P = e / e.sum(axis=1, keepdims=True)\n    return -np.log((T * P).sum(axis=1)).mean()",
        "you take the logarithm of the probabilities, which are rounded to 0 when the logits are far apart",
        "What is the logarithm of a quotient, and do you need the exponential in the numerator at all?",
    ),
    (
        "def {name}(Z, T):\n    e = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
        "    P = e / e.sum(axis=1, keepdims=True)\n"
        "    return -(T * np.log(P) + (1 - T) * np.log(1 - P)).sum(axis=1).mean()",
        "you use the binary cross-entropy of every class",
        "How many of the classes are right, and which terms does the loss have for the others?",
    ),
]
