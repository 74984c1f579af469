"""Face checks: links to the upstream service's phone page, and what the browser is sent back with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from string import printable
from urllib.parse import quote, urlencode

PATH = "/kyc/"
Query = Sequence[tuple[str, str]]


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105  an outcome; a live person was seen
    FAIL = "fail"  # the scan did not succeed
    GIVE_UP = "give_up"  # the person closed the page: nobody is told
    PRE_RECORD = "pre_record"  # a recording was shown: success without a usable group


@dataclass(kw_only=True)
class FaceCheck:
    """One link to the phone page: good until `expires_at`, and for one finished scan."""

    token: str
    gateway: str
    account: str
    callback_url: str
    lang: str
    created_at: float
    expires_at: float
    finish: Callable[[Outcome], Query]  # makes the group, returns the redirect's query
    outcome: Outcome | None = None

    @property
    def finished(self) -> bool:
        return self.outcome not in (None, Outcome.GIVE_UP)


def with_query(url: str, query: Query) -> str:
    """Return the URL with this query added after its own, before its fragment."""
    base, hash_mark, fragment = url.partition("#")
    joint = "" if base.endswith(("?", "&")) else "&" if "?" in base else "?"
    return quote(f"{base}{joint}{urlencode(query)}{hash_mark}{fragment}", safe=printable)
