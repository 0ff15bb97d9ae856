"""Addresses made of Vietnamese names."""

import re
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.content import names
from pipeline.content.media import resolve


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đăng ký khai sinh trực tuyến", "dang-ky-khai-sinh-truc-tuyen"),
        ("Nghị định 151/2025/NĐ-CP", "nghi-dinh-151-2025-nd-cp"),
        ("Ưu tiên người già, trẻ nhỏ…", "uu-tien-nguoi-gia-tre-nho"),
        ("???", ""),
    ],
)
def test_titles_become_slugs(title: str, slug: str) -> None:
    """Tone marks go, đ is d, and numbers of documents stay apart."""
    assert names.slug_of(title) == slug


@given(st.text(max_size=300))
def test_a_slug_is_always_an_address(title: str) -> None:
    """Whatever the title, the slug is empty or made of a–z, 0–9 and single hyphens, and no longer than allowed."""
    slug = names.slug_of(title)
    assert slug == "" or (re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) and len(slug) <= names.MAX_SLUG)
    assert names.slug_of(slug) == slug


def test_the_nearest_name_is_proposed() -> None:
    """A misspelt name gets the nearest, an unlike one the list, and none where there is none."""
    known = ["nong-dan", "cong-nhan"]
    assert names.nearest("Nông dân", known) == "có phải “nong-dan”?"
    assert names.nearest("xyz", known) == "viết một trong: cong-nhan, nong-dan"
    assert names.nearest("xyz", []) == "chưa có tên nào được khai báo"


@pytest.mark.parametrize("target", ["/etc/passwd", "../../x", "a\\b", "../../../content-2/a.jpg"])
def test_paths_that_leave_content_mean_nothing(target: str) -> None:
    """An absolute path, a Windows path, or one that climbs out of content/ resolves to nothing."""
    assert resolve(target, [PurePosixPath("dich-vu-cong"), PurePosixPath()]) == []


@given(st.text(alphabet="./a\\", max_size=20))
def test_no_path_ever_climbs_out(target: str) -> None:
    """Whatever the dots and slashes, a resolved path stays under content/."""
    for path in resolve(target, [PurePosixPath("a"), PurePosixPath()]):
        assert not path.startswith("/") and ".." not in path.split("/")
