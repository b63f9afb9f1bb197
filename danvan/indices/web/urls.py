"""Addresses of the index series."""

from danvan.indices.web.kinds import SCORES
from danvan.ui.catalogue import catalogue_urls
from danvan.ui.catalogue.examples import catalogue_examples

app_name = "indices"
urlpatterns = catalogue_urls(SCORES, "chi-so/")
EXAMPLES = catalogue_examples(SCORES)
