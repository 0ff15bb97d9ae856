"""The register of administrative procedures: every one posted, its state, and the same as open data."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.model.article import Procedure
from pipeline.settings import Settings
from pipeline.site.pieces import Piece, procedures

CHANGES = {"moi": "Mới ban hành", "sua-doi": "Sửa đổi, bổ sung", "bai-bo": "Bãi bỏ"}
ONLINE = {"toan-trinh": "Trực tuyến toàn trình", "mot-phan": "Trực tuyến một phần", "khong": "Nộp trực tiếp"}


VIEWS = {"": "Tất cả", "con-hieu-luc": "Còn hiệu lực"} | CHANGES


@dataclass(frozen=True)
class Row:
    """A procedure and the piece that posts it."""

    piece: Piece
    procedure: Procedure

    @property
    def change(self) -> str:
        """Its state in words."""
        return CHANGES[self.procedure.change]

    @property
    def online(self) -> str:
        """How it can be filed, in words; empty when not known."""
        return ONLINE[self.procedure.online] if self.procedure.online else ""

    @property
    def in_force(self) -> bool:
        """False for an abolished procedure."""
        return self.procedure.change != "bai-bo"

    @property
    def days_to_post(self) -> int:
        """Days from the decision to its posting here."""
        return (self.piece.article.meta.date - self.procedure.decided).days

    def data(self, site_url: str) -> dict[str, Any]:
        """Return the row as open data; dates in ISO form."""
        meta, procedure = self.piece.article.meta, self.procedure
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
        }


def rows(pieces: Iterable[Piece]) -> tuple[Row, ...]:
    """Return the procedures, newest decision first."""
    found = [Row(piece, piece.article.meta.procedure) for piece in procedures(pieces) if piece.article.meta.procedure]
    return tuple(sorted(found, key=lambda row: (-row.procedure.decided.toordinal(), row.piece.article.slug)))


def view(found: Iterable[Row], code: str) -> tuple[Row, ...]:
    """Return the rows of one of ``VIEWS``."""
    return tuple(
        row for row in found if code in ("", row.procedure.change) or (code == "con-hieu-luc" and row.in_force)
    )


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


def service(piece: Piece, settings: Settings) -> dict[str, Any] | None:
    """Return a piece's procedure as a schema.org GovernmentService; None where none is in force."""
    meta, procedure = piece.article.meta, piece.article.meta.procedure
    if procedure is None or procedure.change == "bai-bo":
        return None
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": meta.title,
        "description": meta.summary,
        "url": f"{settings.site.url}/{piece.url}",
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
}
