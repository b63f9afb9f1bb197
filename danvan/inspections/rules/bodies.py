"""Whose inspection counts (T38): a higher body's, at the unit or together with another team.

A self-check and a review of papers are kept and shown, and do not count.
"""

HIGHER = {"province": 2, "district": 1, "commune": 0}
COUNTING_FORMS = frozenset({"on_site", "combined"})
# Bodies of the province that inspect its departments and bodies, though they stand beside them.
PROVINCIAL_KINDS = frozenset({"province", "department", "party_body", "council_office", "front"})


def is_higher_body(inspecting_level: str, inspecting_kind: str, level: str, *, is_same_unit: bool) -> bool:
    """Whether a body stands above a unit: of a higher tier, or of the province for those of the province."""
    if is_same_unit:
        return False
    if HIGHER[inspecting_level] > HIGHER[level]:
        return True
    return inspecting_level == level == "province" and inspecting_kind in PROVINCIAL_KINDS


def why_not_counted(inspection_form: str, *, has_section: bool, by_higher_body: bool) -> str:
    """Return why an inspection that was done does not count; empty when it does."""
    if inspection_form not in COUNTING_FORMS:
        return "tự kiểm tra hoặc kiểm tra qua hồ sơ nên không tính"
    if not by_higher_body:
        return "không phải cơ quan cấp trên kiểm tra nên không tính"
    if not has_section:
        return "biên bản không có phần riêng về công tác dân vận nên không tính"
    return ""
