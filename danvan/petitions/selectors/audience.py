"""Who is told of the limits of petitions, and where they read of one."""

from django.urls import reverse

from danvan.casework.choices import CaseKind
from danvan.casework.models import Case
from danvan.casework.selectors import Audience, heads_of, people_of


def _address(case: Case) -> str:
    return reverse("petitions:petition", args=[case.code])


AUDIENCE = Audience(
    kinds=frozenset(CaseKind.values) - {CaseKind.DENUNCIATION}, people=people_of, heads=heads_of, address=_address
)
