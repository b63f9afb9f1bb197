"""Taking definition files into force."""

from pathlib import Path

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from danvan.schemes.models import SchemeVersion
from danvan.schemes.selectors.definitions import read_definition

DEFINITIONS = Path(__file__).parents[1] / "definitions"
# The job by its name, since jobs stand above services.
RECOMPUTE = "recompute_scheme"


@transaction.atomic
def load_definitions(folder: Path = DEFINITIONS) -> list[SchemeVersion]:
    """Put the definition files of a folder in force and return them; unchanged ones stay as they are.

    Figures of a scheme whose definition changed are computed again in a job
    queued here.  Raises CannotLoadScheme, and then nothing changes.
    """
    return [load_definition(path.read_text(encoding="utf-8-sig")) for path in sorted(folder.glob("*.toml"))]


@transaction.atomic
def load_definition(text: str) -> SchemeVersion:
    """Put one definition in force.  Raises CannotLoadScheme."""
    definition = read_definition(text)
    scheme = definition.scheme
    newest = SchemeVersion.objects.filter(scheme=scheme.id).order_by("-loaded_at", "-pk").first()
    if newest is not None and newest.definition_hash == definition.definition_hash:
        return newest
    version, is_new = SchemeVersion.objects.get_or_create(
        scheme=scheme.id,
        definition_hash=definition.definition_hash,
        defaults={"version": scheme.version, "text": text},
    )
    if not is_new:
        # An earlier content came back: it is in force again from now on.
        version.loaded_at = timezone.now()
        version.save(update_fields=["loaded_at"])
    app.configure_task(RECOMPUTE).defer(scheme=scheme.id)
    return version
