"""What the browser brings back from ByteDance's face check, which several gateways use: a claim, no proof."""

from __future__ import annotations

from collections.abc import Mapping

from providers.face import Failure
from providers.redact import redact

PASSED = "10000"
_BILLED = {"0": False, "1": True}


def billed(redirect: Mapping[str, str]) -> bool | None:
    """Whether the check is charged for; None where the browser does not tell."""
    return _BILLED.get(redirect.get("reqMeasureInfoValue", ""))


def claimed_failure(redirect: Mapping[str, str]) -> Failure | None:
    """Why the browser's words cannot mean a verified person; None: they do not say so."""
    code = redirect.get("resultCode", PASSED)
    if code != PASSED:
        sub_code = redirect.get("algorithmBaseRespCode", "")
        return Failure(code=redact(code)[:40], text=redact(sub_code)[:40])
    verify_type = redirect.get("verify_type", "real_time")
    return None if verify_type == "real_time" else Failure(code=redact(verify_type)[:40])
