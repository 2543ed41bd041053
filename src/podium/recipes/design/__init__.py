"""From a resource that was read in the request to the blueprint of its feature, with every assumption and refusal."""
