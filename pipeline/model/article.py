"""The article: one Markdown file, read and validated."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Day = date  # inside FrontMatter the name "date" is a field
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Frozen(BaseModel):
    """Base of every validated value: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Kind(StrEnum):
    """What sort of piece it is (domain.md §1, 2.1 and 2.4 of the letter)."""

    TIN = "tin"
    BAI = "bai"
    HUONG_DAN = "huong-dan"
    THU_TUC = "thu-tuc"
    GUONG_DIEN_HINH = "guong-dien-hinh"
    TRA_LOI = "tra-loi"

    @property
    def label(self) -> str:
        """The Vietnamese name shown to readers."""
        return _KINDS[self]


class Theme(StrEnum):
    """The five focus themes of Công văn 860/UBND-VHXH, §1."""

    Y_NGHIA_KET_QUA = "y-nghia-ket-qua"
    CHU_TRUONG_TRACH_NHIEM = "chu-truong-trach-nhiem"
    DICH_VU_CONG_TRUC_TUYEN = "dich-vu-cong-truc-tuyen"
    DOI_MOI_TUYEN_TRUYEN = "doi-moi-tuyen-truyen"
    MAT_TRAN_GIAM_SAT = "mat-tran-giam-sat"

    @property
    def label(self) -> str:
        """The Vietnamese name shown to readers."""
        return _THEMES[self]


class Unit(StrEnum):
    """The seven units that supply information (Công văn 860/UBND-VHXH, §2)."""

    TRUNG_TAM_DICH_VU_SU_NGHIEP_CONG = "trung-tam-dich-vu-su-nghiep-cong"
    PHONG_VAN_HOA_XA_HOI = "phong-van-hoa-xa-hoi"
    TRUNG_TAM_PHUC_VU_HANH_CHINH_CONG = "trung-tam-phuc-vu-hanh-chinh-cong"
    VAN_PHONG_HDND_UBND = "van-phong-hdnd-ubnd"
    PHONG_KINH_TE = "phong-kinh-te"
    CONG_AN_XA = "cong-an-xa"
    MTTQ_VA_DOAN_THE = "mttq-va-doan-the"

    @property
    def label(self) -> str:
        """The Vietnamese name shown to readers."""
        return _UNITS[self]


class Status(StrEnum):
    """Where the piece is on its way to the public."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"


class Priority(StrEnum):
    """The three priorities of Thông tư 39/2020/TT-BTTTT, low to high."""

    THUONG = "thuong"
    UU_TIEN = "uu-tien"
    KHAN_CAP = "khan-cap"

    @property
    def rank(self) -> int:
        """0 for the most urgent."""
        return [Priority.KHAN_CAP, Priority.UU_TIEN, Priority.THUONG].index(self)


class Procedure(Frozen):
    """An administrative procedure that was issued, amended or abolished."""

    code: Text | None = None
    change: Literal["moi", "sua-doi", "bai-bo"]
    decision: Text
    decided: date
    effective: date | None = None
    online: Literal["toan-trinh", "mot-phan", "khong"] | None = None
    fee: Text | None = None
    days: Text | None = None


class Broadcast(Frozen):
    """What an article asks of the loudspeakers. ``start`` and ``until`` are inclusive days."""

    priority: Priority = Priority.THUONG
    audience: tuple[Slug, ...] = ("moi-nguoi",)
    start: date | None = Field(default=None, alias="from")
    until: date | None = None
    per_week: int = Field(default=1, ge=1, le=28)
    approved_by: Text | None = None
    approved_on: date | None = None
    recording: Text | None = None


class FrontMatter(Frozen):
    """The YAML block of an article, key by key as design.md lists them."""

    title: Text
    slug: Slug | None = None
    date: Day
    kind: Kind
    theme: Theme
    unit: Unit
    summary: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    status: Status = Status.DRAFT
    updated: Day | None = None
    source: Text | None = None
    withdrawn: Text | None = None
    example: bool = False
    image: Text | None = None
    image_alt: Text | None = None
    video: Text | None = None
    procedure: Procedure | None = None
    broadcast: Broadcast | None = None


class Article(Frozen):
    """One article. ``path`` is relative to the project, posix; ``body`` and ``radio`` are Markdown, NFC.

    ``section`` is the folder under ``content/`` (empty for its top level). ``body_line`` is the line
    of the file on which the body starts. ``withdrawn`` in the front matter gives the reason why the
    piece was taken down: its address then says so, and it is nowhere else. ``example`` marks a sample whose facts are
    made up: the page says so, and no register, open data or loudspeaker takes it for real.
    """

    path: str
    section: str
    slug: Slug
    meta: FrontMatter
    body: str
    body_line: int
    radio: str | None = None
    radio_path: str | None = None

    @property
    def title(self) -> str:
        """The headline."""
        return self.meta.title

    def is_public(self, today: date) -> bool:
        """True when readers and listeners may have it on ``today``."""
        return self.meta.status is Status.PUBLISHED and self.meta.date <= today and not self.meta.withdrawn

    def is_withdrawn(self, today: date) -> bool:
        """True when it was public and has been taken down."""
        return self.meta.status is Status.PUBLISHED and self.meta.date <= today and bool(self.meta.withdrawn)


_KINDS = {
    Kind.TIN: "Tin",
    Kind.BAI: "Bài viết",
    Kind.HUONG_DAN: "Hướng dẫn",
    Kind.THU_TUC: "Thủ tục hành chính",
    Kind.GUONG_DIEN_HINH: "Gương điển hình",
    Kind.TRA_LOI: "Trả lời người dân",
}
_THEMES = {
    Theme.Y_NGHIA_KET_QUA: "Ý nghĩa và kết quả cải cách hành chính",
    Theme.CHU_TRUONG_TRACH_NHIEM: "Chủ trương, trách nhiệm giải trình",
    Theme.DICH_VU_CONG_TRUC_TUYEN: "Dịch vụ công trực tuyến",
    Theme.DOI_MOI_TUYEN_TRUYEN: "Đổi mới cách tuyên truyền",
    Theme.MAT_TRAN_GIAM_SAT: "Mặt trận và nhân dân giám sát",
}
_UNITS = {
    Unit.TRUNG_TAM_DICH_VU_SU_NGHIEP_CONG: "Trung tâm Dịch vụ sự nghiệp công",
    Unit.PHONG_VAN_HOA_XA_HOI: "Phòng Văn hóa - Xã hội",
    Unit.TRUNG_TAM_PHUC_VU_HANH_CHINH_CONG: "Trung tâm Phục vụ hành chính công",
    Unit.VAN_PHONG_HDND_UBND: "Văn phòng HĐND và UBND",
    Unit.PHONG_KINH_TE: "Phòng Kinh tế",
    Unit.CONG_AN_XA: "Công an xã",
    Unit.MTTQ_VA_DOAN_THE: "Ủy ban MTTQ Việt Nam và các đoàn thể",
}
