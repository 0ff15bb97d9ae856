"""RSS, Atom and podcasts, as readers nobody here wrote understand them."""

import io
from datetime import timedelta
from xml.etree import ElementTree

import feedparser
import podcastparser
import pytest

from pipeline.model.audio import Cue
from pipeline.settings import Settings
from pipeline.site import feeds, pieces, podcast
from pipeline.site.content import arrange
from tests.site_fixtures import TODAY, article, station_settings
from tests.unit.site.making import SETTINGS, content, piece

NASTY = article("ky-tu", title="A < B & C ]]> \x0b dấu", summary="“Trích” & <thẻ>")


def channel(name: str) -> dict[str, feedparser.FeedParserDict]:
    made = content([article(updated=TODAY), NASTY, article("cu", date=TODAY - timedelta(days=40))], heard=True)
    wanted = next(each for each in feeds.channels(made) if each.name == name)
    return {path.rsplit(".", 2)[1]: feedparser.parse(data) for path, data in feeds.write(wanted, made)}


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_every_entry_is_whole_and_in_order(form: str) -> None:
    """Both forms parse without complaint, newest first, with full text, stable id, link and dates."""
    read = channel("tat-ca")[form]
    assert not read.bozo
    assert [entry.link.rsplit("/", 2)[1] for entry in read.entries] == ["dang-ky-khai-sinh", "ky-tu", "cu"]
    assert all(entry.id == entry.link for entry in read.entries)
    assert "Chuẩn bị gì?" in read.entries[0].content[0].value
    assert (
        read.entries[0].published_parsed[:3] == ((TODAY - timedelta(days=4)).timetuple()[:3])
    )  # midnight at the station is the day before in UTC


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_sound_is_enclosed_with_its_true_length(form: str) -> None:
    """The enclosure tells address, type and size in bytes."""
    enclosure = channel("tat-ca")[form].entries[0].enclosures[0]
    assert enclosure["href"] == "https://gialoc.example/audio/dang-ky-khai-sinh.mp3"
    assert (enclosure["length"], enclosure["type"]) == ("480123", "audio/mpeg")


def test_the_feed_names_itself_and_its_page() -> None:
    """A reader finds the feed's own address and the page that it follows."""
    read = channel("chu-de/dich-vu-cong-truc-tuyen")["rss"]
    assert read.feed.link == "https://gialoc.example/cai-cach-hanh-chinh/chu-de/dich-vu-cong-truc-tuyen/"
    assert [link.href for link in read.feed.links if link.rel == "self"] == [
        "https://gialoc.example/feeds/chu-de/dich-vu-cong-truc-tuyen.rss.xml"
    ]


def test_two_writings_are_the_same_bytes() -> None:
    """No clock enters a feed."""
    made = content([article(), NASTY])
    wanted = next(feeds.channels(made))
    assert dict(feeds.write(wanted, made)) == dict(feeds.write(wanted, made))


def test_an_empty_site_still_has_valid_feeds() -> None:
    """Before the first piece a feed is empty, not broken."""
    made = content([])
    assert [feedparser.parse(data).bozo for each in feeds.channels(made) for _, data in feeds.write(each, made)] == [
        False,
        False,
        False,
        False,
        False,
        False,
    ]


def test_a_hub_is_announced_in_both_forms() -> None:
    """WebSub: where the settings name a hub, RSS and Atom tell it."""
    made = arrange((piece(article()),), (), (), station_settings(websub="https://hub.example/"), TODAY)
    for _, data in feeds.write(next(feeds.channels(made)), made):
        assert data.count(b'rel="hub"') == 1
        assert not feedparser.parse(data).bozo


def show(given: Settings = SETTINGS) -> bytes:
    image = "the-chia-se/x.png"
    made = podcast.Show(podcast.PIECES, "Podcast", "Từng bài.", "nghe/", image)
    episode = podcast.Episode(
        id="https://gialoc.example/a/",
        title="Bài & <một>",
        summary="Tóm tắt",
        url="a/",
        file="audio/a.mp3",
        size_bytes=123,
        length_s=61.4,
        published=pieces.moment(TODAY, given),
        image=image,
        text="audio/a.vtt",
        chapters="audio/a.chapters.json",
        html="<p>Chữ</p>",
    )
    return podcast.write(made, (episode,), given, pieces.moment(TODAY, given))


def test_a_podcast_reader_takes_the_show() -> None:
    """podcastparser reads title, art, enclosure, length and explicitness of show and episode."""
    read = podcastparser.parse("https://gialoc.example/feeds/podcast.xml", io.BytesIO(show()))
    episode = read["episodes"][0]
    assert (read["title"], read["explicit"], episode["title"]) == ("Podcast", False, "Bài & <một>")
    assert episode["total_time"] == 61
    assert episode["enclosures"] == [
        {"url": "https://gialoc.example/audio/a.mp3", "file_size": 123, "mime_type": "audio/mpeg"}
    ]


def test_transcript_and_chapters_are_told_in_the_podcast_namespace() -> None:
    """Addresses and types of both stand in the namespace's present form (podcastparser knows only its old one)."""
    root = ElementTree.fromstring(show())
    told = {name: root.find(f".//{{{podcast.PODCAST}}}{name}") for name in ("transcript", "chapters")}
    assert {name: found.attrib for name, found in told.items() if found is not None} == {
        "transcript": {"url": "https://gialoc.example/audio/a.vtt", "type": "text/vtt", "language": "vi"},
        "chapters": {"url": "https://gialoc.example/audio/a.chapters.json", "type": "application/json+chapters"},
    }


def test_the_guid_is_that_of_the_standard() -> None:
    """podcast:guid agrees with the example in the podcast namespace's documents."""
    assert podcast.guid("https://podnews.net/rss/") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    found = ElementTree.fromstring(show()).find(f".//{{{podcast.PODCAST}}}guid")
    assert found is not None and found.text == podcast.guid("https://gialoc.example/feeds/podcast.xml")


def test_chapters_are_the_headings_that_are_heard() -> None:
    """A heading spoken as a sentence of its own opens a chapter; one that is not spoken does not."""
    cues = (Cue(0, 900, "Đăng ký khai sinh."), Cue(1000, 2000, "Chuẩn bị gì?"), Cue(2100, 3000, "Căn cước."))
    assert podcast.marks("Đăng ký", ("Chuẩn bị gì?", "Lỗi hay gặp"), cues) == ((0.0, "Đăng ký"), (1.0, "Chuẩn bị gì?"))
    assert podcast.marks("Đăng ký", ("Lỗi hay gặp",), cues) == ()
