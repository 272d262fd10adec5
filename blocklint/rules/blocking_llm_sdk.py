"""Calling a language model's synchronous SDK on the event loop.

What: A synchronous client of a language model (`OpenAI`, `Anthropic`, LangChain's `invoke` and their kind) is
called, directly or through helpers, from code that runs on the event loop.

Why: An answer takes seconds to minutes. During that time the server answers nobody, not even the health check that
decides whether it is restarted.

Example:

    from fastapi import FastAPI
    from openai import OpenAI

    app = FastAPI()
    client = OpenAI()


    @app.post("/answer")
    async def answer(question: str) -> str | None:
        completion = client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": question}]
        )
        return completion.choices[0].message.content

Use instead:

    from fastapi import FastAPI
    from openai import AsyncOpenAI

    app = FastAPI()
    client = AsyncOpenAI()


    @app.post("/answer")
    async def answer(question: str) -> str | None:
        completion = await client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": question}]
        )
        return completion.choices[0].message.content

How blocklint decides: The client is followed by type, and any depth of attributes below it is a request, but for
the few that compute locally. A stream is reported where it is iterated as well. Most of these libraries have an
asynchronous client with the same methods; it is named in the remedy.

When it is right to ignore: A model that runs in a test as a stand-in.

References:

- Async usage, OpenAI: https://github.com/openai/openai-python#async-usage
- Async usage, Anthropic: https://github.com/anthropics/anthropic-sdk-python#async-usage
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.LLM, "BL108", "blocking-llm-sdk", __doc__, since="0.1")
