"""What stops a design: something that the code does not show and that must not be guessed."""

from podium.plan.offer import Standing


class Unknown(ValueError):
    """A sentence that says what is not known, the recipe that would have to guess, and what would show it."""

    def __init__(self, message: str, *, recipe: str = "nest-resource", hint: str = "") -> None:
        super().__init__(message)
        self.recipe = recipe
        self.hint = hint


class Present(Unknown):
    """All that is asked for is there already; `places` are sentences with file and line, `there` what can be looked at
    again."""

    def __init__(self, places: tuple[str, ...], *, there: tuple[Standing, ...] = ()) -> None:
        super().__init__("; ".join(places), hint="nothing is left to do")
        self.places = places
        self.there = there
