"""The door of the Web API: tokens, scopes, bodies, limits and faults."""

from typing import Any

import aiohttp
import pytest

from sandbox.slack.limits import METHOD_TIERS, SPECIAL_PER_MINUTE
from sandbox.slack.methods import METHODS
from sandbox.slack.scopes import METHOD_SCOPES


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", None, "not_authed"),
        ("auth.test", "xoxb-other", "invalid_auth"),
        ("apps.connections.open", "xoxb-local", "not_allowed_token_type"),
        ("chat.postMessage", "xapp-local", "not_allowed_token_type"),
        ("chat.postMesage", "xoxb-local", "unknown_method"),
    ],
)
async def test_wrong_tokens_and_methods_are_refused(
    slack: Any, method: str, token: str | None, error: str
) -> None:
    """Slack's own words answer a missing, foreign or wrong kind of token and an unknown method."""
    assert (await slack.call(method, token))["error"] == error


async def test_auth_test_names_team_and_bot(slack: Any) -> None:
    """The bot's token answers who it is, in a body and in the scopes header."""
    answer = await slack.client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0LOCAL", "U0LIKENESS", "B0LIKENESS")
    assert "chat:write" in answer.headers["x-oauth-scopes"]


@pytest.mark.parametrize("method", sorted(name for name, scopes in METHOD_SCOPES.items() if scopes))
async def test_every_method_needs_its_scope(make_slack: Any, make_manifest: Any, method: str) -> None:
    """Without the scope in the manifest a call answers what is needed and what is there."""
    slack = await make_slack(make_manifest(scopes=["commands"]))
    answer = await slack.call(method, channel="C0FILM", users="U0MAYA")
    assert answer["error"] == "missing_scope"
    assert set(answer["needed"].split(",")) <= set(METHOD_SCOPES[method])
    assert answer["provided"] == "commands"


def test_every_method_has_scope_and_limit() -> None:
    """No method is without its row in the scope table and in the limit table."""
    limited = {*METHOD_TIERS, *SPECIAL_PER_MINUTE, "chat.postMessage"}
    assert set(METHODS) == set(METHOD_SCOPES) == limited


@pytest.mark.parametrize("kind", ["json", "form", "query"])
async def test_arguments_come_in_any_documented_form(slack: Any, kind: str) -> None:
    """JSON bodies, forms and query strings mean the same."""
    url, args = f"{slack.url}/api/users.info", {"user": "U0WEI", "include_locale": "true"}
    headers = {"Authorization": "Bearer xoxb-local"}
    if kind == "json":
        request = slack.session.post(url, json=args, headers=headers)
    elif kind == "form":
        request = slack.session.post(url, data={**args, "token": "xoxb-local"})
    else:
        request = slack.session.get(url, params=args, headers=headers)
    async with request as answer:
        assert (await answer.json())["user"]["locale"] == "zh-CN"


@pytest.mark.parametrize(
    ("body", "error"), [("{", "invalid_json"), ("[1]", "json_not_object"), ("", "not_authed")]
)
async def test_broken_json_is_named(slack: Any, body: str, error: str) -> None:
    """A body that is no JSON object is refused before anything else."""
    headers = {"Content-Type": "application/json"}
    async with slack.session.post(f"{slack.url}/api/auth.test", data=body, headers=headers) as answer:
        assert (await answer.json())["error"] == error


async def test_the_tier_of_a_method_ends_in_429(slack: Any) -> None:
    """After a minute's worth of edits the next is refused with the seconds to wait, and a minute later works."""
    url, headers = f"{slack.url}/api/conversations.info", {"Authorization": "Bearer xoxb-local"}
    for _ in range(50):
        assert (await slack.call("conversations.info", channel="C0FILM"))["ok"]
    async with slack.session.post(url, json={"channel": "C0FILM"}, headers=headers) as answer:
        assert (answer.status, (await answer.json())["error"]) == (429, "ratelimited")
        assert 1 <= int(answer.headers["Retry-After"]) <= 2
    slack.clock[0] += 60
    assert (await slack.call("conversations.info", channel="C0FILM"))["ok"]


async def test_posting_is_limited_per_channel(slack: Any) -> None:
    """A burst of posts to one channel ends in 429 while another channel still takes them."""
    for number in range(20):
        assert (await slack.call("chat.postMessage", channel="U0MAYA", text=str(number)))["ok"]
    assert (await slack.call("chat.postMessage", channel="U0MAYA", text="more"))["error"] == "ratelimited"
    assert (await slack.call("chat.postMessage", channel="U0TOM", text="other"))["ok"]


async def test_limits_can_be_switched_off(make_slack: Any) -> None:
    """A workspace made for load tests limits nothing."""
    slack = await make_slack(rate_limits=False)
    for number in range(30):
        assert (await slack.call("chat.postMessage", channel="U0MAYA", text=str(number)))["ok"]


@pytest.mark.parametrize(
    ("fault", "error", "posted"),
    [
        ("429", "ratelimited", 0),
        ("500", "internal_error", 0),
        ("error:fatal_error", "fatal_error", 0),
        ("double", None, 2),
    ],
)
async def test_faults_answer_instead_of_slack(slack: Any, fault: str, error: str | None, posted: int) -> None:
    """A planned fault strikes once, then the method works again."""
    rule = {"method": "chat.postMessage", "fault": fault, "retry_after": 7}
    assert await slack.page("faults", rules=[rule]) == {"ok": True}
    first = await slack.call("chat.postMessage", channel="U0MAYA", text="one")
    assert first.get("error") == error
    assert (await slack.call("chat.postMessage", channel="U0MAYA", text="two"))["ok"]
    seen = (await slack.look("U0MAYA"))["messages"]["D0MAYA"]
    assert len(seen) == posted + 1


@pytest.mark.parametrize(("fault", "posted"), [("lost", 1), ("reset", 0)])
async def test_a_lost_answer_is_a_dropped_connection(slack: Any, fault: str, posted: int) -> None:
    """`lost` takes the message before it hangs up, `reset` hangs up at once."""
    await slack.page("faults", rules=[{"method": "chat.postMessage", "fault": fault}])
    with pytest.raises(aiohttp.ClientError):
        await slack.client.chat_postMessage(channel="U0MAYA", text="one")
    seen = (await slack.look("U0MAYA"))["messages"]
    assert len(seen.get("D0MAYA", [])) == posted


@pytest.mark.parametrize("rules", [None, [{"fault": "lost"}], [{"method": "auth.test", "fault": "sleepy"}]])
async def test_senseless_faults_are_refused(slack: Any, rules: Any) -> None:
    """A rule without a method or with an unknown word is an error of the test."""
    assert (await slack.page("faults", rules=rules))["ok"] is False


async def test_the_journal_numbers_calls_and_hides_tokens(slack: Any) -> None:
    """Every call stands in the journal once, without the token that came as an argument."""
    async with slack.session.get(f"{slack.url}/api/auth.test", params={"token": "xoxb-local"}):
        pass
    entries = await slack.journal("api", "auth.test")
    assert [entry["answer"]["ok"] for entry in entries] == [True]
    assert "xoxb-local" not in str(entries)
    async with slack.session.get(f"{slack.url}/_local/journal", params={"after": entries[0]["n"]}) as answer:
        assert (await answer.json())["entries"] == []
