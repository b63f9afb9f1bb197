"""Letters as Word templates, each drawn from what its kind says."""

from collections.abc import Iterable, Mapping
from functools import partial

from danvan.documents.kinds import LetterKind, Shape
from danvan.documents.layout import Sheet
from danvan.documents.word import WordTemplate


def _draw(kind: LetterKind) -> Sheet:
    sheet = Sheet(kind.label)
    number = "Số: {{ number }}" if kind.needs_number else ""
    if kind.heading:
        sheet.head(number=number)
        sheet.title(kind.heading, kind.about)
    else:
        sheet.head(number=number, about=kind.about)
    if kind.shape is Shape.DECISION:
        _decision(sheet, kind)
    else:
        if any(each.name == "recipient" for each in kind.typed):
            sheet.line("Kính gửi: {{ recipient }}", size=14, before=12, after=8)
        _running_text(sheet, kind.body)
    _end(sheet, kind)
    return sheet


def _decision(sheet: Sheet, kind: LetterKind) -> None:
    sheet.line("{{ authority|upper }}", bold=True, before=10, after=6)
    sheet.each("bases", "Căn cứ {{ item }}{% if loop.last %}.{% else %};{% endif %}", italic=True)
    typed = {each.name for each in kind.typed}
    for name, heading in kind.grounds:
        if name in typed:
            sheet.when(name, heading)
            sheet.each(name, "{{ item }}")
    sheet.line("QUYẾT ĐỊNH:", bold=True, before=8, after=6)
    for number, article in enumerate(kind.body, start=1):
        sheet.body(f"Điều {number}. {article}")


def _running_text(sheet: Sheet, body: tuple[str, ...]) -> None:
    for line in body:
        if line.startswith("*"):
            sheet.each(line[1:], "{{ item }}")
        else:
            sheet.body(line)


def _end(sheet: Sheet, kind: LetterKind) -> None:
    if kind.signatures:
        sheet.signatures(*kind.signatures)
    else:
        sheet.foot(
            *(f"- {each}{'.' if each is kind.receivers[-1] else ';'}" for each in kind.receivers),
            signer=("{%p for item in signer_lines %}", "{{ item }}", "{%p endfor %}"),
            name="{{ signer_name }}",
        )


def templates_of(kinds: Iterable[LetterKind]) -> Mapping[str, WordTemplate]:
    """Return the templates by the codes of their kinds."""
    return {kind.code: WordTemplate(f"{kind.code}.docx", partial(_draw, kind)) for kind in kinds}
