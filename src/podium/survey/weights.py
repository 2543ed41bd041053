"""How much each feature of a file counts when files are ranked.

Learnt by the loss of `bench/learn_ranking.py`, in a faster copy, from 312 labelled changes of seven public repositories
and from 1,393 further commits of the same ones (`--more 260`, drawn by chance for four and for three of them apart):
the weights under which the files that a change touched are likeliest.
"""

WEIGHTS: dict[str, float] = {
    "in_file": 0.101,
    "in_folder": 0.236,
    "in_names": 0.324,
    "in_routes": 0.184,
    "in_identifiers": 0.833,
    "in_prose": 0.466,
    "match": -0.001,
    "covers": 0.995,
    "name": 0.264,
    "own_name": 0.587,
    "phrase": 1.139,
    "covers_folder": -1.006,
    "covers_identifiers": 0.043,
    "like": 0.185,
    "likest": -0.860,
    "like_lately": 0.665,
    "like_folder": -0.084,
    "messages": 0.682,
    "leads": 0.209,
    "folder_said": 0.620,
    "fresh_4": 1.177,
    "fresh_20": -0.125,
    "fresh_150": 1.280,
    "changes": -0.448,
    "follows": 0.268,
    "busy": 0.336,
    "imported_by": 0.770,
    "imports": 0.017,
    "imports_together": 0.215,
    "folder": -0.373,
    "around": 0.513,
    "sibling": 0.109,
    "together": 0.419,
    "role": 0.218,
    "size": 2.697,
    "importers": -0.525,
    "imported": -0.696,
}
