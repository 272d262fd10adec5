"""Waiting for a person at the console on the event loop.

What: `input`, `getpass` or another console prompt is called, directly or through helpers, from code that runs on
the event loop.

Why: Nothing else runs until someone presses Enter: no heartbeat, no time-out, no other connection.

Example:

    async def ask() -> str:
        return input("Shall I go on? ")

Use instead:

    import asyncio


    async def ask() -> str:
        return await asyncio.to_thread(input, "Shall I go on? ")

How blocklint decides: The built-in functions are found unless the name is bound to something else; the prompts of
libraries are found by import.

When it is right to ignore: A script whose loop has nothing else to do while it waits.

References:

- Running in threads, asyncio: https://docs.python.org/3/library/asyncio-task.html#running-in-threads
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.INPUT, "BL113", "blocking-input", __doc__, since="0.1")
