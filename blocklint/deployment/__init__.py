"""Dockerfile, compose, Procfile, pyproject … in, server settings out (reload, workers, loop)."""

from blocklint.deployment.behaviour import describe_import_time_playwright
from blocklint.deployment.calls import SERVER_CALLS, setting_from_call
from blocklint.deployment.files import find, is_deployment_file, load
from blocklint.deployment.reading import read, read_each
from blocklint.deployment.setting import ServerSetting

__all__ = (
    "SERVER_CALLS",
    "ServerSetting",
    "describe_import_time_playwright",
    "find",
    "is_deployment_file",
    "load",
    "read",
    "read_each",
    "setting_from_call",
)
