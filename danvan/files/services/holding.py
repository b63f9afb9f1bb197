"""Files on their way to a form: sent piece by piece, or kept because their form was refused.

Each belongs to whoever sent it (a `Holder`) and is found by a secret the form
carries; to everyone else it does not exist.  What has arrived of a file lies
in a private folder, and how much that is, is asked of the file itself: a
program that was killed between two writes cannot have counted wrongly.  After
a day everything is forgotten, a file of which nothing came within the hour.
"""

import fcntl
import os
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from danvan.files.models import HeldUpload
from danvan.files.rules.holding import Holder, hash_of
from danvan.files.rules.names import clean_name
from danvan.files.services.storing import HeldFile, require_size, store_upload
from danvan.kernel.errors import RuleError

KEPT = timedelta(days=1)
# A file that is announced and does not come keeps its room no longer than this.
AWAITED = timedelta(hours=1)
PARTS = "parts"
Then = Callable[[HeldFile], Any]
# Of one holder, and of all holders without an account at one network address.
MOST_FILES, MOST_BYTES, MOST_BYTES_OF_ADDRESS = 100, 300 * 1024**2, 600 * 1024**2


class NoRoom(RuleError):
    """This holder, this address or everyone together has too much lying here already."""

    code = "no_room_for_file"
    message = _("Chưa giữ được tệp “%(name)s” vì đang giữ quá nhiều tệp chưa gửi. Đề nghị gửi biểu mẫu, rồi chọn lại.")


class FileGone(RuleError):
    """It was held too long, or the form it was for is done."""

    code = "file_gone"
    message = _("Tệp đã hết thời gian giữ tạm hoặc đã gửi cùng biểu mẫu. Đề nghị chọn lại tệp.")


class OffsetMoved(RuleError):
    """The piece does not continue what is there."""

    code = "offset_moved"
    message = _("Phần tệp này không nối tiếp phần đã nhận.")


