"""Taking a file in, giving it out, and sweeping up what nothing refers to.

Bytes are kept once, under the hash of their content, in the private storage.
A row exists only when its transaction commits; bytes without a row are removed
by a nightly job, never by the transaction that failed, because another one may
just be taking in the same content.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.files.models import HeldUpload, StoredFile
from danvan.files.rules.content import DOCX, XLSX, Flaw, inspect
from danvan.kernel.errors import RuleError
from danvan.kernel.text import format_number

DOCUMENT_TYPES = frozenset({"application/pdf", DOCX, XLSX, "image/jpeg", "image/png"})
SAFETY_MARGIN = timedelta(days=1)


class CannotStoreFile(RuleError):
    """The file cannot be taken in as it is."""

    code = "cannot_store_file"
    field = "uploads"
    message = _("Không nhận được tệp “%(name)s”.")


class FileTooLarge(CannotStoreFile):
    """More bytes than an upload may have."""

    code = "file_too_large"
    message = _("Tệp “%(name)s” vượt quá %(limit)s MB. Đề nghị quét ở độ phân giải thấp hơn hoặc tách thành nhiều tệp.")


class WrongContent(CannotStoreFile):
    """The bytes are something else than may be taken in, whatever the name says."""

    code = "wrong_content"
    message = _(
        "Nội dung tệp “%(name)s” không thuộc loại được nhận (PDF, DOCX, XLSX, JPEG, PNG). "
        "Đề nghị lưu lại thành một trong các loại này; đổi đuôi tên tệp là chưa đủ."
    )


_SENTENCES = {
    Flaw.EMPTY: _("Tệp “%(name)s” không có nội dung. Đề nghị kiểm tra và chọn lại tệp."),
    Flaw.BROKEN: _("Tệp “%(name)s” bị hỏng hoặc tải lên chưa trọn. Đề nghị mở thử tệp rồi tải lại."),
    Flaw.ENCRYPTED: _(
        "Tệp “%(name)s” có đặt mật khẩu nên người xác minh không mở được. Đề nghị bỏ mật khẩu rồi tải lại."
    ),
    Flaw.MACROS: _(
        "Tệp “%(name)s” có chứa macro. Đề nghị lưu lại thành tệp không có macro (.docx, .xlsx) rồi tải lại."
    ),
    Flaw.OUTSIDE: _(
        "Tệp “%(name)s” khi mở sẽ lấy nội dung từ nơi khác trên mạng. Đề nghị lưu lại thành PDF rồi tải lại."
    ),
    Flaw.BOMB: _("Tệp “%(name)s” khi giải nén có dung lượng bất thường nên không được nhận."),
}


class HeldFile(UploadedFile):  # type: ignore[type-arg]  # generic for the checker only
    """A file that came before its form and was checked and stored then; the form carries its token."""

    def __init__(self, *, token: str, held_id: int, stored: StoredFile, name: str) -> None:
        super().__init__(None, name, stored.content_type, stored.size)
        self.token, self.held_id, self.stored_id, self.digest = token, held_id, stored.pk, stored.sha256


@transaction.atomic
def store_upload(upload: "UploadedFile[bytes]", *, allowed: Collection[str] | None = None) -> StoredFile:
    """Keep an uploaded file and return its row; the same content is kept once.

    `allowed` are content types, the usual documents when nothing is given.
    A held file is taken: once this transaction commits it waits for no form any more.
    Raises FileTooLarge, WrongContent, CannotStoreFile.
    """
    if isinstance(upload, HeldFile):
        return _take(upload, DOCUMENT_TYPES if allowed is None else allowed)
    content_type = require_document(upload, allowed=allowed)
    digest, size = _digest(upload)
    # Locked, so that the nightly sweep cannot take the row away before something refers to it.
    known = StoredFile.objects.select_for_update(no_key=True).filter(sha256=digest).first()
    if known and _is_whole(digest, size):
        return known
    _keep_bytes(digest, upload, size)
    stored, _is_new = StoredFile.objects.get_or_create(
        sha256=digest, defaults={"content_type": content_type, "size": size}
    )
    return stored


def require_document(upload: "UploadedFile[bytes]", *, allowed: Collection[str] | None = None) -> str:
    """Return the content type of an upload that may be taken in, at its beginning again.

    `allowed` are content types, the usual documents when nothing is given.
    Raises FileTooLarge, WrongContent, CannotStoreFile.
    """
    shown = {"name": upload.name or "?"}
    require_size(shown["name"], upload.size or 0)
    content: Any = upload.file
    finding = inspect(content)
    if finding.flaw in _SENTENCES:
        raise CannotStoreFile(code=f"file_{finding.flaw}", message=_SENTENCES[finding.flaw], params=shown)
    if finding.flaw or finding.content_type not in (DOCUMENT_TYPES if allowed is None else allowed):
        raise WrongContent(params=shown)
    upload.seek(0)
    return finding.content_type


def require_size(name: str, size: int) -> None:
    """Refuse more bytes than an upload may have.  Raises FileTooLarge."""
    if size > settings.UPLOAD_LIMIT_BYTES:
        raise FileTooLarge(params={"name": name, "limit": format_number(settings.UPLOAD_LIMIT_BYTES // 1024**2)})


def open_file(stored: StoredFile) -> "File[bytes]":
    """Return the bytes for reading.  The caller has established that they may be seen."""
    return default_storage.open(place_of(stored.sha256), "rb")


def open_content(digest: str) -> "File[bytes] | None":
    """Return the bytes with this hash, or nothing when they are not kept.

    The caller got the hash from where only it could write it.
    """
    stored = StoredFile.objects.filter(sha256=digest).first()
    return open_file(stored) if stored and default_storage.exists(place_of(digest)) else None


def place_of(digest: str) -> str:
    """Return where content with this hash is kept, relative to the storage."""
    return f"{digest[:2]}/{digest}"


def _take(held: HeldFile, allowed: Collection[str]) -> StoredFile:
    shown = {"name": held.name or "?"}
    if held.content_type not in allowed:
        raise WrongContent(params=shown)
    stored = StoredFile.objects.select_for_update(no_key=True).filter(pk=held.stored_id).first()
    if stored is None:
        raise CannotStoreFile(
            code="file_gone", message=_("Tệp “%(name)s” đã hết thời gian giữ tạm. Đề nghị chọn lại tệp."), params=shown
        )
    HeldUpload.objects.filter(pk=held.held_id).update(taken_at=timezone.now())
    return stored


def _digest(upload: "UploadedFile[bytes]") -> tuple[str, int]:
    hashed, size = hashlib.sha256(), 0
    for chunk in upload.chunks():
        hashed.update(chunk)
        size += len(chunk)
    upload.seek(0)
    return hashed.hexdigest(), size


def _is_whole(digest: str, size: int) -> bool:
    place = place_of(digest)
    return default_storage.exists(place) and default_storage.size(place) == size


def _keep_bytes(digest: str, upload: "UploadedFile[bytes]", size: int) -> None:
    place = place_of(digest)
    if default_storage.exists(place):
        is_young = default_storage.get_modified_time(place) > timezone.now() - SAFETY_MARGIN / 2
        if is_young and _is_whole(digest, size):
            return
        # Old bytes without a row may be swept away at this moment; written anew they are young and stay.
        default_storage.delete(place)
    kept = default_storage.save(place, upload)
    if kept != place:
        # Somebody stored the same content in between and won.
        default_storage.delete(kept)


def sweep(*, at: datetime) -> tuple[int, int]:
    """Remove rows nothing refers to and bytes without a row, both older than a day; return how many of each."""
    before = at - SAFETY_MARGIN
    return _sweep_rows(before), _sweep_bytes(before)


def _sweep_rows(before: datetime) -> int:
    unused = StoredFile.objects.filter(stored_at__lt=before)
    for relation in StoredFile._meta.related_objects:
        remote: Any = relation.related_model
        unused = unused.exclude(
            pk__in=remote.objects.filter(**{f"{relation.field.name}__isnull": False}).values(relation.field.name)
        )
    removed = 0
    for row in unused:
        try:
            with transaction.atomic():
                row.delete()
        except (ProtectedError, IntegrityError):
            continue  # attached since we looked
        removed += 1
    return removed


def _sweep_bytes(before: datetime) -> int:
    removed = 0
    if not default_storage.exists(""):
        return 0
    for folder in default_storage.listdir("")[0]:
        if len(folder) != 2:
            continue
        names = default_storage.listdir(folder)[1]
        known = set(StoredFile.objects.filter(sha256__in=names).values_list("sha256", flat=True))
        for name in names:
            place = f"{folder}/{name}"
            if name not in known and default_storage.get_modified_time(place) < before:
                default_storage.delete(place)
                removed += 1
    return removed
