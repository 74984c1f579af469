"""A Bolt app that only acknowledges, over HTTP: the baseline of the answer to a delivery."""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def create(secret: str, slack_api: str) -> web.Application:
    client = AsyncWebClient(token="xoxb-local", base_url=slack_api)  # noqa: S106  a stand-in's
    app = AsyncApp(client=client, signing_secret=secret)

    async def acknowledge(ack):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  Bolt passes by name
        await ack()

    app.command("/asset")(acknowledge)
    app.action({"action_id": "approve_once"})(acknowledge)
    app.options({"action_id": "video_references"})(acknowledge)

    async def receive(request: web.Request) -> web.Response:
        answer: web.Response = await to_aiohttp_response(
            await app.async_dispatch(await to_bolt_request(request))
        )
        return answer

    made = web.Application()
    made.router.add_post("/slack/events", receive)
    return made


async def main(port: int, secret: str, slack_api: str) -> None:
    runner = web.AppRunner(create(secret, slack_api), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
