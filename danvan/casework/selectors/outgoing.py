"""Papers that go out: the numbers given, and the fields every one of them has."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Max

from danvan.casework.models import OutgoingNumber
from danvan.documents.kinds import LetterKind, lines_of, said_in
from danvan.kernel.text import say_day
from danvan.orgs.rules.letterheads import Letterhead


def next_outgoing_number(unit_id: int, symbol: str, year: int, *, is_sealed: bool = False) -> int:
    """Return the number after the last one given in a unit's series of a year (Decree 30/2020, art. 15: from 01).

    Papers of sealed files have a series of their own.
    """
    given = OutgoingNumber.objects.filter(unit=unit_id, symbol=symbol, year=year, is_sealed=is_sealed)
    return (given.aggregate(last=Max("number"))["last"] or 0) + 1


def outgoing_fields(
    kind: LetterKind,
    typed: Mapping[str, str],
    facts: Mapping[str, Any],
    *,
    head: Letterhead,
    signer: tuple[str, str],
    number: str,
    on: date,
) -> dict[str, Any]:
    """Return every field of the Word file of a letter."""
    title, name = signer
    return {
        **facts,
        "superior": head.superior,
        "issuer": head.issuer,
        "place": head.place,
        "day": say_day(on),
        "number": number,
        "signer_lines": lines_of(title.upper()),
        "signer_name": name,
        **said_in(kind, typed),
    }
