"""How the program says no.

A refusal is something we foresaw: the law, the workflow or the person's post
does not allow it.  It carries a stable code for machines and a Vietnamese
sentence for people, so that a form, the API and a command line can show the
same one.  Anything else is a fault and is left to rise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field


class RuleError(Exception):
    """A foreseen refusal: a stable `code`, a Vietnamese `message` and the `params` that complete it.

    A subclass usually sets `code` and `message` once and is raised with its
    params alone.  The message names its placeholders as `%(name)s` and may be
    a lazy translation, which stays lazy until the sentence is asked for.  As
    in Django, a message without params is shown as it stands.  `field` names
    the input it is about, as the service calls it; a form with an input of
    that name shows the refusal beside it.
    """

    code: str = ""
    message: object = ""
    field: str = ""

    def __init__(
        self, code: str = "", message: object = "", params: Mapping[str, object] | None = None, *, field: str = ""
    ) -> None:
        super().__init__(code, message, params)
        self.field = field or self.field
        self.code = code or self.code
        self.message = message or self.message
        self.params: dict[str, object] = dict(params or {})
        if not self.code or not self.message:
            raise TypeError(f"{type(self).__name__} needs a code and a message")

    def __str__(self) -> str:
        return _sentence(self.message, self.params)


class NoAuthority(RuleError):
    """The actor holds no post that may do this here and now."""

    code = "no_authority"
    message: object = "Vị trí công tác hiện tại không có thẩm quyền thực hiện việc này."


class NotFound(RuleError):
    """The thing does not exist for this person; whether it exists at all is not said."""

    code = "not_found"
    message: object = "Không tìm thấy nội dung được yêu cầu."


class Conflict(RuleError):
    """Someone else changed the record between reading and saving."""

    code = "conflict"
    message: object = (
        "Nội dung này vừa được người khác cập nhật. Đề nghị tải lại để xem bản mới nhất trước khi sửa tiếp."
    )


@dataclass(frozen=True)
class InputError:
    """One thing wrong with what was given, and where: a row of a file, a field of a form, or both."""

    message: object
    field: str = ""
    row: int | None = None
    params: Mapping[str, object] = dataclass_field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The message alone, for showing beside the field."""
        return _sentence(self.message, self.params)

    @property
    def place(self) -> str:
        """Where it is, in Vietnamese: "Dòng 12, cột “ngày ban hành”"; empty when it concerns the whole input."""
        if self.row is None:
            return f"Mục “{self.field}”" if self.field else ""
        return f"Dòng {self.row}, cột “{self.field}”" if self.field else f"Dòng {self.row}"

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" if self.place else self.sentence


class InputErrors(RuleError):
    """Everything wrong with one input, said at once, so that nobody mends a file one row at a time."""

    code = "invalid_input"

    def __init__(self, errors: Iterable[InputError]) -> None:
        self.errors = tuple(errors)
        if not self.errors:
            raise ValueError("InputErrors without an error would refuse for no reason")
        super().__init__(message="Có %(count)d lỗi trong dữ liệu nhập.", params={"count": len(self.errors)})

    def __reduce__(self) -> tuple[type["InputErrors"], tuple[tuple[InputError, ...]]]:
        return type(self), (self.errors,)

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *map(str, self.errors)])


def _sentence(message: object, params: Mapping[str, object]) -> str:
    return str(message) % params if params else str(message)
