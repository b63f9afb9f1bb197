"""The reorganisations arriving one after the other, as they did."""

from datetime import date

from danvan.orgs.models import UnitVersion
from danvan.orgs.selectors import governments_on
from danvan.orgs.services import import_units
from tests.real_units import Nobody


def test_each_reorganisation_shows_what_it_changes_and_ends_where_one_import_does(db):
    first = import_units(actor=Nobody(), on=date(2024, 11, 30))
    assert first.counts["added"] == 3 * 482 + 36  # governments with two committees each, and the other bodies
    assert first.counts["successions"] == 0

    second = import_units(actor=Nobody(), on=date(2024, 12, 1))
    assert "thị xã Cửa Lò (413), đến hết 30/11/2024" in second.ended
    assert "thị trấn Cầu Giát (17179), từ 01/12/2024" in second.added
    assert "phường Nghi Phú (16702), từ 01/12/2024" in second.new_versions
    assert governments_on(date(2024, 12, 1), level="commune").count() == 412

    third = import_units(actor=Nobody())
    assert "huyện Con Cuông (422), đến hết 30/06/2025" in third.ended
    assert "Ban Dân tộc, đến hết 28/02/2025" in third.ended
    assert third.counts["removed"] == 0
    assert governments_on(date(2025, 7, 1), level="commune").count() == 130

    assert import_units(actor=Nobody(), dry_run=True).is_empty
    assert import_units(actor=Nobody(), on=date(2024, 11, 30), dry_run=True).is_empty
    assert UnitVersion.objects.count() == 2068
