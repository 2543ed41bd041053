"""Where attempts work: clones, dependencies, environment, isolation, integration, delivery and the way back."""
