"""Which module an import means in a tree of several projects."""

from __future__ import annotations

import pytest

from blocklint.pipeline import analyse, project_of


def meant(importer: str, dotted: str, *files: str) -> str | None:
    """Return the path of what a file imports, where these files and projects are."""
    texts = {**dict.fromkeys(files, ""), importer: f"import {dotted}\n"}
    program = analyse(project_of(texts)).program
    (module,) = (one for one in program.modules if one.path == importer)
    found = program.imports.absolute(module, dotted)
    return getattr(found, "path", found)


CORE = ("core/pyproject.toml", "core/mypkg/__init__.py", "core/mypkg/conf.py")
SOURCES = ("libs/one/setup.py", "libs/one/src/company/one/__init__.py", "libs/one/src/single.py")


@pytest.mark.parametrize(
    ("importer", "dotted", "files", "wanted"),
    [
        ("examples/main.py", "mypkg.conf", CORE, "core/mypkg/conf.py"),
        ("examples/main.py", "mypkg", CORE, "core/mypkg/__init__.py"),
        ("examples/main.py", "mypkg.gone", CORE, None),
        ("examples/main.py", "mypkg.conf", ("core/setup.cfg", *CORE[1:]), "core/mypkg/conf.py"),
        ("examples/main.py", "mypkg.conf", CORE[1:], None),
        ("examples/demo/main.py", "mypkg", (*CORE, "examples/demo/pyproject.toml"), "core/mypkg/__init__.py"),
        ("core/main.py", "mypkg", CORE, "core/mypkg/__init__.py"),
    ],
)
def test_a_package_of_another_project(importer: str, dotted: str, files: tuple[str, ...], wanted: str | None) -> None:
    assert meant(importer, dotted, *files) == wanted


@pytest.mark.parametrize(
    ("dotted", "wanted"),
    [("company.one", "libs/one/src/company/one/__init__.py"), ("single", "libs/one/src/single.py")],
)
def test_a_source_folder_holds_modules_and_parts_of_namespaces(dotted: str, wanted: str) -> None:
    other = ("libs/two/setup.py", "libs/two/src/company/two/__init__.py")

    assert meant("apps/web/app.py", dotted, *SOURCES, *other) == wanted
    assert meant("libs/two/src/company/two/use.py", dotted, *SOURCES, *other) == wanted


def test_scripts_beside_a_project_file_are_not_installed() -> None:
    assert meant("other/main.py", "settings", "one/pyproject.toml", "one/settings.py") is None
    assert meant("other/main.py", "parts.settings", "one/pyproject.toml", "one/parts/settings.py") is None


def test_a_folder_that_is_called_as_its_package_is_not_the_package() -> None:
    files = ("libs/mypkg/pyproject.toml", "libs/mypkg/mypkg/__init__.py", "libs/mypkg/mypkg/conf.py")

    assert meant("libs/other/app.py", "mypkg", *files) == "libs/mypkg/mypkg/__init__.py"
    assert meant("libs/other/app.py", "mypkg.conf", *files) == "libs/mypkg/mypkg/conf.py"


def test_a_name_of_the_own_project_stays_with_it() -> None:
    other = ("two/pyproject.toml", "two/app/__init__.py", "two/app/models.py")

    assert meant("one/main.py", "app.models", "one/app/__init__.py", *other) is None
    assert meant("one/main.py", "app.models", "one/app/views.py", *other) is None
    assert meant("one/main.py", "app", "one/app/__init__.py", *other) == "one/app/__init__.py"


def test_the_nearest_of_two_is_meant_and_none_where_both_are_as_near() -> None:
    near = ("shop/core/setup.py", "shop/core/tools/__init__.py")
    far = ("core/setup.py", "core/tools/__init__.py")
    beside = ("shop/base/setup.py", "shop/base/tools/__init__.py")

    assert meant("shop/web/app.py", "tools", *near, *far) == "shop/core/tools/__init__.py"
    assert meant("shop/web/app.py", "tools", *near, *beside) is None


def test_a_library_of_the_catalogue_is_not_taken_from_another_project() -> None:
    assert meant("examples/app.py", "requests", "demo/pyproject.toml", "demo/requests/__init__.py") is None


def test_a_package_with_a_module_called_setup_is_no_project() -> None:
    files = ("home/__init__.py", "home/setup.py", "home/helpers/__init__.py")

    assert meant("script/run.py", "helpers", *files) is None
