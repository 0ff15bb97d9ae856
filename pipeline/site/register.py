"""The register of administrative procedures: every one posted, its state, and the same as open data."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.model.article import Procedure
from pipeline.settings import Settings
from pipeline.site.pieces import Piece
from pipeline.site.standing import Standing, standings

EXAMPLE = "Ví dụ minh họa, không phải thủ tục có thật"
CHANGES = {"moi": "Mới ban hành", "sua-doi": "Sửa đổi, bổ sung", "bai-bo": "Bãi bỏ"}
ONLINE = {"toan-trinh": "Trực tuyến toàn trình", "mot-phan": "Trực tuyến một phần", "khong": "Nộp trực tiếp"}
VIEWS = {"": "Tất cả", "con-hieu-luc": "Còn hiệu lực"} | CHANGES


@dataclass(frozen=True)
class Row:
    """A procedure, the piece that posts it, and what holds of it today."""

    piece: Piece
    procedure: Procedure
    standing: Standing

    @property
    def change(self) -> str:
        """What the decision did, in words."""
        return CHANGES[self.procedure.change]

    @property
    def state(self) -> str:
        """What the decision did and what holds of it today, in words."""
        label = self.standing.label
        return label if self.procedure.change == "bai-bo" else f"{self.change}; {label[0].lower()}{label[1:]}"

    @property
    def online(self) -> str:
        """How it can be filed, in words; empty when not known."""
        return ONLINE[self.procedure.online] if self.procedure.online else ""

    @property
    def example(self) -> bool:
        """True for a sample whose facts are made up."""
        return self.piece.article.meta.example

    @property
    def in_force(self) -> bool:
        """True while the real procedure is carried out as posted here."""
        return self.standing.in_force and not self.example

    @property
    def current(self) -> bool:
        """True for the one post of a procedure that tells residents what to do today."""
        return self.in_force and not (self.procedure.change == "bai-bo" and self.standing.other)

    @property
    def days_to_post(self) -> int:
        """Days from the decision to its posting here."""
        return (self.piece.article.meta.date - self.procedure.decided).days

    def data(self, site_url: str) -> dict[str, Any]:
        """Return the row as open data; dates in ISO form."""
        meta, procedure, standing = self.piece.article.meta, self.procedure, self.standing
        return {
            "ma": procedure.code,
            "ten": meta.title,
            "tinh_trang": self.change,
            "con_hieu_luc": self.in_force,
            "quyet_dinh": procedure.decision,
            "ngay_quyet_dinh": procedure.decided.isoformat(),
            "ngay_hieu_luc": procedure.effective.isoformat() if procedure.effective else None,
            "ngay_dang": meta.date.isoformat(),
            "so_ngay_tu_quyet_dinh_den_dang": self.days_to_post,
            "muc_do_truc_tuyen": self.online or None,
            "le_phi": procedure.fee,
            "thoi_han": procedure.days,
            "don_vi": meta.unit.label,
            "dia_chi": f"{site_url}/{self.piece.url}",
            "hien_trang": standing.state.value,
            "thay_doi_tu_ngay": standing.day.isoformat() if standing.day else None,
            "theo_quyet_dinh": standing.decision,
            "xem_them": f"{site_url}/{standing.other.url}" if standing.other else None,
            "vi_du": self.example,
        }


def rows(pieces: Iterable[Piece], today: date) -> tuple[Row, ...]:
    """Return the procedures as they stand ``today``, newest decision first."""
    every = tuple(pieces)
    known = standings(every, today)
    found = [Row(p, p.article.meta.procedure, known[p.article.slug]) for p in every if p.article.meta.procedure]
    return tuple(sorted(found, key=lambda row: (-row.procedure.decided.toordinal(), row.piece.article.slug)))


def view(found: Iterable[Row], code: str) -> tuple[Row, ...]:
    """Return the rows of one of ``VIEWS``; a procedure in force stands in its view once."""
    return tuple(row for row in found if code in ("", row.procedure.change) or (code == "con-hieu-luc" and row.current))


def as_json(found: Iterable[Row], site_url: str) -> str:
    """Return the register as JSON."""
    return json.dumps([row.data(site_url) for row in found], ensure_ascii=False, indent=1) + "\n"


def as_csv(found: Iterable[Row], site_url: str) -> str:
    """Return the register as CSV for a spreadsheet: a BOM so that Excel reads Vietnamese, no cell that is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    lines = [row.data(site_url) for row in found]
    writer.writerow(_HEADERS.values())
    writer.writerows([_cell(line[key]) for key in _HEADERS] for line in lines)
    return "﻿" + out.getvalue()


def service(row: Row, settings: Settings) -> dict[str, Any] | None:
    """Return a procedure as a schema.org GovernmentService; None unless it is real and this post tells it as it is."""
    meta, procedure = row.piece.article.meta, row.procedure
    if not row.current or procedure.change == "bai-bo":
        return None
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": meta.title,
        "description": meta.summary,
        "url": f"{settings.site.url}/{row.piece.url}",
        "serviceType": "Thủ tục hành chính",
        "provider": {"@type": "GovernmentOrganization", "name": meta.unit.label},
    }
    if procedure.code:
        told["identifier"] = procedure.code
    if procedure.fee:
        told["offers"] = {"@type": "Offer", "description": procedure.fee}
    return told


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


_HEADERS = {
    "ma": "Mã thủ tục",
    "ten": "Tên",
    "tinh_trang": "Tình trạng",
    "con_hieu_luc": "Còn hiệu lực",
    "quyet_dinh": "Quyết định",
    "ngay_quyet_dinh": "Ngày quyết định",
    "ngay_hieu_luc": "Ngày hiệu lực",
    "ngay_dang": "Ngày đăng",
    "so_ngay_tu_quyet_dinh_den_dang": "Số ngày từ quyết định đến khi đăng",
    "muc_do_truc_tuyen": "Mức độ trực tuyến",
    "le_phi": "Phí, lệ phí",
    "thoi_han": "Thời hạn giải quyết",
    "don_vi": "Đơn vị cung cấp",
    "dia_chi": "Địa chỉ",
    "hien_trang": "Hiện trạng",
    "thay_doi_tu_ngay": "Thay đổi từ ngày",
    "theo_quyet_dinh": "Theo quyết định",
    "xem_them": "Bài xem thêm",
    "vi_du": "Ví dụ minh họa",
}
