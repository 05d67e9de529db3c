"""The questions that a lesson asks before it shows the answer: what they say, without the widget that asks them.

``lecture_nn.interactive`` puts them on a page; the tests, the web site and the reader's progress find them in the
notebooks with `declared`.
"""

from lecture_nn.predictions.declared import calls, declared
from lecture_nn.predictions.question import Choice, Number, Question, Questions

__all__ = ["Choice", "Number", "Question", "Questions", "calls", "declared"]
