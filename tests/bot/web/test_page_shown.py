"""What stands on the page: true words for each reader, safe, readable, and nothing from elsewhere."""

from __future__ import annotations

import re

import pytest

from bot.crypto.keys import derive_keys
from bot.crypto.links import Purpose, sign
from bot.web.page import Screen
from storage.model import Depiction, InvitationStatus, VerificationStatus
from tests.bot.web.conftest import INVITATION, MEDIA, World, over_profile
from tests.support import rows

LANGUAGES = {"en": "en", "zh": "zh-Hans", "zh_Hant": "zh-Hant"}
EVIL = """<b onclick="x">&'"{name}</b>"""


async def show(world: World, lang: str = "en") -> str:
    answer = await world.get(f"{world.path()}?lang={lang}")
    return re.sub(r"\s+", " ", answer.text)


@pytest.mark.parametrize("depiction", [Depiction.SELF, Depiction.MEMBER, Depiction.OUTSIDER])
async def test_it_says_what_happens_with_the_picture(world: World, depiction: Depiction) -> None:
    """Purpose, gateway, what it cannot delete, and the very picture, in each language."""
    await world.invite(request={"depiction": depiction})
    for lang in LANGUAGES:
        await assert_says_it_all(world, lang)


async def assert_says_it_all(world: World, lang: str) -> None:
    html = await show(world, lang)
    assert f'<html lang="{LANGUAGES[lang]}">' in html
    assert "the launch film" in html
    assert html.count("PomexAI") >= 3
    assert f"/picture/{MEDIA}" in html
    assert {"en": "no way to delete", "zh": "不提供删除", "zh_Hant": "不提供刪除"}[lang] in html


async def test_a_gateway_that_can_delete_is_told_apart(invited: World) -> None:
    """The words follow what the gateway declares."""
    over_profile(invited, can_delete=True)
    html = await show(invited)
    assert "PomexAI can delete its copy" in html
    assert "no way to delete" not in html


async def test_somebody_outside_is_promised_nothing_in_slack(world: World) -> None:
    """He is not asked each time: the requester answers for each use; his yes he takes back himself."""
    await world.invite(person={"slack_user_id": None}, request={"depiction": Depiction.OUTSIDER})
    html = await show(world)
    assert "You are not asked each time: Maya Lindqvist answers for each use" in html
    assert "open this link again on this phone, or tell Maya Lindqvist" in html
    assert "asked first" not in html
    await world.get(await world.passed_callback())
    done = await show(world)
    assert 'data-screen="done"' in done
    assert "Slack" not in done
    assert "Maya Lindqvist learns the outcome and can tell you" in done


async def test_a_member_reads_what_he_allowed(invited: World) -> None:
    """He is asked before each video unless he chose otherwise, and reads after his yes what he chose."""
    assert re.search(r'name="how" value="ask" required checked', await show(invited))
    await invited.get(await invited.passed_callback())
    done = await show(invited)
    assert "Ask me first, every time" in done
    assert "in the one channel where Maya Lindqvist asked" in done
    assert "Until you take it back" in done


async def test_what_people_typed_is_shown_as_text(world: World) -> None:
    """Names and purposes hold no markup, on any screen."""
    await world.invite(
        person={"display_name": EVIL},
        request={"purpose": EVIL, "requester_id": "U0EVIL"},
        asset={"name": EVIL[:64]},
    )
    await world.write(rows.member(user_id="U0EVIL", name=EVIL))
    for press in ("", "/agree"):
        if press:
            await world.post(world.path() + press)
        html = await show(world)
        assert "<b onclick" not in html
        assert "&amp;#" not in html
        assert "&lt;b onclick=&#34;x&#34;&gt;&amp;&#39;&#34;{name}&lt;/b&gt;" in html


async def test_several_files_are_all_shown(invited: World) -> None:
    """Each picture, clip and sound can be looked at or heard before the yes."""
    for letter, kind in zip("bcd", ("image", "video", "audio"), strict=True):
        media_id = f"m_{letter * 12}"
        await invited.write(
            rows.media(id=media_id, kind=kind), rows.asset(id=f"a_{letter}", media_id=media_id, name=letter)
        )
    html = await show(invited)
    assert "4 files of you" in html
    assert html.count("<img") == 2
    assert re.search(r'<video controls[^>]*/play/mcc|<video controls[^>]*src="[^"]*/play/m_c{12}"', html)
    assert re.search(r'<audio controls[^>]*src="[^"]*/play/m_d{12}"', html)


ACCEPTED = {
    "": "en",
    "zh-CN,zh;q=0.9": "zh",
    "zh-TW": "zh_Hant",
    "zh-Hant-HK;q=0.8, fr;q=0.9": "zh_Hant",
    "ja,en;q=0.5,zh;q=0.4": "en",
    "de,fr": "en",
    "zh;q=0,en": "en",
    ";q=,,zh;q=x,;;": "en",
    "zh" * 2000: "en",
}


