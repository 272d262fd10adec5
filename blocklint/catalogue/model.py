"""What the catalogue knows about one name, as frozen data.

Type expressions (`returns`, `item`, `each`, …) are strings in Python's annotation syntax over
canonical dotted names: ``requests.Response``, ``list[pathlib.Path]``, ``Iterator[bytes]``,
``A | B``, ``type[Q]``. Further forms: ``Self`` (the receiver's own type), ``Held`` (its type argument: what
a query gives; for what is called on a class of the program, an object of that), ``arg[0]`` (the type of
that argument), ``called[0]`` (what calling that argument yields), ``provided[0]`` (what a dependency
injector hands over for that callable: awaited, or the yielded value of a generator),
``element[0]`` (what iterating that argument yields), ``entered[0]`` (what entering it yields),
``instance[0]`` (an instance of the class given as that argument); ``arg[name]`` and so on for a keyword argument;
``arg[name] or X`` (X where that argument is not given).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from blocklint.kinds import Kind, Level


@dataclass(frozen=True, slots=True)
class Condition:
    """A test on one literal argument of a call.

    The argument is looked for as keyword `argument` and at `position` (from 0, the receiver not
    counted). Exactly one test applies: `equals` (a literal), `differs` (a literal), `given`
    (present or not), `matches` (a regular expression on a literal string), `type` (its class is one of
    a tuple of names), `flag` (it is one of a tuple of named constants, or combines one with others by ``|``),
    `below` (it is a smaller number). A test on an argument that is absent uses `default` (a flag is not set there); on
    one that is not a literal, or whose class or flags are not known, it is undecided.
    """

    argument: str | None = None
    position: int | None = None
    test: str = "equals"
    value: Any = None
    default: Any = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One callable (function, constructor, method) or one phase of a type (iterate, enter, exit).

    `kind` is None where it does not block. `level` overrides the kind's level. `certain` is False
    where blocking depends on something that cannot be seen. The call is no finding when
    any of `unless` holds, or when `when` is not empty and every one of it is known to fail; `constructed`
    is tested likewise against the call that made the receiver. `thread` is ``ok``, ``bound`` (what
    belongs together must stay in one thread) or ``owned`` (a thread other than the one that made the object is refused,
    or breaks it, unless it was made in one of the ways of `movable`), with the reason in `note`. `verified` is False
    for rows that no installed package has confirmed: they are reported as *possible*.
    `cases` are other types that the call gives: the first of which all conditions are known to hold.
    `coroutine` is True for a coroutine function (of async types): awaiting it does not block.
    `attribute` is True for a property: reading it does what is said here, there is no call.
    `once` is True for iterating what keeps its rows: only the first loop over an object waits.
    `settled` are, for leaving a `with`, the methods of the object after which there is nothing to wait for.
    `memory` is the kind that is left of a kind of file where the file is memory, None where that waits for nothing;
    `memory_constructed` are further conditions on the call that made the receiver over memory.
    """

    name: str
    kind: Kind | None = None
    level: Level | None = None
    certain: bool = True
    returns: str | None = None
    cases: tuple[tuple[str, tuple[Condition, ...]], ...] = ()
    replace: str | None = None
    thread: str = "ok"
    note: str = ""
    unless: tuple[Condition, ...] = ()
    when: tuple[Condition, ...] = ()
    constructed: tuple[Condition, ...] = ()
    movable: tuple[Condition, ...] = ()
    verified: bool = True
    coroutine: bool = False
    attribute: bool = False
    once: bool = False
    settled: tuple[str, ...] = ()
    memory: Kind | None = None
    memory_constructed: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Callback:
    """A call, or a decorator, that receives a callable and decides where it runs.

    `runs` is ``loop`` (a plain `def` runs on the event loop), ``thread`` (it runs in a worker
    thread), ``process``, ``inline`` (it is called at once by the callee, like `sorted`'s key) or
    ``rejected`` (a plain `def` raises). An `async def` always runs on a loop.
    `position` (from 0, receiver not counted) and `keyword` say where the callable is; None for
    not by position / not by keyword. `decorator` is True where ``@name`` or ``@name(...)`` receives
    the decorated function.
    `arguments` is True where the positional arguments behind the callable are handed to it;
    `keywords` likewise for keyword arguments. `awaited` is True where the call's result must be awaited.
    `iterates` / `enters`: the argument is iterated / entered there rather than called.
    `later` is True where what runs inline is called after the call has returned, such as when a `with` is left.
    `returns_wrapped`: the call gives back an async callable that runs the function there
    (`sync_to_async(f)`).
    `yields_into` is the type on whose objects stands, under its names, what the callable yields: a lifespan's state.
    `models` is True where the callable's parameters are read from a request and its result is written to a response:
    the validators and serializers of data models run on the loop then.
    `unwraps` is True where a plain wrapper of a coroutine function (`functools.wraps`) runs on the loop like that.
    `spares` is a kind whose waiting is asynchronous in a callable that runs inline there.
    `gives` are the types of the arguments that the callable is called with, in order, so far as they are known.
    `role` says what the callable is for: endpoint, dependency, startup, task, handler, callback,
    middleware, tool, websocket, test or empty. `requires` is a requirement such as ``mcp<2``: the
    row holds only where the project's declared requirement allows it; empty: always.
    `unless` / `when` test literal arguments of the same call (`sync_to_thread=True`).
    """

    name: str
    runs: str
    position: int | None = None
    keyword: str | None = None
    decorator: bool = False
    arguments: bool = False
    keywords: bool = False
    awaited: bool = False
    iterates: bool = False
    enters: bool = False
    later: bool = False
    returns_wrapped: bool = False
    yields_into: str = ""
    models: bool = False
    unwraps: bool = False
    spares: Kind | None = None
    gives: tuple[str, ...] = ()
    role: str = ""
    requires: str = ""
    unless: tuple[Condition, ...] = ()
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Hook:
    """Methods of first-party subclasses of a library's class that a framework calls.

    `methods` are names or patterns with ``*``; `runs`, `role` and `gives` as in `Callback`.
    """

    base: str
    methods: tuple[str, ...]
    runs: str
    role: str = ""
    requires: str = ""
    gives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """One class of a library.

    `asynchronous` is True for a class whose methods are coroutines or never wait. `twin` is the
    class's async counterpart. `methods` block: names, or ``*`` for all public ones but `exceptions`;
    with `deep` the same for every attribute path below (``client.chat.completions.create``), where
    `transparent` attributes keep the path unchanged.
    `entered` is what ``with x as y`` gives to ``y``; `item` what ``x[…]`` gives; `each` what
    iterating gives; `called` what calling the instance gives; `attributes` maps attribute names
    (``*`` for all) to type expressions; `wraps` are the methods that call what the object was made
    of, its first type argument; `keywords_into` is the open type on whose objects stands what it is made with.
    """

    name: str
    asynchronous: bool = False
    twin: str | None = None
    bases: tuple[str, ...] = ()
    entered: str | None = None
    item: str | None = None
    each: str | None = None
    called: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    wraps: tuple[str, ...] = ()
    validators: tuple[str, ...] = ()
    serializers: tuple[str, ...] = ()
    keywords_into: str = ""
