"""Whether two petitions look like one: the same writer, words, or paper of a sender.  A hint, never a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from danvan.kernel.text import fold, format_percent

_RUN = 3
_ALIKE = Fraction(1, 4)


@dataclass(frozen=True)
class Identity:
    """What a letter tells of somebody who wrote it."""

    name: str
    address: str
    id_number: str


def is_same_person(one: Identity, other: Identity) -> bool:
    """Whether two letters surely name the same person: a name alone, which many share, is not enough."""
    if fold(one.name) != fold(other.name):
        return False
    if one.id_number and other.id_number:
        return one.id_number == other.id_number
    return bool(fold(one.address)) and fold(one.address) == fold(other.address)


def are_all_among(people: Sequence[Identity], others: Sequence[Identity]) -> bool:
    """Whether everybody of one letter wrote the other too; nobody is not everybody."""
    return bool(people) and all(any(is_same_person(one, other) for other in others) for one in people)


@dataclass(frozen=True)
class Likeness:
    """How like two petitions are, with the reasons in Vietnamese; the weight orders them."""

    weight: Fraction
    reasons: tuple[str, ...]


def runs_of(text: str) -> frozenset[str]:
    """Return every run of three words of a text, folded."""
    words = fold(text).split()
    return frozenset(" ".join(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1))


def likeness(
    *,
    same_name: bool,
    same_id_number: bool,
    same_respondent: bool,
    runs: frozenset[str],
    other_runs: frozenset[str],
    same_paper: bool = False,
) -> Likeness | None:
    """Return how like two petitions are, or nothing when neither writer, words nor the sender's paper agree."""
    shared = Fraction(len(runs & other_runs), max(min(len(runs), len(other_runs)), 1))
    reasons = ["cùng cơ quan chuyển và số văn bản chuyển"] if same_paper else []
    if same_id_number:
        reasons.append("cùng số định danh của người viết")
    elif same_name:
        reasons.append("cùng họ tên người viết")
    if shared >= _ALIKE:
        reasons.append(f"trùng {format_percent(shared, 0)} lời văn")
    if not reasons:
        return None
    if same_respondent:
        reasons.append("cùng cơ quan, người bị khiếu nại")
    of_writer = 2 if same_id_number else 1 if same_name else 0
    weight = shared + (3 if same_paper else 0) + of_writer + (Fraction(1, 2) if same_respondent else 0)
    return Likeness(Fraction(weight), tuple(reasons))
