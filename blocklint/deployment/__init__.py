"""Dockerfile, compose, Procfile, pyproject … in, server settings out (reload, workers, loop)."""
