"""Acts are written with their change, never changed, and chained."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from danvan.authority.rules.actor import system_actor
from danvan.journal.models import Entry, Seal
from danvan.journal.selectors import check_chain
from danvan.journal.services import record_act, seal_entries

pytestmark = pytest.mark.django_db(transaction=True)
ACTOR = system_actor(date(2026, 11, 23))


def act(reason=""):
    with transaction.atomic():
        return record_act("tests.act", actor=ACTOR, subject_kind="thing", subject_id=1, reason=reason)


def tamper(sql, parameters):
    """Do what nobody may: change the table with its triggers switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            cursor.execute(sql, parameters)
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def test_an_act_outside_a_transaction_is_a_fault():
    with pytest.raises(transaction.TransactionManagementError):
        record_act("tests.act", actor=ACTOR, subject_kind="thing", subject_id=1)


def test_an_act_vanishes_with_the_change_that_failed():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_act("tests.act", actor=ACTOR, subject_kind="thing", subject_id=1)
        raise ZeroDivisionError

    assert not Entry.objects.exists()


@pytest.mark.parametrize("change", [lambda e: e.save(), lambda e: e.delete()])
def test_the_database_refuses_to_change_or_delete_an_entry(change):
    entry = act()
    entry.reason = "khác"

    with pytest.raises(DatabaseError):
        change(entry)

    assert Entry.objects.get().reason == ""


def test_the_chain_is_whole_after_sealing():
    for number in range(5):
        act(str(number))

    assert seal_entries() == 5
    assert seal_entries() == 0
    checked = check_chain()
    assert (checked.is_whole, checked.sealed, checked.unsealed) == (True, 5, 0)


def test_new_acts_are_reported_as_not_sealed_yet():
    act()
    seal_entries()
    act()

    assert check_chain().unsealed == 1


def test_a_changed_reason_breaks_the_chain_where_it_was_changed():
    entries = [act(str(number)) for number in range(3)]
    seal_entries()
    tamper("UPDATE journal_entry SET reason = 'giả' WHERE id = %s", [entries[1].pk])

    assert check_chain().broken_at == entries[1].pk


def test_a_removed_entry_breaks_the_chain():
    entries = [act(str(number)) for number in range(3)]
    seal_entries()
    tamper("DELETE FROM journal_seal WHERE entry_id = %s", [entries[1].pk])

    assert not check_chain().is_whole


def test_sealing_goes_in_batches_of_the_given_size():
    for number in range(3):
        act(str(number))

    assert [seal_entries(limit=2), seal_entries(limit=2)] == [2, 1]
    assert Seal.objects.count() == 3
    assert check_chain().is_whole
