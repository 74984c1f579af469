"""What an error of Slack makes of a message, as a table."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from bot.notifier import outcomes
from bot.notifier.outcomes import Stage, backoff_ms, client_msg_id, decide_outcome
from handlers.slack import errors
from storage.model import Message, MessageForm, MessageStatus

NOW = 1_000_000
MESSAGE = Message(
    id="m_one",
    team_id="T1",
    form=MessageForm.CARD,
    kind="hello",
    subject="r_1",
    channel="C1",
    dedupe="one",
    params={},
    files={"p": {"id": "F1"}},
    due_at=0,
    created_at=0,
)
PENDING, SENT = MessageStatus.PENDING, MessageStatus.SENT
INDETERMINATE, FAILED = MessageStatus.INDETERMINATE, MessageStatus.FAILED


@pytest.mark.parametrize(
    ("family", "stage", "status", "due_in"),
    [
        (errors.RateLimited, Stage.POST, PENDING, 7_250),
        (errors.RateLimited, Stage.EDIT, PENDING, 7_250),
        (errors.AnswerLost, Stage.POST, INDETERMINATE, 1_250),
        (errors.AnswerLost, Stage.EDIT, PENDING, 250),
        (errors.AnswerLost, Stage.PREPARE, PENDING, 250),
        (errors.ServerTrouble, Stage.POST, INDETERMINATE, 1_250),
        (errors.Unavailable, Stage.POST, PENDING, 250),
        (errors.FileNotReady, Stage.POST, PENDING, 250),
        (errors.FileGone, Stage.POST, PENDING, 250),
        (errors.TokenRefused, Stage.POST, PENDING, 0),
        (errors.MissingScope, Stage.PREPARE, PENDING, 300_000),
        (errors.MessageGone, Stage.EDIT, PENDING, 0),
        (errors.MessageGone, Stage.POST, FAILED, None),
        (errors.MessageFixed, Stage.EDIT, SENT, None),
        (errors.ChannelArchived, Stage.EDIT, SENT, None),
        (errors.ChannelArchived, Stage.POST, FAILED, None),
        (errors.NotInChannel, Stage.POST, FAILED, None),
        (errors.CannotDirectMessage, Stage.POST, FAILED, None),
        (errors.InvalidBlocks, Stage.POST, FAILED, None),
        (errors.SlackError, Stage.POST, FAILED, None),
    ],
)
def test_each_family_has_its_outcome(family, stage, status, due_in):
    """Status and due time follow from the error and from how far the delivery had come."""
    values = decide_outcome(
        family("m", "code", retry_after_s=7.0), MESSAGE, NOW, stage=stage, spread=lambda: 0.5
    )
    assert values["status"] is status
    assert values.get("due_at") == (None if due_in is None else NOW + due_in)
    assert values["last_error"] == "m: code"


def test_what_is_in_doubt_stays_in_doubt():
    """A look-up that fails leaves the message indeterminate, so that it is looked for again."""
    doubtful = replace(MESSAGE, status=INDETERMINATE)
    error = errors.Unavailable("conversations.history", "unreachable")
    values = decide_outcome(error, doubtful, NOW, stage=Stage.PREPARE, spread=lambda: 0.5)
    assert values["status"] is INDETERMINATE


def test_a_file_that_is_gone_is_forgotten():
    """The next try uploads it again; so does every eighth try with a file that is never ready."""
    gone = decide_outcome(errors.FileGone("m", "c"), MESSAGE, NOW, stage=Stage.POST, spread=lambda: 0.5)
    assert gone["files"] == {}
    tries = [
        decide_outcome(
            errors.FileNotReady("m", "c"),
            replace(MESSAGE, attempts=n),
            NOW,
            stage=Stage.POST,
            spread=lambda: 0.5,
        )
        for n in range(16)
    ]
    assert [number for number, values in enumerate(tries) if "files" in values] == [7, 15]


def test_gaps_grow_to_a_cap_and_are_never_nothing():
    """Full jitter: up to 0.5 s at first, up to a minute in the end, at least a tenth of a second."""
    assert [backoff_ms(n, lambda: 0.999) for n in (0, 1, 5, 50)] == [499, 999, 15_984, 59_940]
    assert backoff_ms(9, lambda: 0.0) == outcomes.LEAST_GAP_MS


def test_the_key_of_a_post_is_its_own_until_the_card_was_gone():
    """The same message has the same key at every try; a card posted anew after its end has another."""
    key = client_msg_id(MESSAGE)
    assert uuid.UUID(key).version == 5
    assert client_msg_id(replace(MESSAGE, attempts=7, status=INDETERMINATE)) == key
    assert client_msg_id(replace(MESSAGE, id="m_two")) != key
    assert client_msg_id(replace(MESSAGE, sent_revision=1)) != key
