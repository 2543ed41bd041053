"""The short form of a file has the same bytes where it has any, and the same facts."""

import pytest

from podium.survey import typescript
from podium.survey.outline import outline

SPEC = """import { start } from './support/app';
describe('cats', () => {
  beforeEach(async () => {
    cats = [one, { two }];
  });
  it('purrs', async () => {
    expect(await cats()).toBe(`a
      b`);

    for (const cat of cats) {
    }
  });
  it.each([1, 2])('counts', () => {
    await start();
  });
  test('reads', () => {
    expect(process.env.CAT).toBe(1);
  });
});
"""
TABLE = "export const TABLE = {\n" + "  line: { a: 'b', c: [1, 2] },\n" * 200 + "};\nexport const AFTER = 'x';\n"
ODD = """it('is no block', () => {
    const text = `
}); `;
    expect(text).toBe(1);
});
it('comes after', () => {});
"""


@pytest.mark.parametrize(("source", "is_shorter"), [(SPEC, True), (TABLE, True), (ODD, True), ("const a = 1;", False)])
def test_a_short_form_gives_the_facts_of_the_whole(source: str, is_shorter: bool) -> None:
    whole = source.encode()
    short = outline(whole)
    assert (len(short), short.count(b"\\n")) == (len(whole), whole.count(b"\\n"))
    assert (short.count(b" ") > whole.count(b" ")) is is_shorter
    assert typescript.read(whole) == typescript.facts_in(
        whole, typescript.parser("ts").parse(whole).root_node, whole=whole
    )


def test_bodies_that_facts_are_read_from_stay() -> None:
    short = outline(SPEC.encode())
    assert b"process.env.CAT" in short and b"await start()" in short
    assert b"cats()" not in short and b"two" not in short and b"it('purrs'" in short
