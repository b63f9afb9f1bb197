"""Facts in any state, written as the platform keeps them, and what is needed to ask about them."""

from datetime import date
from pathlib import Path

from danvan.authority.rules.actor import system_actor
from danvan.evidence.models import bulk_insert
from danvan.indices.models import IndexScore
from danvan.kernel.text import fold
from danvan.orgs.models import LegalAct, Succession, Unit, UnitVersion
from danvan.plans.models import Plan, PlanTask
from danvan.schemes.services import load_definitions
from danvan.schemes.services.results import recompute
from tests.cast import SINCE, TODAY, make_unit

MINIMAL = Path(__file__).parent / "definitions"
GOVERNMENT, DEMOCRACY = "government_mobilization", "grassroots_democracy"
PLATFORM = system_actor(TODAY)


def load_da04() -> None:
    load_definitions()


def plan(unit, year=2025, *, kind=GOVERNMENT, state="verified", on=None) -> Plan:
    title = f"Kế hoạch {kind} {year}"
    made = Plan(kind="plan", unit_id=_id(unit), title=title, folded_title=fold(title), state=state,
                happened_on=on or date(year, 1, 20), plan_kind=kind, year=year)  # fmt: skip
    bulk_insert(Plan, [made])
    return made


def task(of, *, due, done=None, state="verified", unit=None) -> PlanTask:
    title = f"Nhiệm vụ {due}"
    made = PlanTask(kind="plan_task", unit_id=_id(unit) if unit else of.unit_id, title=title, folded_title=fold(title),
                    state=state if done else "draft", happened_on=done, plan_id=of.pk, owner="Văn phòng",
                    due_on=due)  # fmt: skip
    bulk_insert(PlanTask, [made])
    return made


def score(unit, index, year, rank, of_total=63, *, confidence="seen", state="verified") -> IndexScore:
    title = f"{index} {year}"
    made = IndexScore(kind="index_score", unit_id=_id(unit), title=title, folded_title=fold(title), state=state,
                      index=index, year=year, rank=rank, of_total=of_total, confidence=confidence)  # fmt: skip
    bulk_insert(IndexScore, [made])
    return made


def communes(number, *, parent, since=SINCE, key="xa") -> list[Unit]:
    return [
        make_unit(f"{key}-{at}", f"Xã {key} {at}", kind="commune", level="commune", parent=parent, since=since)
        for at in range(number)
    ]


def end(unit, until) -> None:
    """The unit's last day is the day before."""
    UnitVersion.objects.filter(unit=unit).update(valid_until=until)


def succeed(predecessor, successor, on) -> Succession:
    act, _ = LegalAct.objects.get_or_create(number="1678/NQ-UBTVQH15", defaults={"title": "Sắp xếp", "issuer": "UBTVQH",
                                                                                "effective_on": on})  # fmt: skip
    return Succession.objects.create(predecessor=predecessor, successor=successor, kind="merge", on=on, legal_act=act)


def settle(scheme="da04", *, on=TODAY) -> None:
    recompute(scheme, on=on)


def _id(unit) -> int:
    return unit if isinstance(unit, int) else unit.pk
