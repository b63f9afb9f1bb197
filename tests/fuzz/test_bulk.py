"""One act on many letters: whatever is typed or changed on the way, it is done to all that were shown, or to none."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.casework.models import CaseAct
from danvan.petitions.models import Petition
from tests.fingerprint import difference, fingerprint
from tests.fuzz.hostile import ALL, LONG, MARKUP, STEADY, anything
from tests.fuzz.test_forms import ENGLISH
from tests.petitions.factories import register

pytestmark = pytest.mark.django_db
BULK = "/don-thu/nhieu-don/"


@pytest.fixture
def lan(signed_in, calendar):
    return signed_in("lan")


@pytest.fixture
def asked(cast, lan):
    """Return what the form of handing two letters over sends, nothing wrong with it."""
    letters = [register(cast), register(cast, kind="recommendation")]
    return {
        "viec": "entrust",
        "don": [str(letter.pk) for letter in letters],
        "lam": [f"{letter.pk}@{letter.version}" for letter in letters],
        "on": "23/11/2026",
        "officer": str(cast.actor("minh").holding_id),
        "note": "Việc.",
        "ve": "muc=new",
    }


def look(client, asked):
    """Look at the preview, which writes nothing."""
    before = fingerprint()
    page = client.post(BULK, asked)
    assert page.status_code == 200
    assert MARKUP not in page.content.decode()
    assert not difference(before, fingerprint())
    form = page.context["form"]
    said = [sentence for sentences in form.errors.values() for sentence in sentences]
    assert not [sentence for sentence in said if ENGLISH.search(sentence)]
    assert bool(said) is not page.context["is_ready"]
    return page


def do(client, asked, mark):
    """Press the button; return how many letters it was done to."""
    before, acts = fingerprint(), CaseAct.objects.count()
    answer = client.post(BULK, {**asked, "dau": mark, "thuc_hien": "1"})
    assert answer.status_code in (200, 302, 404), answer.status_code
    done = CaseAct.objects.count() - acts
    if answer.status_code == 302:
        where = urlsplit(answer["Location"])
        assert (where.scheme, where.netloc, where.path) == ("", "", "/don-thu/")
    else:
        assert MARKUP not in answer.content.decode()
        assert not difference(before, fingerprint())
    return done


def test_what_is_right_is_done_to_all(lan, asked):
    assert do(lan, asked, look(lan, asked).context["mark"]) == 2


def test_whatever_is_typed_is_done_to_all_or_to_none(lan, asked):
    @STEADY
    @given(st.sampled_from(["note", "on", "officer"]), anything)
    def typed(name, value):
        done_with({**asked, name: value})

    def done_with(given):
        given["lam"] = [f"{pk}@{version}" for pk, version in Petition.objects.values_list("pk", "version")]
        shown = look(lan, given)
        done = do(lan, given, shown.context["mark"])
        able = shown.context["able"] if shown.context["is_ready"] else 0
        assert done == (2 if able == 2 else 0)
        if done:
            notes = CaseAct.objects.order_by("-pk").values_list("note", flat=True)[:2]
            assert set(notes) == {shown.context["form"].cleaned_data["note"]}
        # Handing over to whoever has a letter already is refused; here each time is the first.
        Petition.objects.update(officer=None)

    # Every hostile text, several at once.
    for start in range(0, len(ALL), 16):
        done_with({**asked, "note": " ".join(ALL[start : start + 16])})
    typed()
    done_with({**asked, "note": LONG})


@pytest.mark.parametrize("name", ["viec", "don", "lam", "dau"])
def test_what_the_form_carries_itself_cannot_be_bent(lan, asked, name):
    given = {**asked, "dau": look(lan, asked).context["mark"]}
    several = [list(ALL)] if name in ("don", "lam") else ALL[::4]
    for value in several:
        bent = {**given, name: value}
        assert do(lan, bent, bent["dau"]) == 0, value
    assert do(lan, given, given["dau"]) == 2


def test_one_comes_back_to_the_list_and_nowhere_else(lan, asked):
    for view in (*ALL[::6], "//x.example/", "https://x.example/?a=b", "javascript:alert(1)", "muc=new#/../../x"):
        # Nothing is chosen, nothing is done.
        assert do(lan, {"viec": "entrust", "ve": view}, "") == 0
    assert do(lan, {**asked, "ve": "https://x.example/"}, look(lan, asked).context["mark"]) == 2
