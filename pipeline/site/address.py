"""The permanent addresses of the website. Every path is relative to the site's root, without a leading slash."""

from pipeline.model.article import Article, Kind, Theme, Unit
from pipeline.settings import Settings

PER_PAGE = 20

HOME = ""
REGISTER = "danh-muc-thu-tuc/"
LISTEN = "nghe/"
SCHEDULE = "lich-phat-thanh/"
SEARCH = "tim-kiem/"
ABOUT = "gioi-thieu/"
FOLLOW = "theo-doi/"
ACCESS = "tiep-can/"
ENGLISH = "english/"
NOT_FOUND = "404.html"

LEAFLET = "to-roi/"  # under a piece's address
TEXT = "bai-viet.txt"  # under a piece's address
GONE = "da-go.txt"  # under a withdrawn piece's address, for nginx.conf to answer 410
CALENDAR = f"{SCHEDULE}lich.ics"
INDEX = f"{SEARCH}chi-muc.js"
OPML = "feeds/theo-doi.opml"

AUDIO = "audio/"
MEDIA = "media/"
CARDS = "the-chia-se/"
CODES = "ma-qr/"
FEEDS = "feeds/"
THEME = "theme/"

Filter = Theme | Kind | Unit

_FILTERS: tuple[tuple[type[Theme] | type[Kind] | type[Unit], str], ...] = (
    (Theme, "chu-de"),
    (Kind, "loai"),
    (Unit, "don-vi"),
)

RESERVED_SECTIONS = frozenset(
    path.rstrip("/")
    for path in (REGISTER, LISTEN, SCHEDULE, SEARCH, ABOUT, FOLLOW, ACCESS, ENGLISH, AUDIO, MEDIA, CARDS, CODES, FEEDS)
) | {"theme", "admin", "404"}

RESERVED_SLUGS = frozenset({folder for _, folder in _FILTERS} | {"trang", "to-roi"})


def main_section(settings: Settings) -> str:
    """Return the code of the section that holds every piece: the first one the settings name."""
    return next(iter(settings.site.sections), "cai-cach-hanh-chinh")


def section_of(article: Article, settings: Settings) -> str:
    """Return the section's code of an article; a piece outside any folder belongs to the main section."""
    return article.section or main_section(settings)


def of_article(article: Article, settings: Settings) -> str:
    """Return an article's permanent address."""
    return f"{section_of(article, settings)}/{article.slug}/"


def of_section(section: str) -> str:
    """Return a section's address."""
    return f"{section}/"


def of_filter(value: Filter, settings: Settings) -> str:
    """Return the address of the list of all pieces of a theme, kind or unit."""
    folder = next(name for group, name in _FILTERS if isinstance(value, group))
    return f"{main_section(settings)}/{folder}/{value.value}/"


def of_page(base: str, number: int) -> str:
    """Return the address of a list's page, counted from 1."""
    return base if number == 1 else f"{base}trang/{number}/"


def to_file(path: str) -> str:
    """Return the file that a web server shows at an address."""
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def to_root(path: str) -> str:
    """Return the relative way from an address back to the root, without a trailing slash: ``.`` or ``../..``."""
    depth = path.count("/")
    return "/".join([".."] * depth) if depth else "."
