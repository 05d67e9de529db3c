"""Mutants of solutions that are right answers too: exercise, what was changed, and why it is right all the same."""

EQUIVALENT = {
    "neuron": {
        "half more: 0.5 -> 0.75": "weights of a threshold unit: the four answers stay the same",
        "half more: 1.0 -> 1.5": "weights of a threshold unit: the four answers stay the same",
        "left alone: np.arange(D) + 0.5 -> np.arange(D)": "for whole numbers, more than k is more than k + 1/2",
    },
    "weight_decay": {
        "one more: 1000 -> 1001": "what is left after 1,000 steps, to two digits",
    },
    "model_selection": {
        "function: errors.mean -> errors.sum": "the sum of k errors is lowest where their mean is",
    },
    "ten_digits": {
        "turned: True -> False": "whether the test images have been opened is worth no point",
    },
    "debug_the_trainer": {
        "function: np.zeros -> np.ones": "the arrays are filled for every layer, whatever they held",
    },
}
