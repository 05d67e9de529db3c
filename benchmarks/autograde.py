"""Run by nbgrader's own Python in a course's folder: grades the assignments named, and prints the seconds it took."""

import json
import logging
import sys
import time

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

logging.disable(logging.ERROR)
with open("nbgrader_config.py") as file:
    root = file.read().split("root = ")[1].splitlines()[0].strip("'\"")
config = Config()
config.CourseDirectory.root = root
config.CourseDirectory.course_id = "x"
api = NbGraderAPI(config=config)
begin = time.perf_counter()
for name in sys.argv[1:]:
    result = api.autograde(name, "anna", force=True)
    if not result["success"]:
        sys.exit(result.get("error") or result.get("log"))
seconds = time.perf_counter() - begin
with Gradebook("sqlite:///gradebook.db") as book:
    missing = [name for name in sys.argv[1:] if book.find_submission(name, "anna").score == 0]
if missing:
    sys.exit(f"graded without points: {missing}")
print(json.dumps(seconds))
