"""Importing the register: what it shows, what it writes, what it refuses."""

import shutil
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from danvan.journal.models import Entry
from danvan.kernel.errors import InputErrors
from danvan.orgs.models import Boundary, Succession, Unit, UnitImport, UnitVersion
from danvan.orgs.rules.register import SHIPPED
from danvan.orgs.selectors import unit_by_code
from danvan.orgs.services import CannotImportUnits, import_units
from tests.real_units import Nobody

TODAY = date(2026, 11, 23)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(SHIPPED, tmp_path / "data")


def rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def rows():
    return (Unit.objects.count(), UnitVersion.objects.count(), Succession.objects.count(), Boundary.objects.count())


def test_a_second_import_changes_nothing(real_units):
    before = rows()
    imports = UnitImport.objects.count()

    difference = import_units(actor=Nobody())

    assert difference.is_empty
    assert difference.summary == "Danh mục đơn vị đã khớp, không có thay đổi."
    assert rows() == before
    assert UnitImport.objects.count() == imports


def test_shows_a_correction_then_writes_it(real_units, folder):
    rewrite(folder / "nghean_units_2025.csv", ",Quỳnh Lưu,", ",Quỳnh Lưu Mới,")

    shown = import_units(actor=Nobody(), folder=folder, dry_run=True)
    assert unit_by_code("17179", TODAY).name == "Quỳnh Lưu"
    done = import_units(actor=Nobody(), folder=folder)

    assert shown.counts == done.counts
    assert "xã Quỳnh Lưu Mới (17179), từ 01/07/2025" in shown.changed
    assert len(shown.changed) == 3  # the commune, its Party committee, its Front committee
    assert unit_by_code("17179", TODAY).folded_name == "quynh luu moi"


def test_writes_one_journal_entry_and_keeps_the_difference(real_units, folder):
    rewrite(folder / "bodies.toml", 'so-y-te = "Sở Y tế"', 'so-y-te = "Sở Y tế tỉnh"')

    done = import_units(actor=Nobody(person_id=7), folder=folder)

    entry = Entry.objects.get(act="orgs.import_units", subject_id=done.import_id)
    assert entry.person_id == 7
    assert entry.detail["changed"] == 1
    assert UnitImport.objects.get(pk=done.import_id).difference["changed"] == ["Sở Y tế tỉnh, từ 01/01/2021"]


def test_takes_back_what_the_files_no_longer_say(real_units, folder):
    rewrite(folder / "bodies.toml", '[[succession]]\nfrom = ["ban-dan-toc-2021"]', "[[succession]]\nfrom = []")

    done = import_units(actor=Nobody(), folder=folder)

    assert done.counts["successions"] == 1
    assert not Succession.objects.filter(predecessor__key="ban-dan-toc-2021").exists()


def test_leaves_units_alone_that_the_files_do_not_know(real_units, folder):
    Unit.objects.create(key="made-here")
    rewrite(folder / "bodies.toml", "Sở Y tế", "Sở Y tế tỉnh")

    import_units(actor=Nobody(), folder=folder)

    assert Unit.objects.filter(key="made-here").exists()


def test_refuses_a_unit_outliving_its_parent_and_keeps_nothing(real_units, folder):
    before = rows()
    text = (folder / "bodies.toml").read_text(encoding="utf-8")
    spoiled = text.replace('parent = "van-phong-ubnd-tinh"', 'parent = "so-du-lich-2021"')
    assert spoiled != text
    (folder / "bodies.toml").write_text(spoiled, encoding="utf-8")

    with pytest.raises(CannotImportUnits, match="cấp trên đã hết hiệu lực"):
        import_units(actor=Nobody(), folder=folder)

    assert rows() == before


def test_refuses_unreadable_files_and_keeps_nothing(real_units, folder):
    before = rows()
    rewrite(folder / "nghean_succession.csv", "413,412,merge", "999,412,merge")

    with pytest.raises(InputErrors):
        import_units(actor=Nobody(), folder=folder)

    assert rows() == before


def test_the_command_shows_and_writes_nothing_when_dry(real_units, folder):
    rewrite(folder / "bodies.toml", "Sở Y tế", "Sở Y tế tỉnh")
    out = StringIO()

    call_command("import_units", "--dry-run", "--from", str(folder), stdout=out)

    assert "Sửa phiên bản (1)" in out.getvalue()
    assert "Đã ghi" not in out.getvalue()
    assert UnitVersion.objects.filter(name="Sở Y tế").exists()


def test_the_command_refuses_in_words(real_units, tmp_path):
    with pytest.raises(CommandError, match="Không đọc được tệp nghean_units_2021"):
        call_command("import_units", "--from", str(tmp_path))
    with pytest.raises(CommandError, match="chưa đúng dạng"):
        call_command("import_units", "--on", "hôm qua")
