"""Finds calls that block the asyncio event loop, and suggests what to write instead.

The nouns, in order: paths become sources, sources become summaries, summaries and the catalogue
become a program, the program gives findings, findings get rewrites, and a report is rendered.
"""

__version__ = "0.1.0"
