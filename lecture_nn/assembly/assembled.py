"""Assembling a network: from a folder of exercises to a file, a comparison with the package, and a picture."""

from __future__ import annotations

import base64
import html
import json
import math
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from lecture_nn.assembly.parts import PARTS
from lecture_nn.assembly.picture import is_ours, save
from lecture_nn.assembly.right import NotYet, right_parts
from lecture_nn.assembly.writing import keep_beside, network, write
from lecture_nn.checks.words import count
from lecture_nn.workers.surroundings import environment, python

FILE, PICTURE = "my_network.py", "my_network.png"
ROUNDING = 1e-6
"""How far two curves may be apart, relative to the larger value, and still be called the same numbers."""


@dataclass(frozen=True)
class Assembled:
    """A student's network: what is theirs, and how it does beside the package's.

    Attributes
    ----------
    file, picture : Path
        Where the network and the picture are; there is no picture if the network didn't run.
    missing : list of NotYet
        The parts that are still the package's.
    found : dict
        What was measured, see `lecture_nn.assembly.trial`.
    problem : str
        What went wrong when it ran, if anything did.
    kept : Path, optional
        Where the old file is now, if it had been changed by hand.
    kept_picture : Path, optional
        Where a picture is now that had the same name, if it was another one.
    """

    file: Path
    picture: Path
    missing: list[NotYet]
    found: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    kept: Path | None = None
    kept_picture: Path | None = None

    @property
    def complete(self) -> bool:
        """Whether every part is the student's own."""
        return not self.missing

    @cached_property
    def difference(self) -> float:
        """How far the student's curves are from the package's at most, relative to the larger value.

        It is nan where the student's networks compute no numbers, and infinite if a run ends in another epoch.
        """
        curves = [(run["yours"][kind], ours) for run in self.found["runs"] for kind, ours in run["ours"].items()]
        if not all(math.isfinite(number) for yours, _ in curves for number in yours):
            return math.nan
        if any(len(yours) != len(ours) for yours, ours in curves):
            return math.inf
        pairs = [pair for curve in curves for pair in zip(*curve, strict=True)]
        return max((abs(a - b) / max(abs(a), abs(b), 1e-12) for a, b in pairs), default=0.0)

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        parts = html.escape("\n".join(self._lines())).split("\n\n")
        told = "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)
        if not self.found:
            return told
        image = base64.b64encode(self.picture.read_bytes()).decode()
        how = "lie on top of each other" if self.difference < ROUNDING else "differ"
        words = f"Losses of three networks, yours and the package's: the curves {how}."
        return f'{told}<img alt="{words}" style="max-width:100%" src="data:image/png;base64,{image}">'

    def _lines(self) -> list[str]:
        yours = len(PARTS) - len(self.missing)
        lines = [f"{self.file}: {yours} of {len(PARTS)} parts are yours."]
        if self.kept:
            lines.insert(0, f"You had changed {self.file.name}, so it is kept as {self.kept.name}.")
        if self.kept_picture:
            lines.insert(0, f"Another {self.picture.name} was there, which is kept as {self.kept_picture.name}.")
        if not yours:
            lines += [
                "",
                "Nothing is yours yet, so the package's functions are in all places. With every exercise that you "
                "solve, a few of them become your own.",
            ]
        elif self.complete:
            lines[-1] += " It is all your own work."
        lines += ["", *self._not_yet()] if self.missing else []
        return [*lines, "", *self._measured()]

    def _not_yet(self) -> list[str]:
        lines = ["Not yours yet, so the package's for now:"]
        for exercise in dict.fromkeys(each.part.exercise for each in self.missing):
            of_it = [each for each in self.missing if each.part.exercise == exercise]
            lines.append(f"  exercises/{exercise}.ipynb: {', '.join(each.part.name for each in of_it)}")
            lines += [f"    {each.part.name}: {each.why}" for each in of_it if each.why]
        return lines

    def _measured(self) -> list[str]:
        if self.problem:
            return [f"It doesn't run yet: {self.problem}"]
        worst = max(self.found["gradients"].values(), key=lambda difference: (math.isnan(difference), difference))
        in_float32 = "right, as far as float32 can tell" if worst < 0.1 else "not right"
        verdict = "right" if worst < 1e-5 else in_float32
        lines = [f"Gradients: {verdict} (at most {worst:.0e} from finite differences, relative to the largest)."]
        lines.append(
            f"Trained on {self.found['images']:,} digits beside the package's, from the same seeds, "
            f"{count(self.found['epochs'], 'epoch')}:"
        )
        for run in self.found["runs"]:
            yours, ours = (f"{run[who]['validation_loss'][-1]:.9f}" for who in ("yours", "ours"))
            accuracy = run["yours"]["validation_accuracy"][-1]
            lines.append(f"  {run['name']}: loss {yours}, the package's {ours}; {accuracy:.1%} right")
        if len(self.missing) == len(PARTS):
            lines.append("Yours will lie on top of the package's curve: the same numbers, written by you.")
        elif self.difference < ROUNDING:
            whose = "written by you" if self.complete else "a part of them written by you"
            lines.append(f"The same numbers, {whose} (they differ by {self.difference:.0e} at most).")
        elif math.isnan(self.difference):
            lines.append(
                "Some of your losses are nan or inf: one of your functions overflows, or divides by 0, for numbers "
                "that the checks don't try. Print its arguments to see for which."
            )
        else:
            how = f"The curves differ by up to {self.difference:.0e}."
            if math.isinf(self.difference):
                how = "The losses differ, and early stopping ended one of your runs in another epoch."
            lines.append(
                f"{how} If one of your functions computes in float32, or rounds, that is where it comes from; the "
                "checks allow for it."
            )
        return [*lines, f"The picture: {self.picture}"]


