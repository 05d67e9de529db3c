"""``python -m lecture_nn`` is the command ``lecture-nn``."""

import sys

from lecture_nn.cli import main

sys.exit(main())
