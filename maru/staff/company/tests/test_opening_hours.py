import pytest

from maru.staff.company.opening_hours import read_dates, read_ranges, write_ranges


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("", []),
        ("9-18", [["09:00", "18:00"]]),
        ("09:00~18:00", [["09:00", "18:00"]]),
        ("9시~18시", [["09:00", "18:00"]]),
        ("０９：００～１８：００", [["09:00", "18:00"]]),
        ("13:00-18:30, 9:00-12:00", [["09:00", "12:00"], ["13:00", "18:30"]]),
        ("0:00~24:00", [["00:00", "24:00"]]),
    ],
)
def test_hours_are_read_as_people_write_them(text, ranges):
    assert read_ranges(text) == ranges
    assert read_ranges(write_ranges(ranges)) == ranges


@pytest.mark.parametrize(
    "text", ["soon", "9", "18-9", "9-25", "9:70-18", "9-13, 12-18", "0:00~24:30", "-1-5"]
)
def test_impossible_hours_are_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - its words are for the form
        read_ranges(text)


def test_dates_are_read_in_the_usual_spellings_and_sorted():
    text = "2026.12.25\n2026-01-01, 2026년 3월 1일\n2026/12/25"
    assert read_dates(text) == ["2026-01-01", "2026-03-01", "2026-12-25"]


@pytest.mark.parametrize("word", ["tomorrow", "2026-02-30", "12-25"])
def test_a_word_that_is_no_date_is_named(word):
    with pytest.raises(ValueError, match=word):
        read_dates(f"2026-01-01\n{word}")
