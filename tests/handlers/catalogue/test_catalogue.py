"""Every text is there in three languages, is used, and says what to do."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from handlers.blocks.settings_form import NARROWEST
from handlers.blocks.stages import AssetStage, ConsentStage
from handlers.blocks.video_stages import ApprovalStage, VideoStage
from handlers.catalogue import LOCALES, problem_text, reason_text, texts
from storage.home import Shelf
from storage.model import ApprovalStatus
from workflow.failures import FAILURE_KEYS
from workflow.intake import Obstacle
from workflow.scope import How, Who
from workflow.settings import Inviters
from workflow.use_cases import Problem
from workflow.videos import ReferenceMode
from workflow.videos.obstacles import LACKING, Reason
from workflow.withdrawals import CopyState, VideoEnd

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = files("handlers.catalogue")
DOMAINS = sorted(file.name.removesuffix(".po") for file in PACKAGE.joinpath("en").iterdir())
READERS = ("handlers", "bot", "workflow")

PROBLEMS = [
    "name_empty",
    "name_too_long",
    "name_has_spaces",
    "name_taken",
    "who_missing",
    "person_missing",
    "purpose_missing",
    "media_missing",
    "message_without_media",
    "file_not_for_me",
    "provider_missing",
    "prompt_missing",
    "prompt_too_long",
    "name_unknown",
    "model_missing",
    "too_many_references",
    "needs_reference_video",
    "model_without_real_people",
    "file_does_not_fit",
    "model_without_frames",
    "first_frame_alone",
    "first_frame_missing",
    "two_frames_alone",
    "two_frames_missing",
    "sound_alone",
    "seconds_out_of_range",
    "ratio_not_offered",
    "resolution_not_offered",
    "deny_deactivated",
    "deny_foreign",
    "deny_guest",
    "deny_unknown",
    "deny_admins_only",
    "deny_owner_only",
    "already_deleted",
    "already_registered",
    "asset_in_use",
    "asset_in_use_by_many",
    "asset_not_usable",
    "file_erased",
    "try_again_now",
    "deny_only_requester",
    "deny_only_channel",
    "deny_channel_shared",
    "deny_person_left",
    "deny_owner_left",
    "deny_four_eyes",
    "deny_gateway_not_agreed",
    "deny_consent_over",
    "deny_not_yours",
    "deny_asset_not_usable",
    "deny_no_consent",
    "deny_not_active",
    "no_consent",
    "not_approved",
    "approval_changed",
    "already_answered",
    "words_changed",
    "gateway_switched_off",
    "already_decided",
    "already_submitted",
    "already_withdrawn",
    "overtaken",
    "withdrawn",
    "already_started",
    "scan_needed",
    "gone",
    "approval_already_decided",
    "approval_not_needed",
    "video_unknown",
    "reason_missing",
    "verification_pending",
    "verification_failed",
    "verification_other_person",
    "verification_expired",
    "too_many_tries",
    "link_not_https",
    "link_private_address",
    "link_invalid",
    "link_with_password",
    "link_port",
    "channel_not_joinable",
    "channel_is_dm",
    "channel_unreachable",
    "channel_archived",
    "media_unreachable",
    "media_too_large",
    "media_is_page",
    "media_unknown_type",
    "media_broken",
    "media_animated",
    "media_svg",
    "media_sides",
    "media_ratio",
    "media_length",
    "media_pixels",
    "media_timeout",
    "media_same_file",
    "offer_over",
    "video_not_posted",
    "already_reported",
    "report_already_decided",
    "endorsement_already_decided",
    "deny_own_request",
    "deny_invite_outsiders",
    "no_other_admin",
    "not_endorsed",
    "owner_must_be_member",
    "owner_already",
    "days_out_of_range",
    "release_missing",
    "release_too_large",
    "release_wrong_type",
    "member_unknown",
    "settings_admins_only",
    "scope_who_missing",
    "scope_how_missing",
    "until_not_a_date",
    "until_past",
    "until_too_far",
    "slack_file_unreadable",
    "failed_at_gateway",
    "result_gone",
    "old_button",
    "trigger_expired",
    "cannot_write",
    "something_broke",
    "unexplained",
    "other",
]

FAMILIES = {
    "asset.stage": AssetStage,
    "video.stage": VideoStage,
    "approval": set(ApprovalStage) - {ApprovalStage.OPEN},
    "approval.answer": ApprovalStatus,
    "consent": set(ConsentStage) - {ConsentStage.OPEN, ConsentStage.FACE_CHECK_LEFT},
    "handover": set(ConsentStage) - {ConsentStage.OPEN, ConsentStage.FACE_CHECK_LEFT},
    "receipt.copy": CopyState,
    "receipt.video": VideoEnd,
    "receipt.heading": ("copies", "videos", "slack", "ours"),
    "home.shelf": Shelf,
    "video.again": ("title", "text"),
    "video.delete": ("title", "text"),
    "kind": ("image", "video", "audio"),
    "choose_form.how": How,
    "choose_form.who": Who,
    "scope.how": How,
    "settings.four_eyes": ("label", "hint", "on", "off"),
    "settings.invite_outsiders": ("label", "hint", *Inviters),
    "settings.default_who": ("label", "hint", NARROWEST, *Who),
    "settings.default_how": ("label", "hint", *How),
    "settings.keep_files_days": ("label", "hint"),
    "settings.keep_videos_days": ("label", "hint"),
    "left_out": (*Obstacle, *(set(Reason) - LACKING)),
    "video_form.mode": ReferenceMode,
    "problem": (*PROBLEMS, *FAILURE_KEYS, *Obstacle),
}
"""Keys that builders put together from a closed set."""


@cache
def catalog(locale: str, domain: str) -> Catalog:
    with PACKAGE.joinpath(locale, f"{domain}.po").open("rb") as file:
        return read_po(file, locale=locale, domain=domain, abort_invalid=True)


def messages(locale: str, domain: str) -> dict[str, Message]:
    found = [message for message in catalog(locale, domain) if message.id]
    return {key(message): message for message in found}


def key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@cache
def source_text() -> str:
    found = [path for folder in READERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in found)


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_is_translated(locale, domain):
    """The three languages hold the same keys, none empty, none marked as doubtful."""
    assert messages(locale, domain).keys() == messages("en", domain).keys()
    for name, message in messages(locale, domain).items():
        assert all(form.strip() for form in forms(message)), name
        assert not message.fuzzy, name
        wanted = catalog(locale, domain).num_plurals if isinstance(message.id, tuple) else 1
        assert len(forms(message)) == wanted, name
        assert not catalog(locale, domain).obsolete


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_are_the_same_in_every_language(locale, domain):
    """What a text shows, its translations show; a number may be left to the form of the word."""
    source = messages("en", domain)
    for name, message in messages(locale, domain).items():
        wanted = set().union(*(placeholders(form) for form in forms(source[name])))
        for form in forms(message):
            assert placeholders(form) - {"n"} == wanted - {"n"}, name


def test_slack_texts_hold_no_raw_control_characters():
    """A text of ours is put into messages as it is."""
    for locale in LOCALES:
        for name, message in messages(locale, "slack").items():
            assert not any(re.search("[<>]|&(?!amp;)", form) for form in forms(message)), name


def test_every_key_that_is_asked_for_is_there():
    """Literal keys in the source, and every key that is put together from a closed set."""
    literal = set(re.findall(r"""\.(?:say|count)\(\s*\n?\s*"([a-z_]+(?:\.[a-z_]+)*)",?""", source_text()))
    known = set().union(*(messages("en", domain) for domain in DOMAINS))
    assert literal - known == set()
    for family, members in FAMILIES.items():
        for member in members:
            assert texts("en").has(f"{family}.{member}"), f"{family}.{member}"


def test_no_text_is_unused():
    """Each key of the Slack surface stands in the source or belongs to a closed set."""
    families = {f"{family}.{member}" for family, members in FAMILIES.items() for member in members}
    quoted = set(re.findall(r'"([a-z_.]+)"', source_text()))
    unused = [
        name
        for name in messages("en", "slack")
        if not {name, re.sub(r"\.(short|video|check|further)$", "", name)} & (families | quoted)
    ]
    assert unused == []


def test_every_problem_raised_by_the_rules_has_a_sentence():
    """Keys named in the rules and the handlers are known here, so that none reaches a person bare."""
    raised = set(re.findall(r'Problem\(\s*key="([a-z_]+)"', source_text()))
    raised |= set(re.findall(r'reason="(deny_[a-z_]+)"', source_text()))
    raised |= set(re.findall(r'guard="((?:deny|no|not|already)_[a-z_]+)"', source_text()))
    assert raised - set(PROBLEMS) - set(FAILURE_KEYS) == set()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("reason", [*PROBLEMS, *FAILURE_KEYS, *Obstacle])
def test_every_problem_reads_whole_without_its_parameters(locale, reason):
    """A stored reason has lost its numbers, and still is a sentence."""
    for about in ("", "video", "check"):
        said = reason_text(texts(locale), reason, about=about)
        assert said.rstrip().endswith((".", "。"))
        assert "{" not in said


def test_a_problem_is_told_with_its_parameters():
    """Numbers, names, kinds and people in words."""
    said = texts("en")

    def tell(key_: str, /, **params: object) -> str:
        return problem_text(said, Problem(key=key_, params=params))

    assert "200 characters" in tell("name_too_long", count=200)
    assert "“R&amp;B”" in tell("name_taken", name="R&B")
    assert "“R&B”" in problem_text(said.plain, Problem(key="name_taken", params={"name": "R&B"}))
    assert "(picture): 12" in tell("too_many_references", kind="image", count=12, most=9)
    assert "lasts 2.5 seconds" in tell("media_length", seconds=2.5, min_seconds=4.0, max_seconds=15.0)
    assert "4 to 15" in tell("media_length", seconds=2.5, min_seconds=4.0, max_seconds=15.0)
    decided = tell("approval_already_decided", status="refused", by="U0TOM", at=1_790_000_000_000)
    assert "<@U0TOM> decided this already (refused, <!date^1790000000^" in decided
    assert "decided already" in tell("approval_already_decided", status="refused", by="U0TOM", at=None)
    assert "usual format" in tell("media_unknown_type", taken="")


def test_a_stored_reason_may_carry_its_parameters():
    """A key with a JSON object reads like the problem that it was."""
    assert "larger than 30 MB" in reason_text(texts("en"), 'media_too_large{"max_megabytes": 30.0}')
    assert "too large" in reason_text(texts("en"), "media_too_large")
    assert "“media{broken”" in reason_text(texts("en"), "media{broken")


def test_what_to_do_depends_on_what_failed():
    """A refused picture, a refused order and a refused face check ask for different things."""
    said = texts("en")
    told = [reason_text(said, "refused_by_gateway", about=about) for about in ("", "video", "check")]
    assert "picture" in told[0]
    assert "prompt" in told[1]
    assert "same link" in told[2]


def test_a_foreign_reason_is_quoted():
    """A gateway's own word is shown as such, escaped and short."""
    said = reason_text(texts("en"), "<Face>" * 100)
    assert "&lt;Face&gt;" in said
    assert len(said) < 1600
