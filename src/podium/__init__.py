"""Podium: a request in plain words becomes a plan, and the plan a verified branch."""
