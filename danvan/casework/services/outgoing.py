"""Numbers of papers that go out: taken once each from a unit's series of a year, whoever writes the paper."""

from datetime import date

from django.db import IntegrityError, transaction

from danvan.casework.models import OutgoingNumber
from danvan.casework.selectors.outgoing import next_outgoing_number
from danvan.documents.kinds import number_text
from danvan.kernel.errors import RuleError


class NumberTaken(RuleError):
    """The number was given to another paper of the year."""

    code = "number_taken"
    message = "Số %(number)s năm %(year)s đã cấp cho văn bản khác. Số tiếp theo trong sổ là %(next)s."


def take_outgoing_number(
    unit_id: int, symbol: str, number: int, *, on: date, is_sealed: bool = False
) -> OutgoingNumber:
    """Give a number to a paper of a day, in the series of its kind; the caller has asked authority.

    Raises NumberTaken.
    """
    try:
        with transaction.atomic():
            return OutgoingNumber.objects.create(
                unit_id=unit_id, symbol=symbol, number=number, year=on.year, issued_on=on, is_sealed=is_sealed
            )
    except IntegrityError as taken:
        if "an_outgoing_number_is_once" not in str(taken):
            raise
        raise NumberTaken(
            params={
                "number": number_text(number, symbol),
                "year": str(on.year),
                "next": f"{next_outgoing_number(unit_id, symbol, on.year, is_sealed=is_sealed):02}",
            }
        ) from taken
