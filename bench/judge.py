"""What others say of our pages: the Nu HTML checker of every kind of page, Lighthouse of the public ones.

Run as `make judge`. Needs Java, Node with npm, and Chromium (Debian: apt-get install
default-jre-headless nodejs npm chromium); the two judges themselves are installed into `var/judges` on
the first run. A demonstration site is made in a temporary folder and served by granian. Exits with 1
where the checker finds an error, or Lighthouse gives less than 100 or sees the page move.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bench.pages import fetch
from bench.serving import serving

PORT: Final = 8751
SITE: Final = f"http://127.0.0.1:{PORT}"
JUDGES: Final = Path("var/judges")
PACKAGES: Final = ("vnu-jar@26.9.27", "lighthouse@12.8.2")
CHECKER: Final = JUDGES / "node_modules/vnu-jar/build/dist/vnu.jar"
LIGHTHOUSE: Final = JUDGES / "node_modules/.bin/lighthouse"
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
RUNS: Final = 3  # of Lighthouse, whose best counts: a busy machine only ever makes a page slower
# those that a reader comes to from elsewhere; what says “noindex” can have no full mark for SEO
RATED: Final = ("home", "article", "article-overdue", "topic", "person", "articles", "about")


def main() -> None:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    missing = [name for name in ("java", "node", "npm") if not shutil.which(name)]
    if missing or browser is None:
        wanted = ", ".join([*missing, *([] if browser else ["chromium"])])
        sys.exit(f"Not judged: {wanted} missing. See the first lines of bench/judge.py.")
    install()
    with tempfile.TemporaryDirectory(prefix="attest-judge-") as folder:
        os.environ.update(SITE_URL=SITE, DATA_DIR=folder, DJANGO_SETTINGS_MODULE="cms.settings")
        for task in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["demo", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *task], check=True, capture_output=True)
        with serving(PORT, "cms.wsgi:application", {}, workers=2):
            faults = check(written(Path(folder) / "pages"))
            short = rate(browser)
    sys.exit(1 if faults or short else 0)


def install() -> None:
    if CHECKER.exists() and LIGHTHOUSE.exists():
        return
    print("Installing the Nu HTML checker and Lighthouse …")
    JUDGES.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(JUDGES)]
    subprocess.run([*command, *PACKAGES], check=True)


# --- the Nu HTML checker ------------------------------------------------------------------------------


def written(folder: Path) -> list[Path]:
    """Every kind of page as a file: of readers, and of the desks as their people see them."""
    import django

    django.setup()
    from django.test import Client

    from cms.models import User
    from tests.browser.test_pages import READER, desk_pages

    folder.mkdir()
    host = SITE.removeprefix("http://")
    asked = [("reader", name, path) for name, path in READER.items()]
    files = []
    for who, name, path in [*asked, ("reader", "not-found", "/nowhere/"), *desk_pages()]:
        client = Client(HTTP_HOST=host)
        if user := User.objects.filter(email=f"{who}@example.org").first():
            client.force_login(user)  # readers and guests have no account
        file = folder / f"{who}-{name}.html"
        file.write_bytes(client.get(path).content)
        files.append(file)
    return files


def check(files: list[Path]) -> int:
    """Print what the checker says, and return how many errors it found."""
    command = ["java", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always"]
    said = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=True)
    messages = json.loads(said.stderr)["messages"]
    errors = [each for each in messages if each["type"] != "info"]
    warnings = [each for each in messages if each.get("subType") == "warning"]
    print(f"\nNu HTML checker: {len(files)} pages, {len(errors)} errors, {len(warnings)} warnings")
    for each in [*errors, *warnings]:
        place = f"{Path(each['url']).stem}:{each.get('lastLine', 0)}"
        print(f"  {place} {each['message']}\n    {each.get('extract', '').strip()!r}")
    return len(errors)


# --- Lighthouse ---------------------------------------------------------------------------------------


def rate(browser: str) -> int:
    """Print the marks of the public pages on its phone, and return how many are not full."""
    from tests.browser.test_pages import READER

    print("\nLighthouse, phone settings, best of runs\n")
    print("| page | " + " | ".join(CATEGORIES) + " | CLS | LCP s | kB |")
    print("| --- |" + " ---: |" * 7)
    short = 0
    for name in RATED:
        fetch(f"{SITE}{READER[name]}")  # readers meet kept pages
        marks, facts = best(browser, f"{SITE}{READER[name]}")
        short += sum(mark < 100 for mark in marks) + (facts[0] > 0)
        print(f"| {name} | {' | '.join(map(str, marks))} | {facts[0]} | {facts[1]} | {facts[2]} |")
    return short


def best(browser: str, address: str) -> tuple[list[int], tuple[float, float, float]]:
    """The marks by category, and layout shift, seconds to the largest paint, kilobytes sent."""
    found = []
    for report in runs(browser, address):
        marks = [round(report["categories"][name]["score"] * 100) for name in CATEGORIES]
        audits = report["audits"]
        values = [
            audits[name]["numericValue"]
            for name in ("cumulative-layout-shift", "largest-contentful-paint", "total-byte-weight")
        ]
        facts = round(values[0], 3), round(values[1] / 1000, 1), round(values[2] / 1000, 1)
        found.append((marks, facts, report))
        if min(marks) == 100:
            break
    if not found:
        sys.exit(f"Lighthouse could not open {address}.")
    marks, facts, report = max(found, key=lambda each: sum(each[0]))
    if min(marks) < 100:
        print("\n".join(lost(report)), file=sys.stderr)
    return marks, facts


def runs(browser: str, address: str) -> Iterator[dict[str, Any]]:
    flags = "--headless=new --no-sandbox --disable-gpu"
    command = [str(LIGHTHOUSE), address, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    command.append(f"--only-categories={','.join(CATEGORIES)}")
    for _ in range(RUNS):
        said = subprocess.run(
            command, env={**os.environ, "CHROME_PATH": browser}, capture_output=True, check=False
        )
        if said.returncode == 0:
            yield json.loads(said.stdout)
        else:  # Chromium that did not start in time, mostly
            print(said.stderr.decode()[-500:], file=sys.stderr)


def lost(report: dict[str, Any]) -> Iterator[str]:
    """What cost marks."""
    weights = {
        each["id"]: each["weight"]
        for category in report["categories"].values()
        for each in category["auditRefs"]
    }
    for name, audit in report["audits"].items():
        if weights.get(name) and audit["score"] is not None and audit["score"] < 1:
            yield f"  {name}: {audit['title']} {audit.get('displayValue', '')}"


if __name__ == "__main__":
    main()
