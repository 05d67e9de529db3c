"""What the parts of a formula are called, and which question leads on when something is wrong with one of them.

The names are those of the task: what an argument is called, the reader has seen. What the reference computes on the way
is described by what it is, because the reader may have called it something else.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence

BIASES = {"bias", "biases", "b", "v0", "w0", "b0", "b1", "b2", "c"}
WEIGHTS = {"weights", "W", "V", "A", "B", "W1", "W2", "new_weights"}
EXAMPLES = {"X", "x", "Z", "H", "P", "o", "O", "losses", "Y"}
LAYERS = {"weights", "biases", "d_weights", "d_biases"}
TARGETS = {"T", "t", "targets", "target"}

FIRST_AND_LAST = "Which is the first number that counts, and which is the last?"

ARGUMENTS: dict[str, str] = {
    "bias": "the bias",
    "biases": "the biases",
    "b": "the bias b",
    "v0": "the bias v0",
    "w0": "the bias w0",
    "eta": "the learning rate η",
    "learning_rate": "the learning rate",
    "gamma": "γ",
    "rho": "ρ",
    "beta": "β",
    "beta1": "β1",
    "beta2": "β2",
    "eps": "ε",
    "decay": "λ",
    "T": "the targets T",
    "t": "the target t",
    "epochs": "the number of epochs",
    "delta": "the error signal",
    "delta_z": "delta_z",
    "patience": "the patience",
    "g": "the gradient g",
    "s": "the average s",
    "loss": "the loss",
}

CALLS: dict[str, str] = {
    "tanh": "the tanh",
    "sigmoid": "the sigmoid",
    "softmax": "the softmax",
    "exp": "the exponential",
    "log": "the logarithm",
    "sqrt": "the square root",
    "abs": "the absolute value",
    "sign": "the sign",
    "sum": "the sum",
    "mean": "the mean",
    "max": "the largest value",
    "min": "the smallest value",
    "maximum": "the lower limit",
    "minimum": "the upper limit",
    "argmax": "the position of the largest value",
    "argmin": "the position of the smallest value",
    "norm": "the length",
    "std": "the standard deviation",
    "var": "the variance",
    "len": "the number of entries",
    "round": "the rounding",
    "all": "`all`",
    "any": "`any`",
    "dot": "the product",
    "outer": "the outer product",
    "relu": "the ReLU",
    "cosh": "the cosh",
    "cos": "the cosine",
    "clip": "the clipping",
    "outputs": "the output",
}

LOCALS: dict[str, str] = {
    "H": "the hidden activations",
    "h": "the activations",
    "z": "the pre-activations",
    "delta": "the error signals",
    "deltas_z": "the error signals of the outputs",
    "deltas_u": "the error signals of the hidden units",
    "delta_z": "the error signals of the outputs",
    "delta_u": "the error signals of the hidden units",
    "d_weights": "the gradient of the weights",
    "d_bias": "the gradient of the biases",
    "e": "the exponentials",
    "shifted": "the shifted logits",
    "log_o": "the logarithms of the probabilities",
    "log_p": "the logarithms of the probabilities",
    "m_hat": "the corrected average of the gradients",
    "s_hat": "the corrected average of the squares",
    "best": "the best one so far",
    "parts": "the parts",
}
"""What the course's solutions call their own variables."""

TWICE = "What should happen to the result if every example came twice?"
BY_HAND = "Work out a small example by hand. At which step does your code differ?"
ZEROS = "What would the result be if every input were 0?"

QUESTIONS: dict[str, str] = {
    **dict.fromkeys(BIASES, ZEROS),
    "eta": "What should a learning rate of 0 do, and one that is twice as large?",
    "learning_rate": "What should a learning rate of 0 do, and one that is twice as large?",
    "decay": "What should happen to the result when λ is 0, and when it is very large?",
    "gamma": "What does γ do to what is already there?",
    "rho": "How much of the old average is kept, and how much of the new value comes in?",
    "beta": "How much of the old average is kept, and how much of the new value comes in?",
    "beta1": "Which of the two averages does β1 belong to, and what does it do there?",
    "beta2": "Which of the two averages does β2 belong to, and what does it do there?",
    "eps": "What does ε protect against, and where does that happen?",
    "len": TWICE,
    "mean": TWICE,
    "tanh": "Which values can the activation of such a unit have, and which does yours have?",
    "sigmoid": "Between which two numbers does the result have to lie?",
    "softmax": "What should each row add up to?",
    "log": "Which quantity is small when a probability is near 1, and large when it is near 0?",
    "exp": "What is raised to a power in the formula, and why is the result never negative?",
    "sqrt": "What are the units of the result, and what are those of its square?",
    "abs": "What does your code make of a negative number, and what should it make of it?",
    "sign": "What should the result be for a number with the opposite sign?",
    "max": "What should happen to the result if the same number is added to all logits of a row?",
    "sum": "How many numbers should come out, and how many do you return?",
    "derivative": "Which function does a small change go through on its way, and what does it do to the change?",
    "T": "What is the result if the prediction is exactly right?",
    "t": "What is the result if the prediction is exactly right?",
    "epochs": "What should happen to the result when there are twice as many epochs?",
    "minus": "Try one entry by hand: is yours too large, too small, or of the wrong sign?",
    "square": "Write the formula down: what in it is squared, and what isn't?",
}


TINY = 1e-3
"""Below which a number only keeps another one from being 0: everybody takes one of their own."""


VAGUE = r"\b(?:the part with|an intermediate result|a part of the formula|a sign is wrong|another value)\b"
"""In sentences about something that has no name."""

EVERYDAY = {"new", "old", "order", "given", "true", "part", "left", "right", "height", "solve", "called"}
"""Names of arguments that are words of the language as well: as names they stand between backquotes."""


