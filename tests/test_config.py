"""Configuration: precedence, checks with file and line, selection, the schema."""

import json
from pathlib import Path

import pytest

from blocklint.catalogue.model import Callback
from blocklint.config import Config, ConfigError, Output, json_schema, load, shown
from blocklint.config.config import OPTIONS
from blocklint.config.lines import line_of
from blocklint.kinds import Confidence, Level

KNOWN = {"BL101": "blocking-http", "BL104": "blocking-file", "BL115": "file-metadata", "BL201": "called-not-passed"}


def config(folder: Path, text: str, name: str = "blocklint.toml") -> Config:
    (folder / name).write_text(text, encoding="utf-8")
    return load(folder / name, KNOWN)


def test_every_option_in_a_file(tmp_path: Path) -> None:
    read = config(
        tmp_path,
        """
        select = ["BL1", "called-not-passed"]
        ignore = ["ALL"]
        min-level = "note"
        min-confidence = "possible"
        fail-on = "never"
        output-format = ["concise", "sarif:out/b.sarif"]
        exclude = ["vendor/"]
        catalogue = ["ours.toml"]
        assume-nonblocking = ["shop.cache.*"]
        jobs = 2
        cache = false
        [per-file-ignores]
        "tests/" = ["blocking-file"]
        [level]
        BL1 = "warning"
        file-metadata = "error"
        [contexts]
        enters = { "shop.bus.subscribe" = "handler", "shop.on" = true }
        offloads."shop.pool.run" = 0
        """,
    )

    assert (
        Config(
            select=("BL1", "BL201"),
            ignore=("BL",),
            min_level=Level.NOTE,
            min_confidence=Confidence.POSSIBLE,
            fail_on=None,
            output_format=(Output("concise"), Output("sarif", tmp_path.resolve() / "out/b.sarif")),
            exclude=("vendor/",),
            catalogue=(tmp_path.resolve() / "ours.toml",),
            assume_nonblocking=("shop.cache.*",),
            jobs=2,
            cache=False,
            per_file_ignores=(("tests/", ("BL104",)),),
            level=(("BL1", Level.WARNING), ("BL115", Level.ERROR)),
            contexts=(
                Callback("shop.bus.subscribe", "loop", keyword="handler"),
                Callback("shop.on", "loop", decorator=True),
                Callback("shop.pool.run", "thread", position=0),
            ),
        )
        == read
    )


def test_pyproject_is_read_below_its_table_only(tmp_path: Path) -> None:
    text = "[project]\nname = 'x'\n[tool.other]\nselect = 1\n[tool.blocklint]\nmin-level = 'error'\n"

    assert Config(min_level=Level.ERROR) == config(tmp_path, text, "pyproject.toml")
    assert Config() == config(tmp_path, "[project]\n", "pyproject.toml")
    assert Config() == load(None, KNOWN)


