import pytest

from maru.staff.company.opening_hours import read_ranges, write_ranges


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


@pytest.mark.parametrize(
    ("text", "why"),
    [("18-9", "backwards"), ("9-9", "empty"), ("9-13, 12-18", "overlap"), ("25-26", "impossible")],
)
def test_what_is_wrong_with_hours_is_told(text, why):
    with pytest.raises(ValueError, match=why):
        read_ranges(text)
