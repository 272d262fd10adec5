"""Questions that the linker asks, and the answers, on a small catalogue and on the shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from blocklint.catalogue.catalogue import Catalogue
from blocklint.catalogue.loader import load
from blocklint.catalogue.model import Condition
from blocklint.kinds import Kind, Level

OWN = """
schema = 1
[library]
name = "acme"
roots = ["acme"]
kind = "http"
replace = "acme.aio.{method}"

[functions]
"acme.fetch" = true
"acme.later" = { blocks = "depends", level = "note", returns = "list[acme.Reply]" }
"acme.connect" = { blocks = false, returns = "acme.Client" }
"acme.fast.*" = { kind = "cpu", except = ["size"] }

[types."acme.Base"]
methods = ["ping", "close"]
enter = true
as = "Self"
attributes = { name = "str" }
[types."acme.Base".returns]
ping = "bool"

[types."acme.Client"]
aliases = ["acme.clients.Client"]
bases = ["acme.Base"]
twin = "acme.AsyncClient"
deep = true
methods = ["*"]
except = ["close", "files.name", "build_*"]
transparent = ["raw"]
thread = "bound"
thread-note = "one thread only"
enter = false
[types."acme.Client".returns]
make = "list[Self]"
"files.get" = "acme.Reply"
[types."acme.Client".method."files.put"]
kind = "file"
unless = [{ argument = "wait", position = 1, equals = false }]

[types."acme.SubClient"]
bases = ["acme.Client"]
twin = "acme.AsyncSubClient"

[types."acme.AsyncClient"]
async = true
coroutines = ["get"]

[types."acme.Store"]
methods = ["find"]
attributes = { "*" = "acme.Table" }
item = "acme.Table"
construct = { level = "warning" }
iterate = true
each = "acme.Reply"

[types."acme.loaders.*Loader"]
bases = ["acme.Base"]
methods = ["load"]
construct = true

[types."acme.Rows"]
shown = "acme.Store.rows_of"
methods = ["next"]
iterate = true

[types."acme.Queue"]
[types."acme.Queue".method.put]
constructed = [{ argument = "size", position = 0, differs = 0, default = 0 }]

[values]
"acme.default" = "acme.Client.files"

[harmless]
"acme.Store.rows" = "counts in memory"
"acme.build" = "builds a value"
"acme.Queue" = "is memory"

[aliases]
"acme.old" = "acme"
"acme.api.get" = "acme.fetch"

[offloads]
"acme.in_thread" = { position = 0, arguments = true, awaited = true }
"acme.Base.submit" = { position = 0 }

[enters]
"acme.on" = [
    { decorator = true, runs = "loop", role = "handler", requires = "acme<2" },
    { keyword = "key", runs = "inline" },
]
"acme.Base" = { keyword = "lifespan", runs = "loop", role = "startup" }

