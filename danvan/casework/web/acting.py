"""What a page says when an act is refused."""

from collections.abc import Callable

from django import forms

from danvan.files.services import CannotStoreFile
from danvan.kernel.errors import Conflict, RuleError


def attempt(form: forms.Form, act: Callable[[], object], *, version: int, files: str | None = "uploads") -> bool:
    """Do an act; when it is refused, say so on the form, with what was typed kept, and return False."""
    try:
        act()
    except CannotStoreFile as refusal:
        form.add_error(files, str(refusal))
    except Conflict as refusal:
        # Sent again, it is weighed against the case as it is now.
        fresh = form.data.copy()
        fresh["version"] = str(version)
        form.data = fresh
        form.add_error(None, str(refusal))
    except RuleError as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False
