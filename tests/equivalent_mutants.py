"""Mutants of solutions that are right answers too: exercise, what was changed, and why it is right all the same."""

EQUIVALENT = {
    "neuron": {
        "half more: 0.5 -> 0.75": "weights of a threshold unit: the four answers stay the same",
        "half more: 1.0 -> 1.5": "weights of a threshold unit: the four answers stay the same",
    },
    "weight_decay": {
        "one more: 1000 -> 1001": "what is left after 1,000 steps, to two digits",
    },
    "ten_digits": {
        "turned: True -> False": "whether the test images have been opened is worth no point",
    },
}

SLIPS = {
    "debug_the_trainer.cross_entropy": {
        r"log_p = np\.log\(np\.maximum\(P, 1e-300\) \+ 1e-\d+\)": "the loss may be guarded with any small number",
        r"log_p = np\.log\(np\.maximum\(np\.maximum\(P, 1e-300\), 1e-\d+\)\)": "the same",
        r"log_p = np\.log\(np\.maximum\(P, [\d.]+e-\d+\)\)": "the same",
    },
    "neuron.parity_units": {
        r"thresholds = np\.arange\(D\)( \+ 0\.\d+)?": "for whole numbers, more than k is more than k + 1/2",
        r"output = \[(0\.\d+|1\.0)\]": "the output bias may be anything above 0, up to 1",
        r"output\.append\(-\d+\.0 if k % 2 == 0 else \d+\.0\)": "output weights that are larger than the bias",
        r"return \((hidden( \* [\d.]+)?), np\.array\(output\)( \* [\d.]+)?\)": "a threshold unit knows no scale",
    },
    "softmax.cross_entropy": {
        r"log_o = .*keepdims=True\) \+ 1e-05\)": "the sum is 1 or more, so this is no more than rounding",
    },
    "optimizers.rmsprop_step": {
        r".*np\.sqrt\(s \+ 1e-0\d\) \+ eps.*": "no more than rounding, beside eps",
    },
}
"""Slips in solutions that are right answers too: function, a pattern of the changed line, and why."""
