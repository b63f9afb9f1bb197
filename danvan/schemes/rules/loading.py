"""Reading a definition file, and saying what is wrong with it.

Administrators write these files, so a wrong one is answered like any other
wrong input: every fault with its place, what stands there and what may stand
there.  Faults of form (a missing field, a wrong type) are told first and
together; only a well-formed file is then checked for sense: ids, groups,
measures, unit classes, thresholds, dates.
"""

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from danvan.kernel.errors import InputError, InputErrors
from danvan.kernel.figures import Comparison
from danvan.kernel.text import format_date
from danvan.schemes.rules.definition import (
    PENDING,
    Change,
    Companion,
    Evidence,
    MeasureSpec,
    PeriodRule,
    SchemeDefinition,
    Setting,
    Target,
    ValueKind,
    parse_threshold,
)

_OWNERS = {
    "scheme": "đề án",
    "group": "nhóm",
    "task_group": "nhóm nhiệm vụ",
    "target": "chỉ tiêu",
    "companions": "kết quả kèm theo",
    "task": "nhiệm vụ",
    "weakness": "hạn chế",
}
_LINE = re.compile(r"\(at line (\d+), column \d+\)")


class CannotLoadScheme(InputErrors):
    """The definition file is not one the program could follow; `errors` says what is wrong with it."""

    code = "invalid_definition"


def load_scheme(
    source: Path | str,
    *,
    measures: Mapping[str, MeasureSpec],
    indicators: Collection[str],
    unit_classes: Collection[str],
) -> SchemeDefinition:
    """Return the scheme a file, or a text in its form, defines.

    `measures` are those the program can compute now; a target may name another
    one only while its source is pending.  `indicators` are what tasks may take
    their figures from.  Raises CannotLoadScheme.
    """
    text = source.read_text(encoding="utf-8-sig") if isinstance(source, Path) else source
    raw = _parsed(text)
    decimals = [
        _fault(*_place(raw, path), found=number, allowed="số nguyên hoặc phân số trong dấu ngoặc kép, ví dụ “90/100”")
        for path, number in _decimals(raw)
    ]
    if decimals:
        raise CannotLoadScheme(decimals)
    try:
        definition = SchemeDefinition.model_validate(raw)
    except ValidationError as error:
        raise CannotLoadScheme(_faults_of_form(raw, error)) from None
    if faults := list(_faults_of_sense(definition, measures, indicators, unit_classes)):
        raise CannotLoadScheme(faults)
    definition._hash = definition_hash(raw)
    return definition


def definition_hash(content: Mapping[str, object]) -> str:
    """Return the SHA-256 of the parsed content, which does not change with its layout."""
    canonical = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=lambda day: day.isoformat()
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        line = _LINE.search(reason)
        raise CannotLoadScheme(
            [
                InputError(
                    "Tệp định nghĩa không đúng cú pháp TOML (%(found)s).",
                    row=int(line[1]) if line else None,
                    params={"found": reason},
                )
            ]
        ) from None


def _fault(owner: str, field: str, *, found: object, allowed: str) -> InputError:
    return InputError(
        "đang ghi %(shown)s; cần %(allowed)s.",
        field=_joined(owner, field),
        params={"owner": owner, "field": field, "found": found, "shown": _shown(found), "allowed": allowed},
    )


def _missing(owner: str, field: str, *, allowed: str) -> InputError:
    return InputError(
        "chưa có; cần %(allowed)s.",
        field=_joined(owner, field),
        params={"owner": owner, "field": field, "found": None, "allowed": allowed},
    )


def _joined(owner: str, field: str) -> str:
    return ": ".join(filter(None, (owner, field)))


def _shown(found: object) -> str:
    match found:
        case bool():
            return str(found).lower()
        case date():
            return format_date(found)
        case str():
            return f"“{found}”" if found else "chuỗi trống"
        case list() | tuple() | dict() if not found:
            return "danh sách trống"
        case list() | tuple():
            return ", ".join(map(_shown, found))
        case dict():
            return f"bảng có {', '.join(map(str, found))}"
        case _:
            return str(found)


# --- form ---------------------------------------------------------------------------------------------------------

Location: TypeAlias = tuple[int | str, ...]


