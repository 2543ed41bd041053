"""What stops an edit: the code is not of the shape that it understands."""


class EditProblem(ValueError):
    """A place that was not understood; `line` counts from 1, 0 means the file as a whole."""

    def __init__(self, message: str, *, line: int = 0) -> None:
        super().__init__(message)
        self.line = line
