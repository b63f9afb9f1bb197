"""Letting a writer come back to their case without an account."""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from danvan.casework.choices import CaseKind
from danvan.casework.models import Case, Following, WriterSending
from danvan.casework.rules.follow_keys import FollowKeys, code_hash, keys_from, normalized
from danvan.kernel.errors import RuleError

TOKEN_LOCK = 720_409
SALT = "danvan.casework.following"


class TokenIsTaken(RuleError):
    """A letter was sent with this token, and this is another."""

    code = "token_is_taken"
    message = _("Trang này đã dùng để gửi một đơn khác. Điều đã viết vẫn còn trên trang; xin gửi lại một lần nữa.")


def new_token() -> str:
    """Return a token nobody can guess; whoever sends it twice is answered once."""
    return secrets.token_urlsafe(32)


def keys_of(token: str) -> FollowKeys:
    """Return the code and secret that belong to a token."""
    return keys_from(token, key=salted_hmac(SALT, "keys", secret=settings.SECRET_KEY, algorithm="sha256").digest())


def case_of_token(token: str) -> Case | None:
    """Return the case that was taken in with this token already."""
    following = Following.objects.filter(code_hash=code_hash(keys_of(token).code)).select_related("case").first()
    return following.case if following else None


def claim_token(token: str, *, sealed: bool = False) -> Case | None:
    """Return the case taken in with a token; until the end of the transaction nobody else takes one in with it.

    Raises TokenIsTaken when a sealed case is asked for and an open one was taken in, or the reverse.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [TOKEN_LOCK, code_hash(keys_of(token).code)])
    known = case_of_token(token)
    if known is not None and (known.kind == CaseKind.DENUNCIATION) != sealed:
        raise TokenIsTaken
    return known


def new_following(token: str) -> Following:
    """Return what `give_following` will keep for a token.  Slow on purpose, so made before anything is locked."""
    keys = keys_of(token)
    return Following(code_hash=code_hash(keys.code), secret_hash=make_password(normalized(keys.secret)))


def give_following(case: Case, *, token: str, at: datetime, made: Following | None = None) -> FollowKeys:
    """Let whoever has what this returns follow the case; what was given before no longer opens it.

    The caller holds the case locked, or has just made it.
    """
    following = made or new_following(token)
    case.followings.filter(ended_at=None).update(ended_at=at)
    following.case = case
    following.save()
    return keys_of(token)


def is_first_sending(case: Case, token: str) -> bool:
    """Say whether a writer's page is sent for the first time, and keep that it was if the transaction does.

    A browser that got no answer sends again; what it sent may have arrived.
    """
    mark = hashlib.sha256(f"{case.pk} {token}".encode()).hexdigest()
    _row, is_new = WriterSending.objects.get_or_create(token_hash=mark, defaults={"case": case})
    return is_new


def following_opened_by(code: str, secret: str) -> Following | None:
    """Return what a code and its secret open.

    A wrong code takes as long as a wrong secret and is answered the same.
    """
    following = Following.objects.filter(code_hash=code_hash(code), ended_at=None).first()
    if following is None:
        make_password(normalized(secret))
        return None
    return following if check_password(normalized(secret), following.secret_hash) else None


def case_followed(following_id: int) -> Case | None:
    """Return the case somebody follows; nothing once another code was given."""
    following = Following.objects.filter(pk=following_id, ended_at=None).select_related("case").first()
    return following.case if following else None
