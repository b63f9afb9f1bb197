"""Numbers of registers: each given once, in order, without a gap."""

from danvan.casework.models import NumberSeries


def next_number(series: str) -> int:
    """Return the next number of a series and keep its row locked until the transaction ends.

    What is rolled back gives its number back.  Call it last, so that others wait briefly.
    """
    NumberSeries.objects.get_or_create(name=series)
    row = NumberSeries.objects.select_for_update().get(name=series)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
