"""The nginx configuration the room offers, in a real nginx: answers, headers, types."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from pipeline.site import build_site, templates
from tests import site_fixtures as made
from tests.icecast_server import free_port
from tests.tools import need

OFFERED = made.ROOT / "pipeline" / "site"
_MAIN = "error_log stderr; pid nginx.pid; events {{}}\nhttp {{ access_log off; {temporary}\n{site} }}\n"
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site that has a withdrawn piece with the offered configuration, less its certificate."""
    binary, project, port = need("nginx"), tmp_path_factory.mktemp("xa"), free_port()
    gone = made.article("da-rut", withdrawn="Số liệu sai")
    build_site(made.given((made.article(), gone), project), project / "site")
    for folder in [project, *project.parents[:3]]:
        with suppress(PermissionError):
            folder.chmod(folder.stat().st_mode | 0o055)  # its workers are another user
    (project / "nginx.conf").write_text(_configuration(project, port))
    server = subprocess.Popen([binary, "-p", str(project), "-c", "nginx.conf", "-g", "daemon off;"])
    try:
        _await(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _configuration(project: Path, port: int) -> str:
    site = (OFFERED / "nginx.conf").read_text()
    site = site[: site.rindex("server {")]  # the last one only leads from http to https
    site = re.sub(r"listen \[::\].*|ssl_certificate.*", "", site).replace(
        "listen 443 ssl http2", f"listen 127.0.0.1:{port}"
    )
    site = re.sub(r"root .*;", f"root {project / 'site'};", site)
    site = site.replace("/etc/nginx/loa-headers.conf", str(OFFERED / "nginx-headers.conf"))
    return _MAIN.format(site=site, temporary=" ".join(f"{name}_temp_path {name};" for name in _TEMPORARY))


def _await(url: str) -> None:
    for _ in range(100):
        with suppress(OSError):
            urlopen(url).close()
            return
        time.sleep(0.05)
    raise AssertionError("nginx does not answer")


def fetch(url: str) -> tuple[int, str, dict[str, str]]:
    """Return the status, the text and the headers of the answer that redirections end at."""
    try:
        answer = urlopen(url)
    except HTTPError as error:
        answer = error
    with closing(answer):
        return answer.status, answer.read().decode(errors="replace"), dict(answer.headers)


def test_pages_come_with_the_policy_and_the_right_type(url: str) -> None:
    """An article answers 200 with the page's own policy; a feed is told as RSS; fonts may be kept for a year."""
    status, text, headers = fetch(f"{url}/cai-cach-hanh-chinh/dang-ky-khai-sinh/")
    assert status == 200 and "<h1" in text and headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Security-Policy"].startswith(templates.CSP) and headers["Cache-Control"] == "no-cache"
    assert fetch(f"{url}/feeds/tat-ca.rss.xml")[2]["Content-Type"].startswith("application/rss+xml")
    font = "be-vietnam-pro-latin-400-normal.woff2"
    assert "immutable" in fetch(f"{url}/theme/fonts/{font}")[2]["Cache-Control"]


def test_a_withdrawn_piece_answers_gone_and_says_why(url: str) -> None:
    """Its address answers 410, with or without the stroke at its end, and still shows the reason."""
    for address in ("/cai-cach-hanh-chinh/da-rut/", "/cai-cach-hanh-chinh/da-rut"):
        status, text, headers = fetch(url + address)
        assert status == 410 and "đã được gỡ" in text and "Số liệu sai" in text, address
        assert headers["Content-Security-Policy"].startswith(templates.CSP)


def test_an_unknown_address_answers_the_page_that_helps(url: str) -> None:
    """404 comes with the site's own page; what begins with a dot is refused."""
    status, text, _ = fetch(f"{url}/khong-co/")
    assert status == 404 and 'href="/' in text
    assert fetch(f"{url}/.git/config")[0] == 403
