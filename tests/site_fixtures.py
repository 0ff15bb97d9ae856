"""A small site's material: articles, recordings that really play, a plan. Made in a temporary folder."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline import ffmpeg, settings
from pipeline.model.article import Article, FrontMatter, Procedure
from pipeline.model.audio import Cue, Loudness, Recording
from pipeline.model.radio import Item, ItemKind, Plan, Programme
from pipeline.settings import Settings
from pipeline.site import SiteInput

TODAY = date(2026, 11, 22)
ROOT = Path(__file__).parent.parent
BODY = """Bà con nộp hồ sơ **tại nhà**, không phải đi lại.

## Chuẩn bị gì?

- Căn cước công dân.
- Điện thoại có mạng.

## Các bước

1. Mở Cổng Dịch vụ công quốc gia.
2. Điền tờ khai.
3. Bấm nộp và ghi lại mã hồ sơ.

| Việc | Thời hạn |
|---|---|
| Khai sinh | 1 ngày |
"""


def station_settings(**site: Any) -> Settings:
    """Return the founding commune's settings, with changes to its ``site`` block."""
    loaded, _ = settings.load(ROOT)
    return loaded.model_copy(update={"site": loaded.site.model_copy(update=site)})


def article(
    slug: str = "dang-ky-khai-sinh", *, body: str = BODY, section: str = "cai-cach-hanh-chinh", **meta: Any
) -> Article:
    """Return a published guide; ``meta`` overrides its front matter."""
    front = FrontMatter.model_validate(
        {
            "title": "Đăng ký khai sinh trực tuyến",
            "date": TODAY - timedelta(days=3),
            "kind": "huong-dan",
            "theme": "dich-vu-cong-truc-tuyen",
            "unit": "trung-tam-phuc-vu-hanh-chinh-cong",
            "summary": "Làm giấy khai sinh cho con ngay tại nhà.",
            "status": "published",
            **meta,
        }
    )
    return Article(path=f"content/{section}/{slug}.md", section=section, slug=slug, meta=front, body=body, body_line=10)


def procedure(slug: str = "thu-tuc-moi", **changes: Any) -> Article:
    """Return a published procedure; ``changes`` override its ``procedure`` block."""
    block = {
        "code": "1.001193",
        "change": "moi",
        "decision": "247/QĐ-UBND",
        "decided": TODAY - timedelta(days=10),
        "effective": TODAY - timedelta(days=2),
        "online": "toan-trinh",
        "fee": "Không",
        "days": "1 ngày",
    }
    return article(slug, title=f"Thủ tục {slug}", kind="thu-tuc", procedure=Procedure.model_validate(block | changes))


def write_sources(articles: Iterable[Article], project: Path) -> None:
    """Put a file where each article says it comes from (the site reads values, not these)."""
    for each in articles:
        path = project / each.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: {each.title}\n---\n{each.body}", encoding="utf-8")


