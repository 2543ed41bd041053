"""The places of this code that a stack trace in the request names."""

import re
from collections.abc import Mapping, Sequence

from podium.plan.evidence import Place

MOST = 4
"""So many frames are told of, the innermost first."""
_FRAME = re.compile(
    r"^[ \t]*at (?:async |new )*(?P<name>[\w.$<>]*)[^\n(]*?\(?"
    r"(?P<path>(?:[\w@.+:-]*[/\\])*[\w.+-]+\.[cm]?[jt]sx?):(?P<line>\d+)",
    re.MULTILINE,
)


def frames(text: str, files: Sequence[str], classes: Mapping[str, Place]) -> tuple[tuple[str, Place], ...]:
    """What each frame of the text calls itself, with its file and line here; of a bundle the place of the class. Frames
    of other code are left out."""
    found: dict[str, tuple[str, Place]] = {}
    for match in _FRAME.finditer(text):
        name, path, line = match.group("name"), match.group("path").replace("\\", "/"), int(match.group("line"))
        if "node_modules/" in path or path.startswith("node:"):
            continue
        file = _file(path, files)
        own = classes.get(name.partition(".")[0])
        if file and path.endswith("ts"):
            place = Place(file=file, line=line)
        else:
            place = own or (Place(file=file) if file else None)
        if place is not None:
            found.setdefault(str(place), (name or place.file, place))
    return tuple(found.values())[:MOST]


def _file(path: str, files: Sequence[str]) -> str:
    """The one file here whose path ends as that of the frame does, compiled or not; an empty string without one."""
    parts = re.sub(r"\.([cm]?)[jt]sx?$", r".\1ts", path).split("/")
    for start in range(len(parts)):
        tail = "/".join(parts[start:])
        hits = [file for file in files if file == tail or file.endswith(f"/{tail}")]
        if len(hits) == 1:
            return hits[0]
    return ""
