"""Every Word template of the platform."""

from pathlib import Path

from danvan.conclusions.notice_paper import NOTICE
from danvan.conclusions.papers import GENERAL, REMINDER
from danvan.denunciations.papers import TEMPLATES as SEALED
from danvan.desk.papers import CHASING
from danvan.letters.papers import TEMPLATES
from danvan.opinions.papers import TEMPLATES as OPINIONS
from danvan.reception.book_papers import ALL as RECEPTION
from danvan.reports.papers import BRIEFING

ALL = (
    BRIEFING,
    CHASING,
    NOTICE,
    REMINDER,
    GENERAL,
    *TEMPLATES.values(),
    *SEALED.values(),
    *OPINIONS,
    *RECEPTION,
)


def write_templates(folder: Path) -> tuple[int, int]:
    """Write the templates in use to a folder, to be edited; return how many were written and how many lay there."""
    folder.mkdir(parents=True, exist_ok=True)
    new = [template for template in ALL if not (folder / template.name).exists()]
    for template in new:
        (folder / template.name).write_bytes(template.content())
    return len(new), len(ALL) - len(new)
