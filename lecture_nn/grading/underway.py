"""Which submissions are being graded: after a crash, a restart knows at which ones the grader was killed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from lecture_nn.files import write_whole
from lecture_nn.grading.submissions import Submission

MOST = 2
"""How often the grader may be killed at a submission: it isn't tried again after that."""


class UnderWay:
    """Small files, one for each submission that is being graded; those that stay were there when the grader was killed.

    Parameters
    ----------
    out : Path
        The folder of the results.
    """

    def __init__(self, out: Path) -> None:
        self._folder = out / "underway"
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._now: dict[Path, str] = {}

    def times(self, each: Submission, fingerprint: str) -> int:
        """How often the grader was killed at this version of the submission."""
        try:
            kept = json.loads(self._place(each).read_text(encoding="utf-8"))
            return int(kept["times"]) if kept["fingerprint"] == fingerprint else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def begin(self, each: Submission, fingerprint: str) -> None:
        """Note that it is being graded: one kill more, unless `end` or `stop` is called."""
        times = self.times(each, fingerprint)
        self._now[self._place(each)] = json.dumps({"fingerprint": fingerprint, "times": times}) if times else ""
        write_whole(
            self._place(each), json.dumps({"fingerprint": fingerprint, "times": times + 1}) + "\n", private=True
        )

    def killed(self, each: Submission) -> None:
        """Let the note stand: the process that graded it was killed."""
        self._now.pop(self._place(each), None)

    def end(self, each: Submission) -> None:
        """Note that nothing is wrong with it."""
        self._now.pop(self._place(each), None)
        self._place(each).unlink(missing_ok=True)

    def stop(self) -> None:
        """Note that the grading is stopped, which is the fault of none of those that are under way."""
        for place, before in self._now.items():
            if before:
                write_whole(place, before + "\n", private=True)
            else:
                place.unlink(missing_ok=True)
        self._now.clear()

    def _place(self, each: Submission) -> Path:
        name = hashlib.sha256(f"{each.student}\0{each.file}".encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{name[:24]}.json"
