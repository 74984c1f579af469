"""What a hand does in the `/video` form, and what it sees there."""

from __future__ import annotations

from bot.demo.forms import video_values
from handlers import ids
from storage.changes import Insert
from tests.support import rows

TOM = "U0TOM"


async def form(office, prompt="@rachel waves", user=TOM):
    await office.command(f"/video {prompt}", user=user)
    return await office.hand(user).open_view()


async def submit(office, view, **typed):
    return await office.hand(TOM).submit(view, video_values(view, **{"channel": rows.CHANNEL} | typed))


async def search(office, view, typed, user=TOM):
    body = {
        "user": user,
        "view_id": view["id"],
        "block_id": ids.FIELD_REFERENCES,
        "action_id": ids.ACTION_REFERENCES,
        "value": typed,
    }
    return (await office.local.post("options", body))["options"]


def element(view, field):
    return next(b["element"] for b in view["blocks"] if b.get("block_id") == field)


def action_of(view, field):
    return element(view, field)["action_id"]


def small_print(view):
    return " ".join(e["text"] for b in view["blocks"] if b["type"] == "context" for e in b["elements"])


def offered(view, field):
    return [option["value"] for option in element(view, field)["options"]]


async def choose(office, view, field, value, **typed):
    """Choose in a menu; the form as it is then."""
    option = next(o for o in element(view, field)["options"] if o["value"] == value)
    action = {"type": "static_select", "action_id": action_of(view, field), "selected_option": option}
    return await office.hand(TOM).change(view, field, action, video_values(view, **typed))


async def pick(office, view, *options, **typed):
    """Pick assets beside the prompt; the form as it is then."""
    chosen = {"type": "multi_external_select", "selected_options": list(options)}
    action = {"action_id": ids.ACTION_REFERENCES, **chosen}
    values = video_values(view, references=list(options), **typed)
    return await office.hand(TOM).change(view, ids.FIELD_REFERENCES, action, values)


def nobody_real(n, name, **registered):
    """A picture of nobody real whose file is here; registered where that is said."""
    media = Insert(row=rows.media(id=f"m_{n}"))
    asset = rows.asset(id=f"a_{n}", media_id=f"m_{n}", name=name, person_id=None, owner_id=TOM)
    registration = rows.registration(id=f"g_{n}", asset_id=f"a_{n}", **registered)
    return (media, Insert(row=asset), *([Insert(row=registration)] if registered else []))
