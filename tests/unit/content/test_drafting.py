"""New articles as files."""

import unicodedata
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipeline.content import garbled, parse_article
from pipeline.content.drafting import Draft, render
from pipeline.model.article import Broadcast, FrontMatter, Kind, Procedure, Status, Theme, Unit
from tests.unit.content.making import PATH

TITLES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Cn", "Co", "Zl", "Zp"]), min_size=1, max_size=80)


def draft(title: str = "Lịch tiếp dân", kind: Kind = Kind.TIN, procedure: Procedure | None = None) -> Draft:
    """Return a small draft."""
    return Draft(title, date(2026, 11, 22), kind, Theme.Y_NGHIA_KET_QUA, Unit.CONG_AN_XA, procedure=procedure)


def test_a_new_draft_passes_the_reader() -> None:
    """What the form writes is a sound draft without any problem."""
    made, problems = parse_article(render(draft(), audiences=["nong-dan", "moi-nguoi"]), PATH)
    assert made is not None and problems == ()
    assert (made.meta.status, made.meta.broadcast, made.meta.procedure) == (Status.DRAFT, None, None)


def test_every_key_is_there_and_explained() -> None:
    """All keys of the front matter, the procedure and the broadcast stand in the file with a comment."""
    lines = render(draft()).split("\n")
    keys = [*FrontMatter.model_fields, *Procedure.model_fields, *Broadcast.model_fields]
    for name in keys:
        key = "from" if name == "start" else name
        rows = [line for line in lines if line.lstrip("# ").startswith(f"{key}:")]
        assert rows and "# " in rows[0].lstrip("#"), key


def test_taking_the_marks_off_airs_the_piece() -> None:
    """With the # before its lines removed, the broadcast block is read."""
    head, block = render(draft(), audiences=["moi-nguoi"]).split("broadcast:")
    made, problems = parse_article(head + "broadcast:" + block.replace("#  ", "  "), PATH)
    assert made is not None, problems
    assert made.meta.broadcast == Broadcast(per_week=1, audience=("moi-nguoi",))


def test_a_procedure_is_written_open() -> None:
    """A thu-tuc draft carries its procedure's values."""
    given_ = Procedure(change="bai-bo", decision="247/QĐ-UBND", decided=date(2026, 4, 30))
    made, _ = parse_article(render(draft(kind=Kind.THU_TUC, procedure=given_)), PATH)
    assert made is not None and made.meta.procedure == given_


@given(TITLES.filter(lambda title: title.strip() and not list(garbled.findings(title))))
def test_any_title_survives_the_file(title: str) -> None:
    """Quotes, colons, hashes and dashes in a title come back as they were."""
    made, problems = parse_article(render(draft(title)), PATH)
    assert made is not None, problems
    assert made.title == unicodedata.normalize("NFC", title.strip()).strip()
