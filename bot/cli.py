"""The command line."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import NoReturn

import click

from bot.backup.commands import backup, restore
from bot.doctor.command import doctor
from bot.keeping.commands import media
from bot.ledger.commands import ledger
from bot.logs import configure_logs

EXIT_SETTINGS = 2
_PROVIDERS = click.Choice(["pomex", "kyyvideo2", "sd2_manxue", "apimart", "jimmyai"])


@click.group()
@click.version_option(package_name="likeness")
def main() -> None:
    """Likeness: a Slack app with which a team makes videos of real people, with those people's consent."""
    configure_logs()


@main.command()
def run() -> None:
    """Run the bot: Socket Mode when SLACK_APP_TOKEN is set, else HTTP."""
    from bot.settings import SettingsError, load_settings  # noqa: PLC0415  each command loads what it needs

    try:
        settings = load_settings()
    except SettingsError as error:
        _cannot_start(error.lines, EXIT_SETTINGS)

    from bot.run import run as run_bot  # noqa: PLC0415
    from bot.run import stop_on_signals  # noqa: PLC0415
    from bot.starting import why_not  # noqa: PLC0415

    async def until_told() -> None:
        stop = asyncio.Event()
        stop_on_signals(stop)
        await run_bot(settings, stop)

    try:
        asyncio.run(until_told())
    except Exception as error:
        reason = why_not(error)
        if reason is None:
            raise
        _cannot_start([reason.line], EXIT_SETTINGS if reason.settings else 1)


def _cannot_start(lines: list[str], code: int) -> NoReturn:
    click.echo("Likeness cannot start:\n" + "\n".join(f"  - {line}" for line in lines), err=True)
    sys.exit(code)


@main.command()
@click.option(
    "--serve/--exit", "serve", default=None, help="Keep the local workspace open, or leave at the end."
)
@click.option(
    "--provider",
    default="pomex",
    show_default=True,
    type=_PROVIDERS,
    help="Which gateway the story goes through.",
)
def demo(serve: bool | None, provider: str) -> None:
    """Tell the whole story with stand-ins: no accounts, no network."""
    from bot.demo import play  # noqa: PLC0415

    stays = sys.stdout.isatty() if serve is None else serve
    sys.exit(asyncio.run(play(provider=provider, stays=stays)))


@main.group()
def sandbox() -> None:
    """Stand-ins that need no account."""


@sandbox.command("providers")
@click.option("--port", default=8090, show_default=True, type=click.IntRange(0, 65535))
@click.option("--review-seconds", default=3.0, show_default=True, type=click.FloatRange(0.0))
@click.option("--video-seconds", default=4.0, show_default=True, type=click.FloatRange(0.0))
@click.option(
    "--variant", default=None, help="A seed that varies whatever the gateways' documents leave open."
)
def sandbox_providers(port: int, review_seconds: float, video_seconds: float, variant: str | None) -> None:
    """Every gateway's API, simulated, on one port."""
    from bot.standins import serve_providers  # noqa: PLC0415

    asyncio.run(
        serve_providers(port, review_seconds=review_seconds, video_seconds=video_seconds, variant=variant)
    )


@sandbox.command("slack")
@click.option("--port", default=8091, show_default=True, type=click.IntRange(0, 65535))
@click.option("--events-url", default=None, help="Deliver over HTTP to this address instead of Socket Mode.")
@click.option("--manifest", default=None, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def sandbox_slack(port: int, events_url: str | None, manifest: Path | None) -> None:
    """A local Slack workspace, with a page to use it from."""
    from bot.standins import serve_slack  # noqa: PLC0415

    asyncio.run(serve_slack(port, events_url=events_url, manifest=manifest))


main.add_command(doctor)
main.add_command(ledger)
main.add_command(media)
main.add_command(backup)
main.add_command(restore)

if __name__ == "__main__":
    main()
