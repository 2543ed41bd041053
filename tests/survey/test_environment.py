"""Environment variables, declared and used."""

from collections.abc import Callable

from podium.plan.survey import EnvironmentVariable, Survey

Look = Callable[..., Survey]


def variables(found: Survey) -> dict[str, EnvironmentVariable]:
    return {one.name: one for one in found.environment}


def test_joi_says_what_is_required(look: Look) -> None:
    source = """export const s = Joi.object({
  A: Joi.string().required(),
  B: Joi.number().default(1),
  other: Joi.any(),
});
"""
    found = variables(look({"src/env.ts": source}))
    assert {name: (one.required, [str(place) for place in one.declared]) for name, one in found.items()} == {
        "A": (True, ["src/env.ts:2"]),
        "B": (False, ["src/env.ts:3"]),
    }


def test_zod_and_envalid_say_what_may_be_missing(look: Look) -> None:
    files = {
        "src/a.ts": "const s = z.object({ A: z.string(), B: z.string().optional() });\n",
        "src/b.ts": "const e = cleanEnv(process.env, { C: str(), D: port({ default: 1 }) });\n",
    }
    assert {name: one.required for name, one in variables(look(files)).items()} == {
        "A": True,
        "B": False,
        "C": True,
        "D": False,
    }


def test_a_validated_class_declares_its_properties(look: Look) -> None:
    source = "class Env {\n  @IsInt() PORT: number;\n  @IsOptional() @IsString() HOST?: string;\n}\n"
    assert {name: one.required for name, one in variables(look({"src/env.ts": source})).items()} == {
        "PORT": True,
        "HOST": False,
    }


def test_uses_are_found_wherever_they_stand(look: Look) -> None:
    files = {
        "src/a.ts": "process.env.A;\nthis.config.getOrThrow<string>('B');\nmap.get('NO');\nconfigService.get('C');\n",
        "src/a.spec.ts": "process.env.ONLY_TEST = 'x';\n",
        "prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n  url = env("D") // env("NO")\n}\n',
        ".env.example": "A=1\n# COMMENT=2\nexport E=3\n",
    }
    found = variables(look(files))
    assert {name: [str(place) for place in one.used] for name, one in found.items() if one.used} == {
        "A": ["src/a.ts:1"],
        "B": ["src/a.ts:2"],
        "C": ["src/a.ts:4"],
        "D": ["prisma/schema.prisma:3"],
    }
    assert [name for name, one in found.items() if one.declared] == ["A", "E"]
