"""What is wrong with a value, in Vietnamese, and what to write instead. Pure."""

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel
from slugify import slugify


def message(item: Any, owner: type[BaseModel]) -> str:
    """Return the message of one of pydantic's errors; ``owner`` is the model that holds the value."""
    kind, context, value = item["type"], item.get("ctx", {}), item.get("input")
    if kind == "extra_forbidden":
        return _unknown(str(item["loc"][-1]), owner)
    if kind == "missing":
        return "thiếu; hãy thêm dòng này"
    if kind in ("enum", "literal_error"):
        return _not_in_list(value, context["expected"].replace("'", "").replace(" or ", ", ").split(", "))
    if value is None:
        return "để trống; hãy viết giá trị, hoặc bỏ dòng này nếu không bắt buộc"
    if kind.startswith("date"):
        return f"“{_short(value).lstrip('?')}” không phải ngày; viết như 2026-05-04 hoặc 04/05/2026"
    template = _TEMPLATES.get(kind, "giá trị “{value}” không dùng được ở đây")
    return template.format_map({**context, "value": _short(value), "slug": slugify(str(value)) or "ten-khong-dau"})


def nearest(name: str, known: Iterable[str]) -> str:
    """Return which of ``known`` a Vietnamese or mistyped name most likely means; "" where none is near."""
    names = sorted(known)
    slug = slugify(name, separator="_")
    meant = next((key for key in _MEANT.get(slug, ()) if key in names), "")
    within = [one for one in names if _words(one) and _words(one) < _words(slug)]  # tin-tuc means tin
    near = difflib.get_close_matches(slug, [slugify(one, separator="_") for one in names], 1, 0.7)
    same = [one for one in names if near and slugify(one, separator="_") == near[0]]
    return meant or next(iter([*(same if near == [slug] else []), *within, *same]), "")


def flat(annotation: Any) -> list[Any]:
    """Return the plain types that an annotation is made of."""
    inner = getattr(annotation, "__args__", ())
    return [annotation] if not inner else [kind for part in inner for kind in flat(part)]


