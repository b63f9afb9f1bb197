"""The map of a target."""

from datetime import date
from decimal import Decimal

from danvan.orgs.models import Boundary


def square(west):
    ring = [[west, 19.0], [west + 1, 19.0], [west + 1, 20.0], [west, 20.0], [west, 19.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def outline(unit, west):
    Boundary.objects.create(unit=unit, valid_from=date(2021, 10, 1), geometry=square(west), area_km2=Decimal(100))


def test_draws_each_unit_with_its_verdict_and_a_link(settled, signed_in):
    place = settled.place
    outline(place.province, 104.0)
    outline(place.commune, 104.0)
    outline(place.neighbour, 104.5)

    page = signed_in("binh").get("/de-an/ban-do/?nam=2025&chi-tieu=T03").content.decode()

    assert f'<a href="/de-an/chi-tieu/T03/don-vi/{place.commune.pk}/?nam=2025"><path class="unit achieved"' in page
    assert "<title>xã Hòa Sơn: chưa có dữ liệu</title>" in page


def test_draws_nothing_of_a_neighbour(settled, signed_in):
    place = settled.place
    outline(place.province, 104.0)
    outline(place.commune, 104.0)
    outline(place.neighbour, 104.5)

    page = signed_in("lan").get("/de-an/ban-do/?nam=2025&chi-tieu=T03").content.decode()

    assert "Đông Hiếu" in page
    assert "Hòa Sơn" not in page


def test_says_why_there_is_nothing_to_draw(settled, signed_in):
    page = signed_in("binh").get("/de-an/ban-do/?nam=2025&chi-tieu=T09").content.decode()

    assert "không vẽ được trên bản đồ" in page
    assert signed_in("binh").get("/de-an/ban-do/?nam=2025&chi-tieu=T99").status_code == 404
