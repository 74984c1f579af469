"""The Home tab as its reader opens it, presses in it, and sees it follow what happens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.notifier import Notifier
from handlers import ids
from handlers.composer import StorageComposer
from handlers.home_composer import HomeComposer
from handlers.slack.pacing import Pacing
from sandbox.slack.interactions import actions, forms
from storage.changes import Insert, Update
from storage.home import home_key
from storage.model import AssetStatus, MessageStatus, Registration, RegistrationStatus
from tests.handlers.conftest import Office
from tests.support import rows
from tests.support.slack_schema import assert_view
from workflow.messages import MessageKind, card

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
ASSET = "a_aaaaaaaaaaaa"


@dataclass
class House:
    """An office whose notifier publishes."""

    office: Office
    notifier: Notifier

    async def open(self, user: str = rows.MAYA) -> None:
        await forms.open_home(self.office.workspace, user)
        async with asyncio.timeout(5):
            while await self.office.storage.card(rows.TEAM, home_key(user)) is None:
                await asyncio.sleep(0.01)
        await self.office.settled()
        await self.publish()

    async def publish(self) -> None:
        """Send whatever waits, however long its turn takes."""
        for _ in range(200):
            at = await self.office.storage.next_message_at()
            if at is None:
                return
            self.office.clock.ms = max(self.office.clock.ms, at)
            await self.notifier.sweep(self.office.clock.ms)
        raise AssertionError("it never came to rest")

    def view(self, user: str = rows.MAYA) -> dict[str, Any]:
        found = self.office.workspace.views.home(user)
        assert found is not None
        return found.body

    def says(self, user: str = rows.MAYA) -> str:
        return json.dumps(self.view(user)["blocks"], ensure_ascii=False)

    async def press(self, action_id: str, user: str = rows.MAYA, **chosen: Any) -> None:
        blocks = self.view(user)["blocks"]
        at = next((b["block_id"], e) for b in blocks for e in _elements(b) if e.get("action_id") == action_id)
        acted = {"block_id": at[0], "action_id": action_id, "type": at[1]["type"]} | chosen
        await actions.run_action(self.office.workspace, user, {"home": True, "action": acted})
        await self.office.settled()
        await self.publish()

    def published(self) -> int:
        return len(self.office.calls("views.publish"))


def _elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    return [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])]


@pytest.fixture(name="house")
async def _house(office: Office) -> AsyncIterator[House]:
    desk = office.surface.desk

    async def content(_source: Any) -> bytes:
        return PNG

    composer = StorageComposer(
        office.storage,
        desk.profiles,
        lambda _invitation: None,
        home=HomeComposer(office.storage, desk.profiles, office.clock),
    )
    object.__setattr__(office.surface, "composer", composer)
    notifier = Notifier(
        storage=office.storage,
        slack=office.surface.slack,
        composer=composer,
        open_attachment=content,
        clock=office.clock,
        pacing=Pacing(posts_per_minute=300),
        wake=asyncio.Event(),
    )
    yield House(office, notifier)
    for call in office.calls("views.publish"):
        view = call["args"]["view"]
        assert_view(json.loads(view) if isinstance(view, str) else view)


def ready(**over: Any) -> list[Insert]:
    """A whole request of Maya's with one asset that can be used, with ids as buttons carry them."""
    renamed = {"a_1": ASSET, "r_1": "q_aaaaaaaaaaaa", "g_1": "g_aaaaaaaaaaaa"}
    steps = []
    for step in rows.request_rows():
        values = {
            name: renamed.get(value, value) if isinstance(value, str) else value
            for name, value in vars(step.row).items()
        }
        steps.append(
            Insert(row=type(step.row)(**values | (over if type(step.row).__name__ == "Asset" else {})))
        )
    return steps


async def test_the_first_asset_is_two_clicks_away(house: House) -> None:
    """The Home of somebody new has the button; the form that it opens can be sent."""
    await house.open()
    assert "Welcome to Likeness" in house.says()
    await house.press(ids.ACTION_HOME_ADD)
    view = await house.office.hand().open_view()
    assert view["callback_id"] == ids.VIEW_ASSET


