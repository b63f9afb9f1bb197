"""What became of a question, what repeats, what names somebody."""

from datetime import date

import pytest

from danvan.dialogues.rules.personal import masked, names_somebody, personal_marks
from danvan.dialogues.rules.repeats import Said, likely_repeats
from danvan.dialogues.rules.standing import Asked, standing

DUE, BEFORE, AFTER = date(2026, 6, 30), date(2026, 6, 29), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("asked", "today", "expected"),
    [
        (Asked("answered", answered_on=BEFORE), AFTER, "kept"),
        (Asked("answered", due_on=DUE, answered_on=DUE), AFTER, "kept"),
        (Asked("answered", due_on=DUE, answered_on=AFTER), AFTER, "kept_late"),
        (Asked("deferred", due_on=DUE), DUE, "open"),
        (Asked("deferred", due_on=DUE), AFTER, "late"),
        (Asked("open"), AFTER, "unanswered"),
        (Asked("in_case", case_due_on=DUE), DUE, "open"),
        (Asked("in_case", case_due_on=DUE), AFTER, "late"),
        (Asked("in_case"), AFTER, "open"),
        (Asked("in_case", case_due_on=DUE, case_settled_on=BEFORE), AFTER, "kept"),
        (Asked("in_case", case_due_on=DUE, case_settled_on=AFTER), AFTER, "kept_late"),
        # Passed on or guided: nothing more is owed here.
        (Asked("in_case", case_is_open=False), AFTER, "kept"),
        (Asked("set_aside"), AFTER, "not_taken"),
        (Asked("waiting"), AFTER, "waiting"),
    ],
)
def test_says_what_became_of_a_question(asked, today, expected):
    assert standing(asked, today=today) == expected


def test_suggests_the_likeliest_repeats_with_reasons():
    asked = Said(1, "Khi nào sửa đường vào bản Mẫu 2 bị sạt lở?", "construction", "Bản Mẫu 2")
    same = Said(2, "Đường vào bản Mẫu 2 sạt lở, bao giờ sửa?", "construction", "bản mẫu 2")
    near = Said(3, "Đường vào bản Mẫu 9 sạt lở nặng", "other", "bản Mẫu 9")
    other = Said(4, "Hỗ trợ nhà ở cho hộ nghèo", "policy", "bản Mẫu 2")

    found = likely_repeats(asked, [other, near, same])

    assert [each.key for each in found] == [2, 3]
    assert found[0].reasons[1:] == ("cùng thôn, khối, bản", "cùng lĩnh vực")
    assert len(found[1].reasons) == 1


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Khi nào sửa đường?", []),
        ("Đề nghị ông Vi Văn Ví Dụ trả lời", ["giống tên người: “Vi Văn Ví Dụ”"]),
        ("Lô Thị Ví Dụ hỏi về đất", ["giống tên người: “Lô Thị Ví Dụ”"]),
        ("ÔNG NGUYỄN VĂN VÍ DỤ", ["giống tên người: “NGUYỄN VĂN VÍ DỤ”"]),
        ("Nhờ cô Mẫu, chú Dụ giúp", ["giống tên người: “Mẫu”", "giống tên người: “Dụ”"]),
        ("Hỏi ông ấy xem, cô ạ", []),
        ("Gọi cho tôi số 0912 345 678", ["giống số điện thoại: “0912 345 678”"]),
        ("Căn cước 040123456789", ["giống số căn cước, chứng minh nhân dân: “040123456789”"]),
        ("Chứng minh 187654321", ["giống số căn cước, chứng minh nhân dân: “187654321”"]),
        ("Gửi về ten@vi-du.vn", ["giống địa chỉ thư điện tử: “ten@vi-du.vn”"]),
        ("Quyết định 1234567 của xã", []),
    ],
)
def test_warns_of_what_may_point_to_a_person(text, marks):
    assert personal_marks(text) == marks


@pytest.mark.parametrize(
    ("text", "asker", "shown"),
    [
        ("Khi nào sửa đường?", "Lô Thị Ví Dụ", "Khi nào sửa đường?"),
        ("Lô Thị Ví Dụ hỏi đường", "Lô Thị Ví Dụ", "[…] hỏi đường"),
        ("lo thi vi du hoi duong", "Lô Thị Ví Dụ", "[…]"),
        ("Đề nghị ông Vi Văn Mẫu trả lời", "", "Đề nghị ông […] trả lời"),
        ("Lô Thị Ví Dụ hỏi về đất", "", "[…] hỏi về đất"),
        ("ÔNG NGUYỄN VĂN VÍ DỤ", "", "ÔNG […]"),
        ("Hỏi ông ấy xem, cô ạ", "", "Hỏi ông ấy xem, cô ạ"),
        ("Ông Vi Văn Mẫu, tức VI VĂN MẪU, tức Vi Văn Mẫu", "", "Ông […], tức […], tức […]"),
        ("Dụ hỏi: anh Dụng trả lời chưa?", "lô thị ví dụ", "[…] hỏi: anh […] trả lời chưa?"),
        ("Gọi số 0912345678", "", "Gọi số […]"),
        ("Gọi 0912345678abc", "", "Gọi […]abc"),
    ],
)
def test_leaves_out_who_somebody_is(text, asker, shown):
    assert masked(text, asker=asker) == shown


def test_the_name_of_who_asked_is_found_however_it_is_written():
    assert names_somebody("chi LO THI VI DU hoi", "Lô Thị Ví Dụ")
    assert not names_somebody("chị Lô hỏi", "Lô Thị Ví Dụ")
    assert not names_somebody("Lan hỏi", "Lan")
