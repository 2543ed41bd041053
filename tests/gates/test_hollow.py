"""The tree without the feature: methods emptied, files withheld, registrations undone."""

from collections.abc import Callable

import pytest

from podium.gates.hollow import hollowed, leads_to, unregistered, withhold
from podium.gates.syntax import parse
from podium.ports import GateSubject

SERVICE = b"""@Injectable()
export class A {
  constructor(private readonly b: B) { this.c = 1; }
  async m(id: number): Promise<X> { const f = () => 1; return this.b.get(id); }
  n = (x: number) => x + 1;
  onModuleInit() { this.start(); }
}
export function help(x: X): Y { return y(x); }
export const Roles = (...roles: string[]) => SetMetadata('roles', roles);
"""


@pytest.mark.parametrize("value", ["({})", "undefined"])
def test_methods_and_functions_are_emptied_and_what_starts_the_application_is_kept(value: str) -> None:
    code = hollowed(SERVICE, value).decode()
    assert not parse(code.encode()).has_error
    assert code.count(f"return {value} as never") == 2 and f"=> ({value} as never)" in code
    assert "this.b.get" not in code and "y(x)" not in code
    assert all(kept in code for kept in ("this.c = 1", "this.start()", "SetMetadata('roles', roles)"))


MODULE = b"""import { AuthModule } from './auth/auth.module.js';
import { ReviewsModule } from './reviews/reviews.module.js';
@Module({ imports: [AuthModule, ReviewsModule], providers: [] })
export class AppModule {}
"""


def test_a_withheld_file_is_unregistered() -> None:
    code = unregistered(MODULE, "src/app.module.ts", ["src/reviews/reviews.module.ts"]).decode()
    assert "Reviews" not in code and "[AuthModule, ]" in code


@pytest.mark.parametrize(
    ("module", "target", "leads"),
    [
        ("./a.js", "src/a.ts", True),
        ("./a", "src/a.ts", True),
        ("../src/a.js", "src/a.ts", True),
        ("./b", "src/b/index.ts", True),
        ("@/x/a", "src/x/a.ts", True),
        ("src/x/a", "src/x/a.ts", True),
        ("./other.js", "src/a.ts", False),
        ("a", "src/a.ts", False),
    ],
)
def test_imports_lead_to_files(module: str, target: str, leads: bool) -> None:
    assert leads_to("src/main.ts", module, target) is leads


FEATURE = {
    "src/app.module.ts": MODULE.decode(),
    "src/reviews/reviews.module.ts": "import { S } from './s.js';\nexport class ReviewsModule {}\n",
    "src/reviews/s.ts": "export class S { m() { return 1; } }\n",
    "src/main.ts": "import { AppModule } from './app.module.js';\n",
}
WITHHELD = ["src/reviews/reviews.module.ts", "src/reviews/s.ts"]


def test_a_feature_that_the_base_has_already_is_taken_out_by_hand(make_subject: Callable[..., GateSubject]) -> None:
    subject = make_subject(FEATURE, {})
    entry = "src/app.module.ts"
    withhold(subject.workspace, subject.base, [*WITHHELD, entry], files=FEATURE, entry=entry)
    root = subject.workspace.root
    assert not any((root / name).exists() for name in WITHHELD)
    assert "Reviews" not in (root / "src/app.module.ts").read_text()
    assert (root / "src/main.ts").read_text() == FEATURE["src/main.ts"]


def test_what_the_base_has_otherwise_goes_back_to_it(make_subject: Callable[..., GateSubject]) -> None:
    before = {"src/app.module.ts": "// as it was\n", "src/reviews/s.ts": "export class S {}\n"}
    subject = make_subject(before, dict(FEATURE))
    withhold(subject.workspace, subject.base, WITHHELD, files=FEATURE)
    root = subject.workspace.root
    assert {name: (root / name).read_text() for name in before} == before
    assert not (root / "src/reviews/reviews.module.ts").exists()
