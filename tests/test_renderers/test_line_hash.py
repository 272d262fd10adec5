"""GitHub's line hashes, against the vectors of its own upload action (src/fingerprints.test.ts)."""

import pytest

from blocklint.renderers.line_hash import line_hashes
from blocklint.sources.spans import split_lines

GREETINGS = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
            [
                "8b7cf3e952e7aeb2:1",
                "b1ae1287ec4718d9:1",
                "bff680108adb0fcc:1",
                "c6805c5e1288b612:1",
                "b86d3392aea1be30:1",
                "e6ceba753e1a442:1",
            ],
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETINGS),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", GREETINGS),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETINGS),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETINGS),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            [
                *(f"a7f2ff13bc495cf2:{count}" for count in range(1, 7)),
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_vectors(text: str, hashes: list[str]) -> None:
    lines = split_lines(text)

    assert hashes == list(line_hashes(lines, range(1, len(lines) + 1)).values())


def test_only_wanted_lines_that_exist() -> None:
    assert {2} == set(line_hashes(["a", "b", "c"], [2, 9]))


def test_characters_beyond_the_basic_plane_count_as_two_units() -> None:
    def rolled(text: str) -> str:
        units = [*memoryview(text.encode("utf-16-le")).cast("H"), 0xFFFF]
        value = 0
        for unit in (units + [0] * 100)[:100]:
            value = (value * 37 + unit) % 2**64
        return f"{value:x}:1"

    line = "x='😀é'" * 30

    assert {1: rolled(line)} == line_hashes([line], [1])
