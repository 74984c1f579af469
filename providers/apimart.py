"""APIMart: a face check proved by its token, files reviewed by batch task, one path for three jobs."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from providers.apimart_answers import data_of, group_in, review_in, task_id, video_in
from providers.base import BaseProvider, made
from providers.errors import NotFound, ProviderError, Refused, Unsupported
from providers.face import (
    Handle,
    Read,
    SubmitItem,
    Submitted,
    VerificationReading,
    VerificationSession,
    VerificationState,
    VideoOrder,
    VideoReading,
)
from providers.profile import MediaKind, ReferenceRole

PEOPLE = "/v1/seedance2/real-avatar"
VIRTUAL = "/v1/seedance2/private-avatar"
TASKS = "/v1/tasks"
VIDEOS = "/v1/videos/generations"
HOSTING = "/v1/uploads/images"

ASSET_TYPES = {MediaKind.IMAGE: "Image", MediaKind.VIDEO: "Video", MediaKind.AUDIO: "Audio"}


class ApimartProvider(BaseProvider):
    """An asset's handle is its review task, its name in it and whether alone; a video's is its task."""

    async def open_verification(
        self,
        callback_url: str,
        locale: str,  # noqa: ARG002  the page has no language
    ) -> VerificationSession:
        data = await self._data("POST", PEOPLE, {"callback_url": callback_url})
        session = await self._task(task_id(data, self.fields(data)))
        result = self.fields(session).object("result")
        return VerificationSession(
            link=result.link("h5_link"),
            handle={"token": result.text("byted_token")},
            lives_ms=self.profile.verification_ms,
        )

    async def read_verification(
        self,
        handle: Handle,
        redirect: Mapping[str, str] | None,  # noqa: ARG002  a hint that may be forged; the token is the proof
    ) -> VerificationReading:
        try:
            data = await self._data("POST", PEOPLE, {"byted_token": self.fields(handle).text("token")})
        except (Refused, NotFound):
            return VerificationReading(state=VerificationState.PENDING)
        group = group_in(data)
        if group is None and (data.get("id") or data.get("task_id")):
            group = group_in(await self._task(task_id(data, self.fields(data))))
        if group is None:
            return VerificationReading(state=VerificationState.PENDING)
        group_id = self.fields({"group_id": group}).identifier("group_id")
        return VerificationReading(state=VerificationState.PASSED, group_id=group_id)

    async def submit(self, items: Sequence[SubmitItem]) -> list[Submitted]:
        """One call for all files of one group and kind; each file keeps its own outcome."""

        def batch(item: SubmitItem) -> tuple[str, str]:
            return item.group_id or "", item.kind

        batches = [list(group) for _, group in groupby(sorted(items, key=batch), batch)]
        results = await asyncio.gather(*(self._submit_batch(group) for group in batches))
        by_name = {result.name: result for part in results for result in part}
        return [by_name[item.name] for item in items]

    async def _submit_batch(self, items: Sequence[SubmitItem]) -> list[Submitted]:
        try:
            data = await self._data("POST", *self._create(items))
            task = task_id(data, self.fields(data))
        except ProviderError as error:
            return [Submitted(name=item.name, error=error) for item in items]
        alone = len(items) == 1
        return [
            Submitted(name=item.name, handle={"task": task, "name": item.name, "alone": alone})
            for item in items
        ]

    def _create(self, items: Sequence[SubmitItem]) -> tuple[str, dict[str, Any]]:
        first = items[0]
        body: dict[str, Any] = {
            "asset_type": ASSET_TYPES[first.kind],
            "assets": [{"url": item.url, "name": item.name} for item in items],
        }
        if not first.real_person:
            group = {"name": f"likeness-{first.name}", "description": "Likeness: nobody real"}
            return VIRTUAL, {**body, "group": group}
        if first.kind is MediaKind.AUDIO:
            self.unsupported("registering a real person's voice")
        if not first.group_id:
            raise Unsupported(self.profile.name, "a real person's media need a face-check group")
        return PEOPLE, {**body, "group_id": first.group_id}

    async def read(self, handles: Sequence[Handle]) -> list[Read]:
        """One look at each review task, however many files it holds."""
        tasks = sorted({str(handle.get("task")) for handle in handles})
        answers = dict(zip(tasks, await asyncio.gather(*map(self._task_or_error, tasks)), strict=True))
        return [self._read(handle, answers[str(handle.get("task"))]) for handle in handles]

    async def _task_or_error(self, task: str) -> dict[str, Any] | ProviderError:
        try:
            return await self._task(task)
        except ProviderError as error:
            return error

    def _read(self, handle: Handle, answer: dict[str, Any] | ProviderError) -> Read:
        if isinstance(answer, ProviderError):
            return Read(error=answer)
        try:
            return Read(review=review_in(answer, handle, self.fields(answer)))
        except ProviderError as error:
            return Read(error=error)

    async def start_video(self, order: VideoOrder) -> VideoReading:
        self.check_order(order)
        data = await self._data("POST", VIDEOS, _video_request(order))
        handle = {"id": task_id(data, self.fields(data))}
        with made(handle):
            return video_in(data, handle, self.fields(data))

    async def read_video(self, handle: Handle) -> VideoReading:
        data = await self._task(self.fields(handle).identifier("id"))
        return video_in(data, handle, self.fields(data))

    async def host_file(self, kind: MediaKind, filename: str, content: bytes) -> str:
        if kind is not MediaKind.IMAGE:
            self.unsupported("hosting anything but pictures")
        content_type = mimetypes.guess_type(filename)[0] or "image/jpeg"
        answer = await self.http.call("POST", HOSTING, files={"file": (filename, content, content_type)})
        return self.fields(answer.body).link("url")

    async def _task(self, task: str) -> dict[str, Any]:
        name = self.fields({"id": task}).identifier("id")
        answer = await self.http.call("GET", f"{TASKS}/{name}", params={"language": "en"})
        data = data_of(answer.body, self.profile.name)
        self.fields(data).expect("id", name)
        return data

    async def _data(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self.http.call(method, path, json=body)
        return data_of(answer.body, self.profile.name)


def _video_request(order: VideoOrder) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": order.model,
        "prompt": order.prompt,
        "duration": order.seconds,
        "size": order.ratio,
    }
    if order.resolution:
        body["resolution"] = order.resolution
    for reference in order.references:
        if reference.kind is MediaKind.IMAGE:
            plain = reference.role is ReferenceRole.REFERENCE
            role = "reference_image" if plain else reference.role.value
            body.setdefault("image_with_roles", []).append({"url": reference.uri, "role": role})
        else:
            body.setdefault(f"{reference.kind}_urls", []).append(reference.uri)
    return body
