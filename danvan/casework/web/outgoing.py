"""What the pages of papers that go out share, whichever register they are of: what they show, and their three acts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from danvan.casework.web.acting import attempt
from danvan.documents.forms import DiscardForm, IssueForm, WithdrawForm
from danvan.documents.kinds import LetterKind
from danvan.kernel.errors import RuleError


@dataclass(frozen=True)
class PaperPage:
    """One paper on its page: what is known of it, and where what can be done with it is sent; empty where it cannot.

    `letter` has a day, a version, and whether it is a draft or was withdrawn.
    """

    letter: Any
    label: str
    number: str
    needs_number: bool
    pictures: Sequence[str]
    why_no_picture: str
    why_withdrawn: str
    word_url: str
    pdf_url: str
    issue_url: str
    discard_url: str
    withdraw_url: str
    act_url: str
    act_label: str

    @property
    def withdraw_form(self) -> WithdrawForm:
        """What is asked of whoever withdraws it."""
        return WithdrawForm(initial={"version": self.letter.version})


@dataclass(frozen=True)
class PaperOffer:
    """A kind of paper that can be drafted; `is_next` when the act it goes with can be done now."""

    url: str
    label: str
    note: str
    is_next: bool


def issue_form(request: HttpRequest, kind: LetterKind, **initial: Any) -> IssueForm:
    """Return the form a paper goes out with: number, symbol, day, and the version that was looked at."""
    return IssueForm(request.POST or None, needs_number=kind.needs_number, initial=initial)


def went_out(request: HttpRequest, form: IssueForm, issue: Callable[..., object], *, version: int, kept: str) -> bool:
    """Let a paper go out when the form was sent whole; `kept` says where its files are then."""
    if request.method != "POST" or not form.is_valid():
        return False
    given = form.cleaned_data

    def act() -> None:
        issue(number=given.get("number"), symbol=given.get("symbol", ""), on=given["on"], version=given["version"])

    is_done = attempt(form, act, version=version)
    if is_done:
        messages.success(request, f"Đã ban hành; tệp Word và PDF {kept}.")
    return is_done


def withdraw(request: HttpRequest, act: Callable[..., object], *, version: int) -> None:
    """Withdraw a paper for the reason sent, and say what became of it."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Cần ghi lý do thu hồi (tối đa 300 ký tự).")
        return
    given = form.cleaned_data
    if attempt(form, lambda: act(why=given["why"], version=given["version"]), version=version):
        messages.success(request, "Đã thu hồi văn bản; số đã cấp không dùng lại.")
    else:
        messages.error(request, " ".join(str(each) for each in form.non_field_errors()))


def discard(request: HttpRequest, act: Callable[..., object]) -> bool:
    """Throw a draft away, and say what became of it."""
    form = DiscardForm(request.POST)
    try:
        act(version=form.cleaned_data["version"] if form.is_valid() else 0)
    except RuleError as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, "Đã bỏ dự thảo.")
    return True
