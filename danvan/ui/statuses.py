"""One scale of statuses everywhere: a code has a shape, a word and a colour, on pages and on paper.

The colours are in `frontend/scss/_tokens.scss`, by the same codes.
"""

from dataclasses import dataclass

from danvan.kernel.figures import Status


@dataclass(frozen=True)
class Look:
    """How one status is shown."""

    shape: str
    word: str


STATUSES: dict[str, Look] = {
    "achieved": Look("✓", Status.ACHIEVED.label),
    "not_achieved": Look("✕", Status.NOT_ACHIEVED.label),
    "not_yet_due": Look("◷", Status.NOT_YET_DUE.label),
    "no_data": Look("–", Status.NO_DATA.label),
    "not_applicable": Look("○", Status.NOT_APPLICABLE.label),
    "pending": Look("…", "chưa có nguồn dữ liệu"),
    "verified": Look("✓", "đã xác minh"),
    "rejected": Look("↩", "bị trả lại"),
    "submitted": Look("◷", "chờ xác minh"),
    "draft": Look("✎", "nháp"),
    "superseded": Look("⇢", "đã thay thế"),
}
