"""A small province with one year of plans: the commune has its plans, the neighbour has sent nothing."""

from datetime import date

from danvan.evidence.models import Document, Evidence
from danvan.kernel.text import fold
from danvan.plans.models import Plan
from danvan.schemes.services.definitions import load_definitions
from danvan.schemes.services.results import recompute

YEAR = 2025
SETTLED_ON = date(2026, 3, 1)


def add_plan(unit, *, kind="government_mobilization", state="verified", issued_on=date(YEAR, 2, 3), year=YEAR):
    """Return a plan with a document and a piece of evidence in the same state."""
    title = f"Kế hoạch công tác dân vận chính quyền năm {year}"
    paper = Document.objects.create(
        unit=unit, kind="plan", number="12/KH-UBND", issued_on=issued_on, title=title, folded_title=fold(title),
        issuer="UBND xã", signer="Người ký", signer_title="Chủ tịch",
    )  # fmt: skip
    plan = Plan.objects.create(
        kind="plan", unit=unit, title=title, folded_title=fold(title), happened_on=issued_on, state=state,
        plan_kind=kind, year=year, document=paper,
    )  # fmt: skip
    proof = Evidence.objects.create(record=plan, proves=title, fact_on=issued_on, state=state)
    proof.documents.add(paper)
    return plan


def settle(cast):
    """Load the scheme and compute the year of plans."""
    load_definitions()
    add_plan(cast.place.commune)
    add_plan(cast.place.department, state="submitted", issued_on=date(YEAR, 3, 5))
    recompute("da04", on=SETTLED_ON)
