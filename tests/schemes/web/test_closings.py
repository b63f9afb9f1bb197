"""Closing a year from the screen, and opening it again."""

from danvan.schemes.models import PeriodClosing


def test_closes_after_a_confirmation(settled, signed_in):
    binh = signed_in("binh")
    page = binh.get("/de-an/dong-ky/2025/dong/").content.decode()
    assert "Những gì được giữ lại" in page

    binh.post("/de-an/dong-ky/2025/dong/", {})
    assert not PeriodClosing.objects.exists()

    binh.post("/de-an/dong-ky/2025/dong/", {"sure": "on"})
    assert PeriodClosing.objects.get().year == 2025


def test_shows_that_the_frozen_figures_are_intact(settled, signed_in):
    binh = signed_in("binh")
    binh.post("/de-an/dong-ky/2025/dong/", {"sure": "on"})

    page = binh.get("/de-an/dong-ky/2025/").content.decode()

    assert "còn nguyên vẹn" in page
    assert "Chưa có điều chỉnh nào" in page


def test_opens_again_only_with_a_reason(settled, signed_in):
    binh = signed_in("binh")
    binh.post("/de-an/dong-ky/2025/dong/", {"sure": "on"})

    assert "Cần ghi lý do mở lại." in binh.post("/de-an/dong-ky/2025/mo-lai/", {"reason": " "}).content.decode()
    binh.post("/de-an/dong-ky/2025/mo-lai/", {"reason": "Bổ sung minh chứng"})

    assert PeriodClosing.objects.get().reopen_reason == "Bổ sung minh chứng"
    assert "Bổ sung minh chứng" in binh.get("/de-an/dong-ky/").content.decode()


def test_a_second_closing_is_refused_in_words(settled, signed_in):
    binh = signed_in("binh")
    binh.post("/de-an/dong-ky/2025/dong/", {"sure": "on"})

    assert "kỳ đã đóng" in binh.post("/de-an/dong-ky/2025/dong/", {"sure": "on"}).content.decode()


def test_those_without_the_right_do_not_find_it(settled, signed_in):
    for name in ("lan", "minh", "thanh", "dung", "quan", "hoa"):
        assert signed_in(name).get("/de-an/dong-ky/2025/dong/").status_code == 404


def test_a_year_never_closed_has_no_corrections(settled, signed_in):
    assert signed_in("binh").get("/de-an/dong-ky/2024/").status_code == 404
    assert signed_in("binh").get("/de-an/dong-ky/1800/dong/").status_code == 404
