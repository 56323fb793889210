"""``python -m analysttools``: the command line."""

import sys

from analysttools.cli.main import main

sys.exit(main())
