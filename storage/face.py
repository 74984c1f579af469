"""The one face of every storage: each method is one whole transaction, named after its use."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, Protocol

from storage.chain import Head, LedgerFault
from storage.changes import Change
from storage.facts import AssetFacts, RequestFacts, VideoFacts
from storage.home import HomeFace
from storage.keeping import KeepingFace
from storage.lanes import Lane, ReviewFacts
from storage.model import (
    Allowance,
    Approval,
    AssetUse,
    Channel,
    Consent,
    DecisionTimes,
    Endorsement,
    Invitation,
    Job,
    LedgerEntry,
    Media,
    Member,
    Message,
    Person,
    PersonGroup,
    Phone,
    Report,
    Verification,
    Video,
    Withdrawal,
    Workspace,
)


class Storage(HomeFace, KeepingFace, Protocol):
    """Rows in, rows out; no cursor, rowid, closure or driver error crosses."""

    async def apply(self, change: Change) -> str | None:
        """Commit the change; the name of the guard that failed, or None when it is written.

        StorageRefused when it breaks a rule of the tables (a mistake of ours), StorageError when the
        database fails.
        """
        ...

    async def apply_all(self, changes: Sequence[Change]) -> list[str | None]:
        """Commit many changes in one transaction; one whose guard fails leaves the others standing.

        So does one that breaks a rule of the tables: it is named `broken:<table>`, and logged.
        """
        ...

    def on_commit(self, callback: Callable[[bool, bool], None]) -> None:
        """Call back in the event loop after a commit that opened jobs (first) or wants messages (second)."""
        ...

    async def workspace(self, team_id: str) -> Workspace | None: ...

    async def member(self, team_id: str, user_id: str) -> Member | None: ...

    async def person_for_user(self, team_id: str, user_id: str) -> Person | None: ...

    async def outsider(self, team_id: str, created_by: str, display_name: str) -> Person | None:
        """A person outside the workspace whom this member entered before under this name."""
        ...

    async def request(self, request_id: str) -> RequestFacts | None: ...

    async def video(self, video_id: str) -> VideoFacts | None: ...

    async def videos(self, video_ids: Sequence[str]) -> Mapping[str, VideoFacts]: ...

    async def usual_ms(self, video: Video) -> int | None:
        """How long videos of that model took there, from start to file; None while too few are known."""
        ...

    async def request_of_registration(self, registration_ids: Sequence[str]) -> Mapping[str, RequestFacts]:
        """The requests that these registrations belong to, by registration id, in one snapshot."""
        ...

    async def requests_waiting(self, person_id: str, provider: str, account: str) -> Sequence[RequestFacts]:
        """A person's requests at a gateway account, oldest first, that have a living asset whose
        registration still waits and whose invitation was not refused.
        """
        ...

    async def request_of_media(self, media_id: str) -> RequestFacts | None: ...

    async def invitation(self, invitation_id: str) -> Invitation | None: ...

    async def verification(self, verification_id: str) -> Verification | None: ...

    async def verification_by_state(self, state_hash: str) -> Verification | None: ...

    async def sessions_since(self, invitation_id: str, since: int) -> int:
        """How many face checks a gateway opened for an invitation from that time on."""
        ...

    async def approval(self, approval_id: str) -> Approval | None: ...

    async def media(self, media_id: str) -> Media | None: ...

    async def group_holder(self, provider: str, account: str, group_id: str) -> PersonGroup | None: ...

    async def group_of(self, person_id: str, provider: str, account: str) -> PersonGroup | None: ...

    async def asset_named(self, team_id: str, name_key: str) -> AssetFacts | None:
        """The living asset of that name (not declined, lapsed, withdrawn or deleted)."""
        ...

    async def assets_named(self, team_id: str, name_keys: Sequence[str]) -> Mapping[str, AssetFacts]: ...

    async def assets_by_id(self, team_id: str, asset_ids: Sequence[str]) -> Mapping[str, AssetFacts]: ...

    async def find_assets(
        self, team_id: str, text: str, limit: int, *, links: bool = False
    ) -> list[AssetFacts]:
        """Usable assets with an active registration whose name contains the folded text, best first.

        With `links` those of nobody real need none, once their file is here.
        """
        ...

    async def assets_of_owner(self, team_id: str, owner_id: str, limit: int) -> list[AssetFacts]: ...

    async def allowances(self, team_id: str, channel: str, asset_ids: Sequence[str]) -> list[Allowance]:
        """Standing approvals that hold now for these assets in this channel."""
        ...

    async def person(self, person_id: str) -> Person | None: ...

    async def consent(self, consent_id: str) -> Consent | None: ...

    async def assets_of_person(self, person_id: str) -> list[AssetFacts]:
        """Every asset that pictures a person, in whatever state, oldest first."""
        ...

    async def requests_of_person(self, person_id: str) -> list[RequestFacts]: ...

    async def requests_of_asset(self, asset_id: str) -> list[RequestFacts]:
        """The request that brought an asset in and those for further gateways, oldest first."""
        ...

    async def videos_of_assets(self, asset_ids: Sequence[str]) -> list[VideoFacts]:
        """Every video that uses one of these assets, in whatever state, oldest first."""
        ...

    async def uses(self, asset_ids: Sequence[str]) -> list[AssetUse]: ...

    async def endorsement(self, endorsement_id: str) -> Endorsement | None: ...

    async def withdrawal(self, withdrawal_id: str) -> Withdrawal | None: ...

    async def withdrawals_of(self, person_id: str) -> list[Withdrawal]: ...

    async def report(self, report_id: str) -> Report | None: ...

    async def reports_of(self, video_id: str) -> list[Report]: ...

    async def settings(self, team_id: str) -> Mapping[str, Any]:
        """What admins set, by name; what nobody set is missing."""
        ...

    async def channel(self, team_id: str, channel_id: str) -> Channel | None: ...

    async def phone(self, token_hash: str) -> Phone | None:
        """A phone that passed a face check and still counts."""
        ...

    async def admins(self, team_id: str) -> list[Member]:
        """Slack's own admins and owners, as far as they were ever looked up."""
        ...

    async def messages_about(self, subjects: Sequence[str]) -> list[Message]:
        """Every card and notice about these subjects, oldest first."""
        ...

    async def message(self, message_id: str) -> Message | None: ...

    async def messages_showing(self, media_ids: Sequence[str]) -> list[Message]:
        """Cards and notices for which one of these files was uploaded to Slack, oldest first."""
        ...

    async def media_wanted(self, media_ids: Sequence[str]) -> set[str]:
        """Those of these files that are known and not erased."""
        ...

    async def subjects_recorded(self, kind: str, subjects: Sequence[str]) -> set[str]:
        """Those of these subjects about which the ledger has a line of this kind."""
        ...

    async def approvals_waiting_for(self, team_id: str, user_id: str) -> list[Approval]: ...

    async def assets_picturing(self, team_id: str, limit: int) -> list[AssetFacts]:
        """Living assets of real people, by who is pictured, oldest first."""
        ...

    async def old_files(self, team_id: str, before: int, limit: int) -> list[str]:
        """Ids of media of assets brought in before that time, which no gateway or video still waits for."""
        ...

    async def old_results(self, team_id: str, before: int, limit: int) -> list[str]:
        """Ids of finished videos' files from before that time whose post was settled."""
        ...

    async def card(self, team_id: str, dedupe: str) -> Message | None: ...

    async def claim_jobs(self, now: int, lease_ms: int, limit: int, without: Sequence[str] = ()) -> list[Job]:
        """Take due jobs, `without` these kinds, oldest first, each with a new fence and a lease."""
        ...

    async def lanes(self, kinds: Sequence[str]) -> list[Lane]:
        """What is open of these kinds, gateway account by gateway account."""
        ...

    async def claim_lane(self, lane: Lane, until: int, now: int, lease_ms: int, limit: int) -> list[Job]:
        """Take what of a lane is due by `until`, oldest first, as `claim_jobs` does."""
        ...

    async def reviews(self, registration_ids: Sequence[str]) -> Mapping[str, ReviewFacts]:
        """The little that a look at these reviews needs, by registration id."""
        ...

    async def decision_times(self) -> list[DecisionTimes]: ...

    async def renew_jobs(self, jobs: Sequence[Job], lease_until: int) -> None: ...

    async def next_job_at(self, kinds: Sequence[str] | None = None) -> int | None:
        """When the next job, of these kinds when any are named, is due or a lease runs out; None: nothing."""
        ...

    async def claim_messages(self, now: int, lease_ms: int, limit: int) -> list[Message]:
        """Take due messages that may go now: pending, indeterminate, or a card with a newer wanted revision;
        a notice only when its card was sent or given up and every earlier notice of its thread
        is settled. A message
        that was `sending` when its lease ran out comes back `indeterminate`; the others come as `sending`
        only in the database, the row returned shows the state before.
        """
        ...

    async def next_message_at(self) -> int | None: ...

    async def reclaim(self) -> None:
        """At start: every lease of the process before is void; messages that were `sending` become
        `indeterminate`.
        """
        ...

    async def sent_card_ts(self, message_id: str) -> tuple[str, str] | None:
        """Channel and ts of a sent message."""
        ...

    def ledger(self, team_id: str | None = None, until: int = ...) -> AsyncIterator[LedgerEntry]:
        """The lines in order, of one workspace or of all, up to the seq `until`."""
        ...

    async def ledger_end(self) -> tuple[int, Head | None]:
        """The last line's seq (0: none) and the signed head, in one snapshot."""
        ...

    async def ledger_hash(self, seq: int) -> str | None: ...

    async def ledger_names(self) -> Mapping[str, str]:
        """Slack ids by the random names that stand for them in the ledger, as far as they are kept."""
        ...

    async def ledger_about(self, person: str, team_id: str | None = None) -> frozenset[str]:
        """Ids and names one of which every ledger line about this person holds; `person` is a person's id
        or a Slack user's. Empty when nobody of that id is known.
        """
        ...

    async def verify_ledger(self, is_ours: Callable[[Head], bool] | None = None) -> LedgerFault | None:
        """None when every line, and every text that is still kept, holds; else the first that does not.

        With `is_ours` there must also be a head signed with one of our keys.
        """
        ...

    async def counts(self) -> Mapping[str, Any]:
        """Open jobs and those of them that are held, by kind; unsent messages by status."""
        ...

    async def forget_deliveries(self, before: int) -> int:
        """Drop dedupe keys taken before this time; how many there were."""
        ...

    async def shred(self) -> bool:
        """Leave nothing of what was erased in the database's files; False while a reader is in the way."""
        ...

    async def close(self) -> None: ...
