"""What is typed about a letter, read alike on the form and in the spreadsheet."""

import re

from danvan.petitions.services import NewWriter

ID_NUMBER = re.compile(r"[0-9]{9}|[0-9]{12}|[A-Z][0-9]{7,8}")


def id_number(text: str) -> str:
    """Return an identity number without blanks; empty stays empty.  Raises ValueError with what is expected."""
    number = text.replace(" ", "").upper()
    if number and not ID_NUMBER.fullmatch(number):
        raise ValueError("Số định danh có 12 số, chứng minh cũ 9 số, hoặc số hộ chiếu.")
    return number


def signers(text: str) -> list[NewWriter]:
    """Return who else signed: a line each, "name; address", a star before those who represent."""
    found = []
    for line in text.splitlines():
        name, _semicolon, address = line.partition(";")
        leads = name.strip().startswith("*")
        if cleaned := name.strip().lstrip("*").strip():
            found.append(NewWriter(cleaned[:120], address.strip()[:250], is_representative=leads))
    return found
