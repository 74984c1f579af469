"""Form values from the page: read them, and refuse what Slack's own client would not send."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.slack.elements import STATE_KEYS, Block, elements
from sandbox.slack.errors import PageError, SlackError
from sandbox.slack.model.files import MAX_FORM_FILE, filetype
from sandbox.slack.model.views import View

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

Values = dict[str, dict[str, Block]]
REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)


def read_values(ws: "Workspace", user: str, blocks: list[Block], given: Any) -> Values:
    """The page's values for existing elements; `PageError` for a wrong type, a foreign option or file."""
    if not isinstance(given, dict):
        raise PageError("values must map block ids to action ids to values")
    read: Values = {}
    for block, element in elements(blocks):
        inner = given.get(block["block_id"])
        value = inner.get(element["action_id"]) if isinstance(inner, dict) else None
        if not isinstance(value, dict) or element["type"] not in STATE_KEYS:
            continue
        if value.get("type", element["type"]) != element["type"]:
            raise PageError(f"{element['action_id']} is a {element['type']}")
        read.setdefault(block["block_id"], {})[element["action_id"]] = _read(ws, user, element, value)
    return read


def _read(ws: "Workspace", user: str, element: Block, value: Block) -> Block:
    key, _, empty = STATE_KEYS[element["type"]]
    chosen = value.get(key, empty)
    if element["type"] == "file_input":
        chosen = [_form_file(ws, user, item) for item in chosen] if isinstance(chosen, list) else []
    elif key in ("selected_option", "selected_options"):
        check_options(element, chosen)
    elif key == "value":
        chosen = str(chosen) if chosen else None
    return {"type": element["type"], key: chosen}


def _form_file(ws: "Workspace", user: str, item: Any) -> Block:
    file_id = item.get("id", "") if isinstance(item, dict) else str(item)
    try:
        file = ws.files.get(file_id)
    except SlackError:
        raise PageError(f"there is no file {file_id!r}") from None
    if file.owner != user:
        raise PageError(f"{file_id} belongs to somebody else")
    return file.slack(ws.base_url)


def check_options(element: Block, chosen: Any) -> None:
    """Options of a static element must be the ones that it offers."""
    if element["type"].endswith("external_select"):
        return
    groups = element.get("option_groups") or [element]
    offered = {option.get("value") for group in groups for option in group.get("options") or ()}
    for option in chosen if isinstance(chosen, list) else [chosen]:
        value = option.get("value") if isinstance(option, dict) else option
        if option is not None and value not in offered:
            raise PageError(f"{element['action_id']} does not offer {value!r}")


def client_errors(view: View) -> dict[str, str]:
    """What Slack's client says at the fields before it sends a form, by block id."""
    state = view.state()["values"]
    found = {}
    for block, element in elements(view.blocks):
        if block["type"] != "input" or element["type"] not in STATE_KEYS:
            continue
        key = STATE_KEYS[element["type"]][0]
        value = state[block["block_id"]][element["action_id"]][key]
        message = _COMPLAINTS.get(element["type"], _choices)(element, value) if value else ""
        if not value and not block.get("optional", False):
            message = REQUIRED
        if message:
            found[block["block_id"]] = message
    return found


def _length(element: Block, value: str) -> str:
    most = element.get("max_length", 3000)
    least = element.get("min_length", 0)
    if len(value) > most:
        return f"Please shorten this text to {most} characters or less."
    if len(value) < least:
        return f"Please lengthen this text to {least} characters or more."
    return ""


def _number(element: Block, value: Any) -> str:
    try:
        number = float(str(value))
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != int(number):
        return "Please enter a whole number."
    if number < float(element.get("min_value", number)) or number > float(element.get("max_value", number)):
        return "Please enter a number in the allowed range."
    return ""


def _files(element: Block, value: list[Block]) -> str:
    if len(value) > element.get("max_files", 10):
        return f"Please upload at most {element.get('max_files', 10)} files."
    wanted = {word.lower().removeprefix(".") for word in element.get("filetypes") or ()}
    for file in value:
        words = {file["filetype"], filetype(file["mimetype"]), file["name"].rpartition(".")[2].lower()}
        if wanted and not wanted & words:
            return f"{file['name']} is not of an allowed type."
        if file["size"] > MAX_FORM_FILE:
            return f"{file['name']} is larger than 10 MB."
    return ""


def _email(_element: Block, value: str) -> str:
    return "" if _EMAIL.fullmatch(value) else "Please enter a valid email address."


def _url(_element: Block, value: str) -> str:
    return "" if _URL.fullmatch(value) else "Please enter a valid URL."


def _choices(element: Block, value: Any) -> str:
    most = element.get("max_selected_items")
    too_many = most and isinstance(value, list) and len(value) > most
    return f"Please choose at most {most}." if too_many else ""


_COMPLAINTS: dict[str, Callable[[Block, Any], str]] = {
    "plain_text_input": _length,
    "email_text_input": _email,
    "url_text_input": _url,
    "number_input": _number,
    "file_input": _files,
}
