"""Recipes: deterministic generators, one folder each, and the family that offers them together."""
