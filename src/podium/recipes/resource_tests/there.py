"""What the specs of operations on a resource that is there need beside what all specs need."""

from functools import cached_property

from podium.recipes import handlers, names
from podium.recipes.nest_resource.view import ResourceView
from podium.recipes.nouns import Action, Changed


class ThereView(ResourceView):
    """A view with what tells an operation on what is there from one on a resource of its own."""

    @property
    def fn(self) -> str:
        """The runner's word for its fakes: `vi` or `jest`."""
        return "vi" if self.style.tests.runner == "vitest" else "jest"

    @property
    def http(self) -> str:
        """The expression that begins a request."""
        return self.style.tests.http or "http()"

    @property
    def prisma(self) -> str:
        """The expression of the Prisma client in an e2e spec."""
        return self.style.tests.prisma or "prisma"

    @cached_property
    def notices(self) -> list[Action]:
        """The actions after which a list that a cache answers has to show what they did."""
        site = self.site
        shown = site and site.after_write and site.list_path
        return [one for one in self.blueprint.actions if one.kind in {"update", "delete"}] if shown else []

    @property
    def reader(self) -> str:
        """The variable of who may read the list that is there, or an empty string where anybody may."""
        access = self.site.list_access if self.site else "public"
        return {"public": "", "role": "admin"}.get(access, "ann")

    @property
    def tracks(self) -> bool:
        """Whether a spec has to tell its own rows from others that are in the table."""
        shared = self.model == self.blueprint.user_model or not self.style.tests.harness
        return self.site is not None and shared

    @property
    def what(self) -> str:
        """What the spec is about beside the resource, where other specs are about it too."""
        if self.site is None:
            return ""
        kinds = [one.kind for one in self.blueprint.actions if one.kind != "list"]
        listing = self.action("list")
        kinds += ["filter"] if listing and listing.narrowings else []
        kinds += ["pages"] if listing and listing.cut else ["page size"] if listing and listing.page_size else []
        kinds += ["order"] if listing and listing.reordered else []
        return f": {names.listed([*kinds])}"

    @property
    def own_id_type(self) -> str:
        """The type of the resource's own id."""
        return handlers.ID_TYPES[self.style.id_kind]

    @property
    def updated(self) -> list[Changed]:
        """The fields of an update of what is there for which a valid value is known."""
        return [one for one in self.blueprint.changed if one.value]

    @property
    def twin(self) -> str:
        """A field of that update that no two rows share, with a value, or an empty string."""
        single = {one for members in self.uniques for one in members if len(members) == 1}
        return next((f"{one.name}: {one.value}" for one in self.updated if one.name in single), "")

    @property
    def updated_answer(self) -> str:
        """What the answer to that update shows."""
        return ", ".join(f"{one.name}: {one.answer}" for one in self.updated if one.answer)

    @property
    def stored_checks(self) -> list[str]:
        """The assertions on the row that such an update leaves."""
        kinds = {one.name: one.type for one in self.blueprint.columns}
        found: list[str] = []
        for one in self.updated:
            if kinds[one.name] == "decimal":
                found.append(f"expect(Number(after.{one.name})).toBe({one.value})")
            elif kinds[one.name] in {"date", "datetime"}:
                found.append(f"expect(after.{one.name}).toEqual(new Date({one.value}))")
            else:
                found.append(f"expect(after.{one.name}).toEqual({one.value})")
        return found

    @property
    def list_call(self) -> str:
        """A request for the list that is there."""
        path = self.style.tests.prefix + (self.site.list_path if self.site else "").removeprefix(self.style.prefix)
        auth = f".auth({self.reader}.token, {{ type: 'bearer' }})" if self.reader else ""
        return f"{self.http}.get('{path}'){auth}.expect(200)"

    @property
    def keeper_lines(self) -> list[str]:
        """The statements that store a row for whose sake `kept` must stay, behind the rows that it needs."""
        found: list[str] = []
        *before, last = self.blueprint.keepers
        for row in (*before, last):
            data = ", ".join(f"{key}: {value}" for key, value in row.data)
            data = data.replace("user.id", "ann.id").replace("${number}", "1").replace("+ number", "+ 1")
            accessor = row.model[:1].lower() + row.model[1:]
            call = f"await {self.prisma}.{accessor}.create({{ data: {{ {data} }} }});"
            found.append(call if row is last else f"const {row.variable} = {call}")
        return found
