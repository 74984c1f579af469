"""Which step carries out which kind of job."""

from __future__ import annotations

from collections.abc import Mapping

from bot.poller import (
    answer_steps,
    media_steps,
    offers,
    registration_steps,
    removal_steps,
    request_steps,
    review_steps,
    rights_steps,
    verification_steps,
    video_steps,
    withdrawal_steps,
)
from bot.poller.lanes import split_videos
from bot.poller.loop import StepSpec
from workflow.jobs import JobKind

STEPS: Mapping[JobKind, StepSpec] = {
    JobKind.FETCH_MEDIA: StepSpec(media_steps.fetch_media, together=False),
    JobKind.ADVANCE_REQUEST: StepSpec(request_steps.advance_request, together=True),
    JobKind.LAPSE_INVITATION: StepSpec(request_steps.lapse_invitation, together=True),
    JobKind.SUBMIT: StepSpec(request_steps.submit, together=False),
    JobKind.READ_REGISTRATION: StepSpec(
        review_steps.read_registrations, together=True, split=review_steps.split
    ),
    JobKind.READ_VERIFICATION: StepSpec(verification_steps.read_verification, together=True),
    JobKind.EXPIRE_VERIFICATION: StepSpec(verification_steps.expire_verification, together=True),
    JobKind.LAPSE_APPROVAL: StepSpec(video_steps.lapse_approval, together=True),
    JobKind.REMIND_APPROVAL: StepSpec(answer_steps.remind_approval, together=True),
    JobKind.END_CONSENT: StepSpec(answer_steps.end_consent, together=True),
    JobKind.START_VIDEO: StepSpec(video_steps.start_video, together=False),
    JobKind.READ_VIDEO: StepSpec(video_steps.read_videos, together=True, split=split_videos),
    JobKind.FETCH_VIDEO: StepSpec(video_steps.fetch_video, together=False),
    JobKind.DELETE_REGISTRATION: StepSpec(registration_steps.delete_registration, together=False),
    JobKind.END_OFFER: StepSpec(offers.end_offers, together=True),
    JobKind.ERASE_MEDIA: StepSpec(media_steps.erase_media, together=True),
    JobKind.CANCEL_VIDEO: StepSpec(withdrawal_steps.cancel_video, together=False),
    JobKind.REMOVE_POST: StepSpec(removal_steps.remove_post, together=False),
    JobKind.CLOSE_WITHDRAWAL: StepSpec(withdrawal_steps.close_withdrawal, together=False),
    JobKind.LAPSE_ENDORSEMENT: StepSpec(rights_steps.lapse_endorsement, together=True),
    JobKind.FETCH_RELEASE: StepSpec(rights_steps.fetch_release, together=False),
    JobKind.REPORT_DEADLINE: StepSpec(rights_steps.report_deadline, together=True),
    JobKind.ERASE_OLD_MEDIA: StepSpec(rights_steps.erase_old_media, together=True),
}
