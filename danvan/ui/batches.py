"""Files somebody took in, as the page that imports them lists them."""

from dataclasses import dataclass
from datetime import datetime

# The latest ones; older files are found through what they brought.
SHOWN = 20


@dataclass(frozen=True)
class BatchRow:
    """One file; `url` leads to what it brought, where that has a page."""

    pk: int
    file_name: str
    rows: int
    imported_at: datetime
    by: str
    is_undone: bool
    url: str = ""
