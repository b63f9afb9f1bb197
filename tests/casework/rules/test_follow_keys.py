"""Codes and secrets of receipts, and numbers that point at nobody."""

import pytest

from danvan.casework.rules.follow_keys import ALPHABET, CODE_LENGTH, SECRET_LENGTH, code_hash, keys_from, normalized
from danvan.casework.rules.small_cells import rounded

KEY = b"k" * 32


def test_the_code_holds_more_than_sixty_bits_and_the_secret_forty():
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert CODE_LENGTH * 5 >= 60
    assert SECRET_LENGTH * 5 >= 40


def test_the_same_token_gives_the_same_keys_and_another_key_others():
    keys = keys_from("token", key=KEY)

    assert keys == keys_from("token", key=KEY)
    assert keys_from("token", key=b"x" * 32) != keys
    assert keys_from("token2", key=KEY).code != keys.code
    assert normalized(keys.secret) not in normalized(keys.code)


@pytest.mark.parametrize("typed", ["me17-d5gf-fq6vx", "ME17 D5GF FQ6VX", "mei7d5gffq6vx", "MEL7-D5GF-FQ6UX"])
def test_what_looks_alike_is_read_as_meant(typed):
    assert code_hash(typed) == code_hash("ME17-D5GF-FQ6VX")


@pytest.mark.parametrize(("number", "said"), [(0, 0), (1, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_small_numbers_are_rounded_to_five(number, said):
    assert rounded(number) == said
