"""The identity of a finding that survives moved lines and renamed files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b

from blocklint.findings.finding import Finding


def fingerprint(finding: Finding) -> str:
    """Return 16 hexadecimal digits over code, loop root, resolved callee and API: no path, no line, no argument."""
    identity = "\0".join((finding.code, finding.entry, finding.callee, finding.api))
    return blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def counted_fingerprints(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return a fingerprint for each finding, in order; a number behind a colon tells equal ones apart."""
    seen: Counter[str] = Counter()
    counted = []
    for finding in findings:
        identity = fingerprint(finding)
        seen[identity] += 1
        counted.append(f"{identity}:{seen[identity]}")
    return tuple(counted)
