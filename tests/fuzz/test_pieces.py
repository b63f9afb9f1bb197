"""Whatever the heads of tus say: a file of that name and size begins, or nothing does and nothing lies there."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.files.models import HeldUpload, StoredFile
from danvan.files.rules.names import LONGEST
from tests.files import samples
from tests.files.test_receiving import PIECE, TUS, begin, head, patch
from tests.fuzz.hostile import ALL, NAMES, NUMBERS, STEADY

pytestmark = pytest.mark.django_db
PLACE = "/tep-gui-len/"
PDF = samples.pdf()


@pytest.fixture
def lan(signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return signed_in("lan")


@pytest.fixture
def parts(tmp_path):
    return lambda: sorted((tmp_path / "parts").glob("*"))


def in_head(text):
    """Return a text as a server hands a head on: its bytes, each as a letter."""
    return text.encode().decode("latin-1")


def test_a_length_is_a_number_of_bytes_or_begins_nothing(lan, parts):
    def ask(length):
        answer = lan.post(PLACE, content_type=PIECE, headers={**TUS, "Upload-Length": in_head(length)})
        assert answer.status_code in (201, 400, 413, 422)
        said = answer.content.decode()
        assert bool(said) == (answer.status_code in (413, 422))
        held = list(HeldUpload.objects.order_by("pk"))
        assert len(held) == len(parts()) == (answer.status_code == 201)
        if held:
            assert (str(held[0].size), held[0].stored) == (length.lstrip("0"), None)
            lan.delete(answer["Location"], headers=TUS)
        assert not parts()
        return answer.status_code

    assert {ask(length) for length in (*ALL, "5", "007", "0", "1" * 15)} == {201, 400, 413, 422}

    @STEADY
    @given(st.text(st.characters(max_codepoint=255), max_size=20))
    def anything(length):
        ask(length.encode("latin-1").decode("latin-1"))

    anything()


def test_metadata_gives_a_harmless_name_or_none(lan, parts):
    coded = [base64.b64encode(name.encode()).decode() for name in (*NAMES, *ALL[::4])]
    bare = [in_head(text) for text in ALL[::4]]
    broken = ["filename", "filename ", "filename =", "filename YQ", "filename YQ==,filename Yg==", ",,, ,", "x" * 5000,
              f"filename {base64.b64encode(bytes([0xED, 0xA0, 0x80, 0xFF, 0xC0])).decode()}"]  # fmt: skip
    for said in [*(f"filename {code}" for code in coded), *(f"filename {text}" for text in bare), *bare, *broken]:
        answer = lan.post(PLACE, content_type=PIECE, headers={**TUS, "Upload-Length": "5", "Upload-Metadata": said})
        assert answer.status_code == 201, said
        name = HeldUpload.objects.get().name
        assert name.strip(". ")
        assert len(name) <= LONGEST
        assert not set(name) & set('<>:"|?*\\/\r\n\0\u202e')
        assert "\n" not in answer["Location"]
        assert lan.delete(answer["Location"], headers=TUS).status_code == 204
        assert not parts()


def test_a_piece_goes_where_the_file_ends_or_nowhere(lan, parts):
    place = begin(lan)["Location"]
    assert patch(lan, place, PDF[:7], 0).status_code == 204
    for offset in (*ALL, "-0", "+7", "7.0", "6", "8", " ", "7e0"):
        assert patch(lan, place, PDF[7:], in_head(offset)).status_code in (400, 409), offset
    assert [part.read_bytes() for part in parts()] == [PDF[:7]]
    for kind in (*NUMBERS, "text/html", "application/offset+octet-stream2", "multipart/form-data; boundary=x"):
        assert patch(lan, place, PDF[7:], 7, kind=in_head(kind)).status_code == 415
    assert not StoredFile.objects.exists()
    assert head(lan, place)["Upload-Offset"] == "7"
    assert patch(lan, place, PDF[7:], 7).status_code == 204
    assert StoredFile.objects.get().size == len(PDF)
    assert not parts()
