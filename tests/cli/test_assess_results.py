"""Results: two lines with a dot and a band, three outcomes in calm words, and nothing where nothing is known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.evenings import at, begin, data, quiet, run
from tests.cli.terminal import Open, terminals

LONG, NINE = "ecr-r.blocked", "ecr-rs.partner"
WORRY, CLOSE = 18, 18  # items of the long sheet
NAMES = r"\b(secure|anxious|avoidant|fearful|dismissing|preoccupied|disorganized|improved|worse|success|fail\w*)\b"

opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


def long_sheet(anxiety: int, avoidance: int) -> str:
    """A row of the long sheet that comes to exactly these two numbers."""
    turned = {9, 11, 20, 22, 26, 27, 28, 29, 30, 31, 33, 34, 35, 36}
    meant = [anxiety if n <= WORRY else avoidance for n in range(1, WORRY + CLOSE + 1)]
    return " ".join(str(8 - x if n in turned else x) for n, x in enumerate(meant, 1))


def keep(form: str, row: str, day: int) -> None:
    path = Path("row")
    path.write_text(row, "utf-8")
    run("assess", form, "--answers", str(path), day=day)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def page(day: int = 50) -> str:
    return run("assess", "--results", day=day)


@pytest.mark.parametrize(
    ("before", "after", "by", "words"),
    [
        (5, 3, "-2.00", "lower, by more than two sheets of an unchanged person usually differ."),
        (3, 5, "+2.00", "higher, by more than two sheets of an unchanged person usually differ."),
        (4, 4, "+0.00", "within what two sheets of an unchanged person may differ."),
    ],
)
def test_a_difference_is_told_in_one_of_three_sentences_with_its_figures(
    before: int, after: int, by: str, words: str, journal: Path
) -> None:
    keep(LONG, long_sheet(before, 3), 1)
    keep(LONG, long_sheet(after, 3), 46)
    shown = page()
    assert f"anxiety: {before:.2f}, then {after:.2f} ({by}): {words}" in shown
    figures = next(line for line in shown.splitlines() if line.startswith("  up to 0.98"))
    assert "SD 1.12: more than 17,000 people online, a scorer citing Fraley's page (second-hand)" in figures
    assert "r 0.90: assumed; .92 over six weeks for latent scores" in figures


def test_no_result_ever_names_or_judges_a_person(journal: Path) -> None:
    for day, scores in ((1, (6, 2)), (2, (6, 1)), (46, (2, 6))):
        keep(LONG, long_sheet(*scores), day)
    keep(NINE, "765432124", 3)
    assert re.findall(NAMES, page(), re.IGNORECASE) == []
    assert "You are" not in page()


def test_higher_and_lower_stand_beside_the_same_help(journal: Path) -> None:
    keep(LONG, long_sheet(2, 6), 1)
    keep(LONG, long_sheet(6, 2), 46)
    shown = page()
    assert "higher, by more" in shown
    assert "lower, by more" in shown
    assert shown.rstrip().endswith("rj sos")


def test_two_sheets_of_the_first_part_are_the_own_noise_and_claim_nothing(journal: Path) -> None:
    keep(LONG, long_sheet(5, 3), 1)
    keep(LONG, long_sheet(3, 3), 3)
    shown = page()
    assert "Your own sheets of day 1 and day 3 lay apart by: anxiety 2.00, avoidance 0.00." in shown
    assert "That is the size of chance." in shown
    assert "by more than" not in shown
    # Two apart by themselves: the same two at the end are within noise.
    keep(LONG, long_sheet(3, 3), 46)
    shown = page()
    assert "anxiety: 5.00, then 3.00 (-2.00): within what two sheets" in shown
    assert "up to 2.00; SD 1.12" in shown


def test_without_figures_numbers_stand_side_by_side_and_nothing_is_said(journal: Path) -> None:
    keep(NINE, "765432124", 1)
    keep(NINE, "111177777", 46)
    shown = page()
    assert "No checked figures for this form, so nothing is said about the difference." in shown
    assert "by more than" not in shown
    assert "band" not in shown


def test_sheets_about_another_person_or_another_form_are_never_compared(journal: Path) -> None:
    keep(LONG, long_sheet(5, 3), 1)
    keep(LONG, '{"items": "' + long_sheet(2, 3) + '", "same_person": false}', 46)
    keep("ecr.oddeven", long_sheet(2, 3), 46)
    assert " then " not in page()
    assert data("assess", "--results", day=50)["changes"] == []


def test_after_the_journal_is_about_somebody_else_sheets_are_not_compared(journal: Path) -> None:
    keep(LONG, long_sheet(5, 3), 1)
    run("config", "about", "dating", day=30)
    keep(LONG, long_sheet(2, 3), 46)
    assert " then " not in page()


def test_the_difference_is_data_too(journal: Path) -> None:
    keep(LONG, long_sheet(5, 3), 1)
    keep(LONG, long_sheet(3, 3), 46)
    found = data("assess", "--results", day=50)
    newest, first = (row["id"] for row in reversed(found["results"]))
    assert [(x["subscale"], x["difference"], x["outcome"]) for x in found["changes"]] == [
        ("anxiety", -2.0, "lower beyond noise"),
        ("avoidance", 0.0, "within noise"),
    ]
    assert {(x["first"], x["newest"], x["form"], x["own_noise"]) for x in found["changes"]} == {
        (first, newest, LONG, None)
    }


def test_a_tendency_is_suggested_and_left_to_the_person(journal: Path) -> None:
    keep(LONG, long_sheet(5, 3), 1)
    before = data("config", "lean", day=1)["lean"]
    assert "leans more towards reaching out than towards pulling back" in page()
    assert "you decide: rj config lean" in page()
    assert data("config", "lean", day=1)["lean"] == before


def test_numbers_close_to_each_other_suggest_nothing(journal: Path) -> None:
    keep(LONG, long_sheet(4, 4), 1)
    assert "leans" not in page()


def test_the_own_check_says_that_it_is_untested_and_draws_no_line(journal: Path) -> None:
    keep("own-check", "0 1 2 0 1 0 3 1 2 2", 1)
    keep("own-check", "4 4 4 4 4 4 4 4 4 4", 20)
    shown = page()
    assert "never tested; compare only with yourself" in shown
    assert "●" not in shown
    assert "by more than" not in shown


def test_results_of_a_form_whose_file_is_gone_are_still_numbers(journal: Path) -> None:
    keep("scores-only", "nine a-page 3.5 2", 1)
    assert "anxiety 3.5, avoidance 2" in page()


@pytest.mark.parametrize("size", [(80, 40), (40, 60)])
def test_on_a_terminal_a_dot_stands_on_a_line_with_the_band_round_the_first(
    size: tuple[int, int], journal: Path, opened: Open
) -> None:
    keep(LONG, long_sheet(5, 3), 1)
    keep(LONG, long_sheet(3, 3), 46)
    screen = opened("assess", "--results", at=at(50), size=size)
    assert screen.ended() == 0
    # Thirty steps from 1 to 7: 5 is the twentieth, 3 the tenth; the band is 0.98 to each side, five steps.
    assert "1 ··········●····─────○─────····· 7" in screen.shown
    assert "1 ·····─────●─────··············· 7" in screen.shown
    assert "5.00 > 3.00" in screen.shown


def test_plain_says_the_same_in_words(journal: Path, opened: Open) -> None:
    keep(LONG, long_sheet(5, 3), 1)
    keep(LONG, long_sheet(3, 3), 46)
    screen = opened("assess", "--results", "--plain", at=at(50), size=(100, 40))
    assert screen.ended() == 0
    assert "anxiety 3.00 on a line from 1 to 7, first 5.00, band 4.02 to 5.98." in screen.shown
    assert "●" not in screen.shown
