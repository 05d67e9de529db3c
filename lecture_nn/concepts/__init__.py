"""The concept inventory: what a student believes before the course and after it, and what a class has gained.

`questions.toml` has the questions. Every wrong choice is a misconception that is documented somewhere, with its source.
`inventory` reads them, `kept` remembers a student's answers, `gain` compares before and after, `handed_in` reads what
students hand in, and `class_table` and `page` show an instructor what a class has gained and what it still believes.
"""

from lecture_nn.concepts.gain import Result, normalized_gain
from lecture_nn.concepts.inventory import Concept, Inventory, Misconception, inventory

__all__ = ["Concept", "Inventory", "Misconception", "Result", "inventory", "normalized_gain"]
