"""A suppression that names a rule that does not exist.

What: A suppression comment names a code that begins with `BL` and belongs to no rule, is no directive that blocklint
knows (`# blocklint: ingore[BL101]`), ends a range that nothing began, or marks a coroutine function as blocking, of
which a call runs nothing.

Why: It suppresses nothing, and whoever wrote it believes otherwise.

Example:

    def area(width: float, height: float) -> float:
        return width * height  # noqa: BL199

Use instead:

    def area(width: float, height: float) -> float:
        return width * height

How blocklint decides: Codes are compared with the list of rules; the message names the nearest. Codes of other
linters are theirs.

When it is right to ignore: Never: remove it, or correct the code.

References:

- Suppression comments, flake8: https://flake8.pycqa.org/en/latest/user/violations.html
"""

from blocklint.kinds import Level
from blocklint.rules.rule import Family, Rule, noticed_elsewhere, summary_of

RULE = Rule(
    code="BL902",
    name="unknown-code",
    since="0.1",
    summary=summary_of(__doc__),
    doc=__doc__,
    level=Level.WARNING,
    check=noticed_elsewhere,
    family=Family.HOUSEKEEPING,
)
