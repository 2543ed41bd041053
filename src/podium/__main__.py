"""The program's entry: `podium` and `python -m podium`."""

import sys

from podium.cli.app import run
from podium.cli.output import prepare


def main() -> None:
    """Run the command line and leave with its exit code."""
    prepare()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
