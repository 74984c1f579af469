"""What nobody foresaw: one private sentence with a reference, in the reader's language, and the log."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.demo.forms import asset_values
from handlers import ids
from storage.errors import StorageError
from tests.support import rows

TOM, WEI = "U0TOM", "U0WEI"
QUESTION = "v1.y_aaaaaaaaaaaa"


class Broken:
    """A storage of which every use fails, but for what is named."""

    def __init__(self, storage, *still):
        self._storage, self._still = storage, still

    def __getattr__(self, name):
        if name in self._still:
            return getattr(self._storage, name)
        raise StorageError("the disk is full")


@pytest.fixture(name="broken")
def _broken(office):
    """Members are still known; everything else fails."""

    def break_it(*still):
        object.__setattr__(office.surface.desk, "storage", Broken(office.storage, *still))

    return break_it


def reference_in(text):
    return text.rpartition("reference ")[2].rstrip(".").rpartition("编号 ")[2].rstrip("。")


async def test_a_broken_command_is_answered_with_the_reference_of_its_log_line(office, broken):
    """Slack does not add an error of its own, and the log has the whole story."""
    await office.command("/likeness help")
    broken("member", "workspace")
    with capture_logs() as logs:
        answer = await office.command("/asset list")
    assert "Something broke" in answer["text"]
    assert answer["ephemeral"]
    (line,) = [entry for entry in logs if entry["event"] == "handler failed"]
    assert line["reference"] in answer["text"]
    assert isinstance(line["exc_info"], StorageError)


async def test_a_broken_form_stays_open_with_what_was_typed(office, broken):
    """The sentence stands at its first field, and sending it again works."""
    view = await office.asset_form()
    typed = {"name": "rachel", "member": rows.RACHEL, "purpose": "A film", "channel": rows.CHANNEL}
    values = asset_values(view, files=[await office.picture()], **typed)
    broken("member", "workspace")
    with capture_logs() as logs:
        answer = await office.hand().submit(view, values)
    (line,) = [entry for entry in logs if entry["event"] == "handler failed"]
    assert line["reference"] in answer["errors"][ids.FIELD_FILES]
    object.__setattr__(office.surface.desk, "storage", office.storage)
    assert (await office.hand().submit(view, values))["response_action"] is None


async def test_a_broken_press_is_told_where_it_was_pressed(office, broken):
    """The press was acknowledged already, so the sentence follows privately."""
    await office.command("/likeness help", user=rows.RACHEL)
    broken("member", "workspace")
    await office.press(rows.RACHEL, ids.ACTION_APPROVE_ONCE, QUESTION)
    assert "Something broke" in (await office.told(rows.RACHEL))[-1]


async def test_a_broken_look_up_of_options_says_nothing(office, broken):
    """One sentence per key pressed would be a flood."""
    await office.command("/video")
    view = await office.hand().open_view()
    broken("member", "workspace")
    await office.local.post(
        "options",
        {
            "user": rows.MAYA,
            "view_id": view["id"],
            "block_id": ids.FIELD_REFERENCES,
            "action_id": ids.ACTION_REFERENCES,
            "value": "r",
        },
    )
    assert await office.told(rows.MAYA) == []


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW"])
async def test_the_sentence_is_in_the_readers_language(office, broken, locale):
    """As last known, since nothing can be asked now."""
    office.be(WEI, locale=locale)
    await office.command("/likeness help", user=WEI)
    broken("member", "workspace")
    text = (await office.command("/asset list", user=WEI))["text"]
    assert "Something" not in text
    assert any(ord(char) > 0x2E80 for char in text)


async def test_with_nothing_known_the_sentence_is_english(office, broken):
    """The storage itself may be what broke."""
    broken()
    assert "Something broke" in (await office.command("/asset list", user=WEI))["text"]


async def test_an_expired_trigger_asks_to_try_again(office):
    """Slack's three seconds were over: no reference, no error in the log."""
    office.faults({"method": "views.open", "fault": "error:expired_trigger_id"})
    with capture_logs() as logs:
        await office.command("/asset")
        told = await office.told(rows.MAYA)
    assert "too long for Slack" in told[-1]
    assert "reference" not in told[-1]
    assert [entry["log_level"] for entry in logs if entry["event"] == "trigger expired"] == ["warning"]


async def test_a_form_that_slack_refuses_is_told(office):
    """With a reference: this one is ours to mend."""
    office.faults({"method": "views.open", "fault": "error:invalid_arguments"})
    with capture_logs() as logs:
        await office.command("/video hello")
        told = await office.told(rows.MAYA)
    (line,) = [entry for entry in logs if entry["event"] == "handler failed"]
    assert line["reference"] in told[-1]


async def test_when_slack_cannot_describe_a_newcomer_he_is_told(office):
    """Nobody is taken for a full member on trust."""
    office.faults({"method": "users.info", "fault": "500"})
    assert "Something broke" in (await office.command("/asset", user=TOM))["text"]
    assert office.calls("views.open") == []


@pytest.mark.parametrize("fault", ["500", "late", "lost"])
async def test_when_slack_is_down_the_last_known_answer_counts(office, fault):
    """And the form still opens in time."""
    await office.command("/likeness help")
    office.clock.ms += 3_600_001
    office.faults({"method": "users.info", "fault": fault, "seconds": 4})
    await office.command("/asset")
    assert (await office.hand().open_view())["callback_id"] == ids.VIEW_ASSET


async def test_a_wrong_signature_reaches_no_handler(office):
    """The app answers 401 and does nothing."""
    await office.command("/likeness help")
    payload = office.deliveries("slash_commands")[-1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(office.carrier.dispatch.__func__.__globals__, "SECRET", "somebody-elses-secret")
        response = await office.carrier.dispatch("slash_commands", payload | {"text": "asset"})
    assert response.status == 401
    assert office.calls("views.open") == []
