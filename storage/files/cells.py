"""Guards CSV cells against being run as formulas, and takes the guard off again (FAULTS G5, ASVS 1.2.10).

A quote goes before whatever a spreadsheet would run: at the start of a cell and after each `;`, where a spreadsheet
of another language cuts. Text that already looks guarded gets one more quote, so that taking it off gives it back.
"""

import re

_RUNS = "'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]"
_UNGUARDED = re.compile(f"(^|;)(?={_RUNS})")
_GUARDED = re.compile(f"(^|;)'(?={_RUNS})")


def guarded(text: str) -> str:
    """Return `text` as no spreadsheet runs it."""
    return _UNGUARDED.sub(r"\1'", text)


def unguarded(cell: str) -> str:
    """Return the text that `guarded` was given."""
    return _GUARDED.sub(r"\1", cell)
