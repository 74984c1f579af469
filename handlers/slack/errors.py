"""What can go wrong at Slack.

SlackError                        fixer          retry  may have taken effect
├── TokenRefused                  configuration  no     no   revoked, expired, uninstalled, deactivated
├── MissingScope                  configuration  no     no   `needed` names the scopes, any of which will do
├── ChannelNotFound               user           no     no   unknown, or private and we are not in it
├── NotInChannel                  user           no     no   somebody must /invite us
├── ChannelArchived               user           no     no
├── PostingRestricted             user           no     no   the channel's or workspace's rules forbid it
├── CannotDirectMessage           user           no     no   messages tab off, a bot, a deactivated account
├── UserNotFound                  user           no     no
├── RateLimited                   slack          yes    no   `retry_after_s`
├── MessageGone                   user           no     no   deleted, or never there
├── MessageFixed                  user           no     no   still there, but may not be changed any more
├── InvalidBlocks                 us             no     no   `messages` tells which block and why
├── FileNotReady                  slack          yes    no   uploaded a moment ago, still being processed
├── FileGone                      user           no     no
├── FileRefused                   user           no     no   too large, storage full, or uploads switched off
├── TriggerExpired                user           no     no   more than 3 s, or used before
├── ViewGone                      user           no     no   closed, or changed meanwhile
├── ResponseUrlExpired            user           no     no   30 minutes, 5 uses
├── Unavailable                   slack          yes    no   not reached, or refused before it was looked at
├── ServerTrouble                 slack          yes    yes  Slack failed half-way
└── AnswerLost                    slack          yes    yes  sent, but the answer never came whole
"""

# ruff: noqa: N818  the families are named as in the tree

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Fixer(StrEnum):
    USER = "user"
    CONFIGURATION = "configuration"
    SLACK = "slack"
    US = "us"


class SlackError(Exception):
    """A Web API call that was refused or lost; `code` is Slack's error string, raised as is when unknown."""

    codes: ClassVar[frozenset[str]] = frozenset()
    fixer: ClassVar[Fixer] = Fixer.US
    retry: ClassVar[bool] = False
    may_have_taken_effect: ClassVar[bool] = False

    def __init__(
        self,
        method: str,
        code: str,
        *,
        messages: tuple[str, ...] = (),
        needed: str = "",
        retry_after_s: float | None = None,
    ) -> None:
        self.method = method
        self.code = code[:100]
        self.messages = messages
        self.needed = needed
        self.retry_after_s = retry_after_s
        facts = [fact for fact in (f"needs {needed}" if needed else "", *messages) if fact]
        super().__init__(f"{method}: {self.code}" + (f" ({'; '.join(facts)[:500]})" if facts else ""))


class TokenRefused(SlackError):
    codes = frozenset(
        {
            "access_denied",
            "account_inactive",
            "ekm_access_denied",
            "enterprise_is_restricted",
            "invalid_auth",
            "not_allowed_token_type",
            "not_authed",
            "org_login_required",
            "team_access_not_granted",
            "token_expired",
            "token_revoked",
            "two_factor_setup_required",
        }
    )
    fixer = Fixer.CONFIGURATION


class MissingScope(SlackError):
    codes = frozenset({"missing_scope", "no_permission"})
    fixer = Fixer.CONFIGURATION


class ChannelNotFound(SlackError):
    codes = frozenset({"channel_not_found", "invalid_channel", "method_not_supported_for_channel_type"})
    fixer = Fixer.USER


class NotInChannel(SlackError):
    codes = frozenset({"not_in_channel"})
    fixer = Fixer.USER


class ChannelArchived(SlackError):
    codes = frozenset({"is_archived"})
    fixer = Fixer.USER


class PostingRestricted(SlackError):
    codes = frozenset(
        {
            "restricted_action",
            "restricted_action_non_threadable_channel",
            "restricted_action_read_only_channel",
            "restricted_action_thread_locked",
            "restricted_action_thread_only_channel",
        }
    )
    fixer = Fixer.USER


class CannotDirectMessage(SlackError):
    codes = frozenset({"cannot_dm_bot", "messages_tab_disabled", "user_disabled"})
    fixer = Fixer.USER


class UserNotFound(SlackError):
    codes = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
    fixer = Fixer.USER


class RateLimited(SlackError):
    codes = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
    fixer = Fixer.SLACK
    retry = True


class MessageGone(SlackError):
    codes = frozenset({"cannot_reply_to_message", "message_not_found", "thread_not_found"})
    fixer = Fixer.USER


class MessageFixed(SlackError):
    codes = frozenset({"cant_delete_message", "cant_update_message", "edit_window_closed"})
    fixer = Fixer.USER


class InvalidBlocks(SlackError):
    codes = frozenset(
        {
            "invalid_arguments",
            "invalid_blocks",
            "invalid_blocks_format",
            "invalid_metadata_format",
            "metadata_too_large",
            "msg_blocks_too_long",
            "msg_too_long",
            "no_text",
        }
    )


class FileNotReady(SlackError):
    """Slack says it as `invalid_blocks` with this among the messages."""

    sign: ClassVar[str] = "invalid slack file"
    fixer = Fixer.SLACK
    retry = True


class FileGone(SlackError):
    codes = frozenset({"file_deleted", "file_not_found", "files_not_found"})
    fixer = Fixer.USER


class FileRefused(SlackError):
    codes = frozenset(
        {
            "alt_txt_too_large",
            "blocked_file_type",
            "file_too_large",
            "file_type_not_allowed",
            "file_upload_size_restricted",
            "file_uploads_disabled",
            "file_uploads_except_images_disabled",
            "slack_connect_blocked_file_type",
            "slack_connect_file_upload_sharing_blocked",
            "storage_limit_reached",
        }
    )
    fixer = Fixer.USER


class TriggerExpired(SlackError):
    codes = frozenset(
        {
            "exchanged_trigger_id",
            "expired_trigger_id",
            "invalid_trigger",
            "invalid_trigger_id",
            "trigger_exchanged",
            "trigger_expired",
        }
    )
    fixer = Fixer.USER


class ViewGone(SlackError):
    codes = frozenset({"hash_conflict", "not_found", "view_not_found"})
    fixer = Fixer.USER


class ResponseUrlExpired(SlackError):
    codes = frozenset({"expired_url", "used_url"})
    fixer = Fixer.USER


class Unavailable(SlackError):
    codes = frozenset({"request_timeout", "service_unavailable", "team_added_to_org", "unreachable"})
    fixer = Fixer.SLACK
    retry = True


class ServerTrouble(SlackError):
    codes = frozenset({"fatal_error", "internal_error"})
    fixer = Fixer.SLACK
    retry = True
    may_have_taken_effect = True


class AnswerLost(SlackError):
    codes = frozenset({"answer_lost"})
    fixer = Fixer.SLACK
    retry = True
    may_have_taken_effect = True


BY_CODE: dict[str, type[SlackError]] = {
    code: family for family in SlackError.__subclasses__() for code in family.codes
}


def family_of(code: str, messages: tuple[str, ...] = ()) -> type[SlackError]:
    """The class for an error string and its messages; the base class when nobody knows the string."""
    if any(FileNotReady.sign in message.lower() for message in messages):
        return FileNotReady
    return BY_CODE.get(code, SlackError)
