"""The register of procedures and its open data."""

import csv
import io
import json
from datetime import timedelta

from pipeline.site import register
from tests.site_fixtures import TODAY, article, procedure
from tests.unit.site.making import SETTINGS, piece

URL = "https://gialoc.example"


def rows() -> tuple[register.Row, ...]:
    return register.rows(
        [
            piece(article()),
            piece(procedure("cu", change="bai-bo", decided=TODAY - timedelta(days=30))),
            piece(procedure("moi", code="=1+1", fee="-")),
        ]
    )


def test_only_procedures_stand_in_it_newest_decision_first() -> None:
    """Every procedure and nothing else is listed, by the date of its decision."""
    assert [row.piece.article.slug for row in rows()] == ["moi", "cu"]


def test_days_from_decision_to_posting_are_counted() -> None:
    """The office sees how long a decision took to be posted."""
    assert [row.days_to_post for row in rows()] == [7, 27]


def test_an_abolished_one_stays_and_says_so() -> None:
    """An abolished procedure is in the whole list and in its own view, not among those in force."""
    found = rows()
    assert [len(register.view(found, code)) for code in ("", "con-hieu-luc", "moi", "sua-doi", "bai-bo")] == [
        2,
        1,
        1,
        0,
        1,
    ]
    assert register.as_json(found, URL).count('"con_hieu_luc": false') == 1


def test_csv_and_json_tell_the_same() -> None:
    """Both forms hold the same rows; the CSV opens in Excel with its Vietnamese intact."""
    text = register.as_csv(rows(), URL)
    assert text.startswith("\ufeffMã thủ tục,Tên,")
    read = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    told = json.loads(register.as_json(rows(), URL))
    assert [row["Tên"] for row in read] == [row["ten"] for row in told]
    assert [row["Ngày quyết định"] for row in read] == [row["ngay_quyet_dinh"] for row in told]


def test_no_cell_is_a_formula() -> None:
    """A spreadsheet never computes what an editor wrote."""
    read = list(csv.DictReader(io.StringIO(register.as_csv(rows(), URL).removeprefix("\ufeff"))))
    assert (read[0]["Mã thủ tục"], read[0]["Phí, lệ phí"]) == ("'=1+1", "'-")


def test_only_a_procedure_in_force_is_told_to_machines_as_a_service() -> None:
    """JSON-LD GovernmentService: for procedures in force, with code and supplying unit."""
    told = register.service(piece(procedure("moi")), SETTINGS)
    assert told is not None
    assert (told["@type"], told["identifier"]) == ("GovernmentService", "1.001193")
    assert register.service(piece(procedure("cu", change="bai-bo")), SETTINGS) is None
    assert register.service(piece(article()), SETTINGS) is None
