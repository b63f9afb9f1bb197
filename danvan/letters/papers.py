"""The letters of petitions as Word templates."""

from danvan.documents.drawing import templates_of
from danvan.letters.rules.kinds import KINDS

TEMPLATES = templates_of(KINDS)
