"""Modules, providers, DTOs, gateways, queues, schedules, messages."""

from collections.abc import Callable

import pytest

from podium.plan.survey import Survey

Look = Callable[..., Survey]


MODULE = """const COMMON = [A, B];
@Global()
@Module({
  imports: [ConfigModule.forRoot({ x: 1 }), forwardRef(() => UsersModule), BullModule.registerQueue({ name: 'm' })],
  controllers: [X],
  providers: [...COMMON, { provide: APP_GUARD, useClass: G }, { provide: 'token', useValue: 1 }],
  get exports() { return [...this.controllers, C]; },
})
export class M {}
"""


def test_a_module_names_what_stands_in_its_arrays(look: Look) -> None:
    module = look({"src/m.module.ts": MODULE}).modules[0]
    assert (module.name, module.place.line, module.is_global) == ("M", 9, True)
    assert module.imports == ("ConfigModule.forRoot", "UsersModule", "BullModule.registerQueue")
    assert module.providers == ("A", "B", "APP_GUARD", "token")
    assert module.exports == ("X", "C")


def test_an_element_made_by_code_is_a_finding(look: Look) -> None:
    found = look({"src/m.module.ts": "@Module({ providers: [A, on ? B : C] })\nexport class M {}\n"})
    assert found.modules[0].providers == ("A",)
    message = "an element of providers is made by code: on ? B : C"
    assert [(one.file, one.line, one.message) for one in found.findings] == [("src/m.module.ts", 2, message)]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("@Injectable() class X {}", "service"),
        ("@Injectable() abstract class X {}", "service"),
        ("class X extends AuthGuard('jwt') {}", "guard"),
        ("@Injectable() class X implements CanActivate {}", "guard"),
        ("@Injectable() class X extends PassportStrategy(Strategy, 'a') {}", "strategy"),
        ("@Injectable() class X implements NestInterceptor<A, B> {}", "interceptor"),
        ("@Injectable() class X implements PipeTransform {}", "pipe"),
        ("@Catch(E) class X implements ExceptionFilter {}", "filter"),
        ("@Processor('m') class X extends WorkerHost {}", "processor"),
        ("@WebSocketGateway() class X {}", "gateway"),
        ("@Resolver(() => A) class X {}", "resolver"),
    ],
)
def test_providers_are_told_apart(look: Look, source: str, kind: str) -> None:
    assert [(one.name, one.kind) for one in look({"src/x.ts": source}).providers] == [("X", kind)]


SERVICE = """@Injectable()
export class X {
  @Inject(CONFIG) private readonly config: Config;
  constructor(private readonly users: UsersService, @Inject('cache') private cache: Cache) {}
  run() {}
  private hidden() {}
}
"""


def test_providers_say_what_they_ask_for(look: Look) -> None:
    provider = look({"src/x.ts": SERVICE}).providers[0]
    assert [(one.name, one.type, one.source, one.key) for one in provider.injects] == [
        ("users", "UsersService", "none", ""),
        ("cache", "Cache", "inject", "cache"),
        ("config", "Config", "inject", "CONFIG"),
    ]
    assert provider.methods == ("run",)


DTO = """import { IsOptional, IsString } from 'class-validator';
export class CreateX extends PartialType(Base) {
  @IsString()
  name!: string;

  @IsOptional() @Length(1, 2)
  note?: string;
}
export class Plain { a: string; }
"""


def test_dtos_carry_their_validators(look: Look) -> None:
    (dto,) = look({"src/x.ts": DTO}).dtos
    assert (dto.name, dto.base, dto.place.line) == ("CreateX", "PartialType(Base)", 2)
    assert [(one.name, one.type, one.place.line, one.optional, one.decorators) for one in dto.fields] == [
        ("name", "string", 4, False, ("IsString()",)),
        ("note", "string", 7, True, ("IsOptional()", "Length(1, 2)")),
    ]


def test_a_class_that_a_body_is_typed_with_is_a_dto(look: Look) -> None:
    source = "export class Plain { a: string; }\n@Controller() export class X { @Post() a(@Body() b: Plain[]) {} }\n"
    assert [dto.name for dto in look({"src/x.ts": source}).dtos] == ["Plain"]


def test_gateways_hear_and_send(look: Look) -> None:
    source = """@WebSocketGateway(80, { namespace: '/orders' })
export class G {
  @SubscribeMessage(EVENTS.ping) ping() { this.server.to('x').emit('pong', 1); }
  told() { this.server.emit(`order.created`, {}); }
}
const EVENTS = { ping: 'ping' };
"""
    gateway = look({"src/g.ts": source}).gateways[0]
    assert (gateway.namespace, gateway.listens, gateway.emits) == ("orders", ("ping",), ("pong", "order.created"))


QUEUES = {
    "src/names.ts": "export const MAIL = 'mail';\n",
    "src/a.module.ts": """import { MAIL } from './names';
@Module({ imports: [BullModule.registerQueue({ name: MAIL })] })
export class A {}
""",
    "src/b.ts": "@Processor({ name: 'mail' })\nexport class P extends WorkerHost {}\n",
    "src/c.ts": """@Injectable()
export class C {
  constructor(@InjectQueue('mail') private q: Queue) {}
  go() { return this.q.add('x', {}); }
}
""",
}


def test_queues_join_those_who_register_process_and_fill_them(look: Look) -> None:
    found = look(QUEUES)
    (queue,) = found.queues
    places = (queue.registered, queue.processors, queue.producers)
    assert queue.name == "mail"
    assert [str(one) for place in places for one in place] == ["src/a.module.ts:3", "src/b.ts:2", "src/c.ts:4"]


def test_queues_of_bullmq_without_nest_count(look: Look) -> None:
    found = look({"src/q.ts": "import { Queue, Worker } from 'bullmq';\nnew Queue('a');\nnew Worker('a', go);\n"})
    assert [(one.name, len(one.registered), len(one.processors)) for one in found.queues] == [("a", 1, 1)]


def test_schedules_say_when_and_what(look: Look) -> None:
    source = """@Injectable() export class S {
  @Cron('0 * * * *') a() {}
  @Cron(CronExpression.EVERY_HOUR) b() {}
  @Interval('n', 500) c() {}
}
"""
    assert [(one.expression, one.handler, one.place.line) for one in look({"src/s.ts": source}).schedules] == [
        ("0 * * * *", "S.a", 2),
        ("CronExpression.EVERY_HOUR", "S.b", 3),
        ("500", "S.c", 4),
    ]


def test_handlers_of_messages_and_events_are_kept(look: Look) -> None:
    source = (
        "@Controller() export class X {\n  @MessagePattern({ cmd: 'sum' }) a() {}\n  @EventPattern('made') b() {}\n}\n"
    )
    assert [(one.kind, one.pattern, one.handler) for one in look({"src/x.ts": source}).messages] == [
        ("message", "sum", "X.a"),
        ("event", "made", "X.b"),
    ]
