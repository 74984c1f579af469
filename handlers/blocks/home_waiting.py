"""The first part of the Home tab: what waits for its reader, each with the one press that leads on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers import ids
from handlers.blocks.answers import listed_line
from handlers.blocks.asset_card import retry_button
from handlers.blocks.kit import Block, Element, button, context, header, section
from handlers.blocks.people import at_names, place
from handlers.blocks.stages import ConsentStage, consent_stage
from handlers.catalogue import Texts
from handlers.catalogue.markup import mention
from providers.profile import Profile
from storage.facts import AssetFacts, RequestFacts
from storage.home import HomeFacts
from storage.model import Depiction, MediaStatus
from workflow.registrations import may_retry


def waiting_blocks(facts: HomeFacts, profiles: Mapping[str, Profile], texts: Texts) -> list[Block]:
    """Questions first, then what was refused; nothing but a line when nothing waits."""
    items = [
        *_consents(facts.asked, profiles, texts),
        *_approvals(facts, texts),
        *_admins(facts, texts),
        *(_refused(asset, list(profiles.values()), texts) for asset in facts.refused),
    ]
    if not items:
        return [header(texts.plain.say("home.waiting")), context(texts.say("home.waiting.nothing"))]
    more = facts.waiting - len(items)
    rest = [context(texts.count("people.more", more))] if more > 0 else []
    return [header(texts.plain.say("home.waiting")), *items, *rest]


def _consents(asked: Sequence[RequestFacts], profiles: Mapping[str, Profile], texts: Texts) -> list[Block]:
    found = []
    for request in asked:
        stage = consent_stage(request, profiles.get(request.request.provider))
        if request.invitation is None or stage not in (ConsentStage.OPEN, ConsentStage.FACE_CHECK_LEFT):
            continue
        names, requester = at_names(request.assets, texts), mention(request.request.requester_id)
        if stage is ConsentStage.FACE_CHECK_LEFT:
            line = texts.say("home.waiting.face_check", names=names)
        elif request.request.depiction is Depiction.SELF:
            line = texts.say("home.waiting.self", names=names)
        else:
            line = texts.say("home.waiting.consent", names=names, requester=requester)
        found.append(section(line, _answer(request.invitation.id, texts)))
    return found


def _approvals(facts: HomeFacts, texts: Texts) -> list[Block]:
    return [
        section(
            texts.say(
                "home.waiting.approval",
                who=mention(video.video.requester_id),
                names=at_names(video.assets, texts),
                place=place(video.video.channel, texts),
                until=texts.date(approval.deadline_at),
            ),
            _answer(approval.id, texts),
        )
        for video, approval in facts.approvals
    ]


def _admins(facts: HomeFacts, texts: Texts) -> list[Block]:
    """What admins are asked about, and reports to the owners too."""
    words = [
        section(
            texts.say(
                "home.waiting.word",
                who=mention(request.request.requester_id),
                names=at_names(request.assets, texts),
                until=texts.date(endorsement.deadline_at),
            ),
            _answer(endorsement.id, texts),
        )
        for request, endorsement in facts.endorsements
    ]
    reports = [
        section(
            texts.say(
                "home.waiting.report",
                who=mention(video.video.requester_id),
                until=texts.date(report.deadline_at),
            ),
            _answer(report.id, texts),
        )
        for video, report in facts.reports
    ]
    return [*words, *reports]


def _refused(asset: AssetFacts, profiles: Sequence[Profile], texts: Texts) -> Block:
    return section(listed_line(asset, profiles, texts), _way_on(asset, texts))


def _way_on(asset: AssetFacts, texts: Texts) -> Element:
    if asset.media.status is MediaStatus.REFUSED:
        value = ids.ButtonValue(asset.asset.request_id).encode()
        return button(texts.say("button.fix"), ids.ACTION_ASSET_FIX, value)
    retry = next((r for r in asset.registrations if may_retry(r)), None)
    return retry_button(retry, texts.say("button.retry")) if retry else details_button(asset, texts)


def details_button(asset: AssetFacts, texts: Texts) -> Element:
    value = ids.ButtonValue(asset.asset.id).encode()
    return button(texts.say("button.details"), ids.ACTION_HOME_DETAILS, value)


def _answer(subject: str, texts: Texts) -> Element:
    value = ids.ButtonValue(subject).encode()
    return button(texts.say("button.answer"), ids.ACTION_HOME_ANSWER, value, style="primary")