class Words:
    """What parts of one function are called.

    Parameters
    ----------
    arguments : collection of str
        The names of the task.
    definitions : mapping
        What the function assigns to its own names.
    """

    def __init__(self, arguments: set[str], definitions: Mapping[str, list[ast.expr]]) -> None:
        self.arguments, self.definitions = arguments, definitions

    def of(self, node: ast.AST, depth: int = 0) -> str:
        """Return a phrase for an expression, without saying how it is computed."""
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and 0 < abs(node.value) < TINY:
            return "a small number"
        if isinstance(node, ast.Constant):
            return f"the {node.value}" if isinstance(node.value, int | float) else "a part"
        if is_derivative(node):
            return "the derivative of the activation function"
        name = self.head(node)
        if isinstance(node, ast.Name):
            if node.id in self.arguments:
                return ARGUMENTS.get(node.id, f"`{node.id}`" if node.id in EVERYDAY else node.id)
            if node.id in LOCALS:
                return LOCALS[node.id]
            if node.id in self.definitions and depth < 2:
                value = self.definitions[node.id][-1]
                return "an intermediate result" if isinstance(value, ast.Constant) else self.of(value, depth + 1)
            return _unlettered(ARGUMENTS.get(node.id, "an intermediate result"))
        if isinstance(node, ast.Subscript):
            return self.of(node.value, depth) if not isinstance(node.value, ast.Attribute) else "the number of entries"
        if isinstance(node, ast.Attribute):
            return f"the transpose of {self.of(node.value, depth)}" if node.attr == "T" else "a part of the formula"
        if name == "len" and isinstance(node, ast.Call) and getattr(node.args[0], "id", "") in EXAMPLES | TARGETS:
            return "the number of examples"
        if name == "len" and isinstance(node, ast.Call) and getattr(node.args[0], "id", "") in LAYERS:
            return "the number of layers"
        if name in CALLS:
            return CALLS[name]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            return f"the square of {self.of(node.left, depth)}" if _is(node.right, 2) else "the power"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            return "the matrix product"
        factor = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div)
        names = dict.fromkeys(n.id for n in ast.walk(node) if isinstance(n, ast.Name))
        for each, phrase in (("decay", "the penalty term"), ("eta", "the step"), ("eps", "ε")):
            if each == "decay" and not factor:  # 1 + λ is none
                continue
            if each in names:
                return phrase
        own = [_short(each) for each in names if each in self.arguments]
        if not own or len(own) > 3:
            return "a part of the formula"
        return f"the part with {' and '.join([', '.join(own[:-1]), own[-1]] if own[1:] else own)}"

    def head(self, node: ast.AST) -> str:
        """Return the name by which a question about an expression is found: of a function, or of an argument."""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Call):
            return getattr(node.func, "attr", getattr(node.func, "id", ""))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return "minus"
        if is_derivative(node):
            return "derivative"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            return "square"
        if isinstance(node, ast.Subscript | ast.Attribute):
            return self.head(node.value)
        if isinstance(node, ast.BinOp):
            return next((n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id in ("decay", "eta")), "")
        return ""

    def question(self, node: ast.AST) -> str:
        """Return what to ask about an expression that is missing, or wrong."""
        if isinstance(node, ast.Name) and node.id in self.definitions and node.id not in self.arguments:
            return (
                self.question(self.definitions[node.id][-1]) if self.definitions[node.id][-1] is not node else BY_HAND
            )
        if self.of(node) in ("the number of layers", "the number of entries"):
            return BY_HAND
        if self.head(node) in QUESTIONS:
            return QUESTIONS[self.head(node)]
        names = [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]
        inside = [name for name in names if name in QUESTIONS and QUESTIONS[name] is not TWICE]
        return QUESTIONS[inside[0]] if inside else BY_HAND


def is_derivative(node: ast.AST) -> bool:
    """Whether this is 1 − h², 1 − h, h (1 − h) or the like: a factor that comes from an activation function."""
    if not isinstance(node, ast.BinOp):
        return False
    if isinstance(node.op, ast.Sub) and _is(node.left, 1):
        kept = node.right.left if isinstance(node.right, ast.BinOp) else node.right
        activation = kept if not isinstance(kept, ast.Subscript) else kept.value
        name = getattr(activation, "id", "")
        called = isinstance(kept, ast.Call) and getattr(kept.func, "attr", "") == "tanh"
        return called or name in {"h", "H", "o", "O", "p", "P", "activation", "activations"}
    return isinstance(node.op, ast.Mult) and is_derivative(node.right)


def _is(node: ast.AST, value: float) -> bool:
    return isinstance(node, ast.Constant) and node.value == value and not isinstance(node.value, bool)


def _unlettered(phrase: str) -> str:
    """The phrase without the letter of an argument, for a variable that the reader may have called otherwise."""
    return re.sub(r"^(the .*) \S$", r"\1", phrase)


def _short(name: str) -> str:
    return ARGUMENTS.get(name, name).replace("the ", "").removeprefix("learning rate ").removeprefix("bias ")


def of_several(did: Sequence[str]) -> str:
    """What was done in several places: of a sum and a largest value over the same axis, both are named."""
    parts = [re.fullmatch(r"you take (.+?) (over the whole array|along axis \d+)(.*)", each) for each in did]
    names = list(dict.fromkeys(each[1] for each in parts if each))
    if did[0].startswith("two of your formulas"):
        return did[0].replace("two", "some", 1)
    if not all(parts) or len({each.groups()[1:] for each in parts}) > 1 or len(names) == 1:
        return f"{did[0]} (and likewise elsewhere)"
    return f"you take {' and '.join(names)} {parts[0][2]}{parts[0][3]}"
