"""A file that could not be analysed.

What: A Python file of the project could not be decoded or parsed. The rest of the project was analysed without it.

Why: What such a file calls is not known: a run without findings says nothing about it. So it is reported rather
than left out in silence.

Example:

    async def rates() -> dict[str, float]
        return {}

Use instead:

    async def rates() -> dict[str, float]:
        return {}

How blocklint decides: The file is decoded as Python does it (a byte order mark, then the coding comment, then
UTF-8) and parsed by the Python that runs blocklint. The message names the reason and the place. Of the syntax that
is newer than that Python, type parameters, `type`, f-strings with any code in their fields, template strings and
`except A, B:` are read all the same, but no repair is written into such a file; what else is newer is unreadable: run
blocklint with the newest Python that the project supports.

When it is right to ignore: Templates and test data that only look like Python. Better to exclude such files from
the analysis than to ignore the rule.

References:

- Encoding declarations, Python: https://docs.python.org/3/reference/lexical_analysis.html#encoding-declarations
"""

from blocklint.kinds import Level
from blocklint.rules.rule import Family, Rule, noticed_elsewhere, summary_of

RULE = Rule(
    code="BL999",
    name="unreadable-file",
    since="0.1",
    summary=summary_of(__doc__),
    doc=__doc__,
    level=Level.ERROR,
    check=noticed_elsewhere,
    family=Family.HOUSEKEEPING,
)