def nested_models(owner: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield each key of ``owner`` that holds a block of keys, with the block's model."""
    for name, field in owner.model_fields.items():
        for kind in flat(field.annotation):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield field.alias or name, kind


def keys_of(model: type[BaseModel]) -> list[str]:
    """Return the keys as they are written in a file."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _words(name: str) -> frozenset[str]:
    return frozenset(slugify(name, separator="_").split("_"))


def _not_in_list(value: Any, choices: list[str]) -> str:
    near = nearest(_short(value), choices) if value is not None else ""
    told = "để trống" if value is None else f"“{_short(value)}” không có trong danh sách"
    return f"{told}; viết một trong: {', '.join(choices)}" + (f" (có phải “{near}”?)" if near else "")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _unknown(key: str, owner: type[BaseModel]) -> str:
    known, told = keys_of(owner), f"không có khóa “{_short(key)}”"
    blocks = {name: keys_of(model) for name, model in nested_models(owner)}
    block = next((name for name, keys in blocks.items() if key in keys), "")
    if block:
        return f"khóa “{key}” thuộc mục {block}; thêm hai dấu cách ở đầu dòng để dòng này nằm dưới {block}:"
    if near := nearest(key, known):
        return f"{told}; có phải “{near}”?"
    return f"{told}; các khóa được dùng: {', '.join(known)}"


_MEANT = {
    **dict.fromkeys(("tieu_de", "tua", "tua_de", "ten_bai", "ten", "headline"), ("title", "name")),
    **dict.fromkeys(("ngay", "ngay_dang"), ("date",)),
    **dict.fromkeys(("tom_tat", "mo_ta", "gioi_thieu", "description"), ("summary",)),
    **dict.fromkeys(("loai", "loai_bai", "the_loai", "type", "category"), ("kind",)),
    **dict.fromkeys(("chu_de", "chuyen_de", "topic"), ("theme",)),
    **dict.fromkeys(("don_vi", "co_quan", "tac_gia", "author"), ("unit",)),
    **dict.fromkeys(("trang_thai", "tinh_trang", "state"), ("status",)),
    **dict.fromkeys(("anh", "hinh", "hinh_anh", "anh_dai_dien", "picture", "photo"), ("image",)),
    **dict.fromkeys(("mo_ta_anh", "chu_thich", "chu_thich_anh", "alt"), ("image_alt",)),
    **dict.fromkeys(("phim", "clip"), ("video",)),
    **dict.fromkeys(("nguon", "nguon_tin", "can_cu"), ("source",)),
    **dict.fromkeys(("cap_nhat", "ngay_cap_nhat", "ngay_sua"), ("updated",)),
    **dict.fromkeys(("duong_dan", "dia_chi"), ("slug", "address")),
    **dict.fromkeys(("go_bai", "ly_do_go", "thu_hoi"), ("withdrawn",)),
    **dict.fromkeys(("vi_du", "bai_mau"), ("example",)),
    "thu_tuc": ("procedure",),
    **dict.fromkeys(("phat_thanh", "phat_loa", "loa", "phat"), ("broadcast",)),
    **dict.fromkeys(("uu_tien", "muc_uu_tien"), ("priority",)),
    **dict.fromkeys(("doi_tuong", "nguoi_nghe", "nhom", "nhom_nguoi_nghe"), ("audience", "audiences")),
    **dict.fromkeys(("tu", "tu_ngay", "tu_gio"), ("from",)),
    **dict.fromkeys(("den", "den_ngay", "het_ngay", "den_gio"), ("until", "to")),
    **dict.fromkeys(("so_lan", "lan_tuan"), ("per_week",)),
    **dict.fromkeys(("nguoi_duyet", "duyet"), ("approved_by",)),
    "ngay_duyet": ("approved_on",),
    **dict.fromkeys(("ban_ghi", "ghi_am"), ("recording",)),
    **dict.fromkeys(("ma", "ma_thu_tuc", "ma_khung"), ("code", "id")),
    "thay_doi": ("change", "changes"),
    **dict.fromkeys(("quyet_dinh", "so_quyet_dinh"), ("decision",)),
    "ngay_quyet_dinh": ("decided",),
    **dict.fromkeys(("hieu_luc", "ngay_hieu_luc"), ("effective",)),
    "truc_tuyen": ("online",),
    **dict.fromkeys(("phi", "le_phi"), ("fee",)),
    **dict.fromkeys(("thoi_han", "so_ngay"), ("days",)),
    "ly_do": ("reason",),
    **dict.fromkeys(("gio", "gio_phat", "bat_dau"), ("start",)),
    **dict.fromkeys(("phut", "so_phut"), ("minutes",)),
    **dict.fromkeys(("khung", "khung_phat"), ("slot", "slots")),
    "du_phong": ("fallback",),
    "dien_thoai": ("phone",),
    **dict.fromkeys(("nhap", "ban_nhap"), ("draft",)),
    **dict.fromkeys(("cho_duyet", "duyet_lai"), ("review",)),
    **dict.fromkeys(("dang", "da_dang", "xuat_ban", "public", "publish"), ("published",)),
    "khan": ("khan-cap",),
    "tin_bai": ("bai",),
    "cong_an": ("cong-an-xa",),
}
_TEMPLATES = {
    "string_too_long": "dài quá {max_length} ký tự; hãy rút gọn",
    "string_too_short": "để trống; hãy viết nội dung",
    "string_type": "phải là chữ; nếu là số hay đúng/sai thì đặt trong ngoặc kép",
    "string_pattern_mismatch": "“{value}” phải viết không dấu, chữ thường, nối bằng gạch ngang: {slug}",
    "int_type": "“{value}” phải là số nguyên",
    "int_parsing": "“{value}” phải là số nguyên",
    "greater_than_equal": "“{value}” nhỏ quá; ít nhất là {ge}",
    "less_than_equal": "“{value}” lớn quá; nhiều nhất là {le}",
    "tuple_type": "phải là danh sách, viết trong [ ]",
    "list_type": "phải là danh sách, viết trong [ ]",
    "model_type": "phải gồm các dòng “khóa: giá trị” thụt vào bên dưới",
    "model_attributes_type": "phải gồm các dòng “khóa: giá trị” thụt vào bên dưới",
    "dict_type": "phải gồm các dòng “khóa: giá trị” thụt vào bên dưới",
    "bool_type": "viết true hoặc false",
    "string_unicode": "có ký tự hỏng; hãy gõ lại",
    "float_type": "“{value}” phải là số",
    "float_parsing": "“{value}” phải là số",
    "greater_than": "“{value}” nhỏ quá; phải lớn hơn {gt}",
    "bool_parsing": "viết true hoặc false",
    "value_error": "{error}",
}
