"""Who writes an official paper and who signs it, in the forms of Decree 30/2020/NĐ-CP."""

from dataclasses import dataclass

from danvan.orgs.rules.classes import TERRITORIAL_KINDS

_COMMITTEE = "Ủy ban nhân dân"
HEADS = (("Sở", "Giám đốc"), ("Thanh tra", "Chánh Thanh tra"), ("Văn phòng", "Chánh Văn phòng"), ("Ban", "Trưởng ban"))


@dataclass(frozen=True)
class Letterhead:
    """The head of a paper.

    `said` names the unit inside a sentence; `symbol` follows the kind of paper
    in its number; `authority` is whose decision it is.
    """

    superior: str
    said: str
    symbol: str
    place: str
    authority: str
    signer_title: str

    @property
    def issuer(self) -> str:
        """The unit as the head of a paper writes it: a government on two lines."""
        return self.said.upper().replace(f"{_COMMITTEE.upper()} ", f"{_COMMITTEE.upper()}\n")


def letterhead(*, kind: str, name: str, full_name: str, level: str, province: str) -> Letterhead:
    """Return the head of papers of a unit.  A government names no superior; a body of the province stands under it."""
    if kind in TERRITORIAL_KINDS:
        said = f"{_COMMITTEE} {full_name}"
        place = name if level == "commune" else province
        return Letterhead("", said, "UBND", place, f"Chủ tịch {said}", "CHỦ TỊCH")
    head = next((title for word, title in HEADS if name.startswith(word)), "Thủ trưởng")
    # "Giám đốc Sở Nội vụ", but "Chánh Thanh tra tỉnh": the word is not said twice.
    where = name if head in ("Giám đốc", "Thủ trưởng") else name.split(" ", 2 if head != "Trưởng ban" else 1)[-1]
    return Letterhead(
        superior=f"UBND tỉnh {province}".upper(),
        said=full_name,
        symbol="".join(word[0] for word in name.replace(",", " ").split()).upper(),
        place=province,
        authority=f"{head} {where}",
        signer_title=head.upper(),
    )
