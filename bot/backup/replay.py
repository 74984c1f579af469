"""The journal replayed on a restored database; what differed is told in sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.backup.traces import Began, Line, Traces
from providers.registry import PROVIDERS
from storage.changes import Change
from storage.face import Storage
from storage.model import Submission, SubmissionStatus
from workflow import restoring, withdrawals
from workflow.jobs import Gaps
from workflow.moment import Moment
from workflow.use_cases.reaching import reach_of

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Replay:
    """Applies traces to a storage that nobody else uses; `moment` answers now and makes ids."""

    storage: Storage
    moment: Callable[[], Moment]
    differs: list[str] = field(default_factory=list)

    async def run(self, traces: Traces) -> tuple[str, ...]:
        """Posts first, so that withdrawals find them; a sentence for each thing the backup did not know."""
        await self._posts(traces)
        for video_id, began in traces.starts.items():
            await self._start(video_id, began)
        for registration_id, began in traces.creates.items():
            await self._create(registration_id, began)
        for line in traces.withdrawals.values():
            await self._withdrawal(line)
        return tuple(self.differs)

    async def _posts(self, traces: Traces) -> None:
        sent, doubtful = 0, 0
        for message_id, seen in traces.posts.items():
            known = await self.storage.message(message_id)
            if known is not None:
                wanted = restoring.message_stands(known, seen, self.moment())
                is_news = known.sent_ts is None
            else:
                thread = seen.line["thread"]
                above = await self.storage.message(thread) if thread else None
                wanted = restoring.message_was_wanted(seen, above.id if above else None, self.moment())
                is_news = True
            await self._apply(wanted, f"message {message_id}")
            sent += is_news and seen.ts is not None
            doubtful += is_news and seen.ts is None
        if sent:
            self.differs.append(f"{sent} messages were posted since; they are not posted again")
        if doubtful:
            self.differs.append(
                f"{doubtful} messages may have been posted; they are looked for in Slack first"
            )

    async def _start(self, video_id: str, began: Began) -> None:
        facts = await self.storage.video(video_id)
        if facts is None:
            self.differs.append(f"video {video_id} was started since, and the backup does not know it")
            return
        wanted = restoring.video_began(facts, int(began.line["intent"]), began.handle, self.moment())
        if not wanted.steps:
            return
        await self._apply(wanted, f"video {video_id}")
        what = "it is followed on" if began.handle else "its answer is not known: the requester is asked"
        self.differs.append(f"video {video_id} was started since; {what}")

    async def _create(self, registration_id: str, began: Began) -> None:
        line = began.line
        facts = (await self.storage.request_of_registration([registration_id])).get(registration_id)
        if facts is None:
            where = line["provider"]
            self.differs.append(
                f"{registration_id} was sent to {where} since, and the backup does not know it"
            )
            return
        registration = next(r for a in facts.assets for r in a.registrations if r.id == registration_id)
        sent = _submission(line)
        wanted = restoring.registration_sent(facts, registration, sent, began.handle, Gaps(), self.moment())
        if wanted.steps:
            await self._apply(wanted, f"registration {registration_id}")
            self.differs.append(
                f"{registration_id} was sent to {line['provider']} since; it is looked up there"
            )

    async def _withdrawal(self, line: Line) -> None:
        person = await self.storage.person(line["person"])
        if person is None or await self.storage.withdrawal(line["id"]) is not None:
            return
        reach = await reach_of(self.storage, person, None if line["whole"] else line["assets"])
        wish = withdrawals.Wish(
            via=line["via"],
            locale=line["locale"],
            actor=line["actor"],
            whole=line["whole"],
            removes_videos=line["removes_videos"],
            key=f"restored:{line['id']}",
        )
        wanted = withdrawals.withdraw(reach, wish, line["id"], can_cancel=_can_cancel, moment=self.moment())
        await self._apply(wanted, f"withdrawal {line['id']}")
        self.differs.append(f"withdrawal {line['id']} was made since; it is made again")

    async def _apply(self, wanted: Change, what: str) -> None:
        if wanted.steps and (guard := await self.storage.apply(wanted)) is not None:
            log.error("not replayed", what=what, guard=guard)
            self.differs.append(f"{what} could not be brought up to date ({guard}): look at it by hand")


def _submission(line: Line) -> Submission:
    return Submission(
        id=line["id"],
        team_id=line["team"],
        request_id=line["request"],
        provider=line["provider"],
        account=line["account"],
        status=SubmissionStatus.CALLING,
        registration_ids=tuple(line["registrations"]),
        started_at=line["started"],
    )


def _can_cancel(provider: str) -> bool:
    return provider in PROVIDERS and PROVIDERS[provider].profile.can_cancel_video
