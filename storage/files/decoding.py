"""Turns the bytes of a file into text: UTF-8, or UTF-16 as spreadsheets save it, with or without its mark."""

import codecs
import re

from storage.files.faults import FaultList, Place

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decode(content: bytes, file: str, faults: FaultList) -> str | None:
    """Return the text, or None and a fault."""
    encoding = "utf-16" if content.startswith(_UTF_16_MARKS) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start]
        place = Place(file, before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        faults.add(place, "The file is not UTF-8 text.", "Save it as UTF-8, in a spreadsheet as “CSV UTF-8”.")
        return None
    unseen = _NOT_TEXT.search(text)
    if unseen is None:
        return text
    line = text.count("\n", 0, unseen.start()) + 1
    column = unseen.start() - text.rfind("\n", 0, unseen.start())
    what = f"There is a character that text cannot have: U+{ord(unseen[0]):04X}."
    faults.add(Place(file, line, column), what, "Delete it, or save the file as UTF-8 again.")
    return None
