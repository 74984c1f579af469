"""What the simulated APIMart remembers beyond groups, files and videos: face-check sessions and tasks."""

from dataclasses import dataclass, field

from sandbox.providers.face_checks import FaceCheck
from sandbox.providers.records import Asset, Group


@dataclass(kw_only=True)
class Session:
    """One face-check session, known by its check's token.

    `expires_at` is the token's end, the link to the phone page may die before it; `group` is there once the
    person has passed.
    """

    check: FaceCheck
    expires_at: float
    group: Group | None = None


@dataclass(frozen=True, kw_only=True)
class SessionTask:
    """The task that tells link and token of a session."""

    id: str
    created_at: float
    session: Session


@dataclass(frozen=True, kw_only=True)
class ResultTask:
    """The task that tells how a face check ended."""

    id: str
    created_at: float
    session: Session


@dataclass(frozen=True, kw_only=True)
class ReviewTask:
    """The review of one batch of files."""

    id: str
    created_at: float
    assets: tuple[Asset, ...]


@dataclass(frozen=True, kw_only=True)
class SampleTask:
    """The task id that the documents print for everything: session and review in one."""

    id: str
    session: Session
    review: ReviewTask


Task = SessionTask | ResultTask | ReviewTask | SampleTask


@dataclass(kw_only=True)
class Book:
    """The sessions, by token, and the tasks, by id, of one account."""

    sessions: dict[str, Session] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
