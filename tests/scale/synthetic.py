"""A made-up service of many modules in which async functions block, directly and through helpers."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

IMPORTS = "import os\nimport sqlite3\nimport subprocess\nimport time\nimport urllib.request\n"
BLOCKING = (
    "time.sleep({})",
    "urllib.request.urlopen({})",
    "subprocess.run([{}])",
    "open({}).read()",
    "sqlite3.connect({})",
)
HARMLESS = ("len(str({}))", "sorted([{}])", "{} or None", "repr({})")


def service(modules: int, seed: int = 0) -> dict[str, str]:
    """Return the files of a package of so many modules, of about 440 lines each, by path."""
    random = Random(seed)
    files = {"service/__init__.py": ""}
    for number in range(modules):
        known = random.sample(range(number), min(number, 3))
        files[f"service/module_{number}.py"] = "\n".join(_module(random, number, known))
    return files


def _module(random: Random, number: int, known: list[int]) -> Iterator[str]:
    yield f'"""Module {number}."""\n'
    yield IMPORTS
    for other in known:
        yield f"from service.module_{other} import Store_{other}, helper_{other}_0, helper_{other}_1"
    yield from _store(random, number)
    for index in range(12):
        yield from _helper(random, number, index, known)
    for index in range(16):
        yield from _handler(random, number, index, known)
    yield ""


def _store(random: Random, number: int) -> Iterator[str]:
    yield f"\n\nclass Store_{number}:\n    def __init__(self, path):\n        self.path = path\n"
    for index in range(6):
        yield f"    def method_{index}(self, key):\n        value = {_call(random, 'key', 0.15)}"
        yield "        # " + "x" * random.randrange(60)
        yield f"        return self.path, value, {_call(random, 'value', 0.0)}\n"


def _helper(random: Random, number: int, index: int, known: list[int]) -> Iterator[str]:
    yield f"\n\ndef helper_{number}_{index}(argument):"
    for _ in range(random.randrange(2, 8)):
        yield f"    argument = {_call(random, 'argument', 0.05)}"
    if known and random.random() < 0.3:
        yield f"    helper_{random.choice(known)}_{random.randrange(2)}(argument)"
    yield "    return argument"


def _handler(random: Random, number: int, index: int, known: list[int]) -> Iterator[str]:
    yield f"\n\nasync def handler_{number}_{index}(request, count):"
    yield f"    store = Store_{random.choice([*known, number])}(request)"
    for _ in range(random.randrange(4, 14)):
        yield f"    request = {_call(random, 'request', 0.02)}"
        if random.random() < 0.3:
            yield f"    if count > {random.randrange(9)}:\n        count += {random.randrange(9)}"
    yield f"    store.method_{random.randrange(6)}(request)"
    yield f"    return helper_{number}_{random.randrange(12)}(request), count"


def _call(random: Random, argument: str, blocking: float) -> str:
    return random.choice(BLOCKING if random.random() < blocking else HARMLESS).format(argument)
