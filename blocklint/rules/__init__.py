"""Program and server settings in, findings out: one file a rule, an explicit RULES tuple."""

from blocklint.rules import (
    blocking_broker,
    blocking_browser,
    blocking_cloud_sdk,
    blocking_cpu,
    blocking_database,
    blocking_file,
    blocking_http,
    blocking_input,
    blocking_llm_sdk,
    blocking_sleep,
    blocking_socket,
    blocking_subprocess,
    blocking_wait,
    called_not_passed,
    file_metadata,
    loop_reentry,
    playwright_at_import,
    thread_lock,
    unreadable_file,
)
from blocklint.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    blocking_http.RULE,
    blocking_sleep.RULE,
    blocking_subprocess.RULE,
    blocking_file.RULE,
    blocking_database.RULE,
    blocking_broker.RULE,
    blocking_cloud_sdk.RULE,
    blocking_llm_sdk.RULE,
    blocking_socket.RULE,
    blocking_browser.RULE,
    blocking_cpu.RULE,
    blocking_wait.RULE,
    blocking_input.RULE,
    loop_reentry.RULE,
    file_metadata.RULE,
    thread_lock.RULE,
    called_not_passed.RULE,
    playwright_at_import.RULE,
    unreadable_file.RULE,
)
"""All rules, in the order of their codes."""
