"""What the first cell of a notebook says where the course runs in the reader's browser."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path, PurePosixPath

from lecture_nn.course.notebooks import marks

SERVED = Path(__file__).parent / "served.json"
"""Which version of each notebook the web site has; only the package that the site carries has this file."""


def version_of(notebook: bytes) -> str:
    """Return a short text that changes when a cell of the notebook does."""
    cells = json.dumps([[mark.kind, mark.digest] for mark in marks(notebook)])
    return hashlib.sha256(cells.encode()).hexdigest()[:12]


def tell_if_newer(path: str, version: str, served: Path = SERVED) -> None:
    """Say so if the web site has a newer version of a notebook than the one that calls this, and how to get it.

    The browser keeps a notebook once it has been changed, and opens that from then on.

    Parameters
    ----------
    path : str
        Its place on the site, such as "exercises/softmax.ipynb".
    version : str
        What `version_of` returned when the notebook was put there.
    served : Path
        Where the versions are noted.
    """
    try:
        now = json.loads(served.read_text(encoding="utf-8")).get(path, version)
    except (OSError, ValueError):
        return
    if now == version:
        return
    name = PurePosixPath(path).name
    print(
        "The web site has a newer version of this notebook. You are looking at your own copy, which this browser\n"
        "keeps because you have changed it. It goes on working. To get the new one without losing what you wrote:\n"
        f"  1. In the list of files on the left, right-click {name}, choose Rename, and call it my_{name}.\n"
        f"  2. Close its tab, and open {name} from the list: that is the new version. (If it prints this message,\n"
        "     too, reload the page in your browser.)\n"
        f"  3. Copy your answers over from my_{name}.\n"
        "(If you don't need your own copy, choose Delete in place of Rename.)"
    )
