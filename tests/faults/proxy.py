"""A proxy that spoils what passes: in front of a stand-in, one connection per request."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Self

END = b"\r\n\r\n"
AFTER = ("lost", "late", "half", "double")  # the request reaches the other side
INSTEAD = ("reset", "429", "500", "503")  # it does not
FAULTS = AFTER + INSTEAD


@dataclass
class Rule:
    """Strikes the requests (`POST /api/chat.postMessage`) that match, `times` times, by chance."""

    fault: str
    request: str = "*"
    times: int = 1
    chance: float = 1.0
    seconds: float = 1.0  # how long `late` waits, and what 429 says in Retry-After


@dataclass
class Proxy:
    """Listens on loopback; `struck` counts what it spoilt."""

    upstream_port: int
    dice: random.Random = field(default_factory=random.Random)
    rules: list[Rule] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    port: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._open:
            writer.transport.abort()
        await asyncio.sleep(0)  # aborted transports close in the loop's next turn

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream_port)
        self._open.add(writer)
        return reader, writer

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def take(self, request: str) -> Rule | None:
        for rule in self.rules:
            if rule.times > 0 and fnmatchcase(request, rule.request) and self.dice.random() < rule.chance:
                rule.times -= 1
                self.struck[f"{rule.fault} {request.split('?', maxsplit=1)[0]}"] += 1
                return rule
        return None

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._open.add(writer)
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.CancelledError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            writer.transport.abort()
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(END)
        if _header(head, b"upgrade") is not None:
            await self._splice(head, reader, writer)
            return
        sent = _closing(head) + await _body(head, reader)
        method, path, _ = head.split(b" ", 2)
        rule = self.take(f"{method.decode()} {path.decode()}")
        if rule is not None and rule.fault in INSTEAD:
            _refuse(rule, writer)
            return
        answer = await self._ask(sent)
        if rule is not None:
            answer = await self._spoil(rule, sent, answer, writer)
        writer.write(answer)
        await writer.drain()

    async def _spoil(self, rule: Rule, sent: bytes, answer: bytes, writer: asyncio.StreamWriter) -> bytes:
        match rule.fault:
            case "late":
                await asyncio.sleep(rule.seconds)
            case "lost":
                writer.transport.abort()
                return b""
            case "half":
                start = answer.find(END) + len(END)
                return answer[: start + (len(answer) - start) // 2]
            case "double":
                return await self._ask(sent)
        return answer

    async def _ask(self, sent: bytes) -> bytes:
        reader, writer = await self._reach()
        try:
            writer.write(sent)
            await writer.drain()
            return await reader.read(-1)
        finally:
            writer.transport.abort()

    async def _splice(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await self._reach()
        back.write(head)
        pipes = [asyncio.create_task(_pipe(reader, back)), asyncio.create_task(_pipe(there, writer))]
        try:
            await asyncio.wait(pipes, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pipe in pipes:
                pipe.cancel()
            await asyncio.gather(*pipes, return_exceptions=True)
            back.close()


def _refuse(rule: Rule, writer: asyncio.StreamWriter) -> None:
    if rule.fault == "reset":
        writer.transport.abort()
        return
    again = f"Retry-After: {int(rule.seconds)}\r\n" if rule.fault == "429" else ""
    body = b'{"ok":false,"error":"ratelimited"}' if rule.fault == "429" else b"<html>Bad gateway</html>"
    head = f"HTTP/1.1 {rule.fault} Spoilt\r\n{again}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + body)


def _closing(head: bytes) -> bytes:
    """The request's head with one connection for it alone."""
    lines = [line for line in head[: -len(END)].split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + END


def _header(head: bytes, name: bytes) -> bytes | None:
    for line in head.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip()
    return None


async def _body(head: bytes, reader: asyncio.StreamReader) -> bytes:
    if (length := _header(head, b"content-length")) is not None:
        return await reader.readexactly(int(length))
    if (_header(head, b"transfer-encoding") or b"").lower() != b"chunked":
        return b""
    read = b""
    while not read.endswith(b"\r\n0\r\n\r\n") and read != b"0\r\n\r\n":
        size = await reader.readuntil(b"\r\n")
        read += size + await reader.readexactly(int(size, 16) + 2)
    return read


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
