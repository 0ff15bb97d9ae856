"""The log's machine values in the words that operators and leaders read."""

from pipeline.broadcast.asrun.rows import EMERGENCY, EVENT, Evidence, Outcome, Row
from pipeline.model.radio import ItemKind

OUTCOMES = {
    Outcome.AIRED: "đã phát",
    Outcome.PARTIAL: "phát dở",
    Outcome.MISSED: "không phát",
    Outcome.SKIPPED: "bỏ qua",
    Outcome.DELIVERED: "đã giao tệp",
    Outcome.NOTE: "ghi chú",
    Outcome.VOID: "bỏ dòng",
}
EVIDENCE = {
    Evidence.PLAYER: "máy phát báo",
    Evidence.OPERATOR: "người trực xác nhận",
    Evidence.FILE: "nhập từ tệp",
    Evidence.PLAYOUT: "phần mềm phát ghi",
}
_KINDS = {EMERGENCY: "Tin khẩn cấp", EVENT: "Sự việc", "programme": "Chương trình"} | {
    kind.value: kind.label for kind in ItemKind
}


def labels(row: Row) -> dict[str, str]:
    """Return the words for the row's ``kind``, ``evidence`` and ``outcome``, by those names."""
    return {
        "kind": _KINDS.get(row.kind, row.kind),
        "evidence": EVIDENCE[row.evidence],
        "outcome": OUTCOMES[row.outcome],
    }
