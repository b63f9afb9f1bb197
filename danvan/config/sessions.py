"""Sessions in the database, whose death is not mistaken for that of the session."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError


class SessionStore(db.SessionStore):
    """Django's, but a database that cannot be reached is said to be that, so that whoever asked may ask again.

    Django calls whatever goes wrong while a session is saved a session that
    was ended meanwhile, and answers 400, after which no browser tries again.
    """

    def save(self, must_create: bool = False) -> None:
        """Save.  Raises OperationalError, CreateError, UpdateError."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise
