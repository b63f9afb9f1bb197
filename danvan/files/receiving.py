"""A file that comes in pieces: the server's side of tus 1.0.

Creation, termination and expiration.  Whoever calls has established who sends;
of anybody else's file this answers as of one that does not exist.  Refusals
carry their Vietnamese sentence as plain text, for the page to show beside the
file.  A file never begins with its first piece: a weak line that lost the
answer would leave one behind at every try.
"""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.utils.http import http_date

from danvan.files import services
from danvan.files.models import HeldUpload
from danvan.files.rules.holding import Holder
from danvan.kernel.errors import RuleError

VERSION, EXTENSIONS = "1.0.0", "creation,expiration,termination"
PIECE_TYPE, PIECE_BYTES = "application/offset+octet-stream", 256 * 1024
Then = Callable[[services.HeldFile], Any]


def receive_new(
    request: HttpRequest,
    holder: Holder,
    *,
    address_of: Callable[[str], str],
    may_begin: Callable[[int], None] = lambda size: None,
) -> HttpResponse:
    """Begin a file of this holder.

    `address_of` gives the address of a file with this secret; `may_begin` may
    refuse a size.
    """
    if request.method == "OPTIONS":
        return _answer(204, {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS})
    if request.method != "POST":
        return HttpResponseNotAllowed(["OPTIONS", "POST"])
    if wrong := _wrong_version(request):
        return wrong
    size = _number(request, "Upload-Length")
    if size is None:
        return _answer(400)
    name = _metadata(request.headers.get("Upload-Metadata", "")).get("filename", "")
    try:
        may_begin(size)
        token, held = services.begin_upload(holder, name=name, size=size, at=timezone.now())
        if size == 0:
            # No piece will come; what is wrong with it is said at once.
            services.finish_upload(held, token, at=timezone.now())
    except services.NoRoom as refusal:
        return _answer(507, said=str(refusal))
    except services.FileTooLarge as refusal:
        return _answer(413, said=str(refusal))
    except RuleError as refusal:
        return _answer(422, said=str(refusal))
    return _answer(201, {"Location": address_of(token), "Upload-Offset": "0", **_expiry(held)})


def receive_more(
    request: HttpRequest, holder: Holder, token: str, *, then: Then | None = None, undo: Then | None = None
) -> HttpResponse:
    """Say how far a file of this holder is, take its next piece, or forget it.

    `then` is done with the file once it is whole, `undo` takes that back when it is forgotten.
    """
    if request.method not in {"HEAD", "PATCH", "DELETE"}:
        return HttpResponseNotAllowed(["HEAD", "PATCH", "DELETE"])
    held = services.upload_of(holder, token)
    if held is None:
        return _answer(404)
    if wrong := _wrong_version(request):
        return wrong
    # What `then` took is done; what a form took is not there for another.
    if held.expires_at <= timezone.now() or (held.taken_at is not None and then is None):
        return _answer(410, said=str(services.FileGone()))
    if request.method == "DELETE":
        services.give_up(held, token, undo=undo)
        return _answer(204)
    if request.method == "HEAD":
        return _state(held, token, then)
    if request.content_type != PIECE_TYPE:
        return _answer(415)
    offset = _number(request, "Upload-Offset")
    if offset is None:
        return _answer(400)
    return _write(request, held, token, offset, then)


def _state(held: HeldUpload, token: str, then: Then | None) -> HttpResponse:
    try:
        services.finish_upload(held, token, at=timezone.now(), then=then)
        arrived = services.offset_of(held)
    except RuleError as refusal:
        return _answer(410, said=str(refusal))
    return _answer(200, {"Upload-Offset": str(arrived), "Upload-Length": str(held.size), **_expiry(held)})


def _write(request: HttpRequest, held: HeldUpload, token: str, offset: int, then: Then | None) -> HttpResponse:
    """Write what the request brings, as far as the line holds; what arrived stays."""
    try:
        if offset != services.offset_of(held):
            raise services.OffsetMoved
        while piece := _next_piece(request):
            if offset + len(piece) > held.size:
                return _answer(413)
            offset = services.append_piece(held, piece, offset=offset, at=timezone.now())
        services.finish_upload(held, token, at=timezone.now(), then=then)
    except services.OffsetMoved as refusal:
        return _answer(409, said=str(refusal))
    except services.FileGone as refusal:
        return _answer(410, said=str(refusal))
    except RuleError as refusal:
        # The whole was looked at: sending it again would change nothing.
        return _answer(422, said=str(refusal))
    return _answer(204, {"Upload-Offset": str(offset), **_expiry(held)})


def _next_piece(request: HttpRequest) -> bytes:
    try:
        return request.read(PIECE_BYTES)
    except UnreadablePostError:
        return b""


def _answer(status: int, headers: dict[str, str] | None = None, *, said: str = "") -> HttpResponse:
    response = HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    if status == 204:
        del response.headers["Content-Type"]
    return response


def _wrong_version(request: HttpRequest) -> HttpResponse | None:
    if request.headers.get("Tus-Resumable") == VERSION:
        return None
    return _answer(412, {"Tus-Version": VERSION})


def _expiry(held: HeldUpload) -> dict[str, str]:
    return {"Upload-Expires": http_date(held.expires_at.timestamp())}


def _number(request: HttpRequest, header: str) -> int | None:
    text = request.headers.get(header, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def _metadata(text: str) -> dict[str, str]:
    found = {}
    for pair in text.split(","):
        name, _space, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            continue
    return found
