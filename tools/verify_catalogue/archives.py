"""Requirements in, the libraries' files unpacked where the probe reads them out: nothing is built and nothing is run.

For what is only read: where building needs a compiler or headers, running a GPU, or the interpreter is another one.
"""

from __future__ import annotations

import platform
import shutil
import zipfile
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from unearth import Package, PackageFinder
from unearth.errors import UnpackError

_FOLDERS = ("", "src", "Lib", "lib", "python")
"""Where source distributions keep their packages."""
_LOWER_BOUNDS = (">", ">=", "~=", "==")


def unpack(requirement: str, packages: Path, finder: PackageFinder | None = None) -> str | None:
    """Unpack the newest release of `requirement` below the folder `packages`, an environment's ``site-packages``.

    `finder` looks in another place than the usual index. Returns None, or why it cannot be done. A wheel for every
    machine is preferred, then the source, then a wheel for some other machine or Python: they all have the same text.
    Only releases whose grammar this Python knows count.
    """
    wanted = Requirement(requirement)
    finder = finder or PackageFinder(ignore_compatibility=True)
    found = [one for one in finder.find_matches(wanted, allow_prereleases=False) if _is_readable(one)]
    if not found:
        return "no release can be read by this Python"
    package = min((one for one in found if one.version == found[0].version), key=_rank)
    target = packages.with_name("unpacked") / wanted.name
    target.mkdir(parents=True, exist_ok=True)
    try:
        place = finder.download_and_unpack(package.link, target)
    except (OSError, UnpackError) as error:
        return str(error)
    if package.link.is_wheel:
        with zipfile.ZipFile(place) as wheel:
            wheel.extractall(packages)
        place.unlink()
    else:
        _add(place, packages, wanted.name, package.version or "0")
    return None


def _add(source: Path, packages: Path, name: str, version: str) -> None:
    """Put an unpacked source distribution on the environment's path, with its version where metadata are looked for."""
    folders = [source / one for one in _FOLDERS if (source / one).is_dir()]
    (packages / f"{name}.pth").write_text("".join(f"{one}\n" for one in folders), encoding="utf-8")
    metadata = packages / f"{name.replace('-', '_')}-{version}.dist-info"
    metadata.mkdir(exist_ok=True)
    if (source / "PKG-INFO").is_file():
        shutil.copy(source / "PKG-INFO", metadata / "METADATA")


def _is_readable(package: Package) -> bool:
    # An upper bound is about running it, a lower one about its grammar too.
    bounds = [str(one) for one in SpecifierSet(package.link.requires_python or "") if one.operator in _LOWER_BOUNDS]
    return SpecifierSet(",".join(bounds)).contains(platform.python_version())


def _rank(package: Package) -> int:
    if package.link.is_wheel:
        return 0 if package.link.filename.endswith("-none-any.whl") else 2
    return 1