[hooks]
"acme.Base" = [{ methods = ["on_*"], runs = "loop", role = "handler" }]
"acme.Client" = [{ methods = ["run"], runs = "thread", requires = "acme>=2" }]
"""


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load([], [("acme.toml", OWN)], cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load(["requests", "fastapi", "mcp"], cache=tmp_path_factory.mktemp("cache"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("acme.fetch", "acme.fetch"),
        ("acme.api.get", "acme.fetch"),
        ("acme.clients.Client", "acme.Client"),
        ("acme.clients.Client.files.get", "acme.Client.files.get"),
        ("acme.old.api.get", "acme.fetch"),
        ("acme.elsewhere", "acme.elsewhere"),
        ("other.api.get", "other.api.get"),
    ],
)
def test_the_longest_alias_names_it(acme: Catalogue, name: str, expected: str) -> None:
    assert acme.canonical(name) == expected


def test_a_function_has_the_defaults_of_its_library(acme: Catalogue) -> None:
    entry = acme.function("acme.fetch")

    assert entry is not None
    assert (entry.kind, entry.level, entry.certain, entry.replace) == (Kind.HTTP, None, True, "acme.aio.fetch")


def test_a_row_says_what_differs(acme: Catalogue) -> None:
    entry = acme.function("acme.later")

    assert entry is not None
    assert (entry.kind, entry.level, entry.certain) == (Kind.HTTP, Level.NOTE, False)
    assert entry.returns == "list[acme.Reply]"


def test_a_factory_does_not_block(acme: Catalogue) -> None:
    entry = acme.function("acme.connect")

    assert entry is not None
    assert (entry.kind, entry.returns, entry.replace) == (None, "acme.Client", None)


def test_a_pattern_stands_for_functions_but_its_exceptions(acme: Catalogue) -> None:
    blur, size = acme.function("acme.fast.blur"), acme.function("acme.fast.size")

    assert blur is not None
    assert blur.kind is Kind.CPU
    assert size is not None
    assert size.kind is None
    assert acme.function("acme.fast.deep.blur") is None


def test_a_class_makes_itself(acme: Catalogue) -> None:
    client, store = acme.function("acme.clients.Client"), acme.function("acme.Store")

    assert client is not None
    assert (client.kind, client.returns) == (None, "acme.Client")
    assert store is not None
    assert (store.kind, store.level, store.returns) == (Kind.HTTP, Level.WARNING, "acme.Store")


def test_an_unbound_method_is_a_function(acme: Catalogue) -> None:
    assert acme.function("acme.Store.find") == acme.method("acme.Store", "find")


def test_a_class_method_makes_an_instance_of_its_class(acme: Catalogue) -> None:
    entry = acme.function("acme.clients.Client.make")

    assert entry is not None
    assert entry.returns == "list[acme.Client]"


def test_a_variable_leads_to_methods(acme: Catalogue) -> None:
    entry = acme.function("acme.default.get")

    assert acme.value("acme.default") == "acme.Client.files"
    assert entry is not None
    assert (entry.name, entry.kind) == ("acme.Client.files.get", Kind.HTTP)


@pytest.mark.parametrize(
    ("receiver", "method", "kind"),
    [
        ("acme.Client", "anything", Kind.HTTP),
        ("acme.clients.Client", "anything", Kind.HTTP),
        ("acme.Client", "ping", Kind.HTTP),
        ("acme.Client", "close", None),
        ("acme.Client", "build_body", None),
        ("acme.Client.files", "get", Kind.HTTP),
        ("acme.Client.files", "put", Kind.FILE),
        ("acme.Client.files", "name", None),
        ("acme.Client.chat.completions", "create", Kind.HTTP),
        ("acme.Client.chat.completions.create", "__call__", Kind.HTTP),
        ("acme.Store", "rows", None),
        ("acme.AsyncClient", "get", None),
        ("acme.AsyncClient", "anything", None),
    ],
)
def test_a_method_has_its_kind(acme: Catalogue, receiver: str, method: str, kind: Kind | None) -> None:
    entry = acme.method(receiver, method)

    assert entry is not None
    assert entry.kind is kind


@pytest.mark.parametrize(
    ("receiver", "method"),
    [("acme.Client", "_private"), ("acme.Client.files", "_private"), ("acme.Store", "save"), ("acme.Nothing", "get")],
)
def test_an_unknown_method_is_none(acme: Catalogue, receiver: str, method: str) -> None:
    assert acme.method(receiver, method) is None


def test_a_method_deep_in_a_tree_says_all(acme: Catalogue) -> None:
    entry = acme.method("acme.SubClient.files", "get")

    assert entry is not None
    assert entry.name == "acme.SubClient.files.get"
    assert entry.returns == "acme.Reply"
    assert entry.replace == "acme.AsyncSubClient.files.get"
    assert (entry.thread, entry.note) == ("bound", "one thread only")


def test_a_pattern_stands_for_a_family_of_classes(acme: Catalogue) -> None:
    load, made = acme.method("acme.loaders.pdf.PdfLoader", "load"), acme.function("acme.loaders.CsvLoader")

    assert load is not None
    assert (load.name, load.kind) == ("acme.loaders.pdf.PdfLoader.load", Kind.HTTP)
    assert made is not None
    assert (made.kind, made.returns) == (Kind.HTTP, "acme.loaders.CsvLoader")
    assert acme.method("acme.loaders.CsvLoader", "ping") is not None
    assert acme.type("acme.loaders.CsvReader") is None


def test_a_class_without_a_public_name_is_shown_as_what_gives_it(acme: Catalogue) -> None:
    iterating, method = acme.phase("acme.Rows", "iterate"), acme.method("acme.Rows", "next")

    assert iterating is not None
    assert iterating.name == "acme.Store.rows_of"
    assert method is not None
    assert method.name == "acme.Store.rows_of.next"


def test_conditions_are_kept(acme: Catalogue) -> None:
    put, queued = acme.method("acme.Client.files", "put"), acme.method("acme.Queue", "put")

    assert put is not None
    assert put.unless == (Condition("wait", 1, "equals", False),)
    assert queued is not None
    assert queued.constructed == (Condition("size", 0, "differs", 0, 0),)


def test_a_coroutine_is_marked(acme: Catalogue) -> None:
    get, other = acme.method("acme.AsyncClient", "get"), acme.method("acme.AsyncClient", "other")

    assert get is not None
    assert get.coroutine
    assert other is not None
    assert not other.coroutine


def test_harmless_says_why(acme: Catalogue) -> None:
    entry = acme.method("acme.Store", "rows")

    assert entry is not None
    assert entry.note == "counts in memory"
    assert acme.harmless("acme.Store.rows") == "counts in memory"
    assert acme.harmless("acme.old.build") == "builds a value"
    assert acme.harmless("acme.fetch") is None


def test_a_harmless_class_still_makes_itself(acme: Catalogue) -> None:
    entry = acme.function("acme.Queue")

    assert entry is not None
    assert (entry.kind, entry.returns, entry.note) == (None, "acme.Queue", "is memory")


@pytest.mark.parametrize(
    ("receiver", "attribute", "expected"),
    [
        ("acme.Client", "name", "str"),
        ("acme.Client", "chat", "acme.Client.chat"),
        ("acme.Client.chat", "completions", "acme.Client.chat.completions"),
        ("acme.Client.chat", "raw", "acme.Client.chat"),
        ("acme.Client", "raw", "acme.Client"),
        ("acme.Client", "_http", None),
        ("acme.Store", "users", "acme.Table"),
        ("acme.Store", "find", None),
        ("acme.Base", "chat", None),
    ],
)
def test_an_attribute_has_a_type(acme: Catalogue, receiver: str, attribute: str, expected: str | None) -> None:
    assert acme.attribute(receiver, attribute) == expected


def test_a_type_inherits_what_it_does_not_say(acme: Catalogue) -> None:
    client, store = acme.type("acme.clients.Client"), acme.type("acme.Store")

    assert client is not None
    assert (client.name, client.bases, client.twin, client.entered) == (
        "acme.Client",
        ("acme.Base",),
        "acme.AsyncClient",
        "Self",
    )
    assert client.attributes == (("name", "str"),)
    assert store is not None
    assert (store.item, store.each) == ("acme.Table", "acme.Reply")


def test_a_place_in_a_tree_is_a_type(acme: Catalogue) -> None:
    place = acme.type("acme.Client.chat")

    assert place is not None
    assert place.name == "acme.Client.chat"
    assert acme.type("acme.Store.chat") is None


def test_phases(acme: Catalogue) -> None:
    entering, iterating = acme.phase("acme.Base", "enter"), acme.phase("acme.Store", "iterate")

    assert entering is not None
    assert entering.kind is Kind.HTTP
    assert acme.phase("acme.Client", "enter") is None
    assert iterating is not None
    assert acme.phase("acme.Store", "exit") is None
    with pytest.raises(ValueError, match="leave"):
        acme.phase("acme.Store", "leave")


def test_callbacks(acme: Catalogue) -> None:
    (offload,) = acme.callbacks("acme.old.in_thread")
    first, second = acme.callbacks("acme.on")
    (construction,) = acme.callbacks("acme.SubClient")
    (submitted,) = acme.method_callbacks("acme.SubClient", "submit")

    assert (offload.runs, offload.position, offload.arguments, offload.awaited) == ("thread", 0, True, True)
    assert (first.runs, first.decorator, first.role, first.requires) == ("loop", True, "handler", "acme<2")
    assert (second.runs, second.keyword) == ("inline", "key")
    assert construction.keyword == "lifespan"
    assert submitted.runs == "thread"
    assert acme.callbacks("acme.SubClient.submit") == (submitted,)
    assert acme.callbacks("acme.fetch") == ()


def test_hooks_of_all_bases(acme: Catalogue) -> None:
    assert [hook.methods for hook in acme.hooks("acme.SubClient")] == [("run",), ("on_*",)]
    assert acme.hooks("acme.Store") == ()


@pytest.mark.parametrize(
    "name", ["acme", "acme.fetch", "acme.Client", "acme.on", "acme.build", "acme.default", "acme.old"]
)
def test_known_names(acme: Catalogue, name: str) -> None:
    assert acme.knows(name)


@pytest.mark.parametrize("name", ["acme.nothing", "other", "acme.Store.save"])
def test_unknown_names(acme: Catalogue, name: str) -> None:
    assert not acme.knows(name)


def test_a_users_row_replaces_the_shipped_one(tmp_path: Path) -> None:
    text = (
        'schema = 1\n[library]\nname = "own"\nroots = ["requests"]\n'
        '[functions]\n"requests.get" = { blocks = false }\n'
        '[harmless]\n"requests.Session.send" = "patched here"\n'
    )
    catalogue = load(["requests"], [("own.toml", text)], cache=tmp_path)
    get, send, post = (
        catalogue.function("requests.get"),
        catalogue.method("requests.Session", "send"),
        catalogue.function("requests.post"),
    )

    assert get is not None
    assert get.kind is None
    assert send is not None
    assert send.note == "patched here"
    assert post is not None
    assert post.kind is Kind.HTTP


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("time.sleep", Kind.SLEEP),
        ("builtins.open", Kind.FILE),
        ("io.open", Kind.FILE),
        ("os.path.exists", Kind.METADATA),
        ("posixpath.exists", Kind.METADATA),
        ("os.path.abspath", None),
        ("pathlib.Path.read_text", Kind.FILE),
        ("subprocess.run", Kind.SUBPROCESS),
        ("asyncio.run", Kind.LOOP),
        ("sys.stdin.buffer.readline", Kind.INPUT),
        ("requests.api.get", Kind.HTTP),
        ("requests.sessions.Session.get", Kind.HTTP),
    ],
)
def test_shipped_names(shipped: Catalogue, name: str, kind: Kind | None) -> None:
    entry = shipped.function(name)

    assert entry is not None
    assert entry.kind is kind


def test_what_a_library_re_exports(shipped: Catalogue) -> None:
    assert shipped.canonical("fastapi.Request") == "starlette.requests.Request"
    assert shipped.attribute("fastapi.Request", "app") == "fastapi.FastAPI"
    assert shipped.attribute("fastapi.FastAPI", "state") == "starlette.datastructures.State"


def test_a_threads_future_waits_and_a_loops_does_not(shipped: Catalogue) -> None:
    threads, loops = shipped.method("concurrent.futures.Future", "result"), shipped.method("asyncio.Task", "result")

    assert threads is not None
    assert threads.kind is Kind.WAIT
    assert loops is not None
    assert loops.kind is None


def test_where_frameworks_run_a_plain_def(shipped: Catalogue) -> None:
    (endpoint,) = shipped.method_callbacks("fastapi.FastAPI", "get")
    (event,) = shipped.method_callbacks("fastapi.FastAPI", "on_event")
    (tool,) = shipped.method_callbacks("mcp.server.fastmcp.FastMCP", "tool")

    assert (endpoint.runs, endpoint.role) == ("thread", "endpoint")
    assert (event.runs, event.role) == ("loop", "startup")
    assert (tool.runs, tool.role) == ("loop", "tool")
