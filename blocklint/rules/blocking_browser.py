"""Driving a browser synchronously on the event loop.

What: Playwright's synchronous API, Selenium or another synchronous browser driver is used, directly or through
helpers, by code that runs on the event loop.

Why: A page load takes seconds, and the loop waits for all of them. Playwright refuses to start at all: "It looks
like you are using Playwright Sync API inside the asyncio loop".

Example:

    from playwright.sync_api import Page


    async def title_of(page: Page, url: str) -> str:
        page.goto(url)
        return page.title()

Use instead:

    from playwright.async_api import Page


    async def title_of(page: Page, url: str) -> str:
        await page.goto(url)
        return await page.title()

How blocklint decides: Pages, contexts and browsers are followed by type, from `sync_playwright` or from an
annotation. The synchronous and the asynchronous classes have the same member names and are told apart by the module
they come from. Locators and other builders send nothing and are silent; so are the properties.

When it is right to ignore: Never for Playwright. A Selenium driver in a test that has the loop for itself harms
nobody. Moving single calls to a thread is no cure: a synchronous Playwright object works in the thread that made it
only, and a call from another one leaves that thread unusable for asyncio.

References:

- Getting started, Playwright for Python: https://playwright.dev/python/docs/library
- Page, Playwright for Python: https://playwright.dev/python/docs/api/class-page
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.BROWSER, "BL110", "blocking-browser", __doc__, since="0.1")