async def test_what_is_mine_is_there_with_its_picture(house: House) -> None:
    """Name, person, state, how far the yes reaches, and a small picture; published first without waiting."""
    await house.office.add(*ready())
    await house.open()
    said = house.says()
    assert "*@rachel*" in said
    assert "<@U0RACHEL>" in said
    assert "Ready at PomexAI" in said
    assert "slack_file" in said
    assert house.published() == 2


async def test_a_home_follows_what_changes(house: House) -> None:
    """Without being opened again; once for a bunch of changes; and only where it was opened before."""
    await house.office.add(*ready())
    await house.open()
    before = house.published()
    moment = house.office.surface.desk.moment()
    refused = {"status": RegistrationStatus.FAILED, "failure": "refused_by_gateway"}
    news = card(moment, rows.TEAM, MessageKind.ASSET_CARD, "q_aaaaaaaaaaaa", rows.CHANNEL)
    await house.office.add(Update(table=Registration, where={"id": "g_aaaaaaaaaaaa"}, values=refused), news)
    await house.office.add(news)
    await house.publish()
    assert house.published() == before + 1
    assert "Not accepted at PomexAI" in house.says()
    assert house.office.workspace.views.home(rows.RACHEL) is None


async def test_pages_turn(house: House) -> None:
    """Twelve assets are two pages; what is beyond the last page shows the last."""
    await house.office.add(*ready())
    for n in range(2, 13):
        await house.office.add(
            Insert(row=rows.media(id=f"m_{n}", status="fetching")),
            Insert(
                row=rows.asset(
                    id=f"a_aaaaaaaaaa{chr(97 + n // 26)}{chr(97 + n % 26)}",
                    request_id="q_aaaaaaaaaaaa",
                    name=f"extra-{n}",
                    media_id=f"m_{n}",
                    status=AssetStatus.AWAITING_CONSENT,
                    created_at=rows.NOW + n,
                )
            ),
        )
    await house.open()
    assert "12 assets · page 1 of 2" in house.says()
    assert "@extra-12" in house.says()
    assert "*@rachel*" not in house.says()
    await house.press(ids.ACTION_HOME_NEXT)
    assert "page 2 of 2" in house.says()
    assert "*@rachel*" in house.says()
    await house.press(ids.ACTION_HOME_PREVIOUS)
    assert "page 1 of 2" in house.says()


async def test_the_library_narrows(house: House) -> None:
    """By shelf, by a person, by what was typed; and is whole again."""
    await house.office.add(*ready())
    await house.open()
    await house.press(ids.ACTION_HOME_SHELF, selected_option=_option(house, "refused"))
    assert "Nothing here." in house.says()
    await house.press(ids.ACTION_HOME_SHELF, selected_option=_option(house, "everybody"))
    assert "*@rachel*" in house.says()
    moved = {"text": "nobody-like-this"}
    await house.office.surface.homes.turn(rows.TEAM, rows.MAYA, **moved)
    await house.publish()
    assert "Only those with" in house.says()
    await house.press(ids.ACTION_HOME_ALL)
    assert "*@rachel*" in house.says()


async def test_names_and_people_are_found_while_typing(house: House) -> None:
    """Groups of what holds the letters; one asset opens, one person narrows."""
    await house.office.add(*ready())
    await house.open()
    found = await _options(house, "ra")
    assert [group["label"]["text"] for group in found] == ["Library", "Assets", "People"]
    asset, person = found[1]["options"][0], found[2]["options"][0]
    assert asset["text"]["text"] == "@rachel"
    assert person["text"]["text"] == "Rachel Okafor"
    await house.press(ids.ACTION_HOME_FIND, selected_option=person)
    assert "Only those that show <@U0RACHEL>" in house.says()
    await house.press(ids.ACTION_HOME_FIND, selected_option=asset)
    view = await house.office.hand().open_view()
    assert view["callback_id"] == ids.VIEW_DETAILS


