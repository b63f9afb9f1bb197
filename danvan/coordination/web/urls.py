"""Addresses of coordination."""

from danvan.coordination.web.kinds import AGREEMENTS, KINDS, PROGRAMMES, REVIEWS
from danvan.ui.catalogue import catalogue_urls
from danvan.ui.catalogue.examples import catalogue_examples

app_name = "coordination"
urlpatterns = [
    *catalogue_urls(AGREEMENTS, "quy-che-phoi-hop/"),
    *catalogue_urls(PROGRAMMES, "chuong-trinh-phoi-hop/"),
    *catalogue_urls(REVIEWS, "danh-gia-phoi-hop/"),
]
EXAMPLES = {name: example for kind in KINDS for name, example in catalogue_examples(kind).items()}
