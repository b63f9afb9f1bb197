"""Giving, changing and closing accounts.  The guard is `authority.services`, which stands above."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.accounts.models import Person
from danvan.journal.services import Doer, record_act
from danvan.kernel.errors import RuleError


class CannotSetPassword(RuleError):
    """The password is too weak; the message says why."""

    code = "cannot_set_password"
    message = _("Mật khẩu chưa đạt: %(why)s")


@transaction.atomic
def add_person(*, username: str, full_name: str, email: str, password: str, actor: Doer) -> Person:
    """Give somebody an account.  Raises CannotSetPassword."""
    person = Person(username=username, full_name=full_name, email=email)
    set_checked_password(person, password)
    person.save()
    record_act("accounts.add_person", actor=actor, subject_kind="person", subject_id=person.pk)
    return person


@transaction.atomic
def change_person(person_id: int, *, full_name: str, email: str, is_active: bool, password: str, actor: Doer) -> Person:
    """Change an account; an empty password keeps the old one.  Raises CannotSetPassword."""
    person = Person.objects.select_for_update().get(pk=person_id)
    changed = [
        name
        for name, value in {"full_name": full_name, "email": email, "is_active": is_active}.items()
        if getattr(person, name) != value
    ]
    person.full_name, person.email, person.is_active = full_name, email, is_active
    if password:
        set_checked_password(person, password)
        changed.append("password")
    person.save()
    record_act(
        "accounts.change_person",
        actor=actor,
        subject_kind="person",
        subject_id=person.pk,
        detail={"changed": changed},
    )
    return person


def set_checked_password(person: Person, password: str) -> None:
    """Set a password that passes the rules of the settings.  Raises CannotSetPassword."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise CannotSetPassword(params={"why": " ".join(error.messages)}) from error
    person.set_password(password)
