"""Recipe of the database architect: a model with its migration and the way back."""
