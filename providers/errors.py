# ruff: noqa: N818  a name says what happened; that it is an error, its place in the tree says
"""What can go wrong at a gateway.

ProviderError                     fixer          retry  may have taken effect
├── Unsupported                   user           no     no   asked for more than the profile declares
├── Refused                       user           no     no   the gateway looked and said no
│   └── ForeignGroup              user           no     no   a face-check group that is not this account's
├── NotFound                      provider       no     no   the gateway does not know the id
├── KeyRefused                    configuration  no     no   401, 403
├── NoCredit                      configuration  no     no   402
├── NeedsPublicUrl                configuration  yes    no   it fetches files from us, and cannot reach us
├── RateLimited                   provider       yes    no   429; `retry_after_ms` when told
├── Unavailable                   provider       yes    no   503 or no connection: nothing was accepted
├── AnswerLost                    provider       yes    yes  sent, but the answer never came whole
└── UnexpectedAnswer              provider       yes    yes  an answer outside the documentation
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar


class Fixer(StrEnum):
    USER = "user"
    CONFIGURATION = "configuration"
    PROVIDER = "provider"


class ProviderError(Exception):
    """A call that did not give what was asked; `detail` is the gateway's own words, secrets removed."""

    fixer: ClassVar[Fixer] = Fixer.PROVIDER
    retry: ClassVar[bool] = False
    may_have_taken_effect: ClassVar[bool] = False

    def __init__(
        self,
        provider: str,
        detail: str = "",
        *,
        http_status: int | None = None,
        retry_after_ms: int | None = None,
    ) -> None:
        self.provider = provider
        self.detail = detail[:300]
        self.http_status = http_status
        self.retry_after_ms = retry_after_ms
        super().__init__(f"{provider}: {type(self).__name__}: {self.detail}")


class Unsupported(ProviderError):
    fixer = Fixer.USER


class Refused(ProviderError):
    fixer = Fixer.USER


class ForeignGroup(Refused):
    pass


class NotFound(ProviderError):
    pass


class KeyRefused(ProviderError):
    fixer = Fixer.CONFIGURATION


class NoCredit(ProviderError):
    fixer = Fixer.CONFIGURATION


class NeedsPublicUrl(ProviderError):
    fixer = Fixer.CONFIGURATION
    retry = True


class RateLimited(ProviderError):
    retry = True


class Unavailable(ProviderError):
    retry = True


class AnswerLost(ProviderError):
    retry = True
    may_have_taken_effect = True


class UnexpectedAnswer(ProviderError):
    """`handle` is set when the rest of the answer is strange but it names what the gateway has made."""

    retry = True
    may_have_taken_effect = True
    handle: Mapping[str, Any] | None = None
