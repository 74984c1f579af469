"""Every id that Slack sends back to us, and what a button's value holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

# slash commands
COMMAND_ASSET = "/asset"
COMMAND_VIDEO = "/video"
COMMAND_LIKENESS = "/likeness"

# shortcuts, from anywhere and on a message
SHORTCUT_ADD = "add_asset"
SHORTCUT_VIDEO = "make_video"
SHORTCUT_USE_FILES = "use_as_asset"
SHORTCUT_FROM_TEXT = "video_from_message"

# views
VIEW_ASSET = "asset_form"
VIEW_VIDEO = "video_form"
VIEW_REFUSE = "refuse_form"
VIEW_CHOOSE = "choose_form"
VIEW_OVERRIDE = "override_form"
VIEW_RELEASE = "release_form"
VIEW_REPORT = "report_form"
VIEW_WITHDRAW = "withdraw_form"
VIEW_REPORT_DECISION = "report_decision_form"
VIEW_SETTINGS = "settings_form"
VIEW_RENAME = "rename_form"
VIEW_HAND_OVER = "hand_over_form"
VIEW_CARD = "card"  # a card that waits for an answer, opened from the Home tab
VIEW_DETAILS = "asset_details"

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
FIELD_MODE = "mode"
FIELD_SECONDS = "seconds"
FIELD_RATIO = "ratio"
FIELD_RESOLUTION = "resolution"

FIELD_REASON = "reason"

# taking a yes back
FIELD_WHAT = "what"
FIELD_VIDEOS = "videos"

# a signed release; how far it reaches has the fields of the person's own choice
FIELD_RELEASE = "release"

# the settings
FIELD_FOUR_EYES = "four_eyes"
FIELD_INVITERS = "invite_outsiders"
FIELD_KEEP_FILES = "keep_files_days"
FIELD_KEEP_VIDEOS = "keep_videos_days"
FIELD_DEFAULT_WHO = "default_who"
FIELD_DEFAULT_HOW = "default_how"

FIELD_OWNER = "owner"

INPUT = "value"
"""The action id of every plain input: one input per block."""

# inputs that change the form as they change
ACTION_WHO = "asset_who"
ACTION_PROVIDER = "form_provider"
ACTION_MODEL = "video_model"
ACTION_MODE = "video_mode"  # as references, or as frames
ACTION_REFERENCES = "video_references"  # external select over asset names

# buttons
ACTION_CONSENT_OPEN = "consent_open"  # url button to the consent page
ACTION_CONSENT_APPROVE = "consent_approve"
ACTION_CONSENT_CHOOSE = "consent_choose"  # opens the form: who, how, until when
ACTION_CONSENT_DECLINE = "consent_decline"
ACTION_CONSENT_RENEW = "consent_renew"  # invitation: a new link, once its tries are used up
ACTION_APPROVE_ONCE = "approve_once"
ACTION_APPROVE_ALWAYS = "approve_always"
ACTION_APPROVE_NO = "approve_no"
ACTION_OVERRIDE = "override"  # approval: an admin's yes in an owner's place; opens the form
ACTION_ASSET_FIX = "asset_fix"
ACTION_MEDIA_TAKE = "media_take"  # what was offered instead of a refused file
ACTION_VIDEO_TRY_AGAIN = "video_try_again"
ACTION_VIDEO_FORGET = "video_forget"
ACTION_VIDEO_ANOTHER = "video_another"  # the same form, filled in
ACTION_VIDEO_AGAIN = "video_again"  # the very same once more, at once
ACTION_VIDEO_OTHER_MODEL = "video_other_model"  # the same form with the gateway's next model
ACTION_VIDEO_DELETE = "video_delete"
ACTION_VIDEO_WITH_ASSET = "video_with_asset"  # the video form with this asset's name in the prompt
ACTION_VIDEO_CANCEL_WAITING = "video_cancel_waiting"  # a video that waits for somebody's yes
ACTION_ENDORSE_YES = "endorse_yes"
ACTION_ENDORSE_NO = "endorse_no"
ACTION_ENDORSE_RELEASE = "endorse_release"  # opens the form with the file
ACTION_WITHDRAW = "withdraw"  # asset, invitation, video or person: opens the form
ACTION_REPORT = "report"  # video: opens the form
ACTION_REPORT_UPHOLD = "report_uphold"  # report: take the video down
ACTION_REPORT_DISMISS = "report_dismiss"  # report: it stays
ACTION_ASSET_RENAME = "asset_rename"
ACTION_ASSET_DELETE = "asset_delete"
ACTION_ASSET_RETRY = "asset_retry"  # registration: once more at the same gateway
ACTION_ASSET_ELSEWHERE = "asset_elsewhere"  # one more gateway, named after a dot
ACTION_ASSET_HAND_OVER = "asset_hand_over"

# the Home tab
ACTION_HOME_ADD = "home_add"  # opens the asset form
ACTION_HOME_VIDEO = "home_video"  # opens the video form
ACTION_HOME_ANSWER = "home_answer"  # what waits, by its id: opens its card as a modal
ACTION_HOME_DETAILS = "home_details"  # asset: everything about it, as a modal
ACTION_HOME_SHELF = "home_shelf"  # menu: which assets
ACTION_HOME_FIND = "home_find"  # external select over names and people
ACTION_HOME_ALL = "home_all"  # no narrowing any more
ACTION_HOME_NEXT = "home_next"
ACTION_HOME_PREVIOUS = "home_previous"
ACTION_HOME_PEOPLE_NEXT = "home_people_next"
ACTION_HOME_PEOPLE_PREVIOUS = "home_people_previous"


ELSEWHERE = re.compile(rf"^{ACTION_ASSET_ELSEWHERE}\.([a-z0-9_]+)$")


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