def assemble(folder: str | Path | None = None, *, to: str | Path | None = None, seconds: float = 60.0) -> Assembled:
    """Gather what is right in a folder of exercises into a network, and train it beside the package's.

    Parameters
    ----------
    folder : path, optional
        Of the exercises; by default ``exercises``, here or beside here.
    to : path, optional
        The folder for ``my_network.py`` and its picture; by default the one that holds the exercises' folder.
    seconds : float
        About how long the training may take: it uses fewer images if your functions are slow.

    Raises
    ------
    ValueError
        If there is no such folder, or in a browser.
    """
    if sys.platform == "emscripten":
        raise ValueError("assembling needs processes, which a browser doesn't have: do it on a machine of your own")
    folder = _folder(folder)
    to = folder.resolve().parent if to is None else Path(to)
    beside = folder.resolve().parent / "notebooks"
    taken, missing = right_parts(folder, beside if beside.is_dir() else None)
    text, missing = network(taken, missing)
    file, picture = to / FILE, to / PICTURE
    kept = write(file, text)
    found, problem = _tried(file, seconds)
    kept_picture = keep_beside(picture, is_ours) if found else None
    if found:
        save(picture, found, all_yours=not missing)
    return Assembled(_shown(file), _shown(picture), missing, found, problem, kept, kept_picture)


def _folder(named: str | Path | None) -> Path:
    if named is not None:
        if not Path(named).is_dir():
            raise ValueError(f"expected the folder of your exercises, got {named}")
        return Path(named)
    near = [Path("exercises"), Path("."), Path("..") / "exercises", Path("lecture_nn_course") / "exercises"]
    for place in near:
        if any((place / f"{part.exercise}.ipynb").is_file() for part in PARTS):
            return place
    raise ValueError("no exercises here: name their folder, as in lecture-nn assemble exercises")


def _shown(path: Path) -> Path:
    """The path as short as it can be said from here."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


def _tried(file: Path, seconds: float) -> tuple[dict[str, Any], str]:
    """Run the trial; return what it measured, or what went wrong.

    It imports nothing from the current folder, where students have files called random.py.
    """
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "trial.json"
        command = python("-m", "lecture_nn.assembly.trial", str(file.resolve()), str(out), str(seconds))
        command += [os.environ["LECTURE_NN_TRIAL"]] if "LECTURE_NN_TRIAL" in os.environ else []
        try:
            done = subprocess.run(
                command,
                env={**environment(), "PYTHONIOENCODING": "utf-8"},
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=10 * seconds + 60,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {}, f"it was stopped after {10 * seconds + 60:.0f} seconds"
        if done.returncode == 0 and out.exists():
            return json.loads(out.read_text(encoding="utf-8")), ""
    return {}, _last_error(done.stderr, file)


def _last_error(told: str, file: Path) -> str:
    lines = told.strip().splitlines() or ["it ended by itself"]
    places = re.findall(rf"{re.escape(file.name)}\", line (\d+), in (\w+)", told)
    where = f", in {places[-1][1]}, line {places[-1][0]} of {file.name}" if places else ""
    return f"{lines[-1]}{where}"
