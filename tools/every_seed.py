"""Try every answer of the corpus with many seeds: wrong ones have to fail with each, and right ones to pass.

    python tools/every_seed.py [CORPUS.json] [--seeds 200] [--only EXERCISE]

Nothing is explained, so that a run takes a few minutes. It prints a row for each exercise, and lists every answer that
is taken for what it isn't, with the seeds. The plans of "ten digits" don't depend on the seed, and are tried once.
"""

import argparse
import json
import sys
import warnings
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from diagnosed import Tried, concerns, exercise_of, failure_of

from lecture_nn.checks.expect import SEED

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "corpus" / "answers.json"


@dataclass
class Row:
    """What became of the answers to an exercise: how many there are, and how many runs went the wrong way."""

    wrong: int = 0
    accepted: int = 0
    right: int = 0
    refused: int = 0


def misjudged(entry: dict, seeds: range | tuple[int, ...]) -> dict[int, str]:
    """The seeds with which a wrong answer passes all checks, or a right one fails, each with what was found."""
    exercise, name = exercise_of(entry), entry["function"]
    answers = Tried(exercise, name, entry["code"])
    checks = [check for check in exercise.checks if concerns(check, name)]
    found = {}
    for seed in seeds:
        token, failed = SEED.set(seed), None
        try:
            for check in checks:
                if (failure := failure_of(check.run(answers), answers, name)) is not None:
                    failed = failure.found
                    break
        finally:
            SEED.reset(token)
        if (failed is not None) == entry["right"]:
            found[seed] = failed or "accepted"
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", default=CORPUS, type=Path)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--only", action="append", default=[], help="an exercise")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # of the answers
    rows: dict[str, Row] = defaultdict(Row)
    for entry in json.loads(options.corpus.read_text(encoding="utf-8")):
        if options.only and entry["exercise"] not in options.only:
            continue
        row = rows[entry["exercise"]]
        found = misjudged(entry, range(options.seeds if entry["function"] != "plan" else 1))
        row.right += entry["right"]
        row.wrong += not entry["right"]
        row.refused += len(found) if entry["right"] else 0
        row.accepted += 0 if entry["right"] else len(found)
        if found:
            seed, said = next(iter(found.items()))
            kind = "REFUSED" if entry["right"] else "ACCEPTED"
            print(f"{kind} {entry['exercise']}.{entry['function']}, {len(found)} seeds: {entry['thought']}")
            print(f"    seed {seed}: {said.replace(chr(10), ' / ')[:200]}")
    form = "{:24} {:>6} {:>9} {:>6} {:>8}"
    print(form.format("exercise", "wrong", "accepted", "right", "refused"))
    total = Row(*(sum(getattr(row, key) for row in rows.values()) for key in vars(Row())))
    for name, row in [*rows.items(), (f"all, {options.seeds} seeds each", total)]:
        print(form.format(name, row.wrong, row.accepted, row.right, row.refused))
    return int(total.accepted + total.refused > 0)


if __name__ == "__main__":
    sys.exit(main())
