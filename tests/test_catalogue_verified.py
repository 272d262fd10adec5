"""The names of the standard library and of the first tier of libraries, looked up in what pip installs today."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from unearth import PackageFinder

from verify_catalogue import archives
from verify_catalogue.claims import Claim
from verify_catalogue.sources import Sources
from verify_catalogue.statistics import counted
from verify_catalogue.verdicts import Verdict

TOOLS = Path(__file__).parents[1] / "tools"


def verify(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "verify_catalogue", "--no-write", *arguments],
        capture_output=True, text=True, check=False, cwd=TOOLS.parent,
        env={**os.environ, "PYTHONPATH": f"{TOOLS}{os.pathsep}{TOOLS.parent}"},
    )  # fmt: skip


@pytest.mark.slow
def test_the_first_tier_is_what_the_catalogue_says() -> None:
    done = verify("--tier", "1")

    assert done.returncode == 0, done.stdout + done.stderr


def test_an_unknown_library_is_bad_usage() -> None:
    done = verify("--only", "gtts")

    assert done.returncode == 2
    assert done.stderr == "no library of the catalogue has the name gtts; did you mean gTTS?\n"


def test_a_library_counts_its_own_names_only() -> None:
    verdicts = [
        Verdict(Claim("acme.get", "callable", "acme.toml: functions", blocking=True), "import"),
        Verdict(Claim("acme.Client", "class", "shop.toml: types"), "import"),
    ]
    counts = counted(verdicts, {"acme.toml": "acme", "shop.toml": "shop"}, {"acme"})

    assert counts == {"acme": {"covered": 0, "imported": 1, "source": 0}}


LIBRARY = {
    "acme/__init__.py": (
        "from typing import TYPE_CHECKING\n"
        "from .client import Client as Client\n"
        "if TYPE_CHECKING:\n    from .late import Late\n"
    ),
    "acme/client.py": (
        "from .base import Base\n"
        "class Client(Base):\n"
        "    def __init__(self):\n        self.files = Files()\n"
        "    @property\n    def chat(self) -> 'Chat | None': ...\n"
        "    async def wait(self): ...\n"
        "class Files:\n    def get(self): ...\n"
        "class Chat:\n    def send(self) -> 'Awaitable[int]': ...\n"
    ),
    "acme/base.py": "class Base:\n    def close(self): ...\n",
    "acme/late.pyi": "class Late: ...\n",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "found", "waits"),
    [
        ("acme.Client", True, False),
        ("acme.Client.close", True, False),
        ("acme.Client.files.get", True, False),
        ("acme.Client.chat.send", True, True),
        ("acme.Client.wait", True, True),
        ("acme.Late", True, False),
        ("acme.client.Files", True, False),
        ("acme.Client.nothing", False, False),
        ("acme.nothing", False, False),
    ],
)
def test_names_are_found_in_source_text(tmp_path: Path, name: str, found: bool, waits: bool) -> None:
    for path, text in LIBRARY.items():
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")

    definition = Sources([tmp_path]).find(name)

    assert (definition is not None) == found
    assert bool(definition and definition.is_coroutine) == waits


def source_archive(path: Path, files: dict[str, str]) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))


def wheel(path: Path, files: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)


def unpacked(index: Path, packages: Path) -> str | None:
    packages.mkdir()
    return archives.unpack("acme", packages, PackageFinder(find_links=[index.as_uri()], ignore_compatibility=True))


def test_a_source_archive_is_read_and_not_built(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    files = {
        "acme-1.5/setup.py": "raise SystemExit('was run')\n",
        "acme-1.5/PKG-INFO": "Metadata-Version: 2.1\nName: acme\nVersion: 1.5\n",
        "acme-1.5/src/acme/__init__.py": "def fetch(): ...\n",
    }
    source_archive(tmp_path / "index" / "acme-1.5.tar.gz", files)
    wheel(tmp_path / "index" / "acme-1.4-py3-none-any.whl", {"acme/__init__.py": ""})

    packages = tmp_path / "site-packages"
    assert unpacked(tmp_path / "index", packages) is None
    folders = [Path(line) for line in next(packages.glob("*.pth")).read_text(encoding="utf-8").splitlines()]
    assert Sources(folders).find("acme.fetch") is not None
    assert "Version: 1.5" in (packages / "acme-1.5.dist-info" / "METADATA").read_text(encoding="utf-8")


def test_a_wheel_for_another_machine_is_read_where_there_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    wheel(tmp_path / "index" / "acme-1.5-cp39-cp39-win_arm64.whl", {"acme/__init__.py": "def fetch(): ...\n"})

    packages = tmp_path / "site-packages"
    assert unpacked(tmp_path / "index", packages) is None
    assert Sources([packages]).find("acme.fetch") is not None


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()

    assert unpacked(tmp_path / "index", tmp_path / "site-packages") == "no release can be read by this Python"
