"""A further process that reads facts: keys on standard input, their facts on standard output, marshalled."""

import gc
import json
import marshal
import sys
from pathlib import Path

from podium.git import Repository
from podium.survey.index import read_keys


def main() -> None:
    """Read the keys that standard input names and write what was found."""
    gc.disable()
    asked = json.load(sys.stdin)
    found = read_keys(Repository(path=Path(asked["repository"])), asked["keys"])
    sys.stdout.buffer.write(marshal.dumps(found))


if __name__ == "__main__":
    main()
