"""A suppression that suppresses nothing.

What: A `# noqa: BL...` or a `# blocklint: ignore[...]` stands where no such finding would be.

Why: It tells a reader of a problem that is not there, and it would hide the next one.

Example:

    def area(width: float, height: float) -> float:
        return width * height  # noqa: BL101

Use instead:

    def area(width: float, height: float) -> float:
        return width * height

How blocklint decides: A suppression is used when it cut a call that would block and whose caller runs on the loop,
at the entering call, at a step or at the root cause. It is not judged when its rules are not selected, when only a
part of the project was analysed, or when a file of it could not be read; a bare `# noqa` may speak to another linter
and is never judged. Nor is a mark on a function, such as `# blocklint: nonblocking`: it states a fact.

When it is right to ignore: The suppressed code stands there on some platforms or versions only.

References:

- Suppression comments, flake8: https://flake8.pycqa.org/en/latest/user/violations.html
"""

from blocklint.kinds import Level
from blocklint.rules.rule import Family, Rule, noticed_elsewhere, summary_of

RULE = Rule(
    code="BL901",
    name="unused-suppression",
    since="0.1",
    summary=summary_of(__doc__),
    doc=__doc__,
    level=Level.WARNING,
    check=noticed_elsewhere,
    family=Family.HOUSEKEEPING,
)
