"""What goes into a wheel beside the package: the lessons and the exercises as the student gets them.

The solutions don't: where a class is graded, students' notebooks could read them there. An editable install has the
clone's own folders instead. The web site, which serves the notebooks itself, sets LECTURE_NN_SERVED to a file with the
versions that it has; its wheel, which every reader's browser loads, carries that file in place of the notebooks.
"""

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CourseHook(BuildHookInterface):
    """Adds the course to a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        if served := os.environ.get("LECTURE_NN_SERVED"):
            build_data["force_include"][served] = "lecture_nn/course/served.json"
            return
        for folder in ("notebooks", "exercises"):
            for path in sorted((Path(self.root) / folder).glob("*.ipynb")):
                build_data["force_include"][str(path)] = f"lecture_nn/course/files/{folder}/{path.name}"
