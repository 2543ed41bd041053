"""How much each feature of a file counts when files are ranked.

Printed by `bench/learn_ranking.py` for 312 labelled changes of seven public repositories, without further commits: the
weights under which the files that a change touched are likeliest.
"""

WEIGHTS: dict[str, float] = {
    "in_file": 0.050,
    "in_folder": 0.133,
    "in_names": 0.267,
    "in_routes": 0.016,
    "in_identifiers": 0.779,
    "in_prose": 0.467,
    "match": -0.850,
    "covers": 1.012,
    "name": 0.625,
    "phrase": 0.954,
    "covers_folder": 0.427,
    "covers_identifiers": 0.110,
    "like": 0.216,
    "likest": -0.949,
    "like_lately": 0.883,
    "like_folder": 0.185,
    "messages": 1.344,
    "fresh_4": 0.786,
    "fresh_20": -0.207,
    "fresh_150": 1.650,
    "changes": -0.390,
    "imported_by": 0.940,
    "imports": 0.064,
    "folder": -0.435,
    "around": 0.745,
    "sibling": 0.351,
    "together": 0.090,
    "role": 0.386,
    "size": 3.074,
    "importers": -0.485,
    "imported": -0.213,
}