def begin_upload(holder: Holder, *, name: str, size: int, at: datetime) -> tuple[str, HeldUpload]:
    """Make room for a file that will come in pieces; return its secret and its row.

    Raises FileTooLarge, NoRoom.
    """
    shown = clean_name(name, "")
    require_size(shown, size)
    _require_room(holder, shown, size, at)
    token = secrets.token_urlsafe(32)
    place = _folder() / hash_of(token)
    for folder in (place.parents[1], place.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Before the row: a row always has its file, a file without a row is swept up.
    os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return token, _new_row(holder, token, name=shown, size=size, expires_at=at + AWAITED)


def upload_of(holder: Holder, token: str) -> HeldUpload | None:
    """Return the row with this secret if it is this holder's."""
    rows = HeldUpload.objects.select_related("stored")
    return rows.filter(token_hash=hash_of(token), holder_hash=holder.mark).first()


def offset_of(held: HeldUpload) -> int:
    """Return how many bytes have arrived.  Raises FileGone."""
    if held.stored_id is not None:
        return held.size
    try:
        return _place(held).stat().st_size
    except FileNotFoundError as missing:
        raise FileGone from missing


def append_piece(held: HeldUpload, piece: bytes, *, offset: int, at: datetime) -> int:
    """Write a piece behind what has arrived and return the new offset; with the first one the file's day begins.

    The lock is held while writing, never while waiting for the network, so a
    line that died holds nobody up.  Raises OffsetMoved when the piece does not
    begin where the file ends, FileGone.
    """
    if held.stored_id is not None or offset + len(piece) > held.size:
        raise OffsetMoved
    try:
        file = _place(held).open("r+b")
    except FileNotFoundError as missing:
        raise FileGone from missing
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if file.seek(0, os.SEEK_END) != offset:
            raise OffsetMoved
        if offset == 0:
            # Before the byte: a program killed between the two leaves a file that is kept, not one that is lost.
            held.expires_at = at + KEPT
            if not HeldUpload.objects.filter(pk=held.pk).update(expires_at=held.expires_at):
                raise FileGone
        file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return offset + len(piece)


def finish_upload(held: HeldUpload, token: str, *, at: datetime, then: Then | None = None) -> None:
    """Take a file that has wholly arrived in, checked by content; nothing while pieces are missing.

    `then` is done once, with the file, in the same transaction.
    Raises CannotStoreFile and what `then` raises; the file is not kept then.
    """
    if offset_of(held) < held.size:
        return
    place = _place(held)
    try:
        with transaction.atomic():
            row = HeldUpload.objects.select_for_update().filter(pk=held.pk).first()
            if row is None:
                raise FileGone
            if row.stored_id is None:
                with place.open("rb") as content:
                    whole: Any = UploadedFile(File(content), row.name, None, row.size)
                    row.stored = store_upload(whole)
                row.expires_at = at + KEPT
                row.save(update_fields=["stored", "expires_at"])
            if then is not None and row.taken_at is None:
                then(_file_of(row, token))
    except RuleError:
        _forget(held)
        raise
    place.unlink(missing_ok=True)
    held.refresh_from_db()


def hold_upload(upload: "UploadedFile[bytes]", *, holder: Holder, at: datetime) -> HeldFile:
    """Keep a file that came with a form, so that a refusal of the form does not lose it.

    Raises CannotStoreFile, NoRoom.
    """
    name = clean_name(upload.name or "", "")
    require_size(name, upload.size or 0)
    _require_room(holder, name, upload.size or 0, at)
    with transaction.atomic():
        stored = store_upload(upload)
        token = secrets.token_urlsafe(32)
        row = _new_row(holder, token, name=name, size=stored.size, expires_at=at + KEPT, stored=stored)
        return _file_of(row, token)


def held_file(holder: Holder, token: str, *, at: datetime) -> HeldFile | None:
    """Return a file this holder sent before; nothing when there is none with this secret any more.

    Raises CannotStoreFile when its last piece came and nobody looked at the whole yet.
    """
    held = upload_of(holder, token)
    if held is None or held.expires_at <= at:
        return None
    try:
        finish_upload(held, token, at=at)
    except FileGone:
        return None
    return _file_of(held, token) if held.stored_id is not None else None


def give_up(held: HeldUpload, token: str, *, undo: Then | None = None) -> None:
    """Forget a file its sender no longer wants to send.

    `undo` takes back, in the same transaction, what was done with it once it was whole.
    """
    with transaction.atomic():
        # Waits for a last piece that is just being taken in.
        row = HeldUpload.objects.select_for_update(of=("self",)).select_related("stored").filter(pk=held.pk).first()
        if row is not None and row.taken_at is not None and undo is not None:
            undo(_file_of(row, token))
        HeldUpload.objects.filter(pk=held.pk).delete()
    _place(held).unlink(missing_ok=True)


def drop_expired(*, at: datetime) -> int:
    """Forget what was held too long, and pieces nothing knows of; return how many files."""
    expired = list(HeldUpload.objects.filter(expires_at__lte=at))
    for held in expired:
        _forget(held)
    if _folder().exists():
        on_the_way = set(HeldUpload.objects.filter(stored=None).values_list("token_hash", flat=True))
        for place in _folder().iterdir():
            # The age keeps what is just being begun, and what has just been finished.
            if place.name not in on_the_way and _age(place, at) > KEPT:
                place.unlink(missing_ok=True)
    return len(expired)


def _new_row(holder: Holder, token: str, **columns: Any) -> HeldUpload:
    return HeldUpload.objects.create(
        token_hash=hash_of(token), holder_hash=holder.mark, address_hash=holder.address, **columns
    )


def _require_room(holder: Holder, name: str, size: int, at: datetime) -> None:
    """Ask whether one more file may be held; a few bytes too many when two ask at once do no harm."""
    waiting = HeldUpload.objects.filter(taken_at=None, expires_at__gt=at)
    own = Q(holder_hash=holder.mark)
    limits = {"own": (own, MOST_BYTES), "all": (Q(), settings.HELD_LIMIT_BYTES)}
    if holder.address:
        limits["near"] = Q(address_hash=holder.address), MOST_BYTES_OF_ADDRESS
        # The other half is there for those who are signed in, however much strangers announce.
        limits["strangers"] = ~Q(address_hash=""), settings.HELD_LIMIT_BYTES // 2
    sums = {key: Sum("size", filter=which, default=0) for key, (which, _most) in limits.items()}
    found = waiting.aggregate(files=Count("pk", filter=own), **sums)
    if found["files"] >= MOST_FILES or any(found[key] + size > most for key, (_which, most) in limits.items()):
        raise NoRoom(params={"name": name})


def _file_of(held: HeldUpload, token: str) -> HeldFile:
    assert held.stored is not None
    return HeldFile(token=token, held_id=held.pk, stored=held.stored, name=held.name)


def _forget(held: HeldUpload) -> None:
    HeldUpload.objects.filter(pk=held.pk).delete()
    _place(held).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(default_storage.path(PARTS))


def _place(held: HeldUpload) -> Path:
    return _folder() / held.token_hash


def _age(place: Path, at: datetime) -> timedelta:
    try:
        return timedelta(seconds=at.timestamp() - place.stat().st_mtime)
    except FileNotFoundError:
        return timedelta(0)
