"""How much each feature of a file counts when files are ranked.

Learnt with the loss of `bench/learn_ranking.py`, minimised by L-BFGS, from 312 labelled changes and 781 further commits
of the same seven public repositories: the weights under which the files that a commit touched are likeliest.
"""

WEIGHTS: dict[str, float] = {
    "in_file": 0.237,
    "in_folder": 0.447,
    "in_names": 0.608,
    "in_routes": -0.191,
    "in_identifiers": 0.867,
    "in_prose": 0.499,
    "match": -1.358,
    "covers": 1.439,
    "name": 0.860,
    "phrase": 1.091,
    "covers_folder": -1.128,
    "covers_identifiers": 0.411,
    "like": 0.131,
    "likest": -0.556,
    "like_lately": 0.679,
    "like_folder": 0.366,
    "messages": 1.013,
    "fresh_4": 2.112,
    "fresh_20": -1.529,
    "fresh_150": 2.875,
    "changes": -0.014,
    "imported_by": 0.811,
    "imports": 0.293,
    "folder": -0.458,
    "around": 0.489,
    "sibling": 0.399,
    "together": -0.247,
    "role": 0.235,
    "size": 2.606,
    "importers": -0.531,
    "imported": -0.884,
}
