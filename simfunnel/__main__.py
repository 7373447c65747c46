"""`python -m simfunnel` is the command `simfunnel`."""

from __future__ import annotations

import sys

from simfunnel.cli import main

if __name__ == "__main__":
    sys.exit(main())
