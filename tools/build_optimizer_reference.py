"""Write tests/reference/optimizers.json: where PyTorch's optimizers go, step by step, for tests to compare with.

PyTorch is large, so the tests read its numbers from the file instead of asking everybody to install it. To make the
file anew: pip install torch==2.13.0, then

    python tools/build_optimizer_reference.py

The function descended on is E(w) = sum_i a_i w_i^2 / 2 + cos(w_1 w_2), in float64, from a fixed start.
"""

import json
from pathlib import Path

import torch

TARGET = Path(__file__).resolve().parent.parent / "tests" / "reference" / "optimizers.json"
START, CURVATURE, STEPS = [1.0, -2.0, 0.5], [1.0, 10.0, 0.1], 30

# Our name and settings, and PyTorch's for the same.
RUNS = [
    ("GradientDescent", {"learning_rate": 0.05}, torch.optim.SGD, {"lr": 0.05}),
    ("Momentum", {"learning_rate": 0.05, "momentum": 0.9}, torch.optim.SGD, {"lr": 0.05, "momentum": 0.9}),
    (
        "Nesterov",
        {"learning_rate": 0.05, "momentum": 0.9},
        torch.optim.SGD,
        {"lr": 0.05, "momentum": 0.9, "nesterov": True},
    ),
    ("AdaGrad", {"learning_rate": 0.1}, torch.optim.Adagrad, {"lr": 0.1, "eps": 1e-10}),
    ("RMSProp", {"learning_rate": 0.02}, torch.optim.RMSprop, {"lr": 0.02, "alpha": 0.99, "eps": 1e-8}),
    (
        "RMSProp",
        {"learning_rate": 0.02, "decay": 0.9, "epsilon": 1e-4},
        torch.optim.RMSprop,
        {"lr": 0.02, "alpha": 0.9, "eps": 1e-4},
    ),
    ("AdaDelta", {}, torch.optim.Adadelta, {"lr": 1.0, "rho": 0.9, "eps": 1e-6}),
    (
        "AdaDelta",
        {"learning_rate": 2.0, "decay": 0.8, "epsilon": 1e-3},
        torch.optim.Adadelta,
        {"lr": 2.0, "rho": 0.8, "eps": 1e-3},
    ),
    ("Adam", {"learning_rate": 0.1}, torch.optim.Adam, {"lr": 0.1, "betas": (0.9, 0.999), "eps": 1e-8}),
    (
        "Adam",
        {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3},
        torch.optim.Adam,
        {"lr": 0.1, "betas": (0.5, 0.9), "eps": 1e-3},
    ),
]


def path(kind: type, settings: dict) -> list[list[float]]:
    """The weights after each step."""
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    curvature = torch.tensor(CURVATURE, dtype=torch.float64)
    optimizer = kind([w], **settings)
    visited = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        ((curvature * w * w).sum() / 2 + torch.cos(w[0] * w[1])).backward()
        optimizer.step()
        visited.append(w.detach().tolist())
    return visited


def main() -> None:
    runs = [{"optimizer": name, "settings": ours, "path": path(kind, theirs)} for name, ours, kind, theirs in RUNS]
    content = {"torch": torch.__version__, "start": START, "curvature": CURVATURE, "runs": runs}
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(runs)} runs of {STEPS} steps")


if __name__ == "__main__":
    main()
