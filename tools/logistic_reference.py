"""Write lecture_nn/data/logistic_reference.json: the logistic regression that scikit-learn fits, for lesson 06.

scikit-learn is no part of the course's environment, so the lesson reads its numbers from the file, and a test fits them
anew (tests/test_lesson_06.py). To make the file anew, in the environment of `make test`:

    python tools/logistic_reference.py
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from lecture_nn.datasets import fours_and_nines

TARGET = Path(__file__).resolve().parent.parent / "lecture_nn" / "data" / "logistic_reference.json"


def fit() -> dict[str, list[float] | float]:
    """Return the weights, the bias and the mean cross-entropy of the fit, without a penalty on the weights."""
    X, T = fours_and_nines()
    model = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(X, T.ravel())
    (w,), (w0,) = model.coef_, model.intercept_
    return {
        "w": w.tolist(),
        "w0": float(w0),
        "cross_entropy": float(log_loss(T.ravel(), model.predict_proba(X)[:, 1])),
    }


def main() -> None:
    about = {
        "what": "logistic regression of four (1) or nine (0) on the ink in the bar and in the roof, no penalty",
        "data": "lecture_nn.datasets.fours_and_nines()",
        "made_by": "tools/logistic_reference.py",
        "scikit_learn": sklearn.__version__,
    }
    TARGET.write_text(json.dumps(about | fit(), indent=1) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: fitted by scikit-learn {sklearn.__version__}")


if __name__ == "__main__":
    main()
