"""Files on their way to a form: pieces, offsets, room, whose they are, how long they stay."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from danvan.files import services
from danvan.files.models import HeldUpload, StoredFile
from danvan.files.rules.holding import Holder
from danvan.files.services import holding
from tests.files import samples

pytestmark = pytest.mark.django_db
LAN, TAM = Holder.of("session", "lan"), Holder.of("session", "tam")
PDF = samples.pdf()
SIZE = len(PDF)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def begun(holder=LAN, *, name="don.pdf", size=SIZE):
    return services.begin_upload(holder, name=name, size=size, at=timezone.now())


def whole(holder=LAN, content=PDF):
    token, held = begun(holder, size=len(content))
    services.append_piece(held, content, offset=0, at=timezone.now())
    services.finish_upload(held, token, at=timezone.now())
    return token


def find(token, holder=LAN):
    return services.held_file(holder, token, at=timezone.now())


def test_pieces_become_a_stored_file():
    token, held = begun()
    services.append_piece(held, PDF[:10], offset=0, at=timezone.now())
    assert find(token) is None
    services.append_piece(held, PDF[10:], offset=10, at=timezone.now())

    file = find(token)

    assert (file.name, file.size, file.content_type) == ("don.pdf", len(PDF), "application/pdf")
    assert services.store_upload(file) == StoredFile.objects.get()
    with services.open_file(StoredFile.objects.get()) as kept:
        assert kept.read() == PDF


def test_only_the_hash_of_the_secret_is_kept_and_only_the_program_reads_the_pieces(folder):
    token, _held = begun()

    assert token not in str(HeldUpload.objects.values_list())
    (part,) = (folder / "parts").iterdir()
    assert token not in part.name
    assert (part.stat().st_mode & 0o777, part.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_is_there_for_nobody_else():
    token = whole()

    assert find(token, TAM) is None
    assert find(token, Holder.of("draft", "lan")) is None
    assert find("doan-mo") is None


def test_the_offset_is_what_really_lies_there_whatever_was_last_written_down(folder):
    _token, held = begun()
    # As after kill -9 in the middle of a piece: some bytes lie there and nobody answered for them.
    (part,) = (folder / "parts").iterdir()
    part.write_bytes(PDF[:7])

    assert services.offset_of(HeldUpload.objects.get()) == 7
    with pytest.raises(services.OffsetMoved):
        services.append_piece(held, PDF, offset=0, at=timezone.now())
    assert services.append_piece(held, PDF[7:], offset=7, at=timezone.now()) == len(PDF)


def test_of_pieces_sent_side_by_side_one_is_written(folder):
    _token, held = begun(size=81)
    # The first byte writes to the row, which other connections do not see in a test.
    services.append_piece(held, b"a", offset=0, at=timezone.now())

    def write(letter):
        try:
            return services.append_piece(held, letter * 10, offset=1, at=timezone.now())
        except services.OffsetMoved:
            return None

    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(write, [bytes([65 + number]) for number in range(8)]))

    assert sorted(written, key=str) == [11, *[None] * 7]
    (part,) = (folder / "parts").iterdir()
    assert len(set(part.read_bytes()[1:])) == 1


def test_takes_no_byte_more_than_was_announced():
    _token, held = begun(size=5)

    with pytest.raises(services.OffsetMoved):
        services.append_piece(held, b"123456", offset=0, at=timezone.now())
    assert services.offset_of(held) == 0


@pytest.mark.parametrize("case", samples.WRONG)
def test_refuses_wrong_content_once_it_is_whole_and_forgets_it(case, folder):
    name, content, code = samples.WRONG[case]
    token, held = begun(name=name, size=len(content))
    if content:
        services.append_piece(held, content, offset=0, at=timezone.now())

    with pytest.raises(services.CannotStoreFile) as refusal:
        services.finish_upload(held, token, at=timezone.now())

    assert refusal.value.code == code
    assert not HeldUpload.objects.exists()
    assert not StoredFile.objects.exists()
    assert list((folder / "parts").iterdir()) == []


def test_what_follows_is_done_once_and_its_refusal_forgets_the_file():
    token, held = begun()
    services.append_piece(held, PDF, offset=0, at=timezone.now())
    done = []
    for _again in range(2):
        services.finish_upload(
            held, token, at=timezone.now(), then=lambda file: done.append(services.store_upload(file))
        )
    assert len(done) == 1

    def refuse(file):
        raise services.NoRoom(params={"name": file.name})

    token, held = begun()
    services.append_piece(held, PDF, offset=0, at=timezone.now())
    with pytest.raises(services.NoRoom):
        services.finish_upload(held, token, at=timezone.now(), then=refuse)
    assert services.upload_of(LAN, token) is None


@pytest.mark.parametrize(
    ("limit", "value"),
    [("MOST_FILES", 2), ("MOST_BYTES", 2 * len(PDF)), ("MOST_BYTES_OF_ADDRESS", 2 * len(PDF)), ("HELD", 2 * len(PDF))],
)
def test_there_is_room_for_so_much_and_again_once_a_form_took_it(limit, value, monkeypatch, settings):
    if limit == "HELD":
        settings.HELD_LIMIT_BYTES = value
    else:
        monkeypatch.setattr(holding, limit, value)
    other = TAM if limit == "HELD" else LAN
    if limit == "MOST_BYTES_OF_ADDRESS":
        first, other = Holder("a", "cùng địa chỉ"), Holder("b", "cùng địa chỉ")
    else:
        first = LAN
    token = whole(first)
    begun(other)

    with pytest.raises(services.NoRoom, match="đang giữ quá nhiều tệp"):
        begun(first)
    with pytest.raises(services.NoRoom):
        services.hold_upload(SimpleUploadedFile("a.pdf", PDF), holder=first, at=timezone.now())
    services.store_upload(find(token, first))
    begun(first)


def test_strangers_fill_half_of_the_room_and_leave_the_rest_to_who_is_signed_in(settings):
    settings.HELD_LIMIT_BYTES = 4 * SIZE
    for number in range(2):
        begun(Holder(f"a{number}", f"địa chỉ {number}"))

    with pytest.raises(services.NoRoom):
        begun(Holder("b", "địa chỉ khác"))
    with pytest.raises(services.NoRoom):
        services.hold_upload(SimpleUploadedFile("a.pdf", PDF), holder=Holder("b", "khác"), at=timezone.now())
    begun(LAN)
    whole(TAM)
    with pytest.raises(services.NoRoom):
        begun(LAN)


def test_a_file_of_which_nothing_comes_keeps_its_room_for_an_hour(settings, folder):
    settings.HELD_LIMIT_BYTES = SIZE
    began = timezone.now()
    services.begin_upload(LAN, name="don.pdf", size=SIZE, at=began)

    for minutes in (0, 59):
        with pytest.raises(services.NoRoom):
            services.begin_upload(TAM, name="don.pdf", size=SIZE, at=began + timedelta(minutes=minutes))
    services.begin_upload(TAM, name="don.pdf", size=SIZE, at=began + timedelta(minutes=60))
    assert services.drop_expired(at=began + timedelta(minutes=60)) == 1
    assert len(list((folder / "parts").iterdir())) == 1


def test_its_day_begins_with_its_first_byte_and_with_no_other(folder):
    began = timezone.now()
    token, held = services.begin_upload(LAN, name="don.pdf", size=SIZE, at=began)
    first = began + timedelta(minutes=50)

    services.append_piece(held, PDF[:1], offset=0, at=first)
    assert held.expires_at == services.upload_of(LAN, token).expires_at == first + timedelta(days=1)
    services.append_piece(held, PDF[1:9], offset=1, at=first + timedelta(hours=5))

    assert services.upload_of(LAN, token).expires_at == first + timedelta(days=1)
    # A piece that does not continue moves nothing.
    _token, other = services.begin_upload(LAN, name="don.pdf", size=SIZE, at=began)
    with pytest.raises(services.OffsetMoved):
        services.append_piece(other, PDF[1:9], offset=1, at=first)
    other.refresh_from_db()
    assert other.expires_at == began + timedelta(hours=1)


def test_a_first_byte_for_a_file_given_up_meanwhile_writes_nothing(folder):
    _token, held = begun()
    HeldUpload.objects.filter(pk=held.pk).delete()

    with pytest.raises(services.FileGone):
        services.append_piece(held, PDF, offset=0, at=timezone.now())
    assert [part.stat().st_size for part in (folder / "parts").iterdir()] == [0]


def test_a_file_too_large_is_refused_before_it_is_sent(settings):
    settings.UPLOAD_LIMIT_BYTES = 1024**2

    with pytest.raises(services.FileTooLarge, match="vượt quá 1 MB"):
        begun(size=1024**2 + 1)
    assert not HeldUpload.objects.exists()


def test_names_lose_what_no_screen_and_no_database_takes():
    token, _held = begun(name="..\\thư\x00mục/đơn\u202efdp.exe\n.pdf")

    assert services.upload_of(LAN, token).name == "đơnfdp.exe .pdf"


def test_a_whole_file_is_taken_by_a_form_once_but_found_again_by_the_same_form_sent_twice():
    token = whole()

    first = services.store_upload(find(token))

    assert HeldUpload.objects.get().taken_at
    assert services.store_upload(find(token)) == first


def test_is_forgotten_after_a_day_and_then_nothing_of_it_lies_there(folder):
    token, held = begun()
    services.append_piece(held, PDF[:10], offset=0, at=timezone.now())
    kept = whole(content=samples.png())
    stray = folder / "parts" / ("0" * 64)
    stray.write_bytes(b"x")
    now = timezone.now()

    assert services.drop_expired(at=now + timedelta(hours=23)) == 0
    assert services.upload_of(LAN, token)
    later = now + timedelta(hours=25)
    assert services.held_file(LAN, kept, at=later) is None
    os.utime(stray, (0, 0))
    assert services.drop_expired(at=later) == 2

    assert not HeldUpload.objects.exists()
    assert list((folder / "parts").iterdir()) == []
    with pytest.raises(services.FileGone):
        services.offset_of(held)


def test_the_sweep_spares_what_is_held():
    whole()
    StoredFile.objects.update(stored_at=timezone.now() - timedelta(days=3))

    assert services.sweep(at=timezone.now())[0] == 0
    services.drop_expired(at=timezone.now() + timedelta(days=2))
    assert services.sweep(at=timezone.now())[0] == 1
