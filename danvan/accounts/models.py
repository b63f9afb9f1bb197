"""Identity: who signs in.  What a person may do is `authority`; where they serve is `orgs`."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models


class PersonManager(BaseUserManager["Person"]):
    """Makes people; there is no sign-up."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Person":
        """Create a person who may sign in; without a password they cannot until one is set."""
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """A member of staff with one account, however many posts they hold."""

    username = models.CharField(
        "tên đăng nhập",
        max_length=60,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": "Đã có người dùng tên đăng nhập này."},
    )
    full_name = models.CharField("họ và tên", max_length=120)
    email = models.EmailField("thư điện tử", blank=True)
    is_active = models.BooleanField("được đăng nhập", default=True)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = PersonManager()

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """Return the name shown on screens."""
        return self.full_name or self.username
