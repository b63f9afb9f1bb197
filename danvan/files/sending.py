"""Sending a stored file.  Whoever calls has established that it may be seen."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.http import content_disposition_header, parse_etags

from danvan.files.models import StoredFile
from danvan.files.services import open_file

# A file is shown alone: nothing in it may load, run or be framed.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


def send_content(request: HttpRequest, content: bytes, name: str, content_type: str) -> HttpResponse:
    """Answer with bytes no cache may keep, to look at or to save as `send_file` does."""
    viewed = "xem" in request.GET and (content_type.startswith("image/") or content_type == "application/pdf")
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(not viewed, name) or "attachment"
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def send_file(request: HttpRequest, stored: StoredFile, name: str) -> HttpResponseBase:
    """Answer with a file to keep, or to look at when the address asks with ?xem and it is a picture or a PDF."""
    mark = f'"{stored.sha256}"'
    response: HttpResponseBase
    if mark in {known.removeprefix("W/") for known in parse_etags(request.headers.get("If-None-Match", ""))}:
        response = HttpResponseNotModified()
    else:
        viewed = "xem" in request.GET and (
            stored.content_type.startswith("image/") or stored.content_type == "application/pdf"
        )
        response = FileResponse(
            open_file(stored), as_attachment=not viewed, filename=name, content_type=stored.content_type
        )
    response.headers["ETag"] = mark
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response
