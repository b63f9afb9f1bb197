"""What is sent to a sealed page is held in memory and never lies on a disk, not even for a moment."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

# The addresses whose files are sealed, those shared with letters that are not, and where one may come by mistake; in
# every language.
_LANGUAGES = ("", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE))
_SEALED = (
    "/to-cao/",
    "/gui-to-cao/",
    "/theo-doi/",
    "/don-thu/tiep-nhan/thu-dien-tu/",
    "/don-thu/tiep-nhan/bang-tinh/",
)
SEALED_PATHS = tuple(f"{language}{path}" for language in _LANGUAGES for path in _SEALED)
MOST_BYTES = 60 * 1024**2


class KeptInMemory(MemoryFileUploadHandler):
    """Takes every upload of a sealed page into memory; more than it may hold is refused."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        self.activated = self.request is not None and self.request.path.startswith(SEALED_PATHS)
        if self.activated and content_length > MOST_BYTES:
            raise RequestDataTooBig
