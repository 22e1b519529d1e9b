"""The containers: what docker-compose.yml starts is what the program has, kept small, closed and without secrets."""

from __future__ import annotations

import re
import shlex
import stat
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import bot.settings
from bot.commands import ROLES, build
from bot.runtime import DRAIN_SECONDS
from bot.settings import Settings, read_settings
from bot.web import STOP_SECONDS
from bot.webhook import PATH
from tests.architecture.test_imports import ROOT

MANY, ONE = "docker-compose.yml", "docker-compose.one.yml"
SETTINGS = {f"LIAISON_{name.upper()}" for name in Settings.model_fields}
SECRET = {"LIAISON_BOT_TOKEN", "LIAISON_DATABASE_URL", "LIAISON_REDIS_URL"}
COMMANDS = {command.name for command in build().registered_commands}
TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz"


def compose(file: str) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load((ROOT / file).read_text("utf-8"))
    return loaded


def services(file: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose(file)["services"]
    return found


def ours(file: str) -> dict[str, dict[str, Any]]:
    return {name: said for name, said in services(file).items() if said["image"].startswith("liaison:")}


ALL = [(file, name) for file in (MANY, ONE) for name in services(file)]
OURS = [(file, name) for file in (MANY, ONE) for name in ours(file)]
LASTING = [(file, name) for file, name in OURS if name != "migrate"]


def test_every_role_is_there_twice_and_migrate_runs_first() -> None:
    played = [said["command"] for said in ours(MANY).values()]
    assert sorted(played) == sorted([*([role] for role in ROLES for _ in range(2)), ["migrate"]])
    for name, said in ours(MANY).items():
        if name != "migrate":
            assert said["depends_on"]["migrate"]["condition"] == "service_completed_successfully", name
            assert {"postgres", "redis"} <= {
                store for store, how in said["depends_on"].items() if how["condition"] == "service_healthy"
            }, name
    assert [said["command"] for said in ours(ONE).values()] == [["run"]]


@pytest.mark.parametrize(("file", "name"), OURS)
def test_the_program_may_do_nothing_that_it_does_not_need(file: str, name: str) -> None:
    said = services(file)[name]
    user = re.search(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert user is not None
    assert said["user"] == user[1]
    assert user[1].partition(":")[0] not in ("0", "root")
    assert said["command"][0] in COMMANDS
    assert "ports" not in said
    assert said["pull_policy"] == "never"  # a registry's "liaison" is somebody else's


@pytest.mark.parametrize(("file", "name"), ALL)
def test_every_container_is_closed_and_limited(file: str, name: str) -> None:
    said = services(file)[name]
    assert said["read_only"] is True
    assert said["cap_drop"] == ["ALL"]
    assert said["security_opt"] == ["no-new-privileges:true"]
    assert said["deploy"]["resources"]["limits"].keys() == {"memory", "cpus", "pids"}
    assert said["logging"]["options"].keys() == {"max-size", "max-file"}
    assert "privileged" not in said
    for volume in said.get("volumes", []):
        source = volume.partition(":")[0]
        if source.startswith("."):
            assert volume.endswith(":ro")
            assert (ROOT / source).is_file(), volume
        else:
            assert source in compose(file)["volumes"]


@pytest.mark.parametrize(("file", "name"), [each for each in ALL if each[1] != "migrate"])
def test_what_lasts_comes_back_and_says_how_it_is(file: str, name: str) -> None:
    said = services(file)[name]
    assert said["restart"] == "unless-stopped"
    assert said["healthcheck"]["test"]


@pytest.mark.parametrize(("file", "name"), LASTING)
def test_health_is_asked_where_the_program_answers_and_a_stop_may_take_as_long_as_it_does(
    file: str, name: str
) -> None:
    said = services(file)[name]
    port = said["environment"]["LIAISON_LISTEN"].rpartition(":")[2]
    program, option, script = said["healthcheck"]["test"][1:]
    assert (program, option) == ("python", "-c")
    compile(script, file, "exec")
    assert f"http://127.0.0.1:{port}/readyz" in script
    assert int(said["stop_grace_period"].removesuffix("s")) >= DRAIN_SECONDS + STOP_SECONDS


def test_what_runs_first_ends() -> None:
    assert services(MANY)["migrate"]["restart"] == "no"


@pytest.mark.parametrize(("file", "name"), ALL)
def test_no_secret_is_in_the_environment(file: str, name: str) -> None:
    said = services(file)[name]
    environment = said.get("environment", {})
    assert "env_file" not in said
    assert not SECRET & environment.keys()
    open_words = [key for key in environment if re.search("PASSWORD|TOKEN|SECRET", key)]
    assert all(environment[key] == f"/run/secrets/{key.removesuffix('_FILE').lower()}" for key in open_words)
    assert set(said.get("secrets", [])) <= compose(file)["secrets"].keys()


@pytest.mark.parametrize("file", [MANY, ONE])
def test_every_setting_that_is_named_is_one(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert set(re.findall(r"LIAISON_[A-Z_]*[A-Z]", text)) <= SETTINGS
    assert {
        f"LIAISON_{name[len('liaison_') :].upper()}"
        for name in compose(file)["secrets"]
        if name.startswith("liaison_")
    } <= SETTINGS


@pytest.mark.parametrize("file", [MANY, ONE, "scripts/roll"])
def test_commands_that_are_shown_are_commands(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    shown = re.findall(r"(?:run --rm|exec) (?:liaison|migrate)(?: liaison)?(?: +([a-z]+))?", text)
    assert shown
    assert {word for word in shown if word} <= COMMANDS


def test_the_secrets_are_those_the_script_makes_and_the_program_takes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "secrets"
    make(folder, TOKEN)
    wanted = {Path(secret["file"]).name for secret in compose(MANY)["secrets"].values()}
    assert {path.name for path in folder.iterdir()} == {*wanted, ".gitignore"}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in wanted} == {0o444}
    monkeypatch.setattr(bot.settings, "SECRETS", folder)
    monkeypatch.chdir(tmp_path)
    chosen = read_settings()
    assert chosen.token == TOKEN
    password = (folder / "postgres_password").read_text()
    assert re.fullmatch("[0-9a-f]{48}", password)
    assert chosen.database == f"postgresql://liaison:{password}@postgres:5432/liaison"
    redis = (folder / "redis.conf").read_text().split()
    assert redis[0] == "requirepass"
    assert chosen.redis_url == f"redis://:{redis[1]}@redis:6379/0"
    assert redis[1] != password
    before = {name: (folder / name).read_text() for name in wanted}
    make(folder, "another:token")
    assert {name: (folder / name).read_text() for name in wanted} == before


@pytest.mark.parametrize("token", ["", "no token", "123456789:AAE'; rm -rf"])
def test_what_is_no_token_makes_no_secrets(token: str, tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        make(tmp_path, token)
    assert [path.name for path in tmp_path.iterdir()] == [".gitignore"]


def make(folder: Path, token: str) -> None:
    subprocess.run(
        [ROOT / "scripts/make-secrets", folder],
        input=f"{token}\n",
        text=True,
        check=True,
        capture_output=True,
    )


def test_the_proxy_lets_the_webhook_through_to_every_receiver_and_nothing_else() -> None:
    lines = [line.strip() for line in (ROOT / "deploy/caddy/Caddyfile").read_text("utf-8").splitlines()]
    assert f"path {PATH}" in lines
    receivers = [name for name, said in ours(MANY).items() if said["command"] == ["receive"]]
    (proxied,) = [line for line in lines if line.startswith("reverse_proxy")]
    assert proxied.split()[1:-1] == [f"{name}:8080" for name in receivers]
    shared = [set(services(MANY)[name]["networks"]) for name in ("proxy", *receivers)]
    assert set.intersection(*shared)
    assert not set(services(MANY)["proxy"]["networks"]) & set(services(MANY)["postgres"]["networks"])


def test_prometheus_looks_at_every_process() -> None:
    config: Any = YAML(typ="safe").load((ROOT / "deploy/compose/prometheus.yml").read_text("utf-8"))
    (job,) = config["scrape_configs"]
    targets = {target for each in job["static_configs"] for target in each["targets"]}
    assert targets == {f"{name}:8080" for name in ours(MANY) if name != "migrate"}
    mounted = {volume.split(":")[1] for volume in services(MANY)["prometheus"]["volumes"]}
    assert {f"/etc/prometheus/{name}" for name in config["rule_files"]} <= mounted


def test_a_renewal_takes_every_process_once() -> None:
    (line,) = [
        line for line in (ROOT / "scripts/roll").read_text().splitlines() if line.startswith("for one in ")
    ]
    words = shlex.split(line.removesuffix("; do"))[3:]
    assert words == [name for name in ours(MANY) if name != "migrate"]


def test_images_are_of_a_version() -> None:
    images = [said["image"] for name, said in services(MANY).items() if name not in ours(MANY)]
    base = re.search(r"^ARG BASE=(\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert base is not None
    for image in (*images, base[1]):
        assert re.search(r":v?\d+\.\d+", image), image


def test_every_room_of_the_program_goes_into_the_image() -> None:
    let_in = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"
    }
    rooms = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert set(rooms["wheel"]["packages"]) <= let_in
