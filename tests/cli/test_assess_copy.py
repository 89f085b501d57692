"""assess: the right copy of the right form about the right person, and the same with --plain."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.evenings import at, begin, drafts, quiet, run
from tests.cli.terminal import ENTER, Open, terminals
from tests.cli.test_assess import END, FULL, HERE, LONG, NINE, NINE_KEYS, ORDER, SAME, row_file, sheets, unfolded

opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


# -- the right copy ---------------------------------------------------------------------------------------------------


def test_the_first_page_says_where_the_form_is_and_how_the_right_copy_looks(journal: Path, opened: Open) -> None:
    shown = opened("assess", LONG, at=at(1)).see(HERE)
    for words in ("rcfraley/measures/ecrr.htm", "1 to 18 are all about worry", "on the web or on paper"):
        assert words in shown


@pytest.mark.parametrize("key", ["l", ".", "<"])
def test_another_day_keeps_nothing(key: str, journal: Path, opened: Open) -> None:
    screen = opened("assess", LONG, at=at(1))
    assert screen.talk((HERE, key)).ended() == 0
    assert (sheets(journal), drafts(journal)) == ([], [])


@pytest.mark.parametrize("turns", [[(ORDER, ENTER)], [(ORDER, "y"), (END, ENTER)]])
def test_a_copy_that_is_not_known_gives_no_numbers(turns: list[tuple[str, str]], journal: Path, opened: Open) -> None:
    screen = opened("assess", LONG, at=at(1), size=(80, 40)).talk((HERE, ENTER), *turns)
    assert screen.ended() == 0
    assert "Nothing was kept." in screen.shown
    assert (sheets(journal), drafts(journal)) == ([], [])


def test_ten_counts_may_take_its_place(journal: Path, opened: Open) -> None:
    screen = opened("assess", LONG, at=at(1), size=(80, 100)).talk((HERE, "c"))
    for n in range(1, 11):
        screen.see("In the last seven days", n)
        screen.press("1")
    assert screen.ended() == 0
    assert sheets(journal)[0]["form"] == "own-check"


@pytest.mark.parametrize("turns", [[(HERE, "s")], [(HERE, ENTER), (ORDER, "n")]])
def test_a_copy_with_an_order_of_its_own_gives_its_two_results_only(
    turns: list[tuple[str, str]], journal: Path, opened: Open
) -> None:
    screen = opened("assess", LONG, at=at(1), size=(80, 40)).talk(*turns)
    screen.talk(("Where did you answer it?", "a page" + ENTER), ("(anxiety), 1 to 7?", "9" + ENTER))
    screen.talk(("give a number from 1 to 7", "3.5" + ENTER), ("(avoidance), 1 to 7?", "2" + ENTER))
    assert screen.ended() == 0
    [answers] = sheets(journal)
    assert answers["scores"] == {"anxiety": 3.5, "avoidance": 2}
    assert (answers["form"], answers["sheet"], answers["site"]) == (
        "scores-only",
        "The long sheet of thirty-six (ECR-R)",
        "a page",
    )


def test_four_paragraphs_are_asked_by_name_and_a_row_of_them_is_not_taken(journal: Path, opened: Open) -> None:
    screen = opened("assess", "rq", at=at(1), size=(80, 40)).talk((HERE, ENTER), (END, "7"), ("secure", "5214"))
    screen.talk(("By its name, one at a time", "2"), ("preoccupied", "1"), ("dismissing", "4"), (FULL, ENTER))
    assert screen.ended() == 0
    assert ORDER not in screen.shown
    [answers] = sheets(journal)
    assert answers["items"] == "secure=5 fearful=2 preoccupied=1 dismissing=4"
    assert answers["scores"] == {"model-of-self": 6, "model-of-other": 0}


# -- which form -------------------------------------------------------------------------------------------------------


def test_the_program_says_what_it_asks_for_and_why_and_leads_into_the_sheet(journal: Path, opened: Open) -> None:
    screen = opened("assess", at=at(1), size=(80, 60))
    shown = screen.see("Enter: another day")
    assert "sheet: A sheet of nine about one person" in shown
    assert "Answer it where its authors publish it" in shown
    screen.talk(("3  A sheet of nine", "3"), ("1  A sheet of nine about a partner", ENTER), (HERE, "l"))
    assert screen.ended() == 0


@pytest.mark.parametrize(
    ("about", "first"), [("partner", "a partner"), ("family", "a mother"), ("dating", "a partner")]
)
def test_the_form_offered_first_fits_whom_the_journal_is_about(
    about: str, first: str, home: Path, opened: Open
) -> None:
    begin(home, about=about)
    assert f"1  A sheet of nine about {first} (ECR-RS)" in opened("sheet", at=at(1)).see("Which one?")


def test_the_form_taken_last_is_offered_first(journal: Path, opened: Open) -> None:
    run("assess", "ecr-rs.friend", "--answers", str(row_file(journal, NINE_KEYS)), day=1)
    shown = opened("sheet", at=at(2)).see("Enter: 1, as before")
    assert "1  A sheet of nine about a friend (ECR-RS)" in shown


def test_a_new_person_is_asked_about_and_counted_without_a_name(journal: Path, opened: Open) -> None:
    for day, answer in ((1, None), (2, "y"), (3, "n"), (4, "y"), (5, ENTER)):
        screen = unfolded(opened, NINE, day=day, size=(80, 40))
        if answer:
            screen.talk((SAME, answer))
        screen.talk(("9 answers", NINE_KEYS), (FULL, ENTER))
        assert screen.ended() == 0
    assert [answers["person"] for answers in sheets(journal)] == [1, 1, 2, 2, 3]
    assert {answers["about"] for answers in sheets(journal)} == {"partner"}


def test_a_parent_does_not_change_and_is_not_asked_about(journal: Path, opened: Open) -> None:
    for day in (1, 2):
        screen = unfolded(opened, "ecr-rs.mother", day=day)
        screen.talk(("9 answers", NINE_KEYS), (FULL, ENTER))
        assert screen.ended() == 0
        assert SAME not in screen.shown
    assert [answers.get("person") for answers in sheets(journal)] == [None, None]


# -- plain ------------------------------------------------------------------------------------------------------------


def test_plain_takes_a_line_an_answer_or_several(journal: Path, opened: Open) -> None:
    screen = opened("assess", NINE, "--plain", at=at(1), size=(80, 90))
    screen.talk((HERE, ENTER), (ORDER, "y\r"), (END, "7\r"), ("Answer 1 of 9?", "7\r"), ("Answer 2 of 9?", "6 5 4\r"))
    screen.talk(("Answer 5 of 9?", "8\r"), ("answer 5 does not fit", "3\r"), ("Answer 6 of 9?", "2\r"))
    screen.talk(("Answer 7 of 9?", "1111\r"), ("4 answers were given; give 3 at most here", "\r"))
    screen.talk(("Answer 8 of 9?", "<\r")).see("Answer 7 of 9?", 3)
    screen.talk(("Answer 7 of 9?", "124\r"), (FULL, ENTER))
    assert screen.ended() == 0
    assert sheets(journal)[0]["items"] == " ".join(NINE_KEYS)
    assert "\x1b" not in screen.raw.decode()
