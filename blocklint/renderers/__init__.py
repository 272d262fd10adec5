"""Report in, text out: one file a format."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from blocklint.renderers.options import Renderer

_MODULES = {
    "full": "full",
    "concise": "concise",
    "grouped": "grouped",
    "json": "json_report",
    "json-lines": "json_lines",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "rdjson": "rdjson",
    "azure": "azure",
    "markdown": "markdown",
}


class _Formats(Mapping[str, Renderer]):
    """The renderers by name, each imported when it is asked for: a run needs one of twelve."""

    def __getitem__(self, name: str) -> Renderer:
        renderer: Renderer = import_module(f"blocklint.renderers.{_MODULES[name]}").render
        return renderer

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


FORMATS: Mapping[str, Renderer] = _Formats()
"""All formats by the name that `--output-format` takes."""
