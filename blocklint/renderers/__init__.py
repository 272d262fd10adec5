"""Report in, text out: one file a format."""

from collections.abc import Mapping

from blocklint.renderers import (
    azure,
    concise,
    full,
    github,
    gitlab,
    grouped,
    json_lines,
    json_report,
    junit,
    markdown,
    rdjson,
    sarif,
)
from blocklint.renderers.options import Renderer

FORMATS: Mapping[str, Renderer] = {
    "full": full.render,
    "concise": concise.render,
    "grouped": grouped.render,
    "json": json_report.render,
    "json-lines": json_lines.render,
    "sarif": sarif.render,
    "github": github.render,
    "gitlab": gitlab.render,
    "junit": junit.render,
    "rdjson": rdjson.render,
    "azure": azure.render,
    "markdown": markdown.render,
}
"""All formats by the name that `--output-format` takes."""
