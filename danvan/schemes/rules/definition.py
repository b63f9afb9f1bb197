"""What a scheme asks for, read from its definition file (decision D3: targets are data, measures are code).

A definition file is written by administrators.  The `description` of a field
is what `loading` tells them may stand there when something else does.

Readings the text leaves open are settings: marked proposed until the province
decides, and dated where the law or the map changed under them.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, StringConstraints

from danvan.kernel.figures import Comparison, Scale, Threshold
from danvan.kernel.text import nfc

# The scheme whose pages have the short addresses, and which other screens show first (ADR 0039).
LEADING = "da04"
PROPOSED_LABEL = "đề xuất, chờ tỉnh quyết định"
PENDING = "pending"
PENDING_LABEL = "chưa có nguồn dữ liệu"


class UnknownSetting(LookupError):
    """Neither the target nor its scheme has a setting of this name: a fault of the measure that asks."""


class ValueKind(StrEnum):
    """What the threshold of a target is compared with."""

    SHARE = "share"
    COUNT = "count"
    RANK = "rank"
    GAIN = "gain"

    @property
    def scale(self) -> Scale:
        """How figures of this kind are compared and printed."""
        return {ValueKind.SHARE: Scale.PERCENT, ValueKind.GAIN: Scale.CHANGE}.get(self, Scale.NUMBER)


class PeriodRule(StrEnum):
    """Which days a target or task is about."""

    YEAR = "year"
    YEAR_END = "year_end"
    MONTH = "month"
    INDEX_YEAR = "index_year"
    IN_FORCE = "in_force"
    PROJECT = "project"
    POLICY = "policy"
    RUNNING = "running"

    @property
    def label(self) -> str:
        """The Vietnamese words."""
        return _PERIOD_LABELS[self]


_PERIOD_LABELS = {
    PeriodRule.YEAR: "hằng năm",
    PeriodRule.YEAR_END: "tại ngày cuối năm",
    PeriodRule.MONTH: "một tháng trong năm",
    PeriodRule.INDEX_YEAR: "theo năm chỉ số",
    PeriodRule.IN_FORCE: "một lần, sau đó duy trì hiệu lực",
    PeriodRule.PROJECT: "theo dự án, tại ngày cuối năm",
    PeriodRule.POLICY: "theo từng chính sách",
    PeriodRule.RUNNING: "thường xuyên",
}


@dataclass(frozen=True)
class Parameter:
    """What a measure lets a definition choose; without choices any value will do."""

    name: str
    choices: frozenset[str] = frozenset()
    required: bool = True


@dataclass(frozen=True)
class MeasureSpec:
    """What a definition must agree on with a measure: the area of its facts, the kind of value, what it reads."""

    source: str
    value: ValueKind
    parameters: tuple[Parameter, ...] = ()
    settings: frozenset[str] = frozenset()


# --- what a threshold looks like ----------------------------------------------------------------------------------

_SIGNS = {
    ">=": Comparison.GE,
    ">": Comparison.GT,
    "<=": Comparison.LE,
    "<": Comparison.LT,
    "=": Comparison.EQ,
}
_THRESHOLD_ALLOWED = "dấu >=, >, <=, < hoặc = và một số nguyên hoặc phân số, ví dụ “>= 98/100”, “<= 15”"


def parse_threshold(text: str, value: ValueKind = ValueKind.SHARE) -> Threshold:
    """Read "> 95/100" of a share, "<= 15" of a rank, ">= 2" of a count or ">= 1" of a gain.

    A share of exactly one is the comparison "all of them".  Raises ValueError
    with the Vietnamese form expected: a decimal is none, since it is not exact.
    """
    sign, _, number = text.strip().partition(" ")
    parts = number.strip().split("/")
    if sign not in _SIGNS or len(parts) > 2 or not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError(_THRESHOLD_ALLOWED)
    if int(parts[-1]) == 0 and len(parts) == 2:
        raise ValueError(_THRESHOLD_ALLOWED)
    exact = Fraction(int(parts[0]), int(parts[1]) if len(parts) == 2 else 1)
    return _threshold(_SIGNS[sign], exact, value)


def _threshold(comparison: Comparison, exact: Fraction, value: ValueKind) -> Threshold:
    if value is not ValueKind.SHARE:
        if exact.denominator != 1:
            raise ValueError("số nguyên, vì giá trị của chỉ tiêu không phải là tỷ lệ")
        return Threshold(comparison, int(exact), value.scale)
    if not 0 <= exact <= 1:
        raise ValueError("tỷ lệ từ 0/100 đến 100/100")
    if comparison is Comparison.EQ and exact == 1:
        return Threshold(Comparison.ALL)
    return Threshold(comparison, exact * 100)


# --- the parts of a file ------------------------------------------------------------------------------------------


def _table_of_threshold(given: object) -> object:
    """Let a threshold be written as a table {comparison, value} as well as a string."""
    if isinstance(given, dict) and set(given) == {"comparison", "value"}:
        return f"{given['comparison']} {given['value']}"
    return given


def _stripped_nfc(given: object) -> object:
    return nfc(given).strip() if isinstance(given, str) else given


Text = Annotated[str, BeforeValidator(_stripped_nfc), StringConstraints(min_length=1)]
Remark = Annotated[str, BeforeValidator(_stripped_nfc)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
# It stands in addresses beside the names of pages, which have no figures.
SchemeId = Annotated[str, StringConstraints(pattern=r"^[a-z]+[0-9]+$", max_length=20)]
TargetId = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{1,3}[a-z]?[0-9]?$", max_length=12)]
ThresholdText = Annotated[str, BeforeValidator(_table_of_threshold), BeforeValidator(_stripped_nfc)]
Year = Annotated[int, Field(ge=2000, le=2100)]
Scalar = bool | int | str
Value = bool | int | date | str | tuple[Scalar, ...] | dict[str, Scalar]
EvidenceState = Literal["draft", "submitted", "verified", "rejected", "superseded"]

_NAME = "tên tiếng Việt, không để trống"
_SENTENCE = "một câu tiếng Việt, không để trống"
_KEY = "chữ thường không dấu, số và dấu gạch dưới, bắt đầu bằng chữ"
_SCHEME_ID = "chữ thường không dấu rồi đến số, ví dụ da04, ct33"
_ID = "một chữ in hoa và số, có thể thêm một chữ thường, ví dụ T05, T06b"
_TRUTH = "true hoặc false"
_YEAR = "năm từ 2000 đến 2100"
_LIST = "danh sách chuỗi trong dấu ngoặc vuông"
_VALUE = "true, false, số nguyên, chuỗi, ngày, danh sách hoặc bảng; không dùng số thập phân"


class _Part(BaseModel):
    """One table of a definition file: nothing unknown in it, nothing changed later.

    Not strict as a whole, since an array of TOML becomes a tuple; numbers,
    dates and truths are strict one by one, so that "5" is no number.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


