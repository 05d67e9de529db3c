"""The course's notebooks as this package carries them, a reader's own copy of them, and bringing that up to date.

What is laid out in a folder is noted there, in ``.lecture_nn``, so that a later version can tell what the reader has
changed. Every change of a folder is prepared beside it and then switched in by renaming (`lecture_nn.course.switch`).
"""

from lecture_nn.course.contents import Course, installed
from lecture_nn.course.folder import CourseFolderError, Report, find, lay_out, update
from lecture_nn.course.last import last_worked_at

__all__ = ["Course", "CourseFolderError", "Report", "find", "installed", "last_worked_at", "lay_out", "update"]
