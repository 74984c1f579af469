"""What a person reads when a gateway's call failed: catalogue keys, one per kind of error."""

from __future__ import annotations

from providers.errors import (
    AnswerLost,
    ForeignGroup,
    KeyRefused,
    NeedsPublicUrl,
    NoCredit,
    NotFound,
    ProviderError,
    RateLimited,
    Refused,
    Unavailable,
    UnexpectedAnswer,
    Unsupported,
)

_KEYS: dict[type[ProviderError], str] = {
    Unsupported: "unsupported",
    ForeignGroup: "foreign_group",
    Refused: "refused_by_gateway",
    NotFound: "not_found_at_gateway",
    KeyRefused: "key_refused",
    NoCredit: "no_credit",
    NeedsPublicUrl: "no_public_url_for_files",
    RateLimited: "rate_limited",
    Unavailable: "gateway_unavailable",
    AnswerLost: "answer_lost",
    UnexpectedAnswer: "unexpected_answer",
}

FAILURE_KEYS = (
    *_KEYS.values(),
    "gave_up",
    "review_too_long",
    "verification_other_person",
    "yes_declined",
    "yes_lapsed",
)


def failure_key(error: ProviderError) -> str:
    """The catalogue key of the sentence that tells this error."""
    return next(_KEYS[kind] for kind in type(error).__mro__ if kind in _KEYS)
