"""How much each feature of a file counts when files are ranked.

Printed by `bench/learn_ranking.py` for 312 labelled changes of seven public repositories, without further commits: the
weights under which the files that a change touched are likeliest.
"""

WEIGHTS: dict[str, float] = {
    "in_file": 0.042,
    "in_folder": 0.078,
    "in_names": 0.208,
    "in_routes": 0.055,
    "in_identifiers": 0.702,
    "in_prose": 0.462,
    "match": -0.656,
    "covers": 1.006,
    "name": 0.788,
    "phrase": 0.946,
    "covers_folder": 0.425,
    "covers_identifiers": 0.064,
    "like": 0.027,
    "likest": -1.022,
    "like_lately": 0.851,
    "like_folder": -0.180,
    "messages": 1.288,
    "leads": 0.343,
    "folder_said": 0.380,
    "fresh_4": 0.654,
    "fresh_20": -0.287,
    "fresh_150": 1.061,
    "changes": -0.827,
    "follows": 0.649,
    "busy": 0.287,
    "imported_by": 0.895,
    "imports": -0.469,
    "imports_together": 0.470,
    "folder": -0.348,
    "around": 0.727,
    "sibling": 0.333,
    "together": -0.520,
    "role": 0.389,
    "size": 2.730,
    "importers": -0.321,
    "imported": -0.169,
}
