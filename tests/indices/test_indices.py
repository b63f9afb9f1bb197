"""The shipped series, and keeping it up."""

from datetime import date

import pytest
from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.evidence import services as evidence_services
from danvan.evidence.models import Evidence
from danvan.indices.models import IndexScore
from danvan.indices.selectors import places, series
from danvan.indices.services import load_indices, record_score
from danvan.kernel.errors import NoAuthority
from tests.cast import TODAY

pytestmark = pytest.mark.django_db
LIST = "/ho-so/chi-so/"
TYPED = {
    "index": "PAR_INDEX",
    "year": "2025",
    "score": "87,39",
    "rank": "9",
    "of_total": "34",
    "happened_on": "20/04/2026",
    "source_url": "https://example.org/par-2025",
    "confidence": "official",
}


@pytest.fixture
def loaded(cast):
    load_indices(actor=system_actor(TODAY))
    return cast


def test_loads_the_real_series_once(loaded):
    assert load_indices(actor=system_actor(TODAY)) == 0

    assert IndexScore.objects.count() == 24
    assert [(score.year, score.rank, score.of_total) for score in series("SIPAS")] == [
        (2020, 48, 63),
        (2021, 35, 63),
        (2022, 14, 63),
        (2023, 12, 63),
        (2024, 6, 63),
    ]
    assert set(IndexScore.objects.values_list("state", flat=True)) == {"verified"}
    assert Evidence.objects.exclude(link="").filter(state="verified").count() == 24


def test_only_keepers_load(cast):
    with pytest.raises(NoAuthority):
        load_indices(actor=cast.actor("lan"))

    assert not IndexScore.objects.exists()


def test_places_are_not_compared_across_a_change_of_basis(loaded):
    found = {place.score.year: (place.gain, place.basis_changed) for place in places(list(series("PAPI")))}

    assert found[2018] == (None, False)
    assert found[2020] == (2, False)
    assert found[2021] == (None, True)


@pytest.mark.parametrize("who", ["lan", "binh", "thanh"])
def test_everybody_who_reads_records_reads_the_series(loaded, signed_in, who):
    response = signed_in(who).get(LIST)

    assert response.context["page"].paginator.count == 24
    assert "15/63" in response.content.decode()


def test_a_keeper_adds_a_year(loaded, signed_in):
    response = signed_in("binh").post(f"{LIST}them/", TYPED)

    score = IndexScore.objects.get(index="PAR_INDEX", year=2025)
    assert response.url == f"{LIST}{score.pk}/"
    assert (score.rank, score.of_total, str(score.score), score.title) == (9, 34, "87.39", "PAR Index năm 2025")
    assert (score.unit, score.state, score.happened_on) == (loaded.place.province, "draft", date(2026, 4, 20))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"rank": "35"}, "rank", "không thể lớn hơn tổng số tỉnh"),
        ({"rank": "0"}, "rank", "Cần một số từ 1."),
        ({"rank": "chín"}, "rank", "Cần một số nguyên."),
        ({"score": "87.39.1"}, "score", "phần thập phân sau dấu phẩy"),
        ({"year": "2024"}, "__all__", "Năm này của chỉ số đã có dữ liệu."),
        ({"source_url": "báo"}, "source_url", "https://"),
        ({"confidence": "chắc"}, "confidence", None),
    ],
)
def test_a_wrong_year_is_refused_beside_its_field(loaded, signed_in, changes, field, sentence):
    response = signed_in("binh").post(f"{LIST}them/", TYPED | changes)

    errors = response.context["form"].errors
    assert sentence is None or any(sentence in said for said in errors[field]), errors
    assert IndexScore.objects.count() == 24


@pytest.mark.parametrize("who", ["lan", "minh", "dung", "thanh"])
def test_only_keepers_change_the_series(loaded, signed_in, who):
    client = signed_in(who)
    score = IndexScore.objects.first()

    assert client.get(f"{LIST}{score.pk}/").status_code == 200
    for place in ("them/", "nhap/", f"{score.pk}/sua/", f"{score.pk}/xoa/"):
        assert client.get(f"{LIST}{place}").status_code == 404
    assert client.post(f"{LIST}them/", TYPED).status_code == 404
    assert IndexScore.objects.count() == 24


def test_an_index_year_published_after_its_year_was_closed_is_still_recorded(cast, today):
    evidence_services.lock_days(
        scheme="da04", first_day=date(2025, 1, 1), last_day=date(2025, 12, 31), at=timezone.now()
    )

    score = record_score(
        actor=cast.actor("binh"), index="PAR_INDEX", year=2025, rank=9, of_total=34, confidence="official"
    )

    assert score.pk
