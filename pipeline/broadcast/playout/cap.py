"""CAP 1.2 (OASIS Common Alerting Protocol): a warning read safely into a draft, which a person must approve.

Only what the public must hear becomes a draft. An update or a cancellation takes the earlier draft back and
stops its reading on air.
"""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from xml.etree.ElementTree import Element, ParseError

import yaml
from pydantic import ValidationError

from pipeline import files
from pipeline.errors import ContentError, Problem, RequestError
from pipeline.model.article import Frozen

LEDGER = Path(".loa/cap.json")
_NAMESPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"
_MAX_BYTES = 512_000
_UNIT, _THEME, _KIND = "van-phong-hdnd-ubnd", "chu-truong-trach-nhiem", "tin"
_FIELDS = ("identifier", "sender", "sent", "status", "msgType", "scope", "references")


class CapInfo(Frozen):
    """What is told, in one language."""

    language: str = "en-US"
    event: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    urgency: str = ""
    severity: str = ""
    certainty: str = ""
    expires: datetime | None = None
    areas: tuple[str, ...] = ()


class CapAlert(Frozen):
    """One CAP message. ``references`` are the keys (``sender,identifier``) of those it updates or cancels."""

    identifier: str
    sender: str
    sent: datetime
    status: Literal["Actual", "Exercise"]
    kind: Literal["Alert", "Update", "Cancel"]
    references: tuple[str, ...] = ()
    info: CapInfo | None = None

    @property
    def key(self) -> str:
        """Its name for good, as other messages refer to it."""
        return f"{self.sender},{self.identifier}"


class Followed(Frozen):
    """What reading a message led to: the new draft, the drafts taken back, and the alerts to stop on air."""

    draft: str | None = None
    withdrawn: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()


def parse(path: Path, *, now: datetime) -> CapAlert:
    """Read a CAP 1.2 file. Entities and DTDs are refused, nothing outside the file is read.

    Raises ContentError when it is no CAP message, or one that is not for the public, a test, or out of date.
    """
    root = _root(path)
    said = {name: (root.findtext(_NAMESPACE + name) or "").strip() for name in _FIELDS}
    if said["status"] not in ("Actual", "Exercise"):
        raise _refuse(path, "status", f"là “{said['status']}”: không phải tin thật để phát")
    if said["scope"] != "Public":
        raise _refuse(path, "scope", f"là “{said['scope']}”: không phải tin cho công chúng")
    info = _info(root)
    try:
        alert = CapAlert(
            identifier=said["identifier"], sender=said["sender"], sent=said["sent"], status=said["status"],
            kind=said["msgType"], references=_references(said["references"]),
            info=CapInfo.model_validate(info) if info else None,
        )  # fmt: skip
    except ValidationError as error:
        raise _refuse(path, "tệp", f"thiếu hoặc sai: {', '.join(str(e['loc'][-1]) for e in error.errors())}") from error
    return _usable(alert, path, now)


def follow(alert: CapAlert, *, project: Path, now: datetime) -> Followed:
    """Write the draft of an alert or update; take back what it updates or cancels.

    Raises RequestError when the message was read before, was superseded already, or cancels nothing known.
    """
    ledger = _read(project)
    if alert.key in ledger:
        raise RequestError(f"tin {alert.identifier} đã đọc trước đó, hoặc đã bị tin mới hơn thay thế")
    known = [key for key in alert.references if ledger.get(key)]
    if alert.kind == "Cancel" and not known:
        raise RequestError(f"tin {alert.identifier} hủy một tin mà đài chưa từng đọc; không có gì phải làm")
    path = None
    if alert.kind != "Cancel":
        path = f"content/{_slug(alert)}.md"
        files.write_text(project / path, draft(alert, now=now))
    why = f"{'Hủy' if alert.kind == 'Cancel' else 'Thay'} theo tin {alert.identifier} ngày {alert.sent:%d/%m/%Y}"
    old = tuple(ledger[key] for key in known)
    for name in old:
        _withdraw(project / name, why)
    ledger |= {key: ledger.get(key, "") for key in alert.references} | {alert.key: path or ""}
    files.write_text(project / LEDGER, json.dumps(ledger, ensure_ascii=False, indent=1) + "\n")
    return Followed(draft=path, withdrawn=old, stopped=tuple(known))


