"""A further process that reads facts: keys on standard input, a line of JSON for each on standard output."""

import gc
import json
import sys
from pathlib import Path

from podium.git import Repository
from podium.survey.index import dumped, read_keys


def main() -> None:
    """Read the keys that standard input names and write what was found."""
    gc.disable()
    asked = json.load(sys.stdin)
    found = read_keys(Repository(path=Path(asked["repository"])), asked["keys"])
    sys.stdout.buffer.write(
        "".join(f"{key}\t{dumped(facts)}\n" for key, facts in found.items()).encode("utf-8", "replace")
    )


if __name__ == "__main__":
    main()
