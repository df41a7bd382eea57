from babel.messages.catalog import Message

from tools.placeholders import agree, placeholders


def test_names_and_positions_are_counted() -> None:
    assert placeholders("%(name)s님, %s %d, 100%% {number}") == {
        "%name": 1,
        "%": 2,
        "{number": 1,
    }


def test_a_percent_sign_in_prose_is_no_placeholder() -> None:
    assert not placeholders("50% in stock, 3% off")


def test_a_lost_name_is_found() -> None:
    assert not agree(Message("Hello %(name)s", "안녕하세요"))


def test_a_renamed_placeholder_is_found() -> None:
    assert not agree(Message("Move {number}", "{번호} 옮기기"))


def test_the_form_for_one_may_leave_the_number_out() -> None:
    assert agree(Message(("a ticket", "%(n)s tickets"), ("문의 하나", "문의 %(n)s건")))


def test_the_korean_plural_must_name_the_number() -> None:
    assert not agree(Message(("a ticket", "%(n)s tickets"), ("문의",)))
