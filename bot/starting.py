"""Why the bot could not start, where that is nobody's mistake but the set-up's."""

from __future__ import annotations

import errno
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from bot.backup.hold import RestoreCutOffError
from bot.crypto.keys import KeyProblemError
from bot.data_folder import DataFolderTakenError
from handlers.slack.errors import Fixer, SlackError
from storage.errors import StorageError


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One sentence without secrets; `settings`: a setting must be mended first."""

    line: str
    settings: bool


def why_not(error: Exception) -> Reason | None:
    """The reason behind an error of the start; None for a mistake of ours, which deserves its traceback."""
    match error:
        case KeyProblemError() | DataFolderTakenError() | RestoreCutOffError():
            return Reason(line=str(error), settings=True)
        case SlackError():
            refused = error.fixer is Fixer.CONFIGURATION
            hint = "look at SLACK_BOT_TOKEN" if refused else "is SLACK_API_URL reached from here?"
            return Reason(line=f"Slack did not answer {error.method}: {error.code}; {hint}", settings=refused)
        case SlackApiError():
            code = str(error.response.get("error", "unknown"))[:100]
            line = f"Slack opened no Socket Mode connection: {code}; look at SLACK_APP_TOKEN"
            return Reason(line=line, settings=True)
        case StorageError():
            line = f"the database in LIKENESS_DATA_DIR cannot be used: {error}"
            return Reason(line=line, settings=not error.retry)
        case OSError():
            return _refused_by_the_system(error)
    return None


def _refused_by_the_system(error: OSError) -> Reason | None:
    if error.errno == errno.EADDRINUSE:
        return Reason(
            line="another process listens at LIKENESS_HOST and LIKENESS_PORT already", settings=True
        )
    if error.filename is not None:
        return Reason(line=f"{error.filename} cannot be used: {error.strerror}", settings=True)
    return None
