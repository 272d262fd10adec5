"""Calling a cloud provider's synchronous SDK on the event loop.

What: A synchronous client of a cloud provider or a hosted service (`boto3`, `google.cloud`, `azure`, Stripe and
their kind) is called, directly or through helpers, from code that runs on the event loop.

Why: Every operation is one or more HTTPS requests, with retries and back-off inside the SDK. An upload takes as
long as the slowest network on its way, and the loop waits for all of it.

Example:

    import boto3
    from fastapi import FastAPI

    app = FastAPI()
    storage = boto3.client("s3")


    @app.put("/notes/{name}")
    async def save(name: str, text: str) -> None:
        storage.put_object(Bucket="notes", Key=name, Body=text.encode())

Use instead:

    import asyncio

    import boto3
    from fastapi import FastAPI

    app = FastAPI()
    storage = boto3.client("s3")


    @app.put("/notes/{name}")
    async def save(name: str, text: str) -> None:
        await asyncio.to_thread(storage.put_object, Bucket="notes", Key=name, Body=text.encode())

How blocklint decides: Clients are followed by type from their factories. Methods that compute locally, such as
`generate_presigned_url`, are silent. A paginator or a listing is reported where it is iterated, since that sends
requests.

When it is right to ignore: An emulator in the same process, in tests.

References:

- Clients and thread safety, Boto3: https://boto3.amazonaws.com/v1/documentation/api/latest/guide/clients.html
- Running in threads, asyncio: https://docs.python.org/3/library/asyncio-task.html#running-in-threads
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.CLOUD, "BL107", "blocking-cloud-sdk", __doc__, since="0.1")
