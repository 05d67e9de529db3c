"""The lessons that have been rewritten in the course's voice, and the words that this voice uses and avoids.

A lesson is held to tests/test_rewritten.py from the commit on that adds its name here. Files of other kinds are listed
the other way round: those that still hold home-made words are in NOT_YET, which may only shrink.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

REWRITTEN: set[str] = {
    "00_start_here",
    "01_beyond_lines",
    "06_forward_pass",
    "03_activations",
    "04_networks",
    "02_neuron",
    "05_representational_power",
    "07_four_or_not_four",
    "08_loss_and_descent",
    "09_single_layer_backprop",
    "10_multi_layer_backprop",
    "12_softmax_and_cross_entropy",
    "13_networks_as_modules",
    "11_choosing_a_loss",
    "19_errata",
    "15_monitoring",
    "14_optimizers",
    "16_overfitting",
    "17_weight_decay",
    "18_early_stopping",
    "20_automatic_differentiation",
}

DUE = {
    "00_start_here": ["training example", "one-hot", "shape"],
    "01_beyond_lines": [
        "XOR",
        "XNOR",
        "linearly separable",
        "decision boundary",
        "perceptron",
        "logistic regression",
        "basis functions",
        "features",
        "hidden unit",
        "curse of dimensionality",
    ],
    "02_neuron": ["pre-activation", "activation function", "weight", "bias", "hyperplane"],
    "03_activations": ["nonlinearity", "saturat", "dead ReLU", "derivative"],
    "04_networks": ["hidden layer", "fully connected"],
    "05_representational_power": ["universal approximation"],
    "06_forward_pass": ["batch", "logits"],
    "07_four_or_not_four": ["precision", "recall", "baseline", "class prior", "accuracy"],
    "08_loss_and_descent": ["gradient descent", "learning rate", "likelihood", "empirical risk"],
    "09_single_layer_backprop": ["numerical gradient", "gradient check", "chain rule"],
    "10_multi_layer_backprop": [
        "error signal",
        "backpropagation",
        "credit assignment",
        "chain rule",
        "saturat",
        "symmetry breaking",
        "initialization",
        "vanish",
        "explod",
    ],
    "11_choosing_a_loss": ["negative log-likelihood", "cross-entropy", "saturat"],
    "12_softmax_and_cross_entropy": ["logits", "one-hot", "calibrat", "out of distribution"],
    "13_networks_as_modules": ["vector–Jacobian product", "computational graph", "reverse mode", "fan-out", "affine"],
    "14_optimizers": ["SGD", "mini-batch", "epoch", "momentum", "ill-conditioned", "condition number"],
    "15_monitoring": ["diverge", "held-out", "generalization gap"],
    "16_overfitting": ["overfitting", "bias", "variance", "memoriz"],
    "17_weight_decay": [
        "regularization",
        "ridge",
        "lasso",
        "soft-thresholding",
        "L1",
        "L2",
        "AdamW",
        "cross-validation",
    ],
    "18_early_stopping": ["validation", "patience", "early stopping", "Hessian", "standard error", "test set"],
    "19_errata": ["numerical gradient", "gradient check", "affine", "approximates", "broadcast", "L1"],
    "20_automatic_differentiation": [
        "automatic differentiation",
        "computational graph",
        "reverse mode",
        "forward mode",
        "topological order",
        "broadcasting",
        "vector–Jacobian product",
        "PyTorch",
        "JAX",
    ],
}
"""What a student must be able to type into a search engine after each lesson: each occurs in it, whatever the case."""

HOME_MADE = {
    r"chosen beforehand|functions that learn": "fixed basis functions; learned features",
    r"\bby moving\b": "numerical gradient",
    r"\bheld against\b": "compared with; gradient check",
    r"\bdeltas? (?:go|goes|went|fades?|faded)\b": "backpropagation; vanishing gradients",
    r"\bbeginnings\b|\bfirst weights\b": "initializations, random restarts",
    r"\bfresh (?:cases?|examples?)\b|\bdata kept back\b": "held-out data",
    r"\btraining cases?\b|\bcases? of a batch\b|\bcase per row\b|\bsingle cases?\b": "example, training example",
    r"\bmend(?:s|ed|ing)?\b": "fix",
    r"\b(?:a|the|no|of|two) bends?\b": "nonlinearity",
    r"\b1[ -]of[ -]K\b": "one-hot",
    r"\bthrown out\b|\blong valley\b": "diverges; ill-conditioned",
    r"\bby heart\b": "memorizes",
    r"\bshare right\b|\bnumber to beat\b": "accuracy; baseline",
    r"\bcame most probable\b": "maximum likelihood",
    r"\bsurely wrong\b|\bsure and wrong\b": "confidently wrong",
    r"\bthe net (?:says|thinks|knows|believes)\b|\bwhat (?:the|a) net says\b": "the predicted probability",
    r"\bsaw the like\b": "out of distribution",
    r"\boff for every\b": "dead ReLU",
    r"\bof above\b": "the same, as above",
    r"\ba training(?=[.,;:)]| (?:is|that|with|has|of|in|on)\b)": "a training run",
    r"\bactivity\b": "activation (the lecture's word may stand once, in parentheses)",
    r"\"\"\"What stands under\b": "Return the entry of ...",
}
"""Patterns of words that nobody in the field would look for, and what to write."""

LECTURE_WORDS = re.compile(r"[^.|\n]*\b(?:lecture|slides)\b[^.|\n]*")
"""Sentences about what the lecture says, which may hold its words."""

FOLDERS = {
    "exercises": ["exercises/*.ipynb"],
    "solutions": ["solutions/*.ipynb"],
    "checks": ["lecture_nn/checks/**/*.py"],
    "package": ["lecture_nn/*.py", "lecture_nn/[!c]*/**/*.py"],
    "site": ["site/*.md", "site/*.py", "README.md", "CONTRIBUTING.md", "lecture_nn/**/*.js"],
}


NOT_YET: set[str] = set()
"""Files that still hold home-made words. Whoever rewrites one takes it off; nothing is ever added."""


def files() -> list[str]:
    """Every file but the lessons whose words are looked at."""
    found = {path for patterns in FOLDERS.values() for pattern in patterns for path in ROOT.glob(pattern)}
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def home_made(text: str) -> list[str]:
    """The home-made words of a text, each with a few words around it and what to write in its place."""
    text = LECTURE_WORDS.sub("", text)
    told = []
    for pattern, instead in HOME_MADE.items():
        for found in re.finditer(pattern, text, flags=re.IGNORECASE):
            around = " ".join(text[max(0, found.start() - 25) : found.end() + 25].split())
            told.append(f"...{around}... ({instead})")
    return told
