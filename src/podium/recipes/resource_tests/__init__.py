"""Recipe of the test specialist: unit and e2e specs, and the faults that they must catch."""
