"""The closed vocabularies: what sort of waiting, how bad, how sure."""

from __future__ import annotations

from enum import Enum


class Kind(str, Enum):
    """What sort of waiting an API does: one vocabulary for catalogue, facts, rules and JSON."""

    HTTP = "http"
    SLEEP = "sleep"
    SUBPROCESS = "subprocess"
    FILE = "file"
    DATABASE = "database"
    BROKER = "broker"
    CLOUD = "cloud"
    LLM = "llm"
    SOCKET = "socket"
    BROWSER = "browser"
    CPU = "cpu"
    WAIT = "wait"
    INPUT = "input"
    LOOP = "loop-reentry"
    METADATA = "file-metadata"
    LOCK = "thread-lock"

    def __str__(self) -> str:
        return self.value


class Level(str, Enum):
    """How much a finding matters, weakest first."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    def __str__(self) -> str:
        return self.value

    @property
    def rank(self) -> int:
        """Order of the level: 0 for note, 2 for error."""
        return _LEVELS.index(self)

    def lowered(self) -> Level:
        """Return the next weaker level; note stays note."""
        return _LEVELS[max(0, self.rank - 1)]


class Confidence(str, Enum):
    """How sure the resolution of a path is, weakest first; a path is as sure as its weakest step."""

    POSSIBLE = "possible"
    LIKELY = "likely"
    CERTAIN = "certain"

    def __str__(self) -> str:
        return self.value

    @property
    def rank(self) -> int:
        """Order of the confidence: 0 for possible, 2 for certain."""
        return _CONFIDENCES.index(self)


_LEVELS = (Level.NOTE, Level.WARNING, Level.ERROR)
_CONFIDENCES = (Confidence.POSSIBLE, Confidence.LIKELY, Confidence.CERTAIN)

LEVEL_OF: dict[Kind, Level] = {
    Kind.HTTP: Level.ERROR,
    Kind.SLEEP: Level.ERROR,
    Kind.SUBPROCESS: Level.ERROR,
    Kind.FILE: Level.WARNING,
    Kind.DATABASE: Level.ERROR,
    Kind.BROKER: Level.ERROR,
    Kind.CLOUD: Level.ERROR,
    Kind.LLM: Level.ERROR,
    Kind.SOCKET: Level.ERROR,
    Kind.BROWSER: Level.ERROR,
    Kind.CPU: Level.ERROR,
    Kind.WAIT: Level.ERROR,
    Kind.INPUT: Level.ERROR,
    Kind.LOOP: Level.ERROR,
    Kind.METADATA: Level.NOTE,
    Kind.LOCK: Level.NOTE,
}
"""The level that a kind has before its context (start-up, scripts, tests) lowers it."""

CODE_OF: dict[Kind, str] = {
    Kind.HTTP: "BL101",
    Kind.SLEEP: "BL102",
    Kind.SUBPROCESS: "BL103",
    Kind.FILE: "BL104",
    Kind.DATABASE: "BL105",
    Kind.BROKER: "BL106",
    Kind.CLOUD: "BL107",
    Kind.LLM: "BL108",
    Kind.SOCKET: "BL109",
    Kind.BROWSER: "BL110",
    Kind.CPU: "BL111",
    Kind.WAIT: "BL112",
    Kind.INPUT: "BL113",
    Kind.LOOP: "BL114",
    Kind.METADATA: "BL115",
    Kind.LOCK: "BL116",
}
"""The rule that reports a kind on the loop. The suppression of a code cuts the facts of its kind."""
