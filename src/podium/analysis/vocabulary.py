"""The repository's own names, ready for looking up words of a request."""

import re
from collections import Counter
from dataclasses import dataclass, field

from podium.analysis.tables import word_set
from podium.analysis.words import camel, parts, singular
from podium.plan.survey import Model, Survey

_SIZES = word_set("limit pageSize perPage take size itemsPerPage")
_DEFAULT = re.compile(r"default: ?(\d+)")
_OWNERS = ("user", "owner", "author", "creator", "createdBy", "account")
_USER_NAMES = ("user", "account", "member", "customer", "profile")


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Models by their words in the singular, and how this code names users, owners and roles.

    `user` is empty where no model of users is known; `owner` is the relation name that this schema uses toward it;
    `page_size` is what a page holds unless asked otherwise; `prefixes` are the segments that every route begins with.
    """

    models: dict[tuple[str, ...], Model] = field(default_factory=dict[tuple[str, ...], Model])
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    user: str = ""
    owner: str = "user"
    roles: tuple[str, ...] = ()
    admin: str = ""
    prefixes: frozenset[str] = frozenset()
    created: str = "createdAt"
    page_size: int = 20

    def model(self, words: tuple[str, ...]) -> Model | None:
        """The model that these words name, in the singular or plural; None where there is none."""
        return self.models.get(singular_words(words))

    def role(self, word: str) -> str:
        """The role that the word names, an empty string where there is none.

        The plain role of every account (`USER`) is no role here: whoever is signed in has it.
        """
        said = {singular(word), word} - {"user", "users"}
        return next((one for one in self.roles if one.lower() in said), "")


def singular_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words as one flat name with the last in the singular."""
    flat = tuple(part for word in words for part in parts(word))
    return (*flat[:-1], singular(flat[-1])) if flat else ()


def vocabulary(survey: Survey) -> Vocabulary:
    """The names of a survey: models, the user model, roles and the name of owner relations."""
    models = {singular_words((model.name,)): model for model in survey.schema.models}
    user = _user(survey, models)
    names = Counter(
        relation.name for model in survey.schema.models for relation in model.relations if relation.model == user
    )
    name, uses = names.most_common(1)[0] if names else ("", 0)
    usual = name if uses > 1 or name in _OWNERS else ""
    created = survey.convention("created-at")
    values = survey.convention("roles-values")
    admin = survey.convention("admin-role")
    prefix = survey.convention("route-prefix")
    firsts = Counter(route.path.strip("/").split("/")[0] for route in survey.routes)
    shared = [
        first for first, uses in firsts.items() if uses == len(survey.routes) and first in {"api", "rest", "v1", "v2"}
    ]
    said = prefix.value.strip("/").split("/") if prefix else []
    prefixes = frozenset(one for one in (*shared, *said) if one)
    roles = tuple(one.strip() for one in values.value.split(",") if one.strip()) if values else ()
    return Vocabulary(
        models=models,
        enums={one.name: one.values for one in survey.schema.enums},
        user=user,
        owner=usual or camel((user,)) or "user",
        roles=roles,
        prefixes=prefixes,
        page_size=_page_size(survey),
        created=created.value if created else "createdAt",
        admin=admin.value if admin else next((role for role in roles if role.lower().startswith("admin")), ""),
    )


def _page_size(survey: Survey) -> int:
    """How many rows a page of this code has by default: 20 where it has no pages yet, 0 where that is not shown."""
    query = survey.convention("pagination-query")
    if query is None:
        return 20
    fields = [field for dto in survey.dtos if dto.name == query.value for field in dto.fields]
    said = [_DEFAULT.search(one) for field in fields if field.name in _SIZES for one in field.decorators]
    return next((int(found.group(1)) for found in said if found), 0)


def _user(survey: Survey, models: dict[tuple[str, ...], Model]) -> str:
    said = survey.convention("user-model")
    if said:
        return said.value
    return next((models[(name,)].name for name in _USER_NAMES if (name,) in models), "")
