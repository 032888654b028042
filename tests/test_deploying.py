"""The files for a server are what the programs that read them take, and say what the settings say."""

import configparser
import getpass
import grp
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

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
    assert "buffer_requests\n" in caddy.read_text()
    assert variables()["PROXIES"] == "1"


def walk() -> list[str]:
    """The lines of shell on the page that lead from an empty Debian to a site, and to the next version."""
    page = (ROOT / "docs" / "operating.md").read_text()
    section = page.partition("## From an empty Debian")[2].partition("## Retractions")[0]
    return [
        line for block in section.split("```sh")[1:] for line in block.split("```")[0].splitlines()
    ]


def test_the_walk_names_commands_and_files_that_are_there():
    said = "\n".join(walk())
    commands = re.findall(r"(?:^|&& )attest ([a-z_]+)", said, re.MULTILINE)
    files = re.findall(r"/opt/attest/(deploy/[\w.]+)", said)
    units = re.findall(r"\battest-(?:web@|worker\b|clock\b)", said)

    assert {"migrate", "collectstatic", "createsuperuser", "doctor", "verify"} <= set(commands)
    assert "describe_upgrade" in commands
    assert set(commands) <= {*get_commands(), "check"}
    assert {"deploy/attest", "deploy/attest.env", "deploy/nginx.conf"} <= set(files)
    assert [name for name in files if not (ROOT / name).exists()] == []
    assert {unit.stem for unit in UNITS} == set(units)


def test_a_command_of_the_site_is_said_as_its_user_with_what_its_units_are_told():
    script = (DEPLOY / "attest").read_text()

    assert subprocess.run(["sh", "-n", DEPLOY / "attest"], check=False).returncode == 0
    for unit in UNITS:
        read = unit.read_text()
        assert "EnvironmentFile=/etc/attest.env" in read
        assert "WorkingDirectory=/opt/attest" in read
    assert ". /etc/attest.env" in script
    assert 'cd "${ATTEST:-/opt/attest}"' in script
    assert "runuser -u attest" in script


def test_a_container_holds_what_runs_and_nothing_of_this_machine():
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    copied = [part for line in lines if line.startswith("COPY") for part in line.split()[1:-1]]
    let_in = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"
    }

    assert {"articles", "reviews", "cms", "templates", "manage.py"} <= set(copied)
    assert set(copied) == let_in
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert "USER attest" in lines
    assert any("--require-hashes" in line for line in lines)


def test_what_a_container_holds_needs_nothing_beside_it(tmp_path):
    """No image is built here: the commands run on the files that it copies, in a folder of their own."""
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    for name in (part for line in lines if line.startswith("COPY") for part in line.split()[1:-1]):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, tmp_path / name)
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data")}

    for command in (["-m", "compileall", "-q", "cms/settings.py"], ["manage.py", "check"]):
        said = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 0, said.stderr


def without_a_certificate(site: str, folder: Path) -> Path:
    """The file of nginx as one that it takes on any machine."""
    plain = re.sub(r"^\s*ssl_.*\n", "", site.replace(" ssl;", ";"), flags=re.MULTILINE)
    plain = plain.replace("/var/lib/nginx/attest", f"{folder}/kept")
    conf = folder / "nginx.conf"
    temporary = "".join(
        f"{each}_temp_path {folder}/{each}; "
        for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    said = f"user {user} {group}; pid {folder}/pid; error_log {folder}/errors; events {{}}"
    conf.write_text(f"{said} http {{ access_log off; {temporary} {plain} }}")
    return conf


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed.")
def test_nginx_takes_its_file(tmp_path):
    conf = without_a_certificate((DEPLOY / "nginx.conf").read_text(), tmp_path)

    said = subprocess.run(
        ["nginx", "-t", "-c", conf, "-p", tmp_path], capture_output=True, text=True, check=False
    )

    assert said.returncode == 0, said.stderr


class Counted(BaseHTTPRequestHandler):
    """A site that says how often it was asked: in the page of all readers, or in one of a single reader."""

    def do_GET(self) -> None:
        self.server.asked += 1
        self.send_response(200)
        if self.path == "/public/":
            self.send_header("Surrogate-Key", "article-1")
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        self.wfile.write(str(self.server.asked).encode())

    def log_message(self, *_said: object) -> None:
        pass


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed.")
def test_nginx_may_answer_from_pages_of_all_readers_that_are_a_second_old(tmp_path):
    with ThreadingHTTPServer(("127.0.0.1", 0), Counted) as site:
        site.asked = 0
        Thread(target=site.serve_forever, daemon=True).start()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        written = (DEPLOY / "nginx.conf").read_text()
        written = written.replace("proxy_cache off;", "proxy_cache attest_pages;")
        written = re.sub(r"^\s*(listen \[|return ).*\n", "", written, flags=re.MULTILINE)
        written = written.replace("127.0.0.1:8000", f"127.0.0.1:{site.server_port}")
        written = written.replace("listen 80;", f"listen {port + 1};").replace(
            "listen 443 ssl;", f"listen {port};"
        )
        conf = without_a_certificate(written, tmp_path)
        nginx = subprocess.Popen(["nginx", "-c", conf, "-p", tmp_path, "-g", "daemon off;"])

        def page(path: str, cookie: str = "") -> str:
            asked = urllib.request.Request(
                f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie}
            )
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return answer.read().decode()

        try:
            wait_for(lambda: page("/own/"))
            wait_for(lambda: page("/public/") == page("/public/"))
            first = page("/public/")
            wait_for(lambda: page("/public/") != first)
            signed_in = {page("/public/", "__Host-sessionid=a") for _ in range(3)}
            own = {page("/own/") for _ in range(3)}
        finally:
            nginx.terminate()
            nginx.wait(timeout=10)
            site.shutdown()

    assert len(signed_in) == 3
    assert len(own) == 3


def wait_for(answer: Callable[[], object]) -> None:
    for _ in range(600):
        with suppress(OSError):
            if answer():
                return
        time.sleep(0.1)
    pytest.fail("It did not happen within a minute.")


@pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is not installed.")
def test_caddy_takes_its_file():
    command = ["caddy", "adapt", "--config", DEPLOY / "Caddyfile", "--adapter", "caddyfile"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if "unrecognized subdirective buffer_requests" in said.stderr:
        pytest.skip("This Caddy wants the other line, which the file names.")

    assert said.returncode == 0, said.stderr
    assert '"buffer_requests":true' in said.stdout


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed.")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_takes_a_unit(unit, tmp_path):
    here = tmp_path / unit.name.replace("@", "@8000")
    here.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", unit.read_text()))

    said = subprocess.run(
        ["systemd-analyze", "verify", here], capture_output=True, text=True, check=False
    )

    assert "Unknown" not in said.stderr