def test_the_command_line_beats_variables_and_these_beat_the_file(tmp_path: Path) -> None:
    (tmp_path / "blocklint.toml").write_text("min-level = 'error'\nselect = ['BL2']\nignore = ['BL201']")

    read = load(
        tmp_path / "blocklint.toml",
        KNOWN,
        environment={
            "BLOCKLINT_SELECT": "BL101, blocking-file",
            "BLOCKLINT_IGNORE": "BL115",
            "BLOCKLINT_CACHE": "no",
            "BLOCKLINT_JOBS": "3",
            "BLOCKLINT_CACHE_DIR": "",
            "BLOCKLINT_VERSION": "9",
            "BLOCKLINT_LEVEL": "error",
            "PATH": "/bin",
        },
        options={"ignore": ["bl104"], "output_format": "json:../a.json", "min_confidence": Confidence.CERTAIN},
    )

    assert (
        Config(
            select=("BL101", "BL104"),
            ignore=("BL104",),
            min_level=Level.ERROR,
            min_confidence=Confidence.CERTAIN,
            cache=False,
            jobs=3,
            output_format=(Output("json", Path("../a.json")),),
        )
        == read
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\nselct = ['BL1']", 2, "unknown key `selct`; did you mean `select`?"),
        ("zzz = 1", 1, "unknown key `zzz`"),
        ("min_level = 'note'", 1, "unknown key `min_level`; did you mean `min-level`?"),
        ("# x\nselect = 'BL101'", 2, 'select: expected a list of strings, found "BL101"'),
        ("select = [\n  'BL101',\n  'BL9',\n]", 3, "select: unknown rule `BL9`"),
        ("ignore = ['bloking-http']", 1, "ignore: unknown rule `bloking-http`; did you mean `blocking-http`?"),
        ("ignore = ['']", 1, "ignore: unknown rule ``"),
        ("select = [1]", 1, "select: expected a string, found 1"),
        ("cache = 1", 1, "cache: expected true or false, found 1"),
        ("jobs = -1", 1, "jobs: expected a whole number from 0, found -1"),
        ("jobs = true", 1, "jobs: expected a whole number from 0, found true"),
        (
            "min-level = 'warn'",
            1,
            "min-level: unknown word `warn`; did you mean `warning`? (expected note, warning or error)",
        ),
        ("fail-on = 1979-05-27", 1, 'fail-on: expected note, warning, error or never, found "1979-05-27"'),
        ("output-format = 'sarfi'", 1, "output-format: unknown format `sarfi`; did you mean `sarif`?"),
        ("output-format = ['json', 'sarif:']", 1, "output-format: expected a file behind the colon of `sarif:`"),
        ("[level]\nBL101 = 'note'\nBL104 = 'hint'", 3, "level: unknown word `hint` (expected note, warning or error)"),
        ("[level]\nBL777 = 'note'", 2, "level: unknown rule `BL777`"),
        ("level = 3", 1, "level: expected a table, found 3"),
        ("[per-file-ignores]\n'a' = ['BL1']\n'b' = ['BL7']", 3, "per-file-ignores: unknown rule `BL7`"),
        ("[contexts.enter]\n'a' = 1", 1, "contexts: unknown key `enter`; did you mean `enters`?"),
        (
            "[contexts]\nenters = { a = 1, b = -1 }",
            2,
            "contexts: expected a position from 0, a keyword, or true for a decorator, found -1",
        ),
        ("contexts.offloads = 1", 1, "contexts: expected a table, found 1"),
        ("x = '''\nselect = 1\n'''\n", 1, "unknown key `x`"),
        ("cache-dir = '/tmp'", 1, 'cache-dir: expected a path inside of this file\'s folder, found "/tmp"'),
        ("baseline = '../b.json'", 1, 'baseline: expected a path inside of this file\'s folder, found "../b.json"'),
        ("select = [", 1, "Invalid value"),
        ("a = 1\na = 2", 2, "Cannot overwrite a value"),
    ],
)
def test_errors_name_file_line_and_what_was_expected(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        config(tmp_path, text)

    assert f"{tmp_path / 'blocklint.toml'}:{line}: {message}" == str(raised.value)


def test_errors_in_pyproject_count_its_lines(tmp_path: Path) -> None:
    text = "[tool.ruff]\nselct = 1\n\n[ tool . 'blocklint' ]\nselct = 1\n"

    with pytest.raises(ConfigError, match=r"pyproject\.toml:5: unknown key `selct`"):
        config(tmp_path, text, "pyproject.toml")
    with pytest.raises(ConfigError, match=r"pyproject\.toml:2: expected a table, found 3"):
        config(tmp_path, "[tool]\nblocklint = 3", "pyproject.toml")


def test_errors_outside_of_files_name_the_variable_or_the_option(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^BLOCKLINT_MIN_LEVEL: unknown word `eror`; did you mean `error`\?"):
        load(None, KNOWN, environment={"BLOCKLINT_MIN_LEVEL": "eror"})
    with pytest.raises(ConfigError, match=r"^--select: unknown rule `blocking-htp`; did you mean `blocking-http`\?"):
        load(None, KNOWN, options={"select": ["blocking-htp"]})
    with pytest.raises(ConfigError, match=r"gone\.toml: cannot be read: No such file"):
        load(tmp_path / "gone.toml", KNOWN)
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match=r"bad\.toml: not valid utf-8"):
        load(tmp_path / "bad.toml", KNOWN)


def test_a_link_leads_out_of_the_folder_as_well(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project/out").symlink_to(tmp_path, target_is_directory=True)

    with pytest.raises(ConfigError, match="output-file: expected a path inside of this file's folder"):
        config(tmp_path / "project", "output-file = 'out/x'")


@pytest.mark.parametrize(
    ("select", "ignore", "selected"),
    [
        (("BL",), (), {"BL101", "BL104", "BL201"}),
        (("BL1",), ("BL104",), {"BL101"}),
        (("BL104",), ("BL1",), {"BL104"}),
        (("BL101",), ("BL101",), set()),
        ((), (), set()),
    ],
)
def test_the_longer_selector_wins(select: tuple[str, ...], ignore: tuple[str, ...], selected: set[str]) -> None:
    settings = Config(select=select, ignore=ignore)

    assert selected == {code for code in ("BL101", "BL104", "BL201") if settings.selects(code)}


def test_files_may_be_left_out_by_pattern() -> None:
    settings = Config(per_file_ignores=(("tests/", ("BL104",)), ("*_test.py", ("BL1",)), ("/app.py", ("BL101",))))

    def selected(path: str) -> list[str]:
        return [code for code in ("BL101", "BL104", "BL201") if settings.selects(code, path)]

    assert ["BL101", "BL201"] == selected("pkg/tests/deep/a.py")
    assert ["BL201"] == selected("pkg/a_test.py")
    assert ["BL104", "BL201"] == selected("app.py")
    assert ["BL101", "BL104", "BL201"] == selected("pkg/app.py")


def test_the_most_exact_level_holds() -> None:
    settings = Config(level=(("BL104", Level.NOTE), ("BL1", Level.ERROR)))

    assert [Level.NOTE, Level.ERROR, None] == [settings.level_of(code) for code in ("BL104", "BL101", "BL201")]


def test_the_schema_knows_every_key_and_says_what_it_is() -> None:
    schema = json.loads(json.dumps(json_schema(KNOWN)))

    assert {option.key for option in OPTIONS} == set(schema["properties"])
    assert schema["additionalProperties"] is False
    assert {"note", "warning", "error"} == set(schema["properties"]["min-level"]["enum"])
    assert "warning" == schema["properties"]["min-level"]["default"]
    assert all(each["description"].endswith(".") for each in schema["properties"].values())


def test_defaults_are_what_the_schema_says_and_can_be_read_back() -> None:
    settings = json.loads(json.dumps(shown(Config())))
    readable = {option.field: settings[option.key] for option in OPTIONS if settings[option.key] not in (None, [], {})}

    assert Config() == load(None, KNOWN, options=readable)


@pytest.mark.parametrize(
    ("keys", "needle", "line"),
    [
        (("a",), "", 1),
        (("t", "b"), "", 4),
        (("t", "b"), "two", 6),
        (("t", "b"), "absent", 4),
        (("t", "c", "d"), "", 9),
        (("u", "k v"), "", 14),
        (("u", "fake"), "", 10),
        (("none",), "", 1),
    ],
)
def test_lines_of_keys(keys: tuple[str, ...], needle: str, line: int) -> None:
    text = """\
a = 1
x = "[no]"
[t]
b = [
  "one",
  "two",
]  # two
# c = 1
c.d = 2
[u]
m = \"\"\"
fake = 1
\"\"\"
"k v" = 3
"""
    assert line == line_of(text, keys, needle)
