"""The pure core: the nouns, the state machine and every decision, on the standard library only."""
