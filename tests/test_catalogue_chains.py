"""Chains of factories, as programs write them: which of their steps wait, and that the types hold to the end."""

from __future__ import annotations

import pytest

from blocklint.catalogue.catalogue import Catalogue
from blocklint.catalogue.loader import load

ROOTS = [
    "anthropic", "azure", "boto3", "docker", "elasticsearch", "google.cloud", "google.genai", "googleapiclient",
    "httpx", "langchain_community", "langchain_openai", "openai", "PIL", "pandas", "psycopg2", "pymongo", "redis",
    "requests", "sqlalchemy", "sqlmodel", "supabase",
]  # fmt: skip

CHAINS = {
    "boto3.client() .get_object() [] .read()": ["boto3.client", ".get_object", ".read"],
    "boto3.Session() .resource() .Bucket() .upload_file()": [".resource", ".upload_file"],
    "boto3.client() .get_paginator() .paginate() for": ["boto3.client", "for"],
    "boto3.client() .generate_presigned_url()": ["boto3.client"],
    "sqlalchemy.create_engine() .connect() .execute() .scalars() .all()": [".connect", ".execute"],
    "sqlalchemy.orm.sessionmaker() () .execute() .scalars() .first()": [".execute"],
    "sqlalchemy.orm.sessionmaker() () .query() .filter() .order_by() .first()": [".first"],
    "sqlalchemy.create_engine() .begin() with .execute()": ["with", ".execute"],
    "sqlmodel.Session() .exec() .all()": [".exec"],
    "sqlalchemy.ext.asyncio.create_async_engine() .begin() .execute()": [],
    "sqlalchemy.ext.asyncio.async_sessionmaker() () .execute() .scalars()": [],
    # With the scheme mongodb+srv the constructor asks DNS.
    "pymongo.MongoClient() [] [] .find() .sort() for": ["pymongo.MongoClient", "for"],
    "pymongo.MongoClient() .db .users .find_one()": ["pymongo.MongoClient", ".find_one"],
    "pymongo.AsyncMongoClient() [] [] .find_one()": [],
    "redis.from_url() .get()": [".get"],
    "redis.Redis() .pipeline() .set()": [],
    "redis.Redis() .pipeline() .execute()": [".execute"],
    "redis.Redis() .lock() with": ["with"],
    "redis.asyncio.from_url() .get()": [],
    "openai.OpenAI() .chat .completions .create()": [".create"],
    "openai.OpenAI() .with_raw_response .chat .completions .create()": [".create"],
    "openai.OpenAI() .with_options() .responses .create()": [".create"],
    "openai.AsyncOpenAI() .chat .completions .create()": [],
    "anthropic.Anthropic() .messages .stream() with .text_stream for": ["with", "for"],
    "google.genai.Client() .models .generate_content()": [".generate_content"],
    "google.genai.Client() .aio .models .generate_content()": [],
    "langchain_openai.ChatOpenAI() .with_structured_output() .invoke()": [".invoke"],
    "langchain_openai.ChatOpenAI() .stream() for": ["for"],
    "langchain_community.vectorstores.FAISS.from_texts() .as_retriever() .invoke()": [
        "langchain_community.vectorstores.FAISS.from_texts",
        ".invoke",
    ],
    "langchain_community.document_loaders.PyPDFLoader() .load()": [".load"],
    "PIL.Image.open() .convert() .resize() .save()": ["PIL.Image.open", ".convert", ".resize", ".save"],
    "pandas.read_csv() .dropna() .to_sql()": ["pandas.read_csv", ".to_sql"],
    "docker.from_env() .containers .run() .logs()": ["docker.from_env", ".run", ".logs"],
    "google.cloud.storage.Client() .bucket() .blob() .upload_from_string()": [
        "google.cloud.storage.Client",
        ".upload_from_string",
    ],
    "azure.storage.blob.BlobServiceClient.from_connection_string() .get_container_client() .list_blobs() for": ["for"],
    "azure.storage.blob.aio.BlobServiceClient() .get_blob_client() .upload_blob()": [],
    "elasticsearch.Elasticsearch() .options() .indices .create()": [".create"],
    "googleapiclient.discovery.build() .files() .list() .execute()": ["googleapiclient.discovery.build", ".execute"],
    "supabase.create_client() .table() .select() .eq() .execute()": [".execute"],
    "psycopg2.connect() .cursor() .execute()": ["psycopg2.connect", ".execute"],
    "requests.Session() .get() .json()": [".get"],
    "httpx.Client() .stream() with .iter_bytes() for": ["with", "for"],
    "httpx.AsyncClient() .get() .json()": [],
    "pathlib.Path() .parent .joinpath() .read_text()": [".read_text"],
    "concurrent.futures.ThreadPoolExecutor() .submit() .result()": [".result"],
    "asyncio.get_running_loop() .run_in_executor() .result()": [],
}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load(ROOTS, cache=tmp_path_factory.mktemp("cache"))


@pytest.mark.parametrize("chain", CHAINS)
def test_what_waits_in_a_chain(chain: str, catalogue: Catalogue) -> None:
    assert waiting(catalogue, chain) == CHAINS[chain]


def waiting(catalogue: Catalogue, chain: str) -> list[str]:
    """Return the steps of a chain that wait: calls, attributes, ``[]``, ``()``, ``with`` and ``for``."""
    found: list[str] = []
    receiver = ""
    for step in chain.split():
        name = step.removesuffix("()")
        known = catalogue.type(receiver) if receiver else None
        gives: str | None
        if step in ("with", "for"):
            entry = catalogue.phase(receiver, "enter" if step == "with" else "iterate")
            gives = known and (known.entered if step == "with" else "Any")
        elif step in ("[]", "()"):
            entry, gives = None, known and (known.item if step == "[]" else known.called)
        elif step.endswith("()"):
            entry = catalogue.method(receiver, name[1:]) if name.startswith(".") else catalogue.function(name)
            assert entry is not None, f"{step} of {receiver} is not known"
            # No argument is given here: what stands behind `or` holds.
            gives = entry.returns and entry.returns.rpartition(" or ")[2]
        else:
            entry, gives = None, catalogue.attribute(receiver, name[1:])
        if entry is not None and entry.kind is not None:
            found.append(name)
        # What a holder such as a future holds is not asked for.
        receiver = receiver if gives == "Self" else (gives or "Any").partition("[")[0]
    return found
