"""Seconds by stage."""

from __future__ import annotations

import time


class Clock:
    """Measures the wall time, in seconds, between ticks."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def tick(self, stage: str) -> None:
        """Add the time since the last tick to a stage."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now
