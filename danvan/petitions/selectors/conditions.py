"""What a register of letters may be narrowed by, besides words."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, TextChoices

from danvan.casework.models import Case
from danvan.petitions.rules.guards import MANY_PEOPLE

# In place of an officer: the letters nobody was given.
NOBODY = 0


class Only(TextChoices):
    """Letters of a special sort."""

    REPEATED = "repeated", "đơn lặp lại, đã ghép"
    COMPLEX = "complex", "vụ việc phức tạp"
    SECOND = "second", "khiếu nại lần hai"
    MANY_PEOPLE = "many_people", "đơn nhiều người"


@dataclass(frozen=True)
class Conditions:
    """What is asked for; what is left empty does not narrow.  Both ends of a stretch of days belong to it."""

    kind: str = ""
    state: str = ""
    subject: str = ""
    channel: str = ""
    officer: int | None = None
    received_from: date | None = None
    received_until: date | None = None
    due_from: date | None = None
    due_until: date | None = None
    only: str = ""

    @property
    def q(self) -> Q:
        """The condition a petition has to meet."""
        asked = {
            "kind": self.kind,
            "state": self.state,
            "subject": self.subject,
            "channel": self.channel,
            "received_on__gte": self.received_from,
            "received_on__lte": self.received_until,
            "due_on__gte": self.due_from,
            "due_on__lte": self.due_until,
        }
        found = Q(**{name: value for name, value in asked.items() if value})
        if self.officer is not None:
            found &= Q(officer=self.officer) if self.officer != NOBODY else Q(officer=None)
        return found & _only(self.only) if self.only else found


def _only(sort: str) -> Q:
    if sort == Only.REPEATED:
        return Q(duplicate_of__isnull=False) | Q(Exists(Case.objects.filter(duplicate_of=OuterRef("pk"))))
    return {
        Only.COMPLEX: Q(complex_tests__len__gt=0),
        Only.SECOND: Q(instance=2),
        Only.MANY_PEOPLE: Q(people_count__gte=MANY_PEOPLE),
    }[Only(sort)]
