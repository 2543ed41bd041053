"""One line of an agent's output as a JSON value that can be kept, written and counted, whatever the agent wrote."""

import json


def read(line: bytes) -> object:
    """The value; None where the line is no JSON. Numbers that are none (`NaN`) are null; half characters are `?`."""
    try:
        value: object = json.loads(line, parse_constant=lambda _: None)
        if b"\\u" in line:
            whole = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
            value = json.loads(whole)
    except (ValueError, RecursionError):
        return None
    return value
