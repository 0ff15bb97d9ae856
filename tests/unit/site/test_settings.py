"""The site's part of broadcast_schedule.yaml."""

import pytest
from pydantic import ValidationError

from pipeline.settings import Contact, Link, Site


@pytest.mark.parametrize("url", ["javascript:alert(1)", "gialoc.vn", "https://", "https://a b.vn", 'https://a.vn/"x'])
def test_only_web_addresses_are_taken(url: str) -> None:
    """An address that is not http(s) never becomes a link of the site."""
    for make in (
        lambda: Link(name="x", url=url),
        lambda: Contact(feedback_url=url),
        lambda: Site(url=url, name="x", sections={"a": "A"}),
    ):
        with pytest.raises(ValidationError, match="không phải địa chỉ web"):
            make()


def test_the_sites_address_has_no_slash_at_its_end() -> None:
    """The address is written without a slash, and the message says how."""
    with pytest.raises(ValidationError, match=r"viết https://gialoc\.vn"):
        Site(url="https://gialoc.vn/", name="x", sections={"a": "A"})
    assert Site(url="https://gialoc.vn/xa", name="x", sections={"a": "A"}).url == "https://gialoc.vn/xa"
