"""Summaries and catalogue in, `Program` out: names, light types, edges, contexts, facts."""

from blocklint.program.program import BlockingCall, Program, RawStep

__all__ = ["BlockingCall", "Program", "RawStep"]
