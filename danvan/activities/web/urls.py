"""Addresses of activities."""

from danvan.activities.web.kinds import (
    CELL_SESSIONS,
    COURSES,
    EVENTS,
    KINDS,
    OUTREACH,
    PEOPLE_DOCUMENTS,
    REVIEWS,
    VISITS,
)
from danvan.ui.catalogue import catalogue_urls
from danvan.ui.catalogue.examples import catalogue_examples

app_name = "activities"
urlpatterns = [
    *catalogue_urls(EVENTS, "quan-triet/"),
    *catalogue_urls(CELL_SESSIONS, "sinh-hoat-chi-bo/"),
    *catalogue_urls(COURSES, "tap-huan/"),
    *catalogue_urls(PEOPLE_DOCUMENTS, "van-ban-lien-quan-nguoi-dan/"),
    *catalogue_urls(OUTREACH, "tuyen-truyen/"),
    *catalogue_urls(VISITS, "di-co-so/"),
    *catalogue_urls(REVIEWS, "so-ket-tong-ket/"),
]
EXAMPLES = {name: example for kind in KINDS for name, example in catalogue_examples(kind).items()}
