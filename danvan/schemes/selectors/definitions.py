"""The definition in force, parsed once for each content."""

from pathlib import Path

from django.db.models import QuerySet

from danvan.kernel.errors import NotFound
from danvan.orgs.choices import UnitClass
from danvan.schemes.indicators import INDICATORS
from danvan.schemes.measures import SPECS
from danvan.schemes.models import SchemeVersion
from danvan.schemes.roster import Asked, asked_of
from danvan.schemes.rules.definition import SchemeDefinition
from danvan.schemes.rules.loading import load_scheme

_parsed: dict[str, SchemeDefinition] = {}


def read_definition(source: Path | str) -> SchemeDefinition:
    """Return a definition checked against the measures, indicators and unit classes there are.

    Raises CannotLoadScheme.
    """
    return load_scheme(source, measures=SPECS, indicators=INDICATORS, unit_classes=frozenset(UnitClass.values))


def version_in_force(scheme: str) -> SchemeVersion:
    """Return the version loaded last, without its text.  Raises NotFound when the scheme was never loaded."""
    version = _versions(scheme).defer("text").first()
    if version is None:
        raise NotFound
    return version


def scheme_in_force(scheme: str) -> SchemeDefinition:
    """Return the definition figures follow now.  Raises NotFound when the scheme was never loaded."""
    return definition_of(version_in_force(scheme))


def definition_of(version: SchemeVersion) -> SchemeDefinition:
    """Return what a version says."""
    if version.definition_hash not in _parsed:
        _parsed[version.definition_hash] = read_definition(version.text)
    return _parsed[version.definition_hash]


def loaded_schemes() -> list[str]:
    """Return the schemes there are, by id."""
    return list(SchemeVersion.objects.order_by("scheme").values_list("scheme", flat=True).distinct())


def schemes_in_force() -> list[SchemeDefinition]:
    """Return the definitions figures follow now: the leading scheme first, then the others by their day.  One query."""
    newest = SchemeVersion.objects.order_by("scheme", "-loaded_at", "-pk").distinct("scheme").defer("text")
    found = [definition_of(version) for version in newest]
    return sorted(found, key=lambda each: (not each.scheme.is_leading, each.scheme.issued_on, each.scheme.id))


def asked_target(definition: SchemeDefinition, target: str) -> Asked:
    """Return one target or companion by its id.  Raises NotFound."""
    for asked in asked_of(definition, [target]):
        return asked
    raise NotFound


def _versions(scheme: str) -> "QuerySet[SchemeVersion, SchemeVersion]":
    return SchemeVersion.objects.filter(scheme=scheme).order_by("-loaded_at", "-pk")