def _decimals(value: object, path: Location = ()) -> Iterator[tuple[Location, float]]:
    """Find decimals wherever they stand: they are not exact, so none may decide anything."""
    if isinstance(value, float):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _decimals(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _decimals(inner, (*path, index))


def _faults_of_form(raw: Mapping[str, Any], error: ValidationError) -> list[InputError]:
    """Turn what pydantic found into located Vietnamese faults, one for each field."""
    faults: dict[tuple[str, str], InputError] = {}
    for detail in error.errors():
        location, allowed = _described(detail["loc"])
        place = _place(raw, location)
        faults.setdefault(place, _fault_of_form(place, detail, allowed))
    return list(faults.values())


def _fault_of_form(place: tuple[str, str], detail: ErrorDetails, allowed: str) -> InputError:
    match detail["type"]:
        case "missing":
            return _missing(*place, allowed=allowed)
        case "extra_forbidden":
            owner, field = place
            return InputError(
                "không có mục này; các mục được phép: %(allowed)s.",
                field=_joined(owner, field),
                params={"owner": owner, "field": field, "found": field, "allowed": allowed},
            )
        case _:
            return _fault(*place, found=detail["input"], allowed=allowed)


def _described(loc: Location) -> tuple[Location, str]:
    """Follow an error into the models; return where the field itself stands and what may stand there.

    Pydantic adds the members of a union to the location; they end the walk.
    For an unknown field the answer is the names of the known ones.
    """
    model: type[BaseModel] | None = SchemeDefinition
    walked: list[int | str] = []
    allowed = ""
    steps = list(loc)
    while steps and model is not None:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        name = steps.pop(0)
        walked.append(name)
        if name not in fields:
            return tuple(walked), ", ".join(fields)
        field = fields[str(name)]
        allowed = field.description or ""
        model = _model_in(field.annotation)
        if steps and steps[-1] == "[key]":
            return (*walked, steps[0]), "tên gồm chữ thường không dấu, số và dấu gạch dưới"
        if steps and (isinstance(steps[0], int) or (model is not None and _is_table_of_tables(field))):
            walked.append(steps.pop(0))
    return tuple(walked), allowed


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)


