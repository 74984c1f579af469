"""`likeness doctor`: the command."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.doctor.findings import Finding

_FOUND = 1


@click.command()
@click.option("--channel", "channels", multiple=True, help="A channel's id (C…) that Likeness is to post in.")
@click.option(
    "--manifest",
    default=None,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A copy of the app's own App Manifest page, as YAML or JSON.",
)
@click.option(
    "--live",
    is_flag=True,
    help="Post into the first --channel to learn what only a real workspace tells, and take it away again.",
)
def doctor(channels: tuple[str, ...], manifest: Path | None, live: bool) -> None:
    """Check the set-up and say what to do; exit code 1 while something does not work."""
    from bot.doctor.findings import Level, summary  # noqa: PLC0415  as in bot.cli

    if live and not channels:
        raise click.UsageError("--live needs a --channel to post in")
    findings = asyncio.run(_look(channels, manifest, live=live))
    click.echo(f"\n{summary(findings)}")
    sys.exit(_FOUND if any(finding.level is Level.PROBLEM for finding in findings) else 0)


async def _look(channels: tuple[str, ...], manifest: Path | None, *, live: bool) -> list[Finding]:
    from bot.doctor.examine import Wish, examine  # noqa: PLC0415
    from bot.doctor.findings import Level, told  # noqa: PLC0415
    from bot.doctor.live import settle  # noqa: PLC0415

    findings = []
    async for finding in examine(Wish(channels=channels, manifest=manifest)):
        findings.append(finding)
        click.echo(told(finding))
    if live and not any(finding.level is Level.PROBLEM for finding in findings):
        async for finding in settle(channels[0]):
            findings.append(finding)
            click.echo(told(finding))
    elif live:
        click.echo("not seen  live: mend the problems above first")
    return findings
