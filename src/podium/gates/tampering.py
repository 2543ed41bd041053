"""What makes tests pass without the code being right, read from the source: of tests, and of the code that they run."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from podium.gates.assertions import assertions
from podium.gates.syntax import (
    FUNCTIONS,
    arguments,
    callee,
    is_test_support,
    line,
    literal,
    of_type,
    parse,
    squeezed,
    text,
    walk,
)
from podium.gates.test_code import TestCode
from podium.gates.test_flaws import CODE_ENDING, TEST_ENDING, Flaw

QUITS = re.compile(r"(process\.(exit|reallyExit|abort|kill)|Deno\.exit)")
ENTRY = re.compile(r"(^|/)(main|cli|server|worker|seed|openapi|index)\.[cm]?[jt]s$|(^|/)(bin|scripts|tools|prisma)/")
"""Files that are programs: they may end their process."""

RUNNER = r"(expect|assert|it|test|describe|suite|beforeEach|afterEach|beforeAll|afterAll|jest|vi)"
PATCHED = re.compile(rf"(global|globalThis|window|self)(\.|\[['\"]){RUNNER}(['\"]\])?|{RUNNER}(\..+)?")
"""What belongs to the test runner, as the left side of an assignment."""

WATCHED = re.compile(r"JEST_WORKER_ID|VITEST(_WORKER_ID|_POOL_ID|_MODE)?|NODE_TEST_CONTEXT|__vitest_\w+|__jest\w*")
TYPEOF = re.compile(r"typeof (jest|vi|describe|it|expect)")
STACK = re.compile(r"\.stack\b[^;]*\b(spec|test|jest|vitest)|\b(spec|test|jest|vitest)\b[^;]*\.stack\b")
"""How code finds out that a test runs it."""

GLOBAL = re.compile(r"\(*(global|globalThis|window|self)( as .*)?\)*")
"""A value that is the global object, or a cast of it."""

BUILT_IN = re.compile(
    r"(Object|JSON|console|Reflect)\.\w+|(Object|Array|Number|String|Function|Promise|Error)\.prototype\.(?!toJSON\b)\w+"
)
"""What the comparisons of a test stand on, as the left side of an assignment in code."""

ENDS = frozenset({"exit", "reallyExit", "abort", "kill"})
CODED = re.compile(r"eval|vm\.(runIn\w+|compileFunction)|(new )?Function")
"""Calls that run a text as code."""

OWN_MODULE = re.compile(r"require\(['\"]\.{1,2}/|import\*as(\w+?)from['\"]\.{1,2}/")
"""A value, or an import of a whole module, that is the project's own."""

SWAPPED = re.compile(r"require\.cache\b|require\(['\"](\.{1,2}/|(node:)?module['\"])|Module\.(prototype\.require|_\w+)")
"""The beginning of what an assignment puts something else in the place of: a module, or how modules are found."""

LATER = frozenset({"setTimeout", "setInterval", "setImmediate", "queueMicrotask", "process.nextTick"})

LONGEST = 120


def tampering(path: str, source: bytes) -> Iterator[Flaw]:
    """Every place of a file where it ends the test run, replaces the runner's own functions, or looks for a test.

    What says by names that are put together, or by a text that is run, what it does is taken for the worst.
    """
    root, test = parse(source), is_test_support(path)
    if test or not ENTRY.search(path):
        yield from _hidden(root)
    for call in of_type(root, "call_expression"):
        if QUITS.fullmatch(callee(call)) and (test or (not ENTRY.search(path) and not _in_function(call))):
            yield _flaw("quits", call, "ends the process, whatever the tests found")
        elif test or not ENTRY.search(path):
            yield from _defined(call)
    names = _global_names(root)
    for one in of_type(root, "assignment_expression"):
        left = squeezed(one.child_by_field_name("left")).replace(" ", "")
        first, dot, rest = left.partition(".") if "[" not in left.partition(".")[0] else left.partition("[")
        plain = f"global{dot}{rest}" if first in names else left
        if PATCHED.fullmatch(plain) and (test or plain.startswith(("global", "window", "self"))):
            yield _flaw("patched-runner", one, f"replaces {left}, by which tests are judged")
        elif not test and BUILT_IN.fullmatch(left):
            yield _flaw("patched-runner", one, f"replaces {left}, which tests compare with")
    if test:
        yield from _swapping(root)
        yield from _too_late(root)
    else:
        yield from _watching(root)


