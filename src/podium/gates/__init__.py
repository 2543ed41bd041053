"""Checks by real tools: each judges one tree, by itself or against its base; `catalogue` lists them all."""
