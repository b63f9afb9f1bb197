"""Whatever is typed into a form of letters: taken in whole, or refused in Vietnamese with what was typed kept."""

import re
from html import unescape

import pytest
from django.forms import CharField, FileField, HiddenInput
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from tests.fingerprint import difference, fingerprint
from tests.fuzz.hostile import ALL, LONG, MARKUP, STEADY, anything

pytestmark = pytest.mark.django_db
DOORS = ("desk", "kind", "content", "writer", "classify", "accept", "report", "decide", "link", "split", "supplement",
         "contest", "rate", "follow", "denounce", "take_in", "sealed_act")  # fmt: skip
ENGLISH = re.compile(
    r"\b(null|characters?|valid|ensure|enter|select|choose|this|field|required|whole|value)\b", re.IGNORECASE
)


def fields_of(door):
    """Return the fields of a form somebody can type something into, as the page names them."""
    page = door.client.get(door.address if "/don/" not in door.address else "/theo-doi/don/")
    form = page.context["form"] if "/don/" not in door.address else _offered(page, door)
    return {
        part.add_prefix(name): field
        for part in parts_of(form)
        for name, field in part.fields.items()
        if name != "DELETE" and not isinstance(field, FileField) and not isinstance(field.widget, HiddenInput)
    }


def parts_of(form):
    """Return a form with the rows of people that stand on it."""
    rows = [getattr(form, name).forms for name in ("accused", "writers") if hasattr(form, name)]
    return [form, *(row for each in rows for row in each)]


def _offered(page, door):
    return next(offer.form for offer in page.context["offers"] if f"/{offer.act}/" in door.address)


def knock(door, typed, **how):
    """Send a form with something typed; return whether it was taken in, after looking that it was so, or not at all."""
    before = fingerprint()
    answer = door.client.post(door.address, {**door.valid, **typed}, **how)
    assert answer.status_code in (200, 302), answer.status_code
    page = answer.content.decode()
    assert MARKUP not in page
    form = _refused_form(answer, door)
    if form is None:
        return True
    assert not difference(before, fingerprint())
    parts = parts_of(form)
    said = [sentence for part in parts for sentences in part.errors.values() for sentence in sentences]
    assert said
    assert not [sentence for sentence in said if ENGLISH.search(_without(sentence, typed))]
    fields = {part.add_prefix(name): field for part in parts for name, field in part.fields.items()}
    for name, value in typed.items():
        field = fields.get(name)
        if isinstance(field, CharField) and str(value).isprintable():
            assert escape(value) in page or value in unescape(page)
    return False


def _without(sentence, typed):
    for value in typed.values():
        sentence = sentence.replace(str(value).strip(), "")
    return sentence


def _refused_form(answer, door):
    if answer.status_code == 302 or answer.context is None:
        return None
    if "offers" in answer.context and "/don/" in door.address:
        return _offered(answer, door)
    return answer.context.get("form")


@pytest.mark.parametrize("name", DOORS)
def test_what_is_right_is_taken_in(town, name):
    door = town[name]()

    assert knock(door, {}) is (name not in ("follow", "link"))


@pytest.mark.parametrize("name", DOORS)
def test_whatever_is_typed_is_taken_in_whole_or_refused_beside_its_field(town, name):
    open_door = town[name]
    doors = [open_door()]
    fields = fields_of(doors[0])
    words = [each for each, field in fields.items() if isinstance(field, CharField)]

    @STEADY
    @given(st.sampled_from(sorted(fields)), anything)
    def one_field(field, value):
        if knock(doors[-1], {field: value}):
            doors.append(open_door())

    one_field()
    # Every hostile text somewhere, several at once: how they stand beside one another is tried as well.
    for start in range(0, len(ALL) if words else 0, max(len(words), 3)):
        if knock(doors[-1], dict(zip(words, ALL[start:], strict=False))):
            doors.append(open_door())


@pytest.mark.parametrize("name", DOORS)
def test_a_megabyte_is_refused_and_bytes_that_are_no_text_do_no_harm(town, name):
    door = town[name]()
    fields = fields_of(door)
    words = [each for each, field in fields.items() if isinstance(field, CharField)] or list(fields)

    assert not knock(door, {words[0]: LONG})
    before = fingerprint()
    raw = b"&".join(each.encode() + b"=%ED%A0%80%FF%C0%AF%00" for each in fields)
    answer = door.client.generic("POST", door.address, raw, content_type="application/x-www-form-urlencoded")
    # What is no text becomes the sign for it; where that is an answer, it is one.
    assert answer.status_code == 302 or not difference(before, fingerprint())
