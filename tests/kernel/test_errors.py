import copy
import pickle

import pytest

from danvan.kernel.errors import Conflict, InputError, InputErrors, NoAuthority, NotFound, RuleError


class CannotAcceptLetter(RuleError):
    code = "letter_already_accepted"
    message = "Đơn %(number)s đã được thụ lý."


class LazySentence:
    """Stands for a translation that is looked up only when shown."""

    def __init__(self):
        self.asked = 0

    def __str__(self):
        self.asked += 1
        return "Đơn %(number)s."


def test_completes_its_sentence_with_its_params():
    refusal = CannotAcceptLetter(params={"number": "12/2025"})

    assert refusal.code == "letter_already_accepted"
    assert refusal.params == {"number": "12/2025"}
    assert str(refusal) == "Đơn 12/2025 đã được thụ lý."


def test_is_raised_on_the_spot_with_its_own_code_and_sentence():
    refusal = RuleError("too_late", "Đã quá hạn %(days)d ngày.", {"days": 3})

    assert (refusal.code, str(refusal)) == ("too_late", "Đã quá hạn 3 ngày.")


def test_names_the_input_it_is_about():
    class DayIsToCome(RuleError):
        code = "to_come"
        message = "Ngày chưa tới."
        field = "on"

    assert (RuleError("x", "y").field, DayIsToCome().field, DayIsToCome(field="held_on").field) == ("", "on", "held_on")
    assert pickle.loads(pickle.dumps(RuleError("x", "y", field="on"))).field == "on"


def test_shows_a_sentence_without_params_as_it_stands():
    assert str(RuleError("below", "Chưa đạt 98 %.")) == "Chưa đạt 98 %."


def test_keeps_a_translation_lazy_until_shown():
    sentence = LazySentence()

    refusal = RuleError("x", sentence, {"number": 1})

    assert sentence.asked == 0
    assert str(refusal) == "Đơn 1."


def test_refuses_to_be_raised_without_code_or_sentence():
    with pytest.raises(TypeError, match="code and a message"):
        RuleError()
    with pytest.raises(TypeError, match="code and a message"):
        RuleError("only_a_code")


@pytest.mark.parametrize(
    ("refusal", "code"), [(NoAuthority, "no_authority"), (NotFound, "not_found"), (Conflict, "conflict")]
)
def test_common_refusals_speak_for_themselves(refusal, code):
    raised = refusal()

    assert isinstance(raised, RuleError)
    assert raised.code == code
    assert str(raised).endswith(".")


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (InputError("Thiếu ngày ban hành.", "ngày ban hành", 12), "Dòng 12, cột “ngày ban hành”: Thiếu ngày ban hành."),
        (InputError("Dòng trống.", row=3), "Dòng 3: Dòng trống."),
        (InputError("Thiếu số hiệu.", "số hiệu"), "Mục “số hiệu”: Thiếu số hiệu."),
        (InputError("Tệp trống."), "Tệp trống."),
        (InputError("Không có đơn vị %(code)s.", row=2, params={"code": "17179"}), "Dòng 2: Không có đơn vị 17179."),
    ],
)
def test_says_where_an_input_is_wrong(error, shown):
    assert str(error) == shown


def test_gathers_all_errors_of_one_input():
    errors = [InputError("Thiếu ngày.", "ngày", 2), InputError("Thiếu số.", "số", 5)]

    refusal = InputErrors(errors)

    assert refusal.errors == tuple(errors)
    assert refusal.code == "invalid_input"
    assert str(refusal).splitlines() == [
        "Có 2 lỗi trong dữ liệu nhập.",
        "Dòng 2, cột “ngày”: Thiếu ngày.",
        "Dòng 5, cột “số”: Thiếu số.",
    ]


def test_refuses_to_gather_nothing():
    with pytest.raises(ValueError, match="without an error"):
        InputErrors([])


@pytest.mark.parametrize(
    "refusal",
    [CannotAcceptLetter(params={"number": 1}), NoAuthority(), InputErrors([InputError("Thiếu số.", "số", 5)])],
)
def test_survives_the_way_between_processes(refusal):
    for twin in (pickle.loads(pickle.dumps(refusal)), copy.copy(refusal)):
        assert type(twin) is type(refusal)
        assert (twin.code, twin.params, str(twin)) == (refusal.code, refusal.params, str(refusal))
