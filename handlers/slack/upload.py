"""Sends a file's bytes to the address that Slack gave for them, streamed from disk."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp

from handlers.slack.errors import AnswerLost, FileRefused, SlackError
from handlers.slack.translate import from_answer, from_exception

METHOD = "files.upload"
SLOWEST_BYTES_PER_S = 100_000
SHORTEST_S = 60


async def size_of(content: Path | bytes) -> int:
    """Bytes to be sent."""
    if isinstance(content, bytes):
        return len(content)
    return (await asyncio.to_thread(content.stat)).st_size


async def send_bytes(session: aiohttp.ClientSession, url: str, content: Path | bytes, size: int) -> None:
    """Post the content; raises `SlackError` unless Slack took it whole."""
    seconds = max(SHORTEST_S, size / SLOWEST_BYTES_PER_S)
    try:
        if isinstance(content, bytes):
            await _post(session, url, content, size, seconds)
            return
        body = await asyncio.to_thread(content.open, "rb")
        try:
            await _post(session, url, body, size, seconds)
        finally:
            await asyncio.to_thread(body.close)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise from_exception(METHOD, error) from None


async def _post(session: aiohttp.ClientSession, url: str, body: object, size: int, seconds: float) -> None:
    headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with session.post(
        url, data=body, headers=headers, timeout=timeout, allow_redirects=False
    ) as answer:
        if answer.status != 200:
            raise _refusal(answer)


def _refusal(answer: aiohttp.ClientResponse) -> SlackError:
    if answer.status == 429:
        return from_answer(METHOD, answer.status, None, answer.headers)
    if answer.status == 413:
        return FileRefused(METHOD, "file_too_large")
    return AnswerLost(METHOD, "answer_lost", messages=(f"HTTP {answer.status}",))
