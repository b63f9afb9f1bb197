"""What a page says when an act is refused."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from danvan.kernel.errors import Conflict, RuleError
from danvan.ui.forms import show_refusal

MOVED_ON = (
    "Hồ sơ đã có việc mới từ khi trang vừa gửi được mở: việc vừa gửi đã được ghi, hoặc không còn làm được ở bước này. "
    "Diễn biến bên dưới cho biết."
)


def was_moved_on(request: HttpRequest, version: int) -> bool:
    """Whether an act that is not offered any more comes from a page older than the case, and if so say it.

    Most often it is the same act, sent again by a browser that got no answer.
    """
    is_older = request.method == "POST" and request.POST.get("version", "") not in ("", str(version))
    if is_older:
        messages.warning(request, MOVED_ON)
    return is_older


def attempt(form: forms.Form, act: Callable[[], object], *, version: int) -> bool:
    """Do an act; when it is refused, say so on the form, with what was typed kept, and return False."""
    try:
        act()
    except Conflict as refusal:
        # Sent again, it is weighed against the case as it is now.
        fresh = form.data.copy()
        fresh["version"] = str(version)
        form.data = fresh
        form.add_error(None, str(refusal))
    except RuleError as refusal:
        show_refusal(form, refusal)
    else:
        return True
    return False
