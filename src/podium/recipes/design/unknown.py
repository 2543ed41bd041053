"""What stops a design: something that the code does not show and that must not be guessed."""


class Unknown(ValueError):
    """A sentence that says what is not known, the recipe that would have to guess, and what would show it."""

    def __init__(self, message: str, *, recipe: str = "nest-resource", hint: str = "") -> None:
        super().__init__(message)
        self.recipe = recipe
        self.hint = hint
