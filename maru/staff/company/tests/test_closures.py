import pytest

from maru.staff.company.closures import NoClosure, read_closures


def test_days_and_ranges_are_read_in_the_usual_spellings_and_sorted():
    text = "2026.12.28 ~ 12.31 연말 휴무\n2026-01-01, 2026년 3월 1일\n2026/12/25: 성탄절\n"
    text += "２０２６-02-03"
    assert list(map(str, read_closures(text))) == [
        "2026-01-01", "2026-02-03", "2026-03-01", "2026-12-25 성탄절",
        "2026-12-28~2026-12-31 연말 휴무",
    ]  # fmt: skip


def test_what_is_written_is_read_again():
    kept = list(map(str, read_closures("2026-12-28~2027-01-03 Inventory, cleaning\n2026-10-09")))
    assert list(map(str, read_closures("\n".join(kept)))) == kept


@pytest.mark.parametrize("word", ["tomorrow", "2026-02-30", "12-25", "2026-12-31~2026-02-30"])
def test_what_names_no_days_is_told(word):
    with pytest.raises(NoClosure, match=word):
        read_closures(f"2026-01-01\n{word}")


def test_a_range_that_ends_before_it_begins_or_never_is_told():
    with pytest.raises(NoClosure) as backwards:
        read_closures("2026-12-31~2026-12-01")
    with pytest.raises(NoClosure) as long:
        read_closures("2026-12-31~2036-12-01")
    assert backwards.value.is_backwards
    assert long.value.is_long
