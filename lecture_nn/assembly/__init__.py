"""Your own network: the functions that a student got right, gathered in one file and trained beside the package's.

``lecture-nn assemble`` on the command line, or in a notebook::

    from lecture_nn.assembly import assemble
    assemble()
"""

from lecture_nn.assembly.assembled import Assembled, assemble

__all__ = ["Assembled", "assemble"]
