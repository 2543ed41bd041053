"""The words of many files: from the cache by blob, or read here."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from podium.git import Repository
from podium.survey import cache
from podium.survey.terms import Terms, terms

AT_ONCE = 500
"""Blobs that are held in memory at a time."""


def read_terms(repository: Repository, blobs: Mapping[str, str], *, folder: Path | None) -> dict[str, Terms]:
    """The words of blobs by id; `blobs` gives each a path that shows its kind, `folder` is that of the cache.

    A blob that is not there has no words.
    """
    keys = {f"{blob}.{_kind(path)}": blob for blob, path in blobs.items()}
    known = cast("dict[str, Terms]", cache.recall(folder, sorted(keys)))
    found = {keys[key]: one for key, one in known.items()}
    missing = sorted(blob for blob in blobs if blob not in found)
    for start in range(0, len(missing), AT_ONCE):
        share = missing[start : start + AT_ONCE]
        contents = repository.read(share)
        fresh = {blob: terms(blobs[blob], contents.get(blob, b"").decode("utf-8", "replace")) for blob in share}
        if folder is not None:
            texts = {f"{blob}.{_kind(blobs[blob])}": _dumped(one) for blob, one in fresh.items()}
            cache.keep(folder, texts)
        found |= fresh
    return found


def _kind(path: str) -> str:
    return f"{path.rpartition('.')[2]}.words"


def _dumped(one: Terms) -> str:
    return json.dumps(one, ensure_ascii=False, separators=(",", ":"))