def key_of(project: Path, slug: str) -> str | None:
    """Return the CAP message that the article ``slug`` was drafted from."""
    wanted = f"content/{slug}.md"
    return next((key for key, path in _read(project).items() if path == wanted), None)


def draft(alert: CapAlert, *, now: datetime) -> str:
    """Return the article's text: a draft, urgent, without an approver. What is missing a person fills in."""
    info = alert.info or CapInfo()
    practice = "DIỄN TẬP: " if alert.status == "Exercise" else ""
    title = practice + (_line(info.headline or info.event) or "Cảnh báo khẩn cấp")
    front: dict[str, Any] = {
        "title": title, "date": now.date().isoformat(), "kind": _KIND, "theme": _THEME, "unit": _UNIT,
        "summary": _line(info.description or title)[:300], "status": "draft",
        "source": _line(f"CAP {alert.sender}, {alert.identifier}, {alert.sent:%d/%m/%Y %H:%M}"),
        "broadcast": {"priority": "khan-cap"},
    }  # fmt: skip
    if info.expires:
        front["broadcast"]["until"] = info.expires.astimezone(now.tzinfo).date().isoformat()
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)
    body = [practice + _line(part) for part in (info.description, info.instruction) if part.strip()]
    if info.areas:
        body.append(f"Nơi cần chú ý: {', '.join(info.areas)}.")
    return f"---\n{head}---\n\n" + "\n\n".join(body or [title]) + "\n"


def _root(path: Path) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    data = path.read_bytes()
    if len(data) > _MAX_BYTES:
        raise _refuse(path, "tệp", "quá lớn, không phải một tin CAP")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise _refuse(path, "tệp", f"không phải XML an toàn: {error}") from error
    if root.tag != f"{_NAMESPACE}alert":
        raise _refuse(path, "tệp", "không phải tin CAP 1.2 (phần tử gốc phải là alert)")
    return root


def _info(root: Element) -> dict[str, Any] | None:
    """Return the Vietnamese info block, else the first."""
    blocks = root.findall(f"{_NAMESPACE}info")
    if not blocks:
        return None
    spoken = [b for b in blocks if (b.findtext(f"{_NAMESPACE}language") or "").lower().startswith("vi")]
    block = (spoken or blocks)[0]
    wanted = set(CapInfo.model_fields) - {"areas"}
    said = {name: (block.findtext(_NAMESPACE + name) or "").strip() for name in wanted}
    areas = [_line(a.findtext(f"{_NAMESPACE}areaDesc") or "") for a in block.findall(f"{_NAMESPACE}area")]
    return {key: value for key, value in said.items() if value} | {"areas": tuple(filter(None, areas))}


def _references(text: str) -> tuple[str, ...]:
    """Return the keys of ``sender,identifier,sent`` triples, separated by spaces."""
    return tuple(",".join(part.split(",")[:2]) for part in text.split() if part.count(",") >= 2)


def _usable(alert: CapAlert, path: Path, now: datetime) -> CapAlert:
    if not alert.identifier or not alert.sender or alert.sent.tzinfo is None:
        raise _refuse(path, "identifier, sender, sent", "thiếu, hoặc giờ không có múi giờ")
    if alert.kind != "Cancel" and alert.info is None:
        raise _refuse(path, "info", "thiếu: không có gì để đọc")
    expires = alert.info.expires if alert.info else None
    if alert.kind != "Cancel" and expires and (expires.tzinfo is None or expires <= now):
        raise _refuse(path, "expires", "đã hết hạn (hoặc thiếu múi giờ)")
    return alert


def _withdraw(path: Path, why: str) -> None:
    """Mark an article as taken down, leaving everything a person wrote in it."""
    if path.is_file():
        text = files.read_text(path)
        if text.startswith("---\n") and "\nwithdrawn:" not in text:
            files.write_text(path, f"---\nwithdrawn: {json.dumps(why, ensure_ascii=False)}\n{text[4:]}")


def _slug(alert: CapAlert) -> str:
    return f"canh-bao-{alert.sent:%Y%m%d}-{hashlib.sha256(alert.key.encode()).hexdigest()[:6]}"


def _read(project: Path) -> dict[str, str]:
    path = project / LEDGER
    return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}


def _line(text: str) -> str:
    return " ".join(text.split())


def _refuse(path: Path, field: str, message: str) -> ContentError:
    return ContentError([Problem(path.name, 0, field, message)])
