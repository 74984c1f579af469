"""Every id that Slack sends back to us, and what a button's value holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

# slash commands
COMMAND_ASSET = "/asset"
COMMAND_VIDEO = "/video"
COMMAND_LIKENESS = "/likeness"

# views
VIEW_ASSET = "asset_form"
VIEW_VIDEO = "video_form"
VIEW_REFUSE = "refuse_form"

# the asset form: block ids, which are also the fields of problems
FIELD_FILES = "files"
FIELD_LINK = "link"
FIELD_NAME = "name"
FIELD_WHO = "who"
FIELD_MEMBER = "member"
FIELD_OUTSIDER = "outsider"
FIELD_PURPOSE = "purpose"
FIELD_PROVIDER = "provider"
FIELD_CHANNEL = "channel"

# the video form
FIELD_PROMPT = "prompt"
FIELD_REFERENCES = "references"
FIELD_MODEL = "model"
FIELD_SECONDS = "seconds"
FIELD_RATIO = "ratio"
FIELD_RESOLUTION = "resolution"

FIELD_REASON = "reason"

INPUT = "value"
"""The action id of every plain input: one input per block."""

# inputs that change the form as they change
ACTION_WHO = "asset_who"
ACTION_PROVIDER = "form_provider"
ACTION_MODEL = "video_model"
ACTION_REFERENCES = "video_references"  # external select over asset names

# buttons
ACTION_CONSENT_OPEN = "consent_open"  # url button to the consent page
ACTION_CONSENT_APPROVE = "consent_approve"
ACTION_CONSENT_DECLINE = "consent_decline"
ACTION_APPROVE_ONCE = "approve_once"
ACTION_APPROVE_ALWAYS = "approve_always"
ACTION_APPROVE_NO = "approve_no"
ACTION_ASSET_FIX = "asset_fix"
ACTION_VIDEO_TRY_AGAIN = "video_try_again"
ACTION_VIDEO_FORGET = "video_forget"
ACTION_VIDEO_ANOTHER = "video_another"  # the same form, filled in
ACTION_VIDEO_WITH_ASSET = "video_with_asset"  # the video form with this asset's name in the prompt


def offered(action_id: str) -> re.Pattern[str]:
    """Every action id of a menu whose options change: the plain one, and one for each set of options."""
    return re.compile(rf"^{re.escape(action_id)}(\.[0-9a-f]{{8}})?$")


_VALUE = re.compile(r"^v1\.([a-z]+_[a-z2-7]{12})$")


@dataclass(frozen=True)
class ButtonValue:
    """What a button carries: a version and one id, never state."""

    subject: str

    def encode(self) -> str:
        return f"v1.{self.subject}"

    @staticmethod
    def parse(text: str | None) -> ButtonValue | None:
        """None for a value that is not ours or of a version we no longer read."""
        match = _VALUE.match(text or "")
        return ButtonValue(match.group(1)) if match else None
