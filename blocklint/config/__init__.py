"""`pyproject.toml` or `blocklint.toml` in, `Config` out: one field an option, checked, with an editor's schema."""

from blocklint.config.config import Config
from blocklint.config.errors import ConfigError
from blocklint.config.loading import load
from blocklint.config.schema import json_schema, shown
from blocklint.config.special_shapes import Output

__all__ = ["Config", "ConfigError", "Output", "json_schema", "load", "shown"]
