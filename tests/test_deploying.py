"""The files for a server are what the programs that read them take, and say what the settings say."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def variables() -> dict[str, str]:
    lines = (DEPLOY / "attest.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_command_of_ours_again_where_it_ends(unit):
    read = configparser.ConfigParser(interpolation=None)
    read.optionxform = str
    read.read(unit)
    service = read["Service"]

    command = service["ExecStart"].split("manage.py ")[1].split()[0]
    assert command in get_commands()
    assert service["Restart"] == "always"
    assert (service["UMask"], service["NoNewPrivileges"]) == ("0077", "yes")


def test_all_parts_of_the_site_have_a_unit():
    started = {re.search(r"manage\.py (\w+)", unit.read_text())[1] for unit in UNITS}

    assert started == {"web", "db_worker", "clock"}


def test_numbers_stand_alike_in_settings_units_and_on_the_page():
    page = (ROOT / "docs" / "operating.md").read_text()

    for name in ("WEB_THREADS", "DATABASE_CONNECTIONS"):
        assert variables()[name] == str(getattr(settings, name))
        assert re.search(rf"`{name}` \|.*\| `{getattr(settings, name)}` \|", page)


def test_each_variable_is_explained():
    page = (ROOT / "docs" / "operating.md").read_text()

    assert [name for name in variables() if f"`{name}`" not in page] == []


def test_the_proxy_takes_bodies_in_whole_and_says_who_calls():
    nginx, caddy = (DEPLOY / name for name in ("nginx.conf", "Caddyfile"))

    assert "proxy_request_buffering on;" in nginx.read_text()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx.read_text()
    assert "request_buffers 100MB" in caddy.read_text()
    assert variables()["PROXIES"] == "1"


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed.")
def test_nginx_takes_its_file(tmp_path):
    site = (DEPLOY / "nginx.conf").read_text()
    without_keys = re.sub(r"^\s*ssl_.*\n", "", site.replace(" ssl;", ";"), flags=re.MULTILINE)
    conf = tmp_path / "nginx.conf"
    conf.write_text(f"pid {tmp_path}/pid; events {{}} http {{ {without_keys} }}")

    said = subprocess.run(
        ["nginx", "-t", "-c", conf, "-p", tmp_path], capture_output=True, text=True, check=False
    )

    assert said.returncode == 0, said.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed.")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_takes_a_unit(unit, tmp_path):
    here = tmp_path / unit.name
    here.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", unit.read_text()))

    said = subprocess.run(
        ["systemd-analyze", "verify", here], capture_output=True, text=True, check=False
    )

    assert "Unknown" not in said.stderr
