"""Signed links are short, for one purpose, and taken only as they were made."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.crypto.ids import ALPHABET, new_id, new_state, state_hash
from bot.crypto.keys import derive_keys
from bot.crypto.links import LinkProblem, Purpose, read, sign, verify

KEYS = derive_keys("a secret of twenty-odd characters")
NOW = 1_800_000_000_000
CHARACTERS = string.ascii_letters + string.digits + "-_"
bodies = st.text(alphabet=ALPHABET, min_size=12, max_size=12)


@given(bodies, st.sampled_from(Purpose), st.integers(min_value=1, max_value=10**12))
def test_a_link_gives_its_subject_back(body, purpose, lasts) -> None:
    """Any id of the purpose's prefix comes back until the end."""
    subject = purpose.prefix + body
    token = sign(KEYS, purpose, subject, NOW + lasts)

    assert len(f"/media/{token}") <= 40
    assert verify(KEYS, purpose, token, NOW) == subject
    assert verify(KEYS, purpose, token, NOW + lasts - 1) == subject
    assert verify(KEYS, purpose, token, NOW + lasts + 1000) is LinkProblem.EXPIRED
    told, ends_at = read(KEYS, purpose, token)
    assert told == subject
    assert NOW + lasts <= ends_at < NOW + lasts + 1000


@given(bodies, st.integers(0, 31), st.characters())
def test_any_changed_character_is_refused(body, position, character) -> None:
    """A token with one other character is no token."""
    token = sign(KEYS, Purpose.CONSENT, "i_" + body, NOW + 1000)
    changed = token[:position] + character + token[position + 1 :]
    expected = "i_" + body if changed == token else LinkProblem.INVALID
    assert verify(KEYS, Purpose.CONSENT, changed, NOW) == expected


@given(st.text(max_size=80))
def test_any_text_is_refused(text) -> None:
    """Text that nobody signed is refused without an error."""
    assert verify(KEYS, Purpose.CONSENT, text, NOW) is LinkProblem.INVALID


@pytest.mark.parametrize("purpose", [Purpose.CONSENT, Purpose.MEDIA])
def test_none_of_a_thousand_mutated_tokens_is_taken(purpose) -> None:
    """Swapped, cut, lengthened, re-spelled and spliced tokens are refused, a thousand of them."""
    chance = random.Random(7)
    tokens = [sign(KEYS, purpose, new_id(purpose.prefix), NOW + chance.randrange(10**9)) for _ in range(50)]
    mutated = set()
    while len(mutated) < 1000:
        token, other = chance.sample(tokens, 2)
        at = chance.randrange(1, 31)
        mutated |= {
            token[:at] + chance.choice(CHARACTERS) + token[at + 1 :],
            token[:at] + other[at:],
            token[:at],
            token + chance.choice(CHARACTERS + "=\n"),
            token.swapcase(),
            token.replace(token[at], "+", 1),
        }
    mutated -= set(tokens)

    accepted = [token for token in mutated if verify(KEYS, purpose, token, NOW) is not LinkProblem.INVALID]
    assert not accepted


def test_a_link_is_good_for_one_purpose_only() -> None:
    """A token for the original does not open the thumbnail, nor the reverse."""
    token = sign(KEYS, Purpose.MEDIA, "m_" + "a" * 12, NOW + 1000)
    others = [verify(KEYS, purpose, token, NOW) for purpose in Purpose if purpose is not Purpose.MEDIA]
    assert set(others) == {LinkProblem.INVALID}


def test_a_link_outlives_a_rotation_while_its_secret_is_listed() -> None:
    """The first secret signs, every listed one checks."""
    new = derive_keys("the new secret; long enough")
    both = derive_keys("the new secret; long enough, the old secret; long enough")
    token = sign(derive_keys("the old secret; long enough"), Purpose.CONSENT, "i_" + "b" * 12, NOW + 1000)

    assert verify(both, Purpose.CONSENT, token, NOW) == "i_" + "b" * 12
    assert verify(new, Purpose.CONSENT, token, NOW) is LinkProblem.INVALID
    fresh = sign(both, Purpose.CONSENT, "i_" + "b" * 12, NOW + 1000)
    assert verify(new, Purpose.CONSENT, fresh, NOW) == "i_" + "b" * 12


@pytest.mark.parametrize(
    "subject", ["m_aaaaaaaaaaaa", "i_aaaaaaaaaaa", "i_AAAAAAAAAAAA", "i_aaaaaaaaaaa1", ""]
)
def test_a_foreign_id_is_not_signed(subject) -> None:
    """Only an id of the purpose's own prefix and form is signed."""
    with pytest.raises(ValueError, match="consent link"):
        sign(KEYS, Purpose.CONSENT, subject, NOW)


@pytest.mark.parametrize("ends", [0, -1, 2**32 * 1000])
def test_an_end_out_of_range_is_not_signed(ends) -> None:
    """An end must fit into four bytes of seconds."""
    with pytest.raises(ValueError, match="2106"):
        sign(KEYS, Purpose.CONSENT, "i_" + "a" * 12, ends)


def test_ids_and_states_are_fresh() -> None:
    """Ids are a prefix and 12 base32 characters; a state comes with the hash that a row keeps."""
    ids = {new_id("i_") for _ in range(200)}
    state, kept = new_state()

    assert len(ids) == 200
    assert all(len(one) == 14 and set(one[2:]) <= set(ALPHABET) for one in ids)
    assert (len(state), len(kept), state_hash(state)) == (43, 64, kept)
    assert state_hash("\ud800") != kept
