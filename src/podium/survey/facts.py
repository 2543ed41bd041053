"""What one TypeScript file says by itself: a JSON value that depends on the file's bytes alone.

A `Value` is an expression as far as it can be read without running it. Literals stand for themselves; everything
else is an object with one telling key: `ref` (a name, dotted), `object`, `call` and `new` (with `arguments`),
`function` (what it returns), `spread`, `join` (text put together), `code` (not understood: the source, shortened).
"""

from typing import Required, TypedDict

from podium.plan.codec import Json

Value = Json


class DecoratorFacts(TypedDict):
    """`text` is as written without the at sign; `arguments` are empty for decorators that only document."""

    name: str
    arguments: list[Value]
    text: str
    line: int


class ParameterFacts(TypedDict, total=False):
    """A parameter of a constructor, handler or function."""

    name: Required[str]
    type: str
    text: str
    decorators: list[DecoratorFacts]


class FieldFacts(TypedDict, total=False):
    """A property of a class or interface; `decorators` are as written, `arguments` those of the first `Inject…`."""

    name: Required[str]
    type: str
    line: Required[int]
    optional: bool
    decorators: list[str]
    arguments: list[Value]


class MethodFacts(TypedDict, total=False):
    """A method; most is there only where it is decorated. `uses` are chains on a parameter that may carry the user.

    `makes` is what a method returns that makes a dynamic module or adds middleware.
    """

    name: Required[str]
    line: Required[int]
    hidden: bool
    decorators: list[DecoratorFacts]
    parameters: list[ParameterFacts]
    returns: str
    uses: list[str]
    makes: Value


class ClassFacts(TypedDict, total=False):
    """A class or interface; `extends` is as written, `end` its last line.

    A class inside a function has the function's name in `within` and the names of its parameters in `takes`.
    """

    name: Required[str]
    line: Required[int]
    end: int
    kind: str
    extends: str
    implements: list[str]
    decorators: list[DecoratorFacts]
    constructor: list[ParameterFacts]
    fields: list[FieldFacts]
    methods: list[MethodFacts]
    within: str
    takes: list[str]


class ImportFacts(TypedDict, total=False):
    """An import or a re-export: `names` maps the local (exported) name to the one in the source, `*` for all."""

    source: Required[str]
    line: Required[int]
    names: dict[str, str]


class CallFacts(TypedDict, total=False):
    """A call that later stages care about, wherever it stands; `on` is what it is called on, `before` calls in between.

    `before` begins with the nearest: those of `a.b().c().d()` before `d` are `c` and `b`.
    """

    name: Required[str]
    on: str
    arguments: list[Value]
    line: Required[int]
    text: str
    before: list["CallFacts"]


class Mention(TypedDict, total=False):
    """A text or value with its line; `name` says of what."""

    name: str
    text: str
    value: Value
    line: Required[int]
    required: bool


class Facts(TypedDict, total=False):
    """Everything of one file; keys with nothing to say are absent."""

    imports: list[ImportFacts]
    reexports: list[ImportFacts]
    quotes: list[int]
    declares: dict[str, int]
    constants: dict[str, Value]
    parameters: dict[str, str]
    enums: dict[str, dict[str, str]]
    classes: list[ClassFacts]
    calls: list[CallFacts]
    schemas: list[ClassFacts]
    used: list[Mention]
    declared: list[Mention]
    throws: list[Mention]
    orders: list[Mention]
    filters: list[Mention]
    pages: list[Mention]
    sends: list[Mention]
    wraps: list[Mention]
    refusals: list[Mention]
    tests: list[Mention]
    builds: list[Mention]
    fakes: dict[str, int]
    chains: dict[str, int]
    missed: list[Mention]
    broken: int
