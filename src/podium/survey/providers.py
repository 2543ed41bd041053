"""Injectable classes, DTOs, gateways, queues, schedules and message handlers."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal

from podium.plan.evidence import Place
from podium.plan.survey import (
    Dto,
    DtoField,
    Gateway,
    MessageHandler,
    Provider,
    ProviderKind,
    Queue,
    Route,
    Schedule,
)
from podium.survey.code import Code, decorator, given
from podium.survey.facts import ClassFacts, MethodFacts
from podium.survey.nest import entries, name_of
from podium.survey.routes import injected

BY_DECORATOR: dict[str, ProviderKind] = {
    "WebSocketGateway": "gateway",
    "Processor": "processor",
    "Resolver": "resolver",
    "Catch": "filter",
}
BY_INTERFACE: dict[str, ProviderKind] = {
    "CanActivate": "guard",
    "NestInterceptor": "interceptor",
    "PipeTransform": "pipe",
    "ExceptionFilter": "filter",
}
BY_BASE: dict[str, ProviderKind] = {
    "PassportStrategy": "strategy",
    "WorkerHost": "processor",
}
DATA_SOURCES = {"class-validator", "class-transformer", "@nestjs/swagger", "@nestjs/graphql", "nestjs-zod"}
"""Packages whose decorators describe the data of inputs and outputs."""

DATA_NAME = re.compile(r"(?:Dto|DTO|Input|Args)$")
DATA_BASE = re.compile(r"(?:PartialType|PickType|OmitType|IntersectionType|createZodDto)\(")
NOT_DATA = {
    "Injectable",
    "Controller",
    "Module",
    "Entity",
    "Schema",
    "Resolver",
    "Catch",
    "WebSocketGateway",
    "Processor",
}
CLOCKS = ("Cron", "Interval", "Timeout")
MESSAGES: dict[str, Literal["message", "event"]] = {"MessagePattern": "message", "EventPattern": "event"}
REGISTERING = {"registerQueue", "registerQueueAsync", "registerFlowProducer"}


def read_providers(code: Code) -> tuple[Provider, ...]:
    """Every class that Nest can inject or that stands before or around handlers, by place."""
    found: list[Provider] = []
    for file, one in code.classes:
        kind = _kind(one)
        if kind is None or one.get("kind") == "interface":
            continue
        found.append(
            Provider(
                name=one["name"],
                kind=kind,
                place=Place(file=file, line=one["line"]),
                injects=injected(one),
                methods=tuple(
                    dict.fromkeys(method["name"] for method in one.get("methods", ()) if not method.get("hidden"))
                ),
                base=one.get("extends", ""),
            )
        )
    return tuple(found)


def _kind(one: ClassFacts) -> ProviderKind | None:
    names = [found["name"] for found in one.get("decorators", ())]
    for name in names:
        if name in BY_DECORATOR:
            return BY_DECORATOR[name]
    base = re.split(r"[<(]", one.get("extends", ""))[0]
    promised = [name.partition("<")[0] for name in one.get("implements", ())]
    kinds: list[ProviderKind] = [BY_INTERFACE[name] for name in promised if name in BY_INTERFACE]
    if base in BY_BASE:
        kinds.append(BY_BASE[base])
    if not kinds and base.endswith("Guard"):
        kinds.append("guard")
    if "Injectable" in names:
        kinds.append("service")
        return kinds[0]
    return kinds[0] if kinds and kinds[0] in {"guard", "strategy"} else None


def read_dtos(code: Code, routes: Sequence[Route]) -> tuple[Dto, ...]:
    """Every class whose properties describe an input or output, by place."""
    inputs = {
        re.sub(r"\[\]$", "", item.type)
        for route in routes
        for item in route.parameters
        if item.source in {"body", "query"}
    }
    return tuple(
        Dto(
            name=one["name"],
            place=Place(file=file, line=one["line"]),
            base=one.get("extends", ""),
            fields=tuple(
                DtoField(
                    name=item["name"],
                    type=item.get("type", ""),
                    place=Place(file=file, line=item["line"]),
                    optional=item.get("optional", False)
                    or any(words.startswith("IsOptional(") for words in item.get("decorators", ())),
                    decorators=tuple(item.get("decorators", ())),
                )
                for item in one.get("fields", ())
            ),
        )
        for file, one in code.classes
        if _is_data(code, file, one, inputs)
    )


def _is_data(code: Code, file: str, one: ClassFacts, inputs: set[str]) -> bool:
    if one.get("kind") == "interface" or any(found["name"] in NOT_DATA for found in one.get("decorators", ())):
        return False
    if DATA_NAME.search(one["name"]) or DATA_BASE.match(one.get("extends", "")) or one["name"] in inputs:
        return True
    names = {words.partition("(")[0] for item in one.get("fields", ()) for words in item.get("decorators", ())}
    return any(code.source(file, name) in DATA_SOURCES for name in names)


def read_gateways(code: Code) -> tuple[Gateway, ...]:
    """WebSocket gateways with their events, by place."""
    return tuple(_gateways(code))


def _gateways(code: Code) -> Iterator[Gateway]:
    for file, one in code.marked("WebSocketGateway"):
        marked = decorator(one, "WebSocketGateway")
        options = next((item for item in marked["arguments"] if isinstance(item, dict)), None) if marked else None
        space = code.option(file, options, "namespace")
        words = code.strings(*space) if space is not None else ("",)
        if words is None:
            code.note(file, one["line"], "the namespace is made by code", symbol=one["name"])
        yield Gateway(
            name=one["name"],
            place=Place(file=file, line=one["line"]),
            namespace=(words or ("",))[0].strip("/"),
            listens=tuple(_patterns(code, file, one, "SubscribeMessage")),
            emits=tuple(dict.fromkeys(_emitted(code, file, one))),
        )


def _emitted(code: Code, file: str, one: ClassFacts) -> Iterator[str]:
    for sent in code.facts[file].get("sends", ()):
        if sent.get("name", "").endswith(".emit") and one["line"] <= sent["line"] <= one.get("end", 0):
            words = code.strings(file, sent.get("value"))
            if words:
                yield words[0]
            else:
                code.note(file, sent["line"], "the name of an event is made by code", symbol=one["name"])


def _patterns(code: Code, file: str, one: ClassFacts, name: str) -> Iterator[str]:
    for method in one.get("methods", ()):
        marked = decorator(method, name)
        if marked is not None:
            yield from _pattern(code, file, method, name)


def _pattern(code: Code, file: str, method: MethodFacts, name: str) -> tuple[str, ...]:
    argument = given(decorator(method, name))
    command = code.option(file, argument, "cmd")
    words = code.strings(*command) if command is not None else code.strings(file, argument)
    if words is None:
        code.note(file, method["line"], f"the pattern of @{name} is made by code", symbol=method["name"])
    return words or ()


def read_queues(code: Code) -> tuple[Queue, ...]:
    """Queues by name with the places that register, process and fill them."""
    registered: dict[str, list[Place]] = defaultdict(list)
    processors: dict[str, list[Place]] = defaultdict(list)
    producers: dict[str, list[Place]] = defaultdict(list)
    for file, one in code.marked("Module"):
        for name in _registered(code, file, one):
            registered[name].append(Place(file=file, line=one["line"]))
    for file, one in code.marked("Processor"):
        for name in _queue_names(code, file, one):
            processors[name].append(Place(file=file, line=one["line"]))
    for file, one in code.classes:
        for name, place in _filled(code, file, one):
            producers[name].append(place)
    for file, call in code.calls("Queue", "Worker"):
        words = code.strings(file, (call.get("arguments") or [None])[0]) or ()
        into = registered if call["name"] == "Queue" else processors
        for name in words[:1]:
            into[name].append(Place(file=file, line=call["line"]))
    return tuple(
        Queue(
            name=name,
            registered=tuple(registered.get(name, ())),
            processors=tuple(processors.get(name, ())),
            producers=tuple(producers.get(name, ())),
        )
        for name in sorted({*registered, *processors, *producers})
    )


def _registered(code: Code, file: str, one: ClassFacts) -> Iterator[str]:
    for where, element in entries(code, file, one, "imports"):
        name = name_of(element)
        if name.rpartition(".")[2] not in REGISTERING or not isinstance(element, dict):
            continue
        arguments = element.get("arguments")
        for argument in arguments if isinstance(arguments, list) else ():
            for item in argument if isinstance(argument, list) else [argument]:
                found = code.option(where, item, "name")
                words = code.strings(*found) if found is not None else None
                if words is None:
                    code.note(file, one["line"], f"a queue of {name} is named by code", symbol=one["name"])
                yield from words or ()


def _queue_names(code: Code, file: str, one: ClassFacts) -> tuple[str, ...]:
    argument = given(decorator(one, "Processor"))
    name = code.option(file, argument, "name")
    words = code.strings(*name) if name is not None else code.strings(file, argument)
    if words is None:
        code.note(file, one["line"], "the queue of @Processor is named by code", symbol=one["name"])
    return words or ()


def _filled(code: Code, file: str, one: ClassFacts) -> Iterator[tuple[str, Place]]:
    """The places where a class adds jobs to a queue that it was given; its own place where none is seen."""
    fields = [
        (item["name"], (item.get("arguments") or [None])[0])
        for item in one.get("fields", ())
        if any(words.startswith("InjectQueue(") for words in item.get("decorators", ()))
    ]
    asked = [
        (item["name"], marked) for item in one.get("constructor", ()) if (marked := decorator(item, "InjectQueue"))
    ]
    for own, value in (*fields, *((name, given(marked)) for name, marked in asked)):
        words = code.strings(file, value)
        if words is None:
            code.note(file, one["line"], "the queue of @InjectQueue is named by code", symbol=one["name"])
        for name in words or ():
            receivers = {f"this.{own}.add", f"this.{own}.addBulk"}
            lines = [
                sent["line"]
                for sent in code.facts[file].get("sends", ())
                if sent.get("name") in receivers and one["line"] <= sent["line"] <= one.get("end", 0)
            ]
            for line in lines or [one["line"]]:
                yield name, Place(file=file, line=line)


def read_schedules(code: Code) -> tuple[Schedule, ...]:
    """Handlers that run by the clock, by place; an expression is its text, or its name where it is a constant's."""
    found: list[Schedule] = []
    for file, call in code.calls("addCronJob", "addInterval", "addTimeout"):
        code.note(file, call["line"], f"a schedule is set by code: {call.get('text', '')[:80]}")
    for file, one in code.classes:
        for method in one.get("methods", ()):
            marked = decorator(method, *CLOCKS)
            if marked is not None:
                arguments = marked["arguments"]
                value = arguments[-1] if marked["name"] != "Cron" and arguments else given(marked)
                words = code.strings(file, value)
                expression = words[0] if words else name_of(value)
                if not expression:
                    code.note(file, method["line"], f"the time of @{marked['name']} is made by code")
                handler = f"{one['name']}.{method['name']}"
                place = Place(file=file, line=method["line"])
                found.append(Schedule(expression=expression, handler=handler, place=place))
    return tuple(found)


def read_messages(code: Code) -> tuple[MessageHandler, ...]:
    """Handlers of a microservice's messages and events, by place."""
    found: list[MessageHandler] = []
    for file, one in code.classes:
        for method in one.get("methods", ()):
            for name, kind in MESSAGES.items():
                if decorator(method, name) is not None:
                    place = Place(file=file, line=method["line"])
                    handler = f"{one['name']}.{method['name']}"
                    words = _pattern(code, file, method, name)
                    found += [
                        MessageHandler(kind=kind, pattern=one_of, handler=handler, place=place) for one_of in words
                    ]
    return tuple(found)
