"""Kinds of exemplars and awards as the catalogue shows them."""

from danvan.exemplars.web.kinds.awards import AWARDS, LAUNCHES
from danvan.exemplars.web.kinds.exemplars import EXEMPLARS, MILESTONES

KINDS = (EXEMPLARS, MILESTONES, LAUNCHES, AWARDS)