def _is_table_of_tables(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is dict


def _place(raw: Mapping[str, Any], location: Location) -> tuple[str, str]:
    """Return the owner of a field in words ("chỉ tiêu T05") and the field's name within it."""
    owner, value = "", raw
    field: list[str] = []
    for step in location:
        value = _inner(value, step)
        if isinstance(step, str) and step in _OWNERS and not field:
            owner = _OWNERS[step]
        elif isinstance(step, int) and owner and not field:
            owner += f" {_name_of(value, step)}"
        elif isinstance(step, int):
            field.append(f"[{step + 1}]")
        elif step == "companions":
            owner, field = _OWNERS[step], []
        else:
            field.append(f".{step}" if field else step)
    return owner, "".join(field)


def _inner(value: Any, step: int | str) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _name_of(value: object, index: int) -> str:
    if isinstance(value, dict):
        for key in ("id", "number"):
            if isinstance(value.get(key), str | int) and value[key] != "":
                return str(value[key])
    return f"thứ {index + 1}"


# --- sense --------------------------------------------------------------------------------------------------------


def _faults_of_sense(
    definition: SchemeDefinition,
    measures: Mapping[str, MeasureSpec],
    indicators: Collection[str],
    unit_classes: Collection[str],
) -> Iterator[InputError]:
    yield from _repeated_ids(definition)
    yield from _years_of("đề án", definition.scheme.first_year, definition.scheme.last_year)
    yield from _evidence_of("đề án", definition.scheme.evidence)
    yield from _settings_of("đề án", definition.scheme.settings)
    groups = [group.id for group in definition.groups]
    numbers = [group.number for group in definition.task_groups]
    ids = {part.id for part in _identified(definition)}
    targets = [target.id for target in definition.targets]
    for target in definition.targets:
        owner = f"chỉ tiêu {target.id}"
        if target.group not in groups:
            yield _fault(owner, "group", found=target.group, allowed=f"một trong: {', '.join(groups)}")
        if target.task_group is not None and target.task_group not in numbers:
            yield _fault(owner, "task_group", found=target.task_group, allowed=_one_of(numbers))
        yield from _unknown_classes(owner, "unit_classes", target.unit_classes, unit_classes)
        yield from _unknown_classes(owner, "excluded_classes", target.excluded_classes, unit_classes)
        yield from _dates_of(owner, target)
        if target.evidence is not None:
            yield from _evidence_of(owner, target.evidence)
        yield from _settings_of(owner, target.settings)
        settings = {*target.settings, *definition.scheme.settings}
        yield from _measure_of(owner, target, target.source, settings, measures)
        yield from _verdict_result_of(owner, target)
        for companion in target.companions:
            owner = f"kết quả kèm theo {companion.id}"
            if not companion.id.startswith(target.id) or companion.id == target.id:
                yield _fault(owner, "id", found=companion.id, allowed=f"mã bắt đầu bằng {target.id} và thêm một chữ")
            yield from _unknown_classes(owner, "unit_classes", companion.unit_classes, unit_classes)
            yield from _years_of(owner, companion.first_year, companion.last_year)
            yield from _measure_of(owner, companion, target.source, settings, measures)
    for task in definition.tasks:
        owner = f"nhiệm vụ {task.id}"
        if task.task_group not in numbers:
            yield _fault(owner, "task_group", found=task.task_group, allowed=_one_of(numbers))
        yield from _unknown_classes(owner, "unit_classes", task.unit_classes, unit_classes)
        yield from _unknown_links(owner, task.links, ids)
        if task.figures is not None and task.figures not in indicators:
            yield _fault(owner, "figures", found=task.figures, allowed=f"một trong: {', '.join(sorted(indicators))}")
        if not task.unit_classes and not task.applies_to:
            yield _missing(owner, "applies_to", allowed="nơi áp dụng bằng lời khi unit_classes để trống")
    for weakness in definition.weaknesses:
        owner = f"hạn chế {weakness.id}"
        yield from _unknown_links(owner, weakness.links, ids)
        if weakness.look is not None and weakness.bound_by is None:
            yield _missing(owner, "bound_by", allowed=f"một trong: {', '.join(targets)}")
        elif weakness.bound_by is not None and weakness.bound_by not in targets:
            yield _fault(owner, "bound_by", found=weakness.bound_by, allowed=f"một trong: {', '.join(targets)}")


def _identified(definition: SchemeDefinition) -> Iterator[Any]:
    for target in definition.targets:
        yield target
        yield from target.companions
    yield from definition.tasks
    yield from definition.weaknesses


def _repeated_ids(definition: SchemeDefinition) -> Iterator[InputError]:
    for owner, names in (
        ("nhóm", [group.id for group in definition.groups]),
        ("nhóm nhiệm vụ", [group.number for group in definition.task_groups]),
        ("mã", [part.id for part in _identified(definition)]),
    ):
        for name, times in Counter(names).items():
            if times > 1:
                yield _fault(
                    f"{owner} {name}",
                    "number" if isinstance(name, int) else "id",
                    found=f"{name} ({times} lần)",
                    allowed="mỗi mã chỉ dùng một lần",
                )


def _one_of(numbers: Iterable[int]) -> str:
    return "một trong: " + ", ".join(map(str, numbers))


def _unknown_classes(owner: str, field: str, given: Iterable[str], known: Collection[str]) -> Iterator[InputError]:
    for unit_class in given:
        if unit_class not in known:
            yield _fault(owner, field, found=unit_class, allowed=f"một trong: {', '.join(sorted(known))}")


def _unknown_links(owner: str, links: Iterable[str], ids: Collection[str]) -> Iterator[InputError]:
    for link in links:
        if link not in ids:
            yield _fault(owner, "links", found=link, allowed="mã của một chỉ tiêu, nhiệm vụ có trong tệp")


def _years_of(owner: str, first: int | None, last: int | None) -> Iterator[InputError]:
    if first is not None and last is not None and last < first:
        yield _fault(owner, "last_year", found=last, allowed=f"năm không sớm hơn first_year là {first}")


def _dates_of(owner: str, target: Target) -> Iterator[InputError]:
    yield from _years_of(owner, target.first_year, target.last_year)
    if target.decisive_year is not None and not target.applies_in(target.decisive_year):
        yield _fault(owner, "decisive_year", found=target.decisive_year, allowed="một năm từ first_year đến last_year")
    if (target.period is PeriodRule.MONTH) != (target.month is not None):
        yield (
            _missing(owner, "month", allowed="tháng từ 1 đến 12 khi period là month")
            if target.month is None
            else _fault(owner, "month", found=target.month, allowed="bỏ mục này khi period không phải là month")
        )
    if target.due is not None:
        try:
            # A year without 29 February: a due day must exist in every year.
            target.due.on(2022)
        except ValueError:
            yield _fault(
                owner,
                "due.day",
                found=f"ngày {target.due.day} tháng {target.due.month}",
                allowed="ngày có trong tháng đó ở mọi năm",
            )


def _evidence_of(owner: str, evidence: Evidence) -> Iterator[InputError]:
    if not set(evidence.computed) <= set(evidence.provisional):
        yield _fault(
            owner,
            "evidence.provisional",
            found=evidence.provisional,
            allowed=f"danh sách chứa mọi trạng thái của computed: {', '.join(evidence.computed)}",
        )


def _settings_of(owner: str, settings: Mapping[str, Setting]) -> Iterator[InputError]:
    for key, setting in settings.items():
        previous: Change | None = None
        for change in setting.changes:
            if previous is not None and change.valid_from <= previous.valid_from:
                yield _fault(
                    owner,
                    f"settings.{key}.changes",
                    found=change.valid_from,
                    allowed=f"ngày sau {format_date(previous.valid_from)}, vì các thay đổi xếp từ sớm đến muộn",
                )
            previous = change
        kinds = {type(setting.value), *(type(change.value) for change in setting.changes)}
        if len(kinds) > 1:
            yield _fault(
                owner,
                f"settings.{key}.changes",
                found=[change.value for change in setting.changes],
                allowed=f"giá trị cùng loại với giá trị đầu là {_shown(setting.value)}",
            )
        for value in (setting.value, *(change.value for change in setting.changes)):
            if isinstance(value, str) and value.lstrip()[:1] in ("<", ">", "="):
                try:
                    parse_threshold(value)
                except ValueError as error:
                    yield _fault(owner, f"settings.{key}.value", found=value, allowed=str(error))


def _measure_of(
    owner: str,
    measured: Target | Companion,
    source: str,
    settings: Collection[str],
    measures: Mapping[str, MeasureSpec],
) -> Iterator[InputError]:
    yield from _threshold_of(owner, measured)
    spec = measures.get(measured.measure)
    if spec is None:
        if source != PENDING:
            yield _fault(
                owner,
                "measure",
                found=measured.measure,
                allowed=f"một trong: {', '.join(sorted(measures))}; phép đo chưa có thì ghi source = “{PENDING}”",
            )
        return
    if measured.value is not spec.value:
        yield _fault(owner, "value", found=measured.value.value, allowed=f"{spec.value} như phép đo {measured.measure}")
    if source == PENDING:
        return
    if source != spec.source:
        yield _fault(owner, "source", found=source, allowed=f"{spec.source}, nơi phép đo này lấy dữ kiện")
    known = {parameter.name: parameter for parameter in spec.parameters}
    for name, value in measured.parameters.items():
        if name not in known:
            yield _fault(
                owner, f"parameters.{name}", found=value, allowed=f"các tham số: {', '.join(known) or 'không có'}"
            )
            continue
        choices = known[name].choices
        given = value if isinstance(value, tuple) else (value,)
        if choices and not all(isinstance(one, str) and one in choices for one in given):
            yield _fault(owner, f"parameters.{name}", found=value, allowed=f"một trong: {', '.join(sorted(choices))}")
    for parameter in spec.parameters:
        if parameter.required and parameter.name not in measured.parameters:
            allowed = f"một trong: {', '.join(sorted(parameter.choices))}" if parameter.choices else "một giá trị"
            yield _missing(owner, f"parameters.{parameter.name}", allowed=allowed)
    for key in sorted(spec.settings - set(settings)):
        yield _missing(
            owner, f"settings.{key}", allowed=f"bảng {{label, value, proposed}} mà phép đo {measured.measure} cần"
        )


def _verdict_result_of(owner: str, target: Target) -> Iterator[InputError]:
    """A verdict is read from the target itself or from one of its companions."""
    setting = target.settings.get("verdict_result")
    if setting is None:
        return
    known = [target.id, *(companion.id for companion in target.companions)]
    for value in (setting.value, *(change.value for change in setting.changes)):
        if value not in known:
            yield _fault(owner, "settings.verdict_result.value", found=value, allowed=f"một trong: {', '.join(known)}")


def _threshold_of(owner: str, measured: Target | Companion) -> Iterator[InputError]:
    """A better rank is a smaller number; of everything else more is better."""
    try:
        threshold = measured.threshold
    except ValueError as error:
        yield _fault(owner, "threshold", found=measured.threshold_text, allowed=str(error))
        return
    downwards = (Comparison.LE, Comparison.LT)
    if threshold is None or (threshold.comparison in downwards) == (measured.value is ValueKind.RANK):
        return
    yield _fault(
        owner,
        "threshold",
        found=measured.threshold_text,
        allowed="dấu <= hoặc < khi value là rank" if measured.value is ValueKind.RANK else "dấu >=, > hoặc =",
    )
