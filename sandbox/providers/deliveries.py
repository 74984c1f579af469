"""Files that callers hand over as multipart forms, kept and served under signed links."""

import secrets
from pathlib import Path

from aiohttp import BodyPartReader, web

from sandbox.providers.records import Account, Delivery
from sandbox.providers.wire import RefusalError
from sandbox.providers.world import World

_CHUNK = 1 << 16


async def read_file(request: web.Request, most: int) -> tuple[str, bytes]:
    """Return name and bytes of the form's field `file`; refuse a missing one (400) and a large one (413)."""
    if not request.content_type.startswith("multipart/"):
        raise RefusalError(400, "body must be multipart/form-data with a field named file")
    found: tuple[str, bytes] | None = None
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            data = await _read(part, most)
            if part.name == "file" and part.filename:
                found = part.filename, data
    except (ValueError, AssertionError) as error:
        raise RefusalError(400, "body must be multipart/form-data with a field named file") from error
    if found is None or not found[1]:
        raise RefusalError(400, "file is required")
    return found


async def _read(part: BodyPartReader, most: int) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(_CHUNK):
        data += chunk
        if len(data) > most:
            raise RefusalError(413, f"file must be at most {most >> 20} MB")
    return bytes(data)


async def keep_delivery(
    world: World, account: Account, delivery_id: str, data: bytes, content_type: str
) -> Delivery:
    """Store a file that was handed over."""
    path = Path(world.folder) / f"delivery-{secrets.token_hex(8)}"
    await world.in_thread(lambda: path.write_bytes(data))
    delivery = Delivery(id=delivery_id, file=path, content_type=content_type)
    account.deliveries[delivery.id] = delivery
    return delivery
