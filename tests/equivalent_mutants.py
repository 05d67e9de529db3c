"""Mutants of solutions that are right answers too: exercise, what was changed, and why it is right all the same."""

EQUIVALENT = {
    "debug_the_trainer": {
        "function: np.zeros -> np.ones": "the arrays are filled for every layer, whatever they held",
    },
}
