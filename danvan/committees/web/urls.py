"""Addresses of committees, assignments and evaluation."""

from danvan.committees.web.kinds import ASSIGNMENTS, COMMITTEES, KINDS, SCHEMES, USES
from danvan.ui.catalogue import catalogue_urls
from danvan.ui.catalogue.examples import catalogue_examples

app_name = "committees"
urlpatterns = [
    *catalogue_urls(COMMITTEES, "ban-chi-dao/"),
    *catalogue_urls(ASSIGNMENTS, "phan-cong/"),
    *catalogue_urls(SCHEMES, "quy-dinh-danh-gia/"),
    *catalogue_urls(USES, "ap-dung-danh-gia/"),
]
EXAMPLES = {name: example for kind in KINDS for name, example in catalogue_examples(kind).items()}
