"""The papers of sealed files as Word templates."""

from danvan.denunciations.rules.letters import KINDS
from danvan.documents.drawing import templates_of

TEMPLATES = templates_of(KINDS)