def _swapping(root: Node) -> Iterator[Flaw]:
    """Assignments of a test that give a module of the project, or the finding of modules, another content."""
    names: set[str] = set()
    for one in of_type(root, "variable_declarator"):
        if OWN_MODULE.match(squeezed(one.child_by_field_name("value")).replace(" ", "")):
            names.add(squeezed(one.child_by_field_name("name")))
    for one in of_type(root, "import_statement"):
        found = OWN_MODULE.match(squeezed(one).replace(" ", ""))
        names |= {found[1]} if found is not None and found[1] else set()
    for one in of_type(root, "assignment_expression"):
        left = squeezed(one.child_by_field_name("left"))
        first = re.match(r"[( ]*(\w+)( as [^)]*)?[ )]*[.\[]", left)
        if SWAPPED.match(left.replace(" ", "")) or (first is not None and first[1] in names):
            yield _flaw("replaced-module", one, "puts something else in the place of a module of the project")


def _too_late(root: Node) -> Iterator[Flaw]:
    """Assertions that are made after the test is over: in a callback for later that nothing waits for."""
    for call in of_type(root, "call_expression"):
        function = next((one for one in arguments(call) if one.type in FUNCTIONS), None)
        if callee(call) in LATER and function is not None and any(assertions(function)) and not _is_waited_for(call):
            yield _flaw("late-assertion", call, "asserts when the test is over already")


def _is_waited_for(node: Node) -> bool:
    """Whether a function around it takes something that says when it is done, as tests and promises do."""
    here = node.parent
    while here is not None:
        if here.type in FUNCTIONS and squeezed(here.child_by_field_name("parameters")).strip("( )"):
            return True
        if here.type in FUNCTIONS and here.child_by_field_name("parameter") is not None:
            return True
        here = here.parent
    return False


def _global_names(root: Node) -> frozenset[str]:
    """The names that a file gives to the global object."""
    found = of_type(root, "variable_declarator")
    return frozenset(
        squeezed(one.child_by_field_name("name"))
        for one in found
        if GLOBAL.fullmatch(squeezed(one.child_by_field_name("value")))
    )


def _hidden(root: Node) -> Iterator[Flaw]:
    """Names that are put together of the process or the global object, and texts that are run as code."""
    names = {"process", "global", "globalThis", *_global_names(root)}
    for one in of_type(root, "subscript_expression"):
        index = one.child_by_field_name("index")
        plain = index is not None and index.type in {"string", "number"}
        if squeezed(one.child_by_field_name("object")) in names and not plain:
            yield _flaw("hidden-name", one, "names what it uses in a way that cannot be read")
    for one in of_type(root, "variable_declarator"):
        taken = set(re.findall(r"\w+", squeezed(one.child_by_field_name("name"))))
        if squeezed(one.child_by_field_name("value")) == "process" and taken & ENDS:
            yield _flaw("quits", one, "takes the end of the process under a name of its own")
    for one in of_type(root, "assignment_expression"):
        if squeezed(one.child_by_field_name("left")).replace(" ", "") == "process.exitCode":
            yield _flaw("quits", one, "decides how the process ends, whatever the tests found")
    for one in of_type(root, "call_expression", "new_expression"):
        if CODED.fullmatch(callee(one) or squeezed(one.child_by_field_name("constructor"))):
            yield _flaw("hidden-code", one, "runs a text as code")
    for one in of_type(root, "member_expression"):
        if squeezed(one).replace(" ", "") == "process.reallyExit":
            yield _flaw("quits", one, "ends the process, whatever the tests found")


