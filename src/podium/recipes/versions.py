"""Where the paths of an application begin: its global prefix, and the version that a new route belongs to."""

import re
from dataclasses import dataclass

from podium.plan.survey import Survey
from podium.recipes.design.unknown import Unknown


@dataclass(frozen=True, kw_only=True)
class Base:
    """What every path begins with: `prefix` (`/api`) and `version` (`/v1`), each empty where there is none.

    `written` is the version that a controller has to name, empty where the application's default is meant.
    """

    prefix: str = ""
    version: str = ""
    written: str = ""

    @property
    def path(self) -> str:
        """Both together: `/api/v1`."""
        return self.prefix + self.version


def read_base(survey: Survey) -> Base:
    """The beginning of a new route's path. Raises `Unknown` where the code does not show which version it is of."""
    prefixed = survey.convention("route-prefix")
    prefix = f"/{prefixed.value.strip('/')}" if prefixed and prefixed.value.strip("/") else ""
    versioned = survey.convention("versioning")
    if versioned is None:
        return Base(prefix=prefix)
    kind, *usual = versioned.value.split()
    number = re.escape(usual[0]) if usual else r"\d+"
    shape = re.compile(rf"{re.escape(prefix)}/(\w*?({number}))(?:/|$)")
    routes = [found for one in survey.routes if (found := shape.match(one.path))]
    segments = {found[1]: found[2] for found in routes}
    most = bool(usual) or len(routes) * 2 > len(survey.routes)
    if kind != "uri" or len(usual) > 1 or len(segments) != 1 or not most:
        reason = f"routes have versions ({versioned.value}), and which one a new route belongs to is not known"
        raise Unknown(f"{versioned.place}: {reason}")
    [(segment, version)] = segments.items()
    return Base(prefix=prefix, version=f"/{segment}", written="" if usual else version)
