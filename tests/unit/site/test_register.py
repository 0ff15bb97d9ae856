"""The register of procedures and its open data."""

import csv
import io
import json
from datetime import timedelta

from pipeline.model.article import Article
from pipeline.site import register
from tests.site_fixtures import TODAY, article, procedure
from tests.unit.site.making import SETTINGS, piece

URL = "https://gialoc.example"


def rows() -> tuple[register.Row, ...]:
    return register.rows(
        [
            piece(article()),
            piece(procedure("cu", change="bai-bo", code="2", decided=TODAY - timedelta(days=30))),
            piece(procedure("moi", code="=1+1", fee="-")),
        ],
        TODAY,
    )


def only(given: Article) -> register.Row:
    (row,) = register.rows([piece(given)], TODAY)
    return row


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


def test_one_procedure_is_in_force_once() -> None:
    """Of the posts of one code the newest decision alone is in force, in the view, the data and JSON-LD."""
    posts = [procedure("cu", decided=TODAY - timedelta(days=30)), procedure("moi", change="sua-doi")]
    found = register.rows([piece(each) for each in posts], TODAY)
    told = {row["dia_chi"].split("/")[-2]: row for row in json.loads(register.as_json(found, URL))}
    assert [told[slug]["con_hieu_luc"] for slug in ("cu", "moi")] == [False, True]
    assert told["cu"]["hien_trang"] == "Đã được thay" and told["cu"]["xem_them"] == told["moi"]["dia_chi"]
    assert [row.piece.article.slug for row in register.view(found, "con-hieu-luc")] == ["moi"]
    assert [bool(register.service(row, SETTINGS)) for row in found] == [True, False]


def test_an_abolition_to_come_leaves_the_procedure_in_force() -> None:
    """Open data of an abolition before its day: in force, with the day and decision of the change."""
    row = only(procedure("bo", change="bai-bo", effective=TODAY + timedelta(days=40)))
    told = row.data(URL)
    assert (told["con_hieu_luc"], told["thay_doi_tu_ngay"]) == (True, "2027-01-01")
    assert row.state == "Còn hiệu lực, sẽ bãi bỏ từ 01/01/2027"


def test_a_sample_is_told_as_one() -> None:
    """A sample is marked in the data, is never in force and never JSON-LD."""
    given = procedure("moi")
    row = only(given.model_copy(update={"meta": given.meta.model_copy(update={"example": True})}))
    told = row.data(URL)
    assert (told["vi_du"], told["con_hieu_luc"]) == (True, False)
    assert register.view([row], "con-hieu-luc") == ()
    assert register.service(row, SETTINGS) is None


def test_only_a_procedure_in_force_is_told_to_machines_as_a_service() -> None:
    """JSON-LD GovernmentService: for procedures in force, with code and supplying unit."""
    told = register.service(only(procedure("moi")), SETTINGS)
    assert told is not None
    assert (told["@type"], told["identifier"]) == ("GovernmentService", "1.001193")
    assert register.service(only(procedure("cu", change="bai-bo")), SETTINGS) is None