def _defined(call: Node) -> Iterator[Flaw]:
    """A function of the runner that is replaced by a call."""
    name, given = callee(call), [squeezed(one) for one in arguments(call)]
    if name == "vi.stubGlobal":
        replaced = given[:1]
    elif (
        name in {"Object.defineProperty", "Object.assign", "Reflect.set"}
        and given
        and re.match(r"global(This)?$", given[0])
    ):
        replaced = given[1:2]
    else:
        return
    if re.search(rf"(^['\"]|[{{,] ){RUNNER}(['\"]$| [:,}}])", " ".join(replaced)):
        yield _flaw("patched-runner", call, "replaces what tests are judged by")


def _watching(root: Node) -> Iterator[Flaw]:
    for one in of_type(root, "identifier", "property_identifier", "string", "unary_expression"):
        if WATCHED.fullmatch(text(one).strip("'\"")) or TYPEOF.fullmatch(squeezed(one)):
            yield _flaw("knows-tests", one, "the code behaves otherwise where it is tested")
    for one in of_type(root, "expression_statement", "return_statement", "lexical_declaration"):
        if STACK.search(text(one)):
            yield _flaw("knows-tests", one, "the code looks for its tests among its callers")


def _in_function(node: Node) -> bool:
    here = node.parent
    while here is not None:
        if here.type in FUNCTIONS:
            return True
        here = here.parent
    return False


def _flaw(rule: str, node: Node, message: str) -> Flaw:
    return Flaw(rule=rule, symbol=squeezed(node)[:LONGEST], message=message, line=line(node))


def early_returns(code: TestCode, source: bytes) -> Iterator[Flaw]:
    """Cases that may return before they have asserted anything."""
    spans = {case.line: case for case in code.cases}
    for call in of_type(parse(source), "call_expression"):
        case = spans.get(line(call))
        function = next((one for one in arguments(call) if one.type in FUNCTIONS), None)
        if case is None or function is None or not case.assertions:
            continue
        first = min((one.line for one in assertions(function)), default=0)
        for one in _own_returns(function):
            before = one.start_point[0] + 1 <= first and one.end_byte < function.end_byte
            if before and one.parent is not None and one.parent.type != "arrow_function" and _is_guarded(one, function):
                message = "the test may return before it asserts anything"
                yield Flaw(rule="early-return", symbol=case.name, message=message, line=line(one))


def _own_returns(function: Node) -> Iterator[Node]:
    """Bare returns of the function itself, not of those inside."""
    for one in walk(function, into=lambda here: here == function or here.type not in FUNCTIONS):
        if one.type == "return_statement" and not one.named_children:
            yield one


def _is_guarded(node: Node, function: Node) -> bool:
    here = node.parent
    while here is not None and here != function:
        if here.type in {"if_statement", "switch_statement"}:
            return True
        here = here.parent
    return False


def imported(source: bytes) -> frozenset[str]:
    """The modules that a file takes: by `import`, `export from`, `require`, `import()`, `jest.requireActual`."""
    root = parse(source)
    found = {
        literal(one.child_by_field_name("source")) for one in of_type(root, "import_statement", "export_statement")
    }
    for call in of_type(root, "call_expression"):
        if callee(call).rpartition(".")[2] in {"require", "import", "requireActual", "importActual", "requireModule"}:
            found |= {literal(one) for one in arguments(call)[:1]}
    return frozenset(one for one in found if one)


def stem(path: str) -> str:
    """The name of what a test file is there to test, as the last part of a module's path; of code, its own."""
    return TEST_ENDING.sub("", CODE_ENDING.sub("", path.rsplit("/", 1)[-1]))


def lost_subject(path: str, before: bytes, after: bytes, *, code: frozenset[str]) -> Flaw | None:
    """Whether a test file does not take the code any more that it is named after; a new one: takes none at all.

    `code` are the stems of the project's code.
    """
    name = stem(path)
    takes = {module for module in imported(after) if module.startswith((".", "@/", "~/", "src/", "#"))}
    had = any(stem(module) == name for module in imported(before))
    lost = had and not any(stem(module) == name for module in takes)
    if lost or (not had and not before and not takes and name in code):
        words = "is not imported any more" if lost else "is not imported"
        return Flaw(rule="own-subject", symbol=name, message=f"{name}, which this file tests, {words}", line=1)
    return None
