"""The tree without the feature: methods emptied, files withheld, registrations undone."""

import pytest

from podium.gates.hollow import hollowed, leads_to, unregistered
from podium.gates.syntax import parse

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
