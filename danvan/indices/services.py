"""Acts on index scores: one by one, and the shipped series at once."""

import csv
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.evidence import services as evidence
from danvan.evidence.choices import ProofState
from danvan.evidence.events import RecordChanged
from danvan.evidence.models import Evidence
from danvan.indices.choices import IndexName
from danvan.indices.models import IndexScore
from danvan.journal.services import announce, record_act
from danvan.kernel.errors import RuleError
from danvan.kernel.text import fold
from danvan.orgs.choices import Level
from danvan.orgs.selectors import governments_on

SHIPPED = Path(__file__).parent / "data" / "nghean_indices.csv"


class NoProvince(RuleError):
    """Index scores belong to the province, and there is none on that day."""

    code = "no_province"
    message = _("Chưa có đơn vị cấp tỉnh nên chưa ghi được chỉ số. Đề nghị nhập danh mục đơn vị trước.")


def province_of(actor: Actor) -> int:
    """Return the unit index scores belong to.  Raises NoProvince."""
    province = governments_on(actor.on, level=Level.PROVINCE).first()
    if province is None:
        raise NoProvince
    return province.unit_id


def title_of(index: str, year: int) -> str:
    """Return what one year of an index is called."""
    short = IndexName(index).label.rsplit("(", 1)[-1].rstrip(")")
    return f"{short} năm {year}"


def record_score(*, actor: Actor, **fields: Any) -> IndexScore:
    """Write down the province's place for one year.

    Raises NoAuthority, NoProvince, InputErrors, PeriodIsLocked.
    """
    title = title_of(fields["index"], fields["year"])
    return evidence.create_record(IndexScore, actor=actor, unit_id=province_of(actor), title=title, **fields)


@transaction.atomic
def load_indices(*, actor: Actor, path: Path = SHIPPED) -> int:
    """Bring in the years of the shipped series that are not there yet, verified by their sources; return how many.

    What is there stays as it is.  Raises NoAuthority, NoProvince.
    """
    require(actor, Right.KEEP_INDICES)
    unit_id = province_of(actor)
    at = timezone.make_aware(datetime.combine(actor.on, time.min))
    known = set(IndexScore.objects.values_list("index", "year"))
    added = 0
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if (row["index"], int(row["year"])) not in known:
                _load(row, unit_id, actor, at)
                added += 1
    return added


def _load(row: dict[str, str], unit_id: int, actor: Actor, at: datetime) -> None:
    title = title_of(row["index"], int(row["year"]))
    score = IndexScore(
        kind=IndexScore.kind_code(),
        unit_id=unit_id,
        title=title,
        folded_title=fold(title),
        state=ProofState.VERIFIED,
        created_by_id=actor.holding_id,
        index=row["index"],
        year=int(row["year"]),
        score=row["score"] or None,
        rank=int(row["rank"]),
        of_total=int(row["of_total"]),
        source_url=row["source_url"],
        confidence=row["confidence"],
    )
    score.full_clean(exclude=["record_ptr"])
    score.save()
    # A reference series comes with its source and needs nobody to hand it in.
    Evidence.objects.create(
        record=score, proves=title, link=row["source_url"], state=ProofState.VERIFIED, submitted_at=at, decided_at=at
    )
    record_act(
        "evidence.load_reference",
        actor=actor,
        subject_kind="record",
        subject_id=score.pk,
        unit_id=unit_id,
        detail={"index": score.index, "year": score.year, "edition": score.edition},
    )
    days = tuple(day.isoformat() for day in score.counting_days())
    announce(RecordChanged(record_id=score.pk, kind=score.kind, unit_id=unit_id, days=days))
