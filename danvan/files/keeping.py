"""What a form with files asks for, so that no file has to be chosen twice (`danvan.ui.forms.FileKeeper`).

Nothing of a sealed page may be kept here: their forms get no keeper.
"""

from dataclasses import dataclass
from secrets import token_urlsafe

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from danvan.files import services
from danvan.files.rules.holding import Holder


@dataclass(frozen=True)
class Keeper:
    """Keeps the files of one holder; `address` takes them piece by piece."""

    holder: Holder
    address: str

    def keep(self, upload: "UploadedFile[bytes]") -> services.HeldFile | None:
        """Return a file kept, nothing when there is no room.  Raises CannotStoreFile."""
        try:
            return services.hold_upload(upload, holder=self.holder, at=timezone.now())
        except services.NoRoom:
            return None

    def find(self, token: str) -> services.HeldFile | None:
        """Return a file sent before, nothing when it is not there any more.  Raises CannotStoreFile."""
        return services.held_file(self.holder, token, at=timezone.now())


def session_holder(request: HttpRequest) -> Holder:
    """Return whoever is signed in on this browser as holder: the next sign-in is another one."""
    # Without a session nobody is the same person twice.
    return Holder.of("session", request.session.session_key or token_urlsafe())


def session_keeper(request: HttpRequest) -> Keeper:
    """Return the keeper of whoever is signed in."""
    return Keeper(session_holder(request), reverse("files:begin"))


def address_mark(address: str) -> str:
    """Return a network address as what only this platform can compare."""
    return salted_hmac("danvan.files.address", address, algorithm="sha256").hexdigest()