class Change(_Part):
    """The value of a setting from a date on."""

    valid_from: date = Field(alias="from", description="ngày dạng 2025-07-01", strict=True)
    value: Value = Field(description=_VALUE)
    note: Remark = Field("", description=_SENTENCE)


class Setting(_Part):
    """A reading the text leaves open, or a number that changes with the law."""

    label: Text = Field(description=_NAME)
    value: Value = Field(description=_VALUE)
    proposed: bool = Field(description=_TRUTH, strict=True)
    note: Remark = Field("", description=_SENTENCE)
    changes: tuple[Change, ...] = Field((), description="danh sách bảng {from, value}, từ ngày sớm đến ngày muộn")

    def in_force(self, on: date) -> "SettingInForce":
        """Return the value that holds on a day."""
        found = SettingInForce(self.label, self.value, self.proposed, self.note, None)
        for change in self.changes:
            if change.valid_from <= on:
                found = SettingInForce(
                    self.label, change.value, self.proposed, change.note or self.note, change.valid_from
                )
        return found


@dataclass(frozen=True)
class SettingInForce:
    """A setting on one day: what it says, since when (None: from the beginning) and whether it is only proposed."""

    label: str
    value: Value
    proposed: bool
    note: str
    since: date | None

    @property
    def mark(self) -> str:
        """The words a screen shows beside a proposed value; empty when it is decided."""
        return PROPOSED_LABEL if self.proposed else ""

    @property
    def threshold(self) -> Threshold:
        """The value as a share to reach; ValueError when the setting holds something else."""
        if not isinstance(self.value, str):
            raise ValueError(_THRESHOLD_ALLOWED)
        return parse_threshold(self.value)

    @property
    def number(self) -> int:
        """The value as a whole number; ValueError when the setting holds something else."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise ValueError(f"{self.label}: {self.value!r}")
        return self.value


class Due(_Part):
    """The day of each year by which a target must be met; later facts still count and are marked late."""

    month: int = Field(description="tháng từ 1 đến 12", ge=1, le=12, strict=True)
    day: int = Field(description="ngày có trong tháng đó ở mọi năm", ge=1, le=31, strict=True)
    years_later: int = Field(0, description="0 hoặc 1: cùng năm hay năm sau", ge=0, le=1, strict=True)
    proposed: bool = Field(False, description=_TRUTH, strict=True)
    note: Remark = Field("", description=_SENTENCE)

    def on(self, year: int) -> date:
        """Return the last day in time for the figures of a year."""
        return date(year + self.years_later, self.month, self.day)


class Evidence(_Part):
    """Which states of evidence each column counts (rule R7)."""

    computed: tuple[EvidenceState, ...] = Field(description=_LIST, min_length=1)
    provisional: tuple[EvidenceState, ...] = Field(description=_LIST, min_length=1)


class _Measured(_Part):
    """What a target and its companions share."""

    id: TargetId = Field(description=_ID)
    name: Text = Field(description=_NAME)
    statement: Text = Field(description=_SENTENCE)
    value: ValueKind = Field(description="share, count, rank hoặc gain")
    counts: Text = Field(description="đơn vị tính bằng tiếng Việt, ví dụ “đơn vị”, “hồ sơ”")
    threshold_text: ThresholdText | None = Field(None, alias="threshold", description=_THRESHOLD_ALLOWED)
    measure: Key = Field(description=_KEY)
    parameters: dict[Key, Value] = Field(default_factory=dict, description="bảng tên = giá trị; " + _VALUE)
    levels: tuple[Literal["province", "district", "commune"], ...] = Field(
        (), description="danh sách gồm province, district, commune"
    )
    reading: Text = Field(description=_SENTENCE)
    first_year: Year | None = Field(None, description=_YEAR, strict=True)
    last_year: Year | None = Field(None, description=_YEAR, strict=True)

    @property
    def threshold(self) -> Threshold | None:
        """What must be reached; None where the text sets no level and only the value is shown."""
        return None if self.threshold_text is None else parse_threshold(self.threshold_text, self.value)


class Companion(_Measured):
    """A result shown beside a target.  Without unit classes of its own it concerns those of the target."""

    unit_classes: tuple[str, ...] = Field((), description=_LIST)


class Target(_Measured):
    """One countable target: whom it binds, when, what is compared with what, and how the text is read."""

    group: Key = Field(description="mã một nhóm đã khai trong [[group]]")
    task_group: int | None = Field(None, description="số một nhóm nhiệm vụ đã khai trong [[task_group]]", strict=True)
    unit_classes: tuple[str, ...] = Field(description=_LIST, min_length=1)
    excluded_classes: tuple[str, ...] = Field((), description=_LIST)
    period: PeriodRule = Field(description="một trong: " + ", ".join(PeriodRule))
    month: int | None = Field(None, description="tháng từ 1 đến 12", ge=1, le=12, strict=True)
    evidence: Evidence | None = Field(None, description="bảng {computed, provisional}")
    due: Due | None = Field(None, description="bảng {month, day}")
    decisive_year: Year | None = Field(None, description=_YEAR, strict=True)
    source: Key = Field(description="tên phân hệ ghi nhận dữ kiện, hoặc pending khi chưa có")
    proposed: bool = Field(False, description=_TRUTH, strict=True)
    records: tuple[Text, ...] = Field(description=_LIST, min_length=1)
    basis: Text = Field(description="nơi văn bản nêu chỉ tiêu")
    note: Remark = Field("", description=_SENTENCE)
    settings: dict[Key, Setting] = Field(default_factory=dict, description="các bảng [target.settings.tên]")
    companions: tuple[Companion, ...] = Field((), description="các bảng [[target.companions]]")

    @property
    def is_pending(self) -> bool:
        """Whether the area that records its facts does not exist yet."""
        return self.source == PENDING

    @property
    def mark(self) -> str:
        """The words a screen shows beside a target that is only proposed; empty when the scheme itself asks for it."""
        return PROPOSED_LABEL if self.proposed else ""

    def applies_in(self, year: int) -> bool:
        """Whether the target is asked of that year."""
        return (self.first_year is None or year >= self.first_year) and (
            self.last_year is None or year <= self.last_year
        )

    def due_on(self, year: int) -> date:
        """Return the last day in time for a year: that of the due rule, otherwise the end of the period."""
        if self.due is not None:
            return self.due.on(year)
        month = self.month or 12
        return date(year, month, monthrange(year, month)[1])


class Task(_Part):
    """A task without a number: followed with indicators, never turned into an official verdict."""

    id: TargetId = Field(description=_ID)
    task_group: int = Field(description="số một nhóm nhiệm vụ đã khai trong [[task_group]]", strict=True)
    name: Text = Field(description=_NAME)
    statement: Text = Field(description=_SENTENCE)
    unit_classes: tuple[str, ...] = Field(description=_LIST)
    applies_to: Remark = Field("", description=_SENTENCE)
    period: PeriodRule = Field(description="một trong: " + ", ".join(PeriodRule))
    indicators: tuple[Text, ...] = Field(description=_LIST, min_length=1)
    figures: TargetId | None = Field(
        None, description="mã một bộ chỉ báo mà chương trình tính được; bỏ mục này khi chưa có"
    )
    proposed: bool = Field(description=_TRUTH, strict=True)
    records: tuple[Text, ...] = Field(description=_LIST)
    links: tuple[TargetId, ...] = Field((), description="danh sách mã chỉ tiêu, nhiệm vụ")
    note: Remark = Field("", description=_SENTENCE)


class Look(StrEnum):
    """What a leader can look through for a weakness, unit by unit."""

    PLANS = "plans"
    COORDINATION = "coordination"
    INSPECTIONS = "inspections"
    STAFF = "staff"


class Weakness(_Part):
    """A weakness the scheme says it must cure, and what a leader must be able to see of it.

    `look` is how it is looked for, among the units `bound_by` binds; without it
    the page says what should be seen and shows no units.
    """

    id: TargetId = Field(description=_ID)
    name: Text = Field(description=_NAME)
    statement: Text = Field(description=_SENTENCE)
    shows: tuple[Text, ...] = Field(description=_LIST, min_length=1)
    look: Look | None = Field(None, description="một trong: " + ", ".join(Look))
    bound_by: TargetId | None = Field(None, description="mã chỉ tiêu cho biết xem những đơn vị nào")
    links: tuple[TargetId, ...] = Field((), description="danh sách mã chỉ tiêu, nhiệm vụ")


class Group(_Part):
    """A heading of the scorecard."""

    id: Key = Field(description=_KEY)
    name: Text = Field(description=_NAME)


class TaskGroup(_Part):
    """One of the numbered groups of tasks and solutions."""

    number: int = Field(description="số thứ tự từ 1", ge=1, strict=True)
    name: Text = Field(description=_NAME)


class Scheme(_Part):
    """The document itself."""

    id: SchemeId = Field(description=_SCHEME_ID)
    version: int = Field(description="số nguyên từ 1, tăng mỗi lần sửa", ge=1, strict=True)
    number: Text = Field(description="số, ký hiệu văn bản")
    name: Text = Field(description=_NAME)
    short_name: Text = Field(description=_NAME)
    issued_on: date = Field(description="ngày dạng 2021-10-01", strict=True)
    issuer: Text = Field(description="cơ quan ban hành")
    span: Text = Field(description=_SENTENCE)
    first_year: Year = Field(description=_YEAR, strict=True)
    last_year: Year | None = Field(None, description=_YEAR, strict=True)
    note: Remark = Field("", description=_SENTENCE)
    evidence: Evidence = Field(description="bảng {computed, provisional}")
    settings: dict[Key, Setting] = Field(default_factory=dict, description="các bảng [scheme.settings.tên]")

    @property
    def is_leading(self) -> bool:
        """Whether other screens show it first."""
        return self.id == LEADING


class SchemeDefinition(_Part):
    """A whole definition file, checked against the measures and unit classes of the program."""

    scheme: Scheme = Field(description="bảng [scheme]")
    groups: tuple[Group, ...] = Field(alias="group", description="các bảng [[group]]", min_length=1)
    task_groups: tuple[TaskGroup, ...] = Field((), alias="task_group", description="các bảng [[task_group]]")
    targets: tuple[Target, ...] = Field(alias="target", description="các bảng [[target]]", min_length=1)
    tasks: tuple[Task, ...] = Field((), alias="task", description="các bảng [[task]]")
    weaknesses: tuple[Weakness, ...] = Field((), alias="weakness", description="các bảng [[weakness]]")
    _hash: str = PrivateAttr("")

    @property
    def definition_hash(self) -> str:
        """What tells one content from another; spaces, comments and the order of keys do not count."""
        return self._hash

    def target(self, target_id: str) -> Target:
        """Return one target; KeyError when the scheme has none of that id."""
        for target in self.targets:
            if target.id == target_id:
                return target
        raise KeyError(target_id)

    @property
    def unit_classes(self) -> frozenset[str]:
        """Everybody any target binds."""
        return frozenset(each for target in self.targets for each in target.unit_classes)

    def targets_of(self, group_id: str) -> tuple[Target, ...]:
        """Return the targets under one heading, in the order of the file."""
        return tuple(target for target in self.targets if target.group == group_id)

    def targets_in(self, year: int) -> tuple[Target, ...]:
        """Return the targets asked of a year; a target's own years go before those of the scheme."""
        first, last = self.scheme.first_year, self.scheme.last_year
        return tuple(
            target
            for target in self.targets
            if target.applies_in(year)
            and (target.first_year is not None or year >= first)
            and (target.last_year is not None or last is None or year <= last)
        )

    def evidence_of(self, target_id: str) -> Evidence:
        """Return the evidence states a target counts: its own, otherwise those of the scheme."""
        return self.target(target_id).evidence or self.scheme.evidence

    def setting(self, target_id: str, key: str, *, on: date) -> SettingInForce:
        """Return a setting of a target, otherwise of its scheme, as it stands on a day: mostly the last of the period.

        Raises UnknownSetting when neither has it.
        """
        for owner in (self.target(target_id), self.scheme):
            if key in owner.settings:
                return owner.settings[key].in_force(on)
        raise UnknownSetting(f"{target_id}.{key}")
