"""``python -m anlan`` does what the command ``anlan`` does."""

import sys

from anlan.web.cli import main

if __name__ == "__main__":
    sys.exit(main())
