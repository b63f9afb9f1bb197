"""The screens of verification and documents: what they show, what they refuse, what they keep."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.evidence import selectors, services
from danvan.evidence.models import Document, Evidence, Record
from tests.evidence.factories import NOON, make_document, make_piece, make_plan, upload
from tests.files import samples

pytestmark = pytest.mark.django_db

CANARY = "Kế hoạch chim hoàng yến"


@pytest.fixture
def lan(cast):
    return cast.actor("lan")


@pytest.fixture
def plan(place, lan):
    return make_plan(place.commune, actor=lan, title=CANARY)


@pytest.fixture
def document(place, lan):
    return make_document(place.commune, actor=lan, title=CANARY, number="777/KH-UBND")


@pytest.fixture
def piece(plan, document, lan):
    return make_piece(plan, actor=lan, document=document, state="submitted")


def text(response):
    return (response.getvalue() if response.streaming else response.content).decode(errors="replace")


def pages(piece):
    document = piece.documents.get()
    return {
        "piece": reverse("evidence:piece", args=[piece.pk]),
        "change": reverse("evidence:change", args=[piece.pk]),
        "attach": reverse("evidence:attach", args=[piece.record_id]),
        "recall": reverse("evidence:recall", args=[piece.record_id]),
        "document": reverse("evidence:document", args=[document.pk]),
        "document_change": reverse("evidence:document_change", args=[document.pk]),
        "document_file": reverse("evidence:document_file", args=[document.files.get().pk]),
    }


def acts(piece):
    return {
        "verify": reverse("evidence:verify", args=[piece.pk]),
        "reject": reverse("evidence:reject", args=[piece.pk]),
        "submit": reverse("evidence:submit", args=[piece.pk]),
        "withdraw": reverse("evidence:withdraw", args=[piece.pk]),
        "file_remove": reverse("evidence:file_remove", args=[piece.documents.get().files.get().pk]),
    }


# --- who sees what ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tam", "quan", "hoa", "khach"])
def test_another_communes_proof_does_not_exist_for_those_outside(name, piece, signed_in):
    browser = signed_in(name)
    outside = 302 if name == "khach" else 404

    for address in pages(piece).values():
        assert browser.get(address).status_code == outside, address
        assert browser.post(address).status_code in {outside, 405}, address
    for address in acts(piece).values():
        assert browser.post(address, {"reason": "X"}).status_code == outside, address
        assert browser.get(address).status_code in {302, 405}, address
    assert browser.post(reverse("evidence:verify_several"), {"piece": f"{piece.pk}@"}).status_code == outside
    assert Evidence.objects.get().state == "submitted"


@pytest.mark.parametrize("name", ["tam", "quan", "hoa", "khach"])
def test_the_canary_sings_in_no_list_of_those_outside(name, piece, signed_in):
    browser = signed_in(name)

    for address in (
        reverse("evidence:queue"),
        reverse("evidence:document_list"),
        reverse("evidence:document_list") + "?q=chim+hoang+yen",
        reverse("evidence:document_list") + f"?don_vi={piece.record.unit_id}",
    ):
        response = browser.get(address)
        assert CANARY not in text(response), address
        assert "777/KH-UBND" not in text(response), address


def test_a_file_comes_as_it_was_stored_and_runs_nowhere(piece, signed_in):
    address = pages(piece)["document_file"]
    file = piece.documents.get().files.get()

    response = signed_in("binh").get(address)

    assert response.getvalue() == samples.pdf("777/KH-UBND 0")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''t%E1%BB%87p")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["ETag"] == f'"{file.file.sha256}"'
    again = signed_in("binh").get(address, headers={"if-none-match": f'W/"{file.file.sha256}"'})
    assert again.status_code == 304


def test_only_pictures_and_pdf_are_shown_in_the_browser(place, lan, signed_in):
    document = make_document(place.commune, actor=lan, files=0)
    for name, content in (("a.png", samples.png()), ("b.docx", samples.docx())):
        services.attach_file(document.pk, upload=upload(content, name), actor=lan)
    browser = signed_in("lan")

    shown, taken = (
        browser.get(reverse("evidence:document_file", args=[file.pk]) + "?xem")
        for file in document.files.order_by("pk")
    )

    assert shown.headers["Content-Disposition"].startswith("inline")
    assert taken.headers["Content-Disposition"].startswith("attachment")
    shown.getvalue(), taken.getvalue()


# --- the queue ----------------------------------------------------------------------------------------------------


def fill(place, actor, number):
    for at in range(number):
        plan = make_plan(place.commune if at % 2 else place.neighbour, title=f"Kế hoạch {at}")
        document = make_document(plan.unit, number=f"{at}/{number}")
        piece = make_piece(plan, document=document)
        services.submit_evidence(piece.pk, actor=actor, at=NOON + timedelta(minutes=at))


@pytest.mark.parametrize("address", ["evidence:queue", "evidence:document_list"])
def test_a_list_costs_the_same_queries_for_ten_rows_and_forty(address, place, cast, signed_in):
    from tests.evidence.factories import PLATFORM

    browser, counts = signed_in("binh"), []
    for number in (10, 30):
        fill(place, PLATFORM, number)
        browser.get(reverse(address))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(address)).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 20, counts


def test_the_badge_costs_one_query(piece, cast):
    actor = cast.actor("binh")

    with CaptureQueriesContext(connection) as queries:
        assert selectors.count_to_verify(actor) == 1

    assert len(queries) == 1


def test_the_queue_names_unit_paper_and_the_days_waited(piece, signed_in):
    page = text(signed_in("binh").get(reverse("evidence:queue")))

    assert CANARY in page
    assert "xã Đông Hiếu" in page.replace("Xã", "xã")
    assert "777/KH-UBND" in page
    assert "Công chức Văn phòng, Lan" in page


def test_who_verifies_nothing_has_no_queue(signed_in):
    for name in ("lan", "thanh", "quan", "hoa"):
        assert signed_in(name).get(reverse("evidence:queue")).status_code == 404


def test_filters_narrow_and_nonsense_shows_nothing(piece, place, signed_in):
    browser = signed_in("binh")
    queue = reverse("evidence:queue")

    assert CANARY in text(browser.get(f"{queue}?loai=plan&don_vi={place.commune.pk}"))
    for nonsense in ("?loai=plan_task", f"?don_vi={place.neighbour.pk}", "?don_vi=abc", f"?don_vi={'9' * 40}"):
        assert CANARY not in text(browser.get(queue + nonsense)), nonsense


def test_a_decision_leads_to_the_next_piece_as_filtered(place, signed_in):
    from tests.evidence.factories import PLATFORM

    fill(place, PLATFORM, 5)
    pieces = list(Evidence.objects.filter(record__unit=place.commune).order_by("submitted_at"))
    browser, view = signed_in("binh"), f"?don_vi={place.commune.pk}"
    first = reverse("evidence:piece", args=[pieces[0].pk])
    seen = browser.get(first + view).context["seen"]

    response = browser.post(reverse("evidence:verify", args=[pieces[0].pk]) + view, {"seen": seen})

    assert response.url == reverse("evidence:piece", args=[pieces[1].pk]) + view
    assert Evidence.objects.get(pk=pieces[0].pk).state == "verified"


def test_sending_back_without_a_reason_shows_the_form_again(piece, signed_in):
    browser = signed_in("binh")

    response = browser.post(reverse("evidence:reject", args=[piece.pk]), {"reason": "  "})

    assert response.status_code == 200
    assert "Cần chọn hoặc ghi ít nhất một lý do." in text(response)
    assert Evidence.objects.get().state == "submitted"


def test_common_reasons_are_one_click(piece, signed_in):
    signed_in("binh").post(reverse("evidence:reject", args=[piece.pk]), {"common": ["0"], "reason": "Trang 2."})

    assert Evidence.objects.get().reason == "Văn bản chưa có chữ ký hoặc dấu. Trang 2."


def test_a_decision_on_what_changed_meanwhile_is_refused_on_the_page(piece, signed_in, lan):
    browser = signed_in("binh")
    seen = browser.get(reverse("evidence:piece", args=[piece.pk])).context["seen"]
    services.withdraw_evidence(piece.pk, actor=lan)
    services.submit_evidence(piece.pk, actor=lan, at=NOON + timedelta(hours=1))

    response = browser.post(reverse("evidence:verify", args=[piece.pk]), {"seen": seen}, follow=True)

    assert "đã được rút lại và nộp lại" in text(response)
    assert Evidence.objects.get().state == "submitted"


def test_several_are_verified_and_each_refusal_is_said(place, lan, cast, signed_in):
    from tests.evidence.factories import PLATFORM

    fill(place, PLATFORM, 2)
    own = make_piece(make_plan(place.commune, actor=cast.actor("binh"), title="Của Bình"), actor=lan, state="submitted")
    marks = [f"{piece.pk}@{piece.submitted_at.isoformat()}" for piece in Evidence.objects.all()]

    response = signed_in("binh").post(reverse("evidence:verify_several"), {"piece": marks}, follow=True)

    assert "Đã xác minh 2 minh chứng." in text(response)
    assert "không xác minh chính hồ sơ đó" in text(response)
    assert Evidence.objects.get(pk=own.pk).state == "submitted"


# --- the unit's side ----------------------------------------------------------------------------------------------


def test_attaches_and_submits_without_scripts(plan, document, signed_in):
    browser = signed_in("lan")
    address = reverse("evidence:attach", args=[plan.pk])
    assert "777/KH-UBND" in text(browser.get(address))

    response = browser.post(
        address, {"proves": "Đã ban hành", "fact_on": "15/01/2026", "documents": [document.pk], "submit": "1"}
    )

    assert response.status_code == 302
    assert Record.objects.get().state == "submitted"
    assert browser.get(address).status_code == 404


def test_keeps_what_was_typed_when_the_date_is_wrong(plan, document, signed_in):
    response = signed_in("lan").post(
        reverse("evidence:attach", args=[plan.pk]),
        {"proves": "Đã ban hành kế hoạch", "fact_on": "31/02/2026", "documents": [document.pk]},
    )

    page = text(response)
    assert "Không có ngày “31/02/2026” trong lịch." in page
    assert "Đã ban hành kế hoạch" in page
    assert "checked" in page
    assert not Evidence.objects.exists()


def test_withdraws_and_recalls_with_a_reason(piece, plan, cast, signed_in):
    browser = signed_in("lan")
    browser.post(reverse("evidence:withdraw", args=[piece.pk]))
    assert Record.objects.get().state == "draft"
    browser.post(reverse("evidence:submit", args=[piece.pk]))
    services.verify_evidence(piece.pk, actor=cast.actor("binh"), at=NOON)
    recall = reverse("evidence:recall", args=[plan.pk])

    assert "Chưa nhập mục này." in text(browser.post(recall, {"reason": ""}))
    assert browser.post(recall, {"reason": "Ghi nhầm ngày."}).status_code == 302
    assert Record.objects.get().state == "draft"


FIELDS = {
    "kind": "plan",
    "number": "5/KH-UBND",
    "issued_on": "05/02/2026",
    "title": "Kế hoạch dân chủ ở cơ sở",
    "issuer": "UBND xã",
    "signer": "Minh",
}


def test_adds_a_document_with_files(place, signed_in):
    response = signed_in("lan").post(
        reverse("evidence:document_add"),
        FIELDS | {"unit": place.commune.pk, "uploads": [upload(), upload(samples.png(), "ảnh.png")]},
    )

    added = Document.objects.get()
    assert response.url == reverse("evidence:document", args=[added.pk])
    assert {file.name for file in added.files.all()} == {"kế hoạch.pdf", "ảnh.png"}


@pytest.mark.parametrize("case", ["a renamed program", "macros", "a bomb"])
def test_refuses_a_wrong_file_on_the_form_and_keeps_the_rest(case, place, signed_in):
    name, content, _code = samples.WRONG[case]

    response = signed_in("lan").post(
        reverse("evidence:document_add"), FIELDS | {"unit": place.commune.pk, "uploads": [upload(content, name)]}
    )

    assert response.status_code == 200
    assert name in text(response)
    assert "Kế hoạch dân chủ ở cơ sở" in text(response)
    assert not Document.objects.exists()


def test_no_document_is_added_to_anothers_unit(place, signed_in):
    response = signed_in("lan").post(reverse("evidence:document_add"), FIELDS | {"unit": place.neighbour.pk})

    assert response.status_code == 200
    assert not Document.objects.exists()


@pytest.mark.parametrize("asked", ["q=chim+hoang+yen", "q=HOÀNG+Yến", "q=777", "nam=2026&loai=plan", ""])
def test_finds_documents_with_and_without_accents(asked, document, signed_in):
    assert "777/KH-UBND" in text(signed_in("lan").get(f"{reverse('evidence:document_list')}?{asked}"))


@pytest.mark.parametrize("asked", ["q=phượng", "nam=2025", "nam=abc", "nam=0", "nam=9999", "loai=report", "don_vi=xyz"])
def test_finds_nothing_where_nothing_matches(asked, document, signed_in):
    page = text(signed_in("lan").get(f"{reverse('evidence:document_list')}?{asked}"))

    assert "777/KH-UBND" not in page
    assert "Không có văn bản nào khớp điều kiện" in page


def test_pages_of_a_piece_and_a_document_tell_the_whole_story(piece, document, signed_in):
    browser = signed_in("lan")

    page = text(browser.get(reverse("evidence:piece", args=[piece.pk])))
    assert "nộp minh chứng" in page
    assert "Trả lại đơn vị" not in page
    shown = text(browser.get(reverse("evidence:document", args=[document.pk])))
    assert CANARY in shown
    assert "Sửa, thêm tệp" not in shown
    assert browser.get(reverse("evidence:document_change", args=[document.pk])).status_code == 404


def test_every_example_opens_its_page(piece, signed_in, cast):
    from danvan.evidence.web.urls import EXAMPLES

    for name in ("lan", "binh"):
        for page, example in EXAMPLES.items():
            if kwargs := example(cast.actor(name)):
                assert signed_in(name).get(reverse(f"evidence:{page}", kwargs=kwargs)).status_code == 200, page