def tone(path: Path, seconds: float = 6) -> bytes:
    """Write a quiet tone as MP3 and return its bytes."""
    source = f"sine=frequency=330:duration={seconds}"
    data, _ = ffmpeg.run(["-f", "lavfi", "-i", source, "-b:a", "32k", "-ac", "1", "-f", "mp3", "-"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return data


def recordings(articles: Iterable[Article], audio: Path, seconds: float = 6) -> dict[str, Recording]:
    """Write a recording with transcript for every article and return what is known of them."""
    data = tone(audio / ".tone.mp3", seconds)
    return {each.slug: _recording(each, data, audio, seconds) for each in articles}


def _recording(each: Article, data: bytes, audio: Path, seconds: float) -> Recording:
    (audio / f"{each.slug}.mp3").write_bytes(data)
    cues = cues_of(each, seconds)
    (audio / f"{each.slug}.vtt").write_text("WEBVTT\n\n" + "\n".join(map(_vtt, cues)), encoding="utf-8")
    length = round(seconds * 1000)
    return Recording(
        slug=each.slug,
        title=each.title,
        file=PurePosixPath(f"{each.slug}.mp3"),
        duration_ms=length,
        pcm_ms=length,
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        loudness=Loudness(-16.0, -1.6),
        voice="espeak",
        cues=cues,
    )


def cues_of(each: Article, seconds: float) -> tuple[Cue, ...]:
    """Return the article's sentences, spread evenly over ``seconds``."""
    plain = re.sub(r"[#*|\[\]()-]+", " ", f"{each.title}. {each.meta.summary} {each.body}")
    sentences = [text.strip() for text in re.split(r"(?<=[.?!])\s+", plain) if text.strip()][:12]
    step = round(seconds * 1000 / len(sentences))
    return tuple(Cue(n * step, (n + 1) * step, " ".join(text.split())) for n, text in enumerate(sentences))


def _vtt(cue: Cue) -> str:
    def clock(ms: int) -> str:
        return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"

    return f"{clock(cue.start_ms)} --> {clock(cue.end_ms)}\n{cue.text}\n"


def plan(articles: Iterable[Article], first: date, given: Settings) -> Plan:
    """Return a week of two programmes a day, each with three of the articles."""
    pieces = sorted(articles, key=lambda each: each.slug)
    programmes = []
    for day in range(7):
        for number, (slot, hour, minute) in enumerate((("sang", 5, 45), ("chieu", 17, 0))):
            start = datetime(first.year, first.month, first.day, hour, minute, tzinfo=given.station.zone)
            start += timedelta(days=day)
            chosen = [pieces[(day * 5 + number * 3 + n) % len(pieces)] for n in range(min(3, len(pieces)))]
            items = tuple(
                Item(kind=ItemKind.PIECE, article=each.slug, title=each.title, starts_at=start, duration_s=60)
                for each in chosen
            )
            programmes.append(
                Programme(
                    slot=slot,
                    date=start.date(),
                    starts_at=start,
                    ends_at=start + timedelta(minutes=15),
                    capacity_s=900,
                    filled_s=180,
                    items=items,
                )
            )
    return Plan(first=first, days=7, status="optimal", programmes=tuple(programmes))


def given(articles: Iterable[Article], project: Path, **changes: Any) -> SiteInput:
    """Return the input of a site of ``articles`` whose files lie in ``project``."""
    found = tuple(articles)
    write_sources(found, project)
    values: Mapping[str, Any] = {
        "articles": found,
        "recordings": {},
        "settings": station_settings(),
        "today": TODAY,
        "content": project / "content",
        "audio": project / "output" / "audio",
    }
    return SiteInput(**{**values, **changes})


def picture(path: Path, size: tuple[int, int] = (1600, 900)) -> None:
    """Write a photograph-like picture."""
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    Image.linear_gradient("L").resize(size).convert("RGB").save(path, quality=90)


def sample(project: Path) -> tuple[Article, ...]:
    """Return seven public articles that use everything a page can show; their media lie in ``project``/content."""
    picture(project / "content" / "media" / "khai-sinh.jpg")
    picture(project / "content" / "media" / "buoc-hai.png", (500, 400))
    body = (
        BODY + "\n## Bước hai\n\n![Màn hình bước hai](media/buoc-hai.png)\n\nXem [bài khác](tra-loi.md#cac-buoc).[^1]\n"
    )
    body += "\n| Giấy tờ | Bản |\n|---|---|\n| Căn cước | Gốc |\n"
    body += "\n[^1]: Theo Nghị định số 118/2025/NĐ-CP.\n"
    body += "\n<details><summary>Hỏi thêm</summary>\n\nGọi một cửa.\n\n</details>\n"
    return (
        article(
            body=body,
            image="media/khai-sinh.jpg",
            image_alt="Cha mẹ làm giấy khai sinh cho con.",
            source="Công văn 860/UBND-VHXH",
            updated=TODAY - timedelta(days=1),
        ),
        article(
            "tra-loi",
            title="Hỏi đáp: đường làng mất điện thì báo ai?",
            kind="tra-loi",
            unit="phong-kinh-te",
            theme="mat-tran-giam-sat",
            video="https://example.org/video",
        ),
        article(
            "tin-moi",
            title="Tin: xã mở thêm điểm một cửa",
            kind="tin",
            unit="van-phong-hdnd-ubnd",
            theme="chu-truong-trach-nhiem",
        ),
        article(
            "guong",
            title="Gương người tốt ở thôn Đông",
            kind="guong-dien-hinh",
            unit="mttq-va-doan-the",
            theme="doi-moi-tuyen-truyen",
            section="dich-vu-cong",
        ),
        procedure(),
        procedure("thu-tuc-sua", change="sua-doi", online="mot-phan", decided=TODAY - timedelta(days=20)),
        procedure("thu-tuc-cu", change="bai-bo", code="1.000002", decided=TODAY - timedelta(days=5)),
    )


def full(project: Path, **changes: Any) -> SiteInput:
    """Return the input of the sample site: every article heard, a week planned."""
    articles = sample(project)
    audio = project / "output" / "audio"
    return given(
        articles,
        project,
        recordings=recordings(articles, audio),
        plan=plan(articles, TODAY, station_settings()),
        audio=audio,
        calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        **changes,
    )
