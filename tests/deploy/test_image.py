"""What the image, the compose file and the unit are made of is there, locked, and without privileges."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.settings import Environment, ProviderKeys

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "workflow", "providers", "storage", "sandbox")


def locked(name: str) -> dict[str, str]:
    """Each package of a lock file with its pin and hashes."""
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text("utf-8").strip())
    return {canonicalize_name(re.split(r"[= ]", block)[0]): block for block in blocks}


def needed() -> set[str]:
    """What running and building need, as the installed packages tell it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    todo = [
        Requirement(r) for r in project["project"]["dependencies"] + project["dependency-groups"]["build"]
    ]
    seen: dict[str, set[str]] = {}
    while todo:
        wanted = todo.pop()
        name, extras = canonicalize_name(wanted.name), set(wanted.extras) | {""}
        if extras <= seen.get(name, set()):
            continue
        seen.setdefault(name, set()).update(extras)
        for told in metadata.requires(name) or []:
            inner = Requirement(told)
            if inner.marker is None or any(inner.marker.evaluate({"extra": extra}) for extra in extras):
                todo.append(inner)
    return set(seen)


def test_the_image_has_every_package_by_its_hash() -> None:
    """Neither one too few nor another version than the tests run with."""
    run, all_of_them = locked("requirements.run.txt"), locked("requirements.txt")
    assert needed() <= set(run)
    assert all("--hash=sha256:" in block for block in run.values())
    assert {name: all_of_them[name] for name in run} == run
    assert not {"pytest", "ruff", "mypy", "playwright"} & set(run)


def docker_lines() -> list[list[str]]:
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    return [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]


def test_the_image_runs_without_root_and_tells_its_health() -> None:
    """By number, so that `runAsNonRoot` can be checked from outside."""
    lines = docker_lines()
    users = [rest for word, rest in lines if word == "USER"]
    assert users == ["10001:10001"]
    assert [word for word, _ in lines].index("USER") > max(
        place for place, (word, _) in enumerate(lines) if word == "RUN"
    )
    (check,) = [rest for word, rest in lines if word == "HEALTHCHECK"]
    assert json.loads(check[check.index("CMD ") + 4 :])[0] == "python"
    assert ["ENTRYPOINT", '["likeness"]'] in lines


def test_no_host_is_named_where_packages_come_from() -> None:
    """Whoever builds chooses the index and the registry."""
    for name in ("Dockerfile", "compose.yml", "requirements.run.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "--index-url" not in text
        assert not re.search(r"https?://(?!127\.0\.0\.1)", text), name
    (image,) = [rest for word, rest in docker_lines() if word == "FROM"]
    assert "." not in image.partition(":")[0]


def test_what_the_image_copies_is_there_and_let_through() -> None:
    """A file left out of the context breaks the build of somebody else."""
    kept = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")
    }
    sources = {source for word, rest in docker_lines() if word == "COPY" for source in shlex.split(rest)[:-1]}
    assert sources == kept
    assert all((ROOT / source).exists() for source in sources)
    assert set(PACKAGES) <= sources


@pytest.mark.slow
def test_the_installed_package_holds_every_file(tmp_path: Path) -> None:
    """Tables, texts, templates and pages travel with the code."""
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index",
         "-w", str(tmp_path), str(ROOT)],
        check=True, timeout=120,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("likeness-*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\n")
    assert {name for name in tracked if name} <= packed


def test_compose_takes_every_privilege_away() -> None:
    """Read-only, without capabilities, reached from this machine alone, data in a volume."""
    compose: dict[str, Any] = yaml.safe_load((ROOT / "compose.yml").read_text("utf-8"))
    service = compose["services"]["likeness"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["volumes"] == ["data:/data"]


def test_the_example_names_settings_that_exist() -> None:
    """And neither holds a secret nor a value that a shell would have to take apart."""
    text = (ROOT / "deploy" / "likeness.env.example").read_text("utf-8")
    named = set(re.findall(r"^#?([A-Z][A-Z_]+)=", text, re.MULTILINE))
    known = {str(field.validation_alias) for field in Environment.model_fields.values()}
    assert named <= known | set(ProviderKeys({}).keys)
    assert "export" not in re.sub(r"^# .*$", "", text, flags=re.MULTILINE)


def test_the_unit_does_not_restart_what_a_setting_keeps_down() -> None:
    """The exit code of a missing setting ends the attempts."""
    from bot.cli import EXIT_SETTINGS

    unit = (ROOT / "deploy" / "likeness.service").read_text("utf-8")
    assert f"RestartPreventExitStatus={EXIT_SETTINGS}\n" in unit
    for line in ("User=likeness", "ProtectSystem=strict", "NoNewPrivileges=true", "CapabilityBoundingSet="):
        assert f"{line}\n" in unit
    assert "@resources" not in "".join(
        line for line in unit.splitlines() if line.startswith("SystemCallFilter")
    )
