"""Keys: who can bring back what, and that nobody else can."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from danvan.authority.selectors import actor_in, seats_of
from danvan.casework.models import CaseAct
from danvan.denunciations.models import IdentityRequest, Reading, Rehearsal, ReleasedKey, SealedKey, Vault
from danvan.denunciations.rules import shares, vault
from danvan.denunciations.rules.keyring import BadKeyRing, read_key_ring
from danvan.denunciations.selectors import NoSeals, custodians, denunciations_visible_to, may_seal, seals
from danvan.denunciations.services import opening, vaults
from danvan.denunciations.services.acts import perform
from danvan.denunciations.services.locking import VAULT_LOCK
from danvan.denunciations.services.sealing import unwrapped
from danvan.journal.models import Entry
from danvan.kernel.errors import NoAuthority, NotFound
from danvan.kernel.sealing import CannotUnseal, new_key, seal, unseal
from danvan.notices.models import Notice
from tests.cast import actor_of, seat
from tests.denunciations.factories import RECEIVED, WHO, Story, now, taken_in
from tests.denunciations.house import PASSPHRASE

HOUR = timedelta(hours=1)


def asked(house, row, by="minh", **how):
    """Return a request for an identity."""
    given = {"purpose": "notify", "reason": "Gửi thông báo thụ lý.", "hours": 2, **how}
    return opening.ask_for_identity(row, **given, actor=house.actor(by), at=now())


def consented(house, request, at=None):
    return opening.consent(
        request.pk, custodian=house.custodian, passphrase=PASSPHRASE, actor=house.actor("kim"), at=at or now()
    )


def test_what_is_sealed_for_one_place_opens_in_no_other():
    key = new_key()
    sealed = seal(key, b"word", place="here")
    assert unseal(key, sealed, place="here") == b"word"
    for wrong in (
        (new_key(), sealed, "here"),
        (key, sealed, "there"),
        (key, sealed[:-1] + b"x", "here"),
        (key, b"", "here"),
    ):
        with pytest.raises(CannotUnseal):
            unseal(wrong[0], wrong[1], place=wrong[2])


def test_fewer_shares_than_needed_or_of_another_vault_give_nothing():
    private, _public = vault.new_pair()
    pieces = shares.split(private, needed=3, count=5)
    assert shares.combine([pieces[4], pieces[0], pieces[2]]) == private
    other = shares.split(vault.new_pair()[0], needed=3, count=5)
    for given in (pieces[:2], [*pieces[:2], other[2]], [*pieces[:2], "không phải mảnh"], []):
        with pytest.raises(CannotUnseal):
            shares.combine(given)


def test_an_identity_needs_a_second_person_a_reason_and_ends(house):
    row = taken_in(house)
    minh = house.actor("minh")
    with pytest.raises(NoAuthority):
        opening.open_part(row, "identity", actor=minh, at=now())
    request = asked(house, row)
    with pytest.raises(opening.RequestWaits):
        asked(house, row)
    with pytest.raises(NoAuthority):
        opening.open_part(row, "identity", actor=minh, at=now())
    consented(house, request)
    opened = opening.open_part(row, "identity", actor=minh, at=now())
    assert opened.of_kind("writer")[0].said["name"] == WHO.name
    # Another person of the case has no part in this consent.
    with pytest.raises(NoAuthority):
        opening.open_part(row, "identity", actor=house.actor("son"), at=now())
    later = now() + 3 * HOUR
    with pytest.raises(NoAuthority):
        opening.open_part(row, "identity", actor=minh, at=later)
    assert opening.end_releases(at=later) == 1
    assert not ReleasedKey.objects.exists()
    assert Reading.objects.filter(compartment="identity", request=request).count() == 1
    assert Entry.objects.filter(act__in=["identity.asked", "identity.opened", "denunciation.read"]).count() == 3


def test_nobody_consents_to_their_own_request_nor_without_the_passphrase(house):
    row = taken_in(house)
    request = asked(house, row)
    with pytest.raises(vaults.WrongPassphrase):
        opening.consent(
            request.pk, custodian=house.custodian, passphrase="không phải cụm này", actor=house.actor("kim"), at=now()
        )
    with pytest.raises(NoAuthority):
        opening.consent(
            request.pk, custodian=house.custodian, passphrase=PASSPHRASE, actor=house.actor("minh"), at=now()
        )
    opening.refuse_consent(request.pk, custodian=house.custodian, actor=house.actor("kim"), at=now())
    assert IdentityRequest.objects.get().is_granted is False
    with pytest.raises(NotFound):
        consented(house, request)
    # The same person in a second post, as a custodian, is still the same person.
    seat("minh", "Minh", house.place.adviser, title="Giữ khóa", kind="officer", role="seal_keeper",
         over=house.place.province, subtree=False)  # fmt: skip
    both = [actor_in(each, person_id=house.cast.minh.pk, on=house.actor("kim").on)
            for each in seats_of(house.cast.minh.pk, on=house.actor("kim").on)]  # fmt: skip
    keeper = next(actor for actor in both if "seal_keeper" in actor.roles)
    own = vaults.make_custodian_key(PASSPHRASE, actor=keeper, at=now())
    vaults.recover(house.shares[:2], own, actor=house.platform)
    again = asked(house, row)
    with pytest.raises(opening.CannotConsent):
        opening.consent(again.pk, custodian=own, passphrase=PASSPHRASE, actor=keeper, at=now())


def test_a_verifier_reads_the_extract_and_nothing_of_the_original(house):
    story = Story(house, taken_in(house, extract="", story="Tôi là thủ quỹ, tôi thấy.", papers=())).do(
        "strip", RECEIVED, extract="Việc thu tiền."
    )
    story.until_verifying()
    lan = house.actor("lan")
    opened = opening.open_part(story.row, "stripped", actor=lan, at=now())
    assert opened.of_kind("extract")[0].said["extract"] == "Việc thu tiền."
    for part in ("original", "identity"):
        with pytest.raises(NoAuthority):
            opening.open_part(story.row, part, actor=lan, at=now())


def test_without_the_ring_nothing_exists_and_nothing_is_taken_in(house, settings):
    row = taken_in(house)
    settings.SEAL_KEYS = Path(settings.SEAL_KEYS).with_name("nowhere")
    assert not denunciations_visible_to(house.actor("minh")).exists()
    assert not may_seal()
    with pytest.raises(NoSeals):
        taken_in(house)
    assert row.pk


@pytest.mark.parametrize("text", ["", "marks 00", "k1 zz\nmarks 00", "\xff"])
def test_a_broken_ring_says_so_and_tells_nothing(tmp_path, text):
    path = tmp_path / "ring"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(BadKeyRing) as refusal:
        read_key_ring(path)
    assert str(refusal.value) == "ring"


def test_rotation_wraps_everything_anew_and_old_copies_open_nothing(
    house, settings, django_capture_on_commit_callbacks
):
    row = taken_in(house)
    consented(house, asked(house, row))
    key = SealedKey.objects.get(denunciation=row, compartment="stripped")
    old_wrap, old_name = bytes(key.wrapped), key.wrapped_by
    with django_capture_on_commit_callbacks(execute=True):
        number = vaults.rotate_key_ring(actor=house.platform, at=timezone.now() + HOUR)
    assert number == SealedKey.objects.filter(vault=None).count() + 1
    ring = read_key_ring(settings.SEAL_KEYS)
    assert len(ring.wrapping) == 1
    assert old_name not in ring.keys
    key.refresh_from_db()
    assert unwrapped(key)
    assert opening.open_part(row, "identity", actor=house.actor("minh"), at=now()).texts
    key.wrapped, key.wrapped_by = old_wrap, old_name
    with pytest.raises(CannotUnseal):
        unwrapped(key)
    assert oct(Path(settings.SEAL_KEYS).stat().st_mode)[-3:] == "600"


def test_a_fall_in_the_middle_of_rotation_loses_nothing(house, settings, django_capture_on_commit_callbacks):
    row = taken_in(house)
    with django_capture_on_commit_callbacks(execute=False):
        vaults.rotate_key_ring(actor=house.platform, at=timezone.now() + HOUR)
    # The old key is still in the file, whichever half of the rows was written.
    assert len(read_key_ring(settings.SEAL_KEYS).wrapping) == 2
    assert unwrapped(SealedKey.objects.get(denunciation=row, compartment="stripped"))


def test_a_renewed_vault_keeps_identities_and_ends_the_old_key(house):
    row = taken_in(house)
    fresh = vaults.renew_vault(house.custodian, PASSPHRASE, needed=2, count=3, actor=house.actor("kim"), at=now())
    assert Vault.objects.filter(ended_at=None).count() == 1
    with pytest.raises(vaults.WrongShares):
        vaults.recover(house.shares[:2], house.custodian, actor=house.platform)
    vaults.recover(fresh[1:], house.custodian, actor=house.platform)
    consented(house, asked(house, row))
    assert opening.open_part(row, "identity", actor=house.actor("minh"), at=now()).texts


def test_renewing_asks_a_custodian_tells_the_others_and_makes_only_shares_that_can_be(house):
    mai = actor_of(seat("mai", "Mai", house.place.standing, title="Giữ khóa", kind="officer", role="seal_keeper",
                        over=house.place.province, subtree=False))  # fmt: skip
    other = vaults.make_custodian_key("một cụm khác dài", actor=mai, at=now())
    vaults.hand_over(other, house.custodian, PASSPHRASE, actor=house.actor("kim"))
    kim, former = house.actor("kim"), Vault.objects.get()
    for needed, count in ((1, 3), (4, 3), (2, 17)):
        with pytest.raises(vaults.WrongNumbers):
            vaults.renew_vault(house.custodian, PASSPHRASE, needed=needed, count=count, actor=kim, at=now())
    with pytest.raises(vaults.WrongPassphrase):
        vaults.renew_vault(house.custodian, "sai cụm mật khẩu", needed=2, count=3, actor=kim, at=now())
    for stranger in (house.actor("minh"), mai):
        with pytest.raises(NoAuthority):
            vaults.renew_vault(house.custodian, PASSPHRASE, needed=2, count=3, actor=stranger, at=now())
    assert Vault.objects.get() == former
    fresh = vaults.renew_vault(house.custodian, PASSPHRASE, needed=2, count=3, actor=kim, at=now())
    assert [keeper.opens for keeper in custodians(kim)] == [True, False]
    assert Notice.objects.get(key__startswith="vault-").holding_id == mai.holding_id
    found = seals()
    assert (found.needed, found.shares, found.rehearsed_at) == (2, 3, None)
    with pytest.raises(vaults.WrongShares):
        vaults.prove_shares(house.shares[:2], actor=kim, at=now())
    with pytest.raises(NoAuthority):
        vaults.prove_shares(fresh[:2], actor=house.actor("minh"), at=now())
    assert not Rehearsal.objects.exists()
    vaults.prove_shares(fresh[:2], actor=kim, at=now())
    assert seals().rehearsed_at
    assert set(Entry.objects.filter(act__startswith="vault.").values_list("act", flat=True)) >= {
        "vault.renewed", "vault.shares_proved"
    }  # fmt: skip


def test_what_comes_while_the_vault_is_renewed_goes_into_the_new_one(house):
    former = Vault.objects.get()
    vaults.renew_vault(house.custodian, PASSPHRASE, needed=2, count=3, actor=house.actor("kim"), at=now())
    row = taken_in(house)
    assert not SealedKey.objects.filter(vault=former).exists()
    assert row.keys.get(compartment="identity").vault == Vault.objects.get(ended_at=None)


def test_identities_are_put_in_side_by_side_and_never_while_the_vault_is_renewed(house):
    other = connection.copy()

    def others_may():
        """Say whether another may put something in, and whether another may renew."""
        with other.cursor() as cursor:
            tries = "SELECT pg_try_advisory_xact_lock_shared(%s), pg_try_advisory_xact_lock(%s)"
            cursor.execute(tries, [VAULT_LOCK, VAULT_LOCK])
            return cursor.fetchone()

    try:
        assert others_may() == (True, True)
        with CaptureQueriesContext(connection) as queries:
            taken_in(house)
        assert others_may() == (True, False)
        # No row stands between two who put in.
        assert not [sql for sql in queries if "denunciations_vault" in sql["sql"] and "FOR " in sql["sql"]]
        vaults.renew_vault(house.custodian, PASSPHRASE, needed=2, count=3, actor=house.actor("kim"), at=now())
        assert others_may() == (False, False)
    finally:
        other.close()


def test_recovery_is_rehearsed(house):
    assert seals().rehearsed_at is None
    assert not vaults.rehearse(house.shares[:1], actor=house.platform, at=now())
    assert vaults.rehearse(house.shares[1:], actor=house.platform, at=now())
    assert list(Rehearsal.objects.order_by("pk").values_list("succeeded", flat=True)) == [False, True]
    assert seals().rehearsed_at


def test_a_second_custodian_is_given_the_key_by_the_first(house):
    person = seat("mai", "Mai", house.place.standing, title="Giữ khóa", kind="officer", role="seal_keeper",
                  over=house.place.province, subtree=False)  # fmt: skip
    mai = actor_of(person)
    with pytest.raises(vaults.ShortPassphrase):
        vaults.make_custodian_key("ngắn", actor=mai, at=now())
    own = vaults.make_custodian_key("một cụm khác dài", actor=mai, at=now())
    row = taken_in(house)
    request = asked(house, row)
    with pytest.raises(vaults.NotACustodian):
        opening.consent(request.pk, custodian=own, passphrase="một cụm khác dài", actor=mai, at=now())
    vaults.hand_over(own, house.custodian, PASSPHRASE, actor=house.actor("kim"))
    opening.consent(request.pk, custodian=own, passphrase="một cụm khác dài", actor=mai, at=now())
    assert opening.open_part(row, "identity", actor=house.actor("minh"), at=now()).texts


def test_an_identity_passed_on_opens_at_the_new_place_only(house):
    row = taken_in(house)
    Story(house, row).do("check", RECEIVED, competent=False, sphere="duty", conditions=["c"]).do(
        "transfer", RECEIVED, number="1", addressee="UBND tỉnh", to_unit=house.place.province.pk
    )
    arrived = row.transferred_to.get().as_denunciation
    consented(house, asked(house, arrived, by="vy"))
    assert opening.open_part(arrived, "identity", actor=house.actor("vy"), at=now()).texts
    # A key moved by hand to a case it was not made for is not opened there.
    other = taken_in(house)
    SealedKey.objects.filter(denunciation=arrived, compartment="identity").update(denunciation=other)
    consented(house, asked(house, other))
    opened = opening.open_part(other, "identity", actor=house.actor("minh"), at=now())
    assert len(opened.texts) == 1


def test_the_timeline_and_the_journal_carry_no_word(house):
    row = taken_in(house)
    Story(house, row).do("ask", RECEIVED, by="son", note="Việc xảy ra ở đâu?")
    assert not CaseAct.objects.exclude(note="", number="").exists()
    with pytest.raises(NotFound):
        perform(row.pk, "ask", {"note": "x"}, actor=house.actor("tam"), on=RECEIVED, at=now())
