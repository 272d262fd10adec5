"""Module names and the project's root."""

from pathlib import Path

import pytest

from blocklint.config import Config
from blocklint.findings.selection import Selection
from blocklint.pipeline import analyse, open_project, report
from blocklint.sources.import_roots import declared_roots
from blocklint.sources.modules import ModuleName, layout, module_name
from blocklint.sources.root import Root, find_root, package_name

PROJECT = layout(
    [
        "src/shop/__init__.py",
        "src/shop/api/__init__.py",
        "tests/__init__.py",
        "legacy/src/__init__.py",
        "my-service/__init__.py",
    ],
    roots=["services/billing/code"],
)


@pytest.mark.parametrize(
    ("path", "module", "root"),
    [
        ("app.py", "app", ""),
        ("__init__.py", "__init__", ""),
        ("src/shop/__init__.py", "shop", "src"),
        ("src/shop/api/users.py", "shop.api.users", "src"),
        ("src/shop/no_init/x.py", "shop.no_init.x", "src"),
        ("src/plain/deep/x.py", "plain.deep.x", "src"),
        ("src/x.py", "x", "src"),
        ("legacy/src/x.py", "src.x", "legacy"),
        ("demo/case/app.py", "app", "demo/case"),
        ("tests/data/case/app.py", "tests.data.case.app", ""),
        ("services/billing/code/jobs/run.py", "jobs.run", "services/billing/code"),
        ("my-service/worker.py", "worker", "my-service"),
    ],
)
def test_names(path: str, module: str, root: str) -> None:
    name = module_name(path, PROJECT)

    assert (module, root) == (name.module, name.import_root)


def test_a_folder_without_init_may_be_a_root_or_a_namespace() -> None:
    assert ModuleName("c", "a/b", (("b.c", "a"), ("a.b.c", ""))) == module_name("a/b/c.py", layout([]))


def test_a_data_tree_in_a_package_has_its_short_names_too() -> None:
    name = module_name("tests/data/case/app.py", PROJECT)

    assert (("app", "tests/data/case"), ("case.app", "tests/data")) == name.alternatives


def test_a_namespace_package_is_named_by_its_folder() -> None:
    files = ["a/b/__init__.py"]

    assert ModuleName("b", "a", (("a.b", ""),)) == module_name("a/b/__init__.py", layout(files))


def project(root: Path, *files: str) -> Path:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("[tool.blocklint]\n" if "with" not in file else "[project]\n")
    return root.resolve()


def test_the_nearest_configuration_says_the_root(tmp_path: Path) -> None:
    root = project(tmp_path, ".git/HEAD", "svc/pyproject.toml", "svc/app/a.py", "svc/app/b.py", "other/a.py")

    assert Root(root / "svc", root / "svc/pyproject.toml") == find_root([root / "svc/app/a.py", root / "svc/app"])
    assert Root(root) == find_root([root / "other/a.py"])
    assert Root(root / "other") == find_root([root / "other/a.py"], isolated=True)
    assert Root(root / "svc", root / "svc/pyproject.toml") == find_root([root / "other"], root / "svc")


def test_a_pyproject_without_the_table_is_none_and_dotted_files_are_strongest(tmp_path: Path) -> None:
    root = project(tmp_path, "blocklint.toml", ".blocklint.toml", "pkg/a.py")
    (root / "pkg/pyproject.toml").write_text("[project]\n# [tool.blocklint]\n")

    assert Root(root, root / ".blocklint.toml") == find_root([root / "pkg"])


def test_a_configuration_above_the_repository_is_not_looked_at(tmp_path: Path) -> None:
    root = project(tmp_path, "blocklint.toml", "repository/.git/HEAD", "repository/pkg/a.py")

    assert Root(root / "repository") == find_root([root / "repository/pkg"])


def test_outside_of_a_repository_the_outermost_package_is_the_root(tmp_path: Path) -> None:
    root = project(tmp_path, "shop/__init__.py", "shop/api/__init__.py", "shop/api/users.py", "loose/a.py")

    assert Root(root / "shop") == find_root([root / "shop/api/users.py"])
    assert Root(root / "loose") == find_root([root / "loose/a.py"])
    assert Root(root / "shop/api") == find_root([root / "shop/api"], isolated=True)


def test_a_root_that_is_a_package_has_a_name(tmp_path: Path) -> None:
    root = project(tmp_path, "shop/__init__.py", "shop/api/__init__.py", "shop/api/users.py", "my-shop/__init__.py")
    inner = layout(["__init__.py", "users.py"], package=package_name(root / "shop/api"))

    assert "shop.api" == inner.package
    assert ModuleName("shop.api", "") == module_name("__init__.py", inner)
    assert ModuleName("shop.api.users", "") == module_name("users.py", inner)
    assert "" == package_name(root) == package_name(root / "my-shop")


def test_roots_are_declared_by_pyproject_files(tmp_path: Path) -> None:
    (tmp_path / "svc").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        """
        [tool.setuptools]
        package-dir = { "" = "code" }
        [tool.pytest.ini_options]
        pythonpath = [".", "tools/"]
        [tool.ruff]
        src = "../elsewhere"
        [[tool.poetry.packages]]
        include = "shop"
        from = "vendored"
        """
    )
    (tmp_path / "svc/pyproject.toml").write_text("tool.mypy.mypy_path = 'a:b,$MYPY'")
    (tmp_path / "broken.toml").write_text("[")

    files = ["pyproject.toml", "svc/pyproject.toml", "broken.toml", "gone.toml"]

    assert ("code", "svc/$MYPY", "svc/a", "svc/b", "tools", "vendored") == declared_roots(tmp_path, files)


def test_files_of_a_root_that_is_a_package_import_each_other_by_its_name(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    (shop / "api").mkdir(parents=True)
    (shop / "__init__.py").write_text("from shop.store import load\n")
    (shop / "store.py").write_text("import requests\n\n\ndef load():\n    requests.get('https://example.test')\n")
    (shop / "api/users.py").write_text(
        "import shop.store\nfrom shop import load, store\n\n\nasync def users():\n"
        "    load()\n    store.load()\n    shop.store.load()\n"
    )
    opened, _ = open_project(shop, [shop], Config(cache=False))

    findings = report(opened, analyse(opened), Selection()).findings
    assert [("api/users.py", line) for line in (6, 7, 8)] == [(one.path, one.span.line) for one in findings]