async def test_it_speaks_the_phones_language(invited: World) -> None:
    """The first language of the phone that we speak."""
    for accepted, lang in ACCEPTED.items():
        answer = await invited.get(invited.path(), headers={"Accept-Language": accepted})
        assert f'<html lang="{LANGUAGES[lang]}">' in answer.text, accepted[:40]
        assert answer.headers["Content-Language"] == LANGUAGES[lang]


async def test_a_language_chosen_on_the_page_wins(invited: World) -> None:
    """And one that does not exist is nobody's choice."""
    assert '<html lang="zh-Hant">' in await show(invited, "zh_Hant")
    assert '<html lang="en">' in await show(invited, "../../etc/passwd")


@pytest.mark.parametrize(
    ("change", "status", "screen"),
    [
        ({}, 200, Screen.ASK),
        ({"status": InvitationStatus.ACCEPTED}, 200, Screen.SCAN),
        ({"status": InvitationStatus.DECLINED}, 200, Screen.DECLINED),
        ({"status": InvitationStatus.LAPSED}, 200, Screen.LAPSED),
    ],
)
async def test_the_page_is_as_everything_stands(
    world: World, change: dict[str, object], status: int, screen: Screen
) -> None:
    """Each state of the invitation has its own screen, in each language."""
    await world.invite(invitation=change)
    for lang in LANGUAGES:
        answer = await world.get(f"{world.path()}?lang={lang}")
        assert (answer.status, answer.screen) == (status, screen)


@pytest.mark.parametrize(
    "failure", ["verification_failed", "gateway_unavailable", "key_refused", "no_such_word", None]
)
async def test_every_failure_has_a_sentence(world: World, failure: str | None) -> None:
    """A reason that has no words of its own falls back on plain ones."""
    await world.invite(invitation={"status": InvitationStatus.ACCEPTED})
    await world.write(
        rows.verification(invitation_id=INVITATION, status=VerificationStatus.FAILED, failure=failure)
    )
    for lang in LANGUAGES:
        assert (await world.get(f"{world.path()}?lang={lang}")).trouble


async def test_links_that_are_not_good(invited: World) -> None:
    """Over, cut, forged, for something else, or of a request that is gone: two pages of their own."""
    good = invited.path().removeprefix("/v/")
    over = await invited.get(invited.path(until=rows.NOW))
    assert (over.status, over.screen) == (410, "ended")
    foreign_keys = derive_keys("somebody else's long secret")
    end = rows.NOW + rows.DAY
    for token in (
        good[:-1],
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        sign(foreign_keys, Purpose.CONSENT, INVITATION, end),
        sign(invited.keys, Purpose.MEDIA, MEDIA, end),
        sign(invited.keys, Purpose.CONSENT, "i_zzzzzzzzzzzz", end),
        "x",
        "x/y/z",
        "%00",
        "",
    ):
        for method, end_ in (("GET", ""), ("POST", "/agree"), ("POST", "/decline"), ("GET", "/back/x")):
            answer = await invited.call(method, f"/v/{token}{end_}")
            assert answer.status in (404, 405), (token, method, end_)
            if method == "GET":
                assert answer.screen == "unknown"
    for end_ in ("/agree", "/decline"):
        assert (await invited.post(invited.path(until=rows.NOW) + end_)).screen == "ended"
    assert await invited.ledger() == []


async def test_the_link_ends_with_its_time(invited: World) -> None:
    """From then on nothing can be pressed."""
    invited.clock.ms += 7 * rows.DAY
    assert (await invited.get(invited.path())).status == 410
    assert (await invited.press_yes()).status == 410
    assert (await invited.get(f"{invited.path()}/picture/{MEDIA}")).status == 404


async def test_the_page_loads_nothing_from_elsewhere(invited: World) -> None:
    """No script, no address but our own; the policy allows no other."""
    answer = await invited.get(invited.path())
    assert "<script" not in answer.text
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)
    assert not re.search(r"\sstyle=|\son\w+=", answer.text)
    policy = answer.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "img-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


async def test_no_answer_is_kept_or_tells_the_next_page(invited: World) -> None:
    """Pages, pictures and redirects carry the private headers, and no version of the server."""
    for end in ("", f"/picture/{MEDIA}", "/agree", "/nowhere/at/all"):
        headers = (await invited.get(invited.path() + end)).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Server"] == "likeness"


async def test_the_policy_lets_the_answer_lead_to_the_gateway(invited: World) -> None:
    """A form's redirect is held to the policy too; plain http only for stand-ins."""
    policy = (await invited.get(invited.path())).headers["Content-Security-Policy"]
    assert "form-action 'self' https: http:" in policy
