"""Voters' recommendations, their answers, and what voters said of these (T23, T24).

The register is its own proof.  Behind a figure stand counting facts: a number
in a session, a field, days; never what was said.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from danvan.kernel.text import format_date, format_number
from danvan.opinions.choices import ResultKind
from danvan.opinions.models import FeedbackReport, VoterRecommendation
from danvan.opinions.rules.standing import Known, Lying, Standing, is_due, is_fault, is_of_year, lying, standings
from danvan.opinions.selectors import feedback_of, first_steps, known_of, responses_of
from danvan.schemes.sources.facts import Exhibit, Wanted

RECOMMENDATION = "voter_recommendation"
_GIVEN = F("satisfied") + F("partly") + F("not_satisfied") + F("unsure")

Part = tuple[int, int]


class Register:
    """What these years may need of the register, loaded once, asked for any day.  Three queries."""

    def __init__(self, wanted: Wanted) -> None:
        self.known = known_of(wanted.units, wanted.years) if wanted.years else []
        self._by_day: dict[tuple[int, date], dict[int, Standing]] = {}

    def standing(self, units: Iterable[int], year: int, day: date) -> Standing:
        """Return what some units together have in a year, as it stood at the end of a day."""
        if (year, day) not in self._by_day:
            self._by_day[year, day] = standings(self.known, year, on=day)
        total = Standing()
        for unit in units:
            found = self._by_day[year, day].get(unit)
            if found is not None:
                for name in ("items", "unrouted", "unanswered", "due", "settled"):
                    setattr(total, name, getattr(total, name) + getattr(found, name))
        return total


def first_addresses(wanted: Wanted, on: date) -> dict[tuple[int, int], Part]:
    """Return by unit and year how many it accepted of those first sent to it.  One query."""
    rows: Iterable[Any] = (
        first_steps(wanted.units, wanted.years)
        .filter(on__lte=on)
        .order_by()
        .values("unit", "on__year")
        .annotate(routed=Count("pk"), accepted=Count("pk", filter=Q(accepted_on__lte=on)))
    )
    return {(row["unit"], row["on__year"]): (row["accepted"], row["routed"]) for row in rows}


def satisfied(wanted: Wanted, on: date) -> dict[tuple[int, int], Part]:
    """Return by unit and year how many of those who said something are satisfied.  One query."""
    rows: Iterable[Any] = (
        feedback_of(wanted.units, wanted.years)
        .filter(on__lte=on)
        .order_by()
        .values("response__unit", "on__year")
        .annotate(sum_satisfied=Sum("satisfied"), sum_given=Sum(_GIVEN))
    )
    return {(row["response__unit"], row["on__year"]): (row["sum_satisfied"], row["sum_given"]) for row in rows}


def covered(wanted: Wanted, on: date) -> dict[tuple[int, int], Part]:
    """Return by unit and year about how many of the answers sent anybody said something.  One query."""
    rows: Iterable[Any] = (
        responses_of(wanted.units, wanted.years)
        .filter(on__lte=on)
        .annotate(is_heard=_is_heard(on))
        .order_by()
        .values("unit", "on__year")
        .annotate(sent=Count("pk"), heard=Count("pk", filter=Q(is_heard=True)))
    )
    return {(row["unit"], row["on__year"]): (row["heard"], row["sent"]) for row in rows}


def _is_heard(on: date) -> Exists:
    heard = FeedbackReport.objects.filter(response=OuterRef("pk"), on__lte=on).annotate(said=_GIVEN)
    return Exists(heard.filter(said__gt=0))


# --- what stands behind a figure -------------------------------------------------------------------------------------


# The years and days a unit is looked at, by unit.
Looks = Mapping[int, Collection[tuple[int, date]]]


def list_standing(wanted: Wanted, looks: Looks, *, of_due: bool) -> Iterator[Exhibit]:
    """Return the recommendations units have in these years, or those due, each with whether it speaks for its unit.

    Four queries.
    """
    found: list[tuple[Known, Lying, int, date]] = []
    moments = sorted({moment for moments in looks.values() for moment in moments})
    for known in known_of(wanted.units, wanted.years) if moments else ():
        for year, day in moments:
            lies = lying(known, day)
            is_asked = lies.unit_id is not None and (year, day) in looks.get(lies.unit_id, ())
            if not is_asked or known.received_on > day or not is_of_year(known, year):
                continue
            if not of_due or is_due(known, lies, year, day):
                found.append((known, lies, year, day))
    rows = _named({known.key for known, _lies, _year, _day in found})
    found.sort(key=lambda each: (each[2], not is_fault(each[0], each[1], each[3]), each[1].due_on, each[0].key))
    for known, lies, year, day in found:
        yield _shown(rows[known.key], known, lies, year, day, of_due=of_due)


def _named(keys: Collection[int]) -> dict[int, VoterRecommendation]:
    return VoterRecommendation.objects.select_related("session").in_bulk(list(keys))


def title_of(row: VoterRecommendation) -> str:
    """Name a recommendation by its number, session and field."""
    return f"Kiến nghị số {row.number} ({row.get_field_display()}), {row.session}"


def _shown(row: VoterRecommendation, known: Known, lies: Lying, year: int, day: date, *, of_due: bool) -> Exhibit:
    fault = is_fault(known, lies, day)
    is_settled, is_answered = known.is_settled(day), known.is_answered(day)
    if fault:
        state, word = "not_achieved", "quá hạn"
        why = f"{'chưa trả lời' if lies.is_routed else 'chưa chuyển'}, quá hạn từ ngày {format_date(lies.due_on)}"
    elif is_settled:
        state, word, why = "achieved", "giải quyết xong", "đã giải quyết xong"
    elif is_answered:
        state, word = "submitted", "đã trả lời"
        # As it stood that day: a later answer is another year's.
        kind = ResultKind.EXPLAINED if known.is_over(day) else ResultKind.STUDIED
        why = f"đã trả lời ({kind.label}), chưa phải giải quyết xong"
    else:
        state, word, why = "not_yet_due", "đang mở", "chưa đến hạn trả lời"
    assert lies.unit_id is not None, "what lies outside the platform stands behind no figure"
    is_counted = is_settled if of_due else not fault
    return _exhibit(
        row, lies.unit_id, year, state, word, why, happened_on=known.turn_at(day).answered_on if is_answered else None,
        due_on=lies.due_on, is_counted=is_counted,
    )  # fmt: skip


def list_first_steps(wanted: Wanted, on: date) -> Iterator[Exhibit]:
    """Return the recommendations first sent to these units.  One query."""
    steps = first_steps(wanted.units, wanted.years).filter(on__lte=on)
    for step in steps.select_related("recommendation__session").order_by("on", "pk"):
        is_accepted = step.accepted_on is not None and step.accepted_on <= on
        why = "tiếp nhận ngay lần đầu" if is_accepted else f"nơi nhận đầu tiên: {step.get_state_display()}"
        state = "achieved" if is_accepted else "not_yet_due" if step.state == "waiting" else "not_achieved"
        yield _exhibit(
            step.recommendation, step.unit_id, step.on.year, state, step.get_state_display(), why,
            happened_on=step.on, is_counted=is_accepted,
        )  # fmt: skip


def list_feedback(wanted: Wanted, on: date) -> Iterator[Exhibit]:
    """Return what was heard about answers, as numbers.  One query."""
    reports = feedback_of(wanted.units, wanted.years).filter(on__lte=on)
    for each in reports.select_related("response__recommendation__session").order_by("on", "pk"):
        why = f"{format_number(each.satisfied)}/{format_number(each.given)} ý kiến hài lòng"
        yield _exhibit(
            each.response.recommendation, each.response.unit_id, each.on.year, "verified", "đã lấy ý kiến", why,
            happened_on=each.on, is_counted=each.given > 0,
        )  # fmt: skip


def list_responses(wanted: Wanted, on: date) -> Iterator[Exhibit]:
    """Return the answers sent, each with whether anybody said something of it.  One query."""
    rows = responses_of(wanted.units, wanted.years).filter(on__lte=on).annotate(is_heard=_is_heard(on))
    for each in rows.select_related("recommendation__session").order_by("on", "pk"):
        why = "đã có phản hồi" if each.is_heard else "chưa lấy ý kiến cử tri"
        yield _exhibit(
            each.recommendation, each.unit_id, each.on.year, "achieved" if each.is_heard else "not_yet_due",
            "đã lấy ý kiến" if each.is_heard else "chưa hỏi", why, happened_on=each.on, is_counted=each.is_heard,
        )  # fmt: skip


def _exhibit(
    row: VoterRecommendation,
    unit_id: int,
    year: int,
    state: str,
    word: str,
    why: str,
    *,
    happened_on: date | None,
    is_counted: bool,
    due_on: date | None = None,
) -> Exhibit:
    return Exhibit(
        record_id=row.pk,
        kind=RECOMMENDATION,
        kind_label="kiến nghị cử tri",
        title=title_of(row),
        unit_id=unit_id,
        year=year,
        state=state,
        state_label=word,
        happened_on=happened_on,
        due_on=due_on,
        is_counted=is_counted,
        is_provisional=is_counted,
        why=why,
    )
