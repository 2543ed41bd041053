"""What carries specialists out: recipes, agents, models, people; `choice.runner` finds the one that a task chose."""