async def test_what_waits_is_answered_from_here(house: House) -> None:
    """The question opens with its own buttons; once answered it waits no more."""
    await house.office.add(*ready())
    approval = rows.approval(id="k_aaaaaaaaaaaa", video_id="v_aaaaaaaaaaaa", approver_id=rows.RACHEL)
    await house.office.add(
        Insert(row=rows.video(id="v_aaaaaaaaaaaa", created_at=rows.NOW)),
        Insert(row=rows.video_reference(video_id="v_aaaaaaaaaaaa", asset_id=ASSET, registration_id=None)),
        Insert(row=approval),
        card(
            house.office.surface.desk.moment(), rows.TEAM, MessageKind.APPROVAL_CARD, approval.id, rows.RACHEL
        ),
    )
    await house.open(rows.RACHEL)
    assert "would like to use @rachel" in house.says(rows.RACHEL)
    await house.press(ids.ACTION_HOME_ANSWER, rows.RACHEL)
    view = await house.office.hand(rows.RACHEL).open_view()
    pressed = [e["action_id"] for b in view["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert ids.ACTION_APPROVE_ONCE in pressed
    block = next(b for b in view["blocks"] if b["type"] == "actions")
    acted = {"block_id": block["block_id"], "action_id": ids.ACTION_APPROVE_ONCE, "type": "button"}
    await actions.run_action(house.office.workspace, rows.RACHEL, {"view_id": view["id"], "action": acted})
    await house.office.settled()
    await house.publish()
    now = await house.office.hand(rows.RACHEL).open_view()
    assert not [b for b in now["blocks"] if b["type"] == "actions"]
    assert "Nothing waits for you." in house.says(rows.RACHEL)


async def test_where_i_stand_is_told_privately(house: House) -> None:
    """`/likeness status`: what waits, and my videos, with the same buttons."""
    await house.office.add(*ready())
    refused = {"status": RegistrationStatus.FAILED, "failure": "refused_by_gateway"}
    await house.office.add(Update(table=Registration, where={"id": "g_aaaaaaaaaaaa"}, values=refused))
    answer = await house.office.command("/likeness status")
    assert "Not accepted at PomexAI" in answer["text"]
    assert "No videos yet." in answer["text"]


async def test_guests_see_their_own_face_alone(house: House) -> None:
    """No library, no people, no forms."""
    await house.office.add(*ready())
    house.office.be(rows.RACHEL, is_restricted=True)
    await house.open(rows.RACHEL)
    said = house.says(rows.RACHEL)
    assert "your own face" in said
    assert ids.ACTION_HOME_ADD not in said
    assert "*@rachel*" not in said


async def test_a_home_that_slack_refuses_costs_nothing_else(house: House) -> None:
    """It is given up, and the next change tries again."""
    await house.office.add(*ready())
    house.office.faults({"method": "views.publish", "fault": "error:invalid_blocks", "times": 1})
    await house.open()
    known = await house.office.storage.card(rows.TEAM, home_key(rows.MAYA))
    assert known is not None
    assert known.status is MessageStatus.SENT
    await house.open()
    assert "*@rachel*" in house.says()


def _option(house: House, value: str) -> dict[str, Any]:
    menus = [e for b in house.view()["blocks"] for e in _elements(b) if e.get("type") == "static_select"]
    return next(o for o in menus[0]["options"] if o["value"] == value)


async def _options(house: House, typed: str) -> list[dict[str, Any]]:
    view = house.office.workspace.views.home(rows.MAYA)
    assert view is not None
    block = next(b for b in view.blocks for e in _elements(b) if e.get("action_id") == ids.ACTION_HOME_FIND)
    answer = await actions.run_options(
        house.office.workspace,
        rows.MAYA,
        {
            "view_id": view.id,
            "block_id": block["block_id"],
            "action_id": ids.ACTION_HOME_FIND,
            "value": typed,
        },
    )
    return answer["option_groups"]
