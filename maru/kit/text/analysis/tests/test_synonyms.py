from maru.kit.text.analysis import Synonyms, read, seed


def spans(table: Synonyms, *terms: str) -> list[tuple[str, ...]]:
    return [instead for span in table.spans(terms) for instead in span.instead]


def test_there_are_some_two_hundred_groups_of_support_terms():
    assert len(seed()) >= 200


def test_a_word_stands_for_the_others_of_its_groups_and_no_further():
    table = Synonyms([["환불", "환급"], ["환급", "정산"]])
    assert spans(table, "환불") == [("환급",)]
    assert set(spans(table, "환급")) == {("환불",), ("정산",)}


def test_words_are_compared_as_they_are_found():
    assert ("반품",) in spans(Synonyms([["돌려보내기", "돌려보내다", "반품"]]), "돌려보내다")


def test_a_phrase_does_not_shrink_to_one_of_its_words():
    assert spans(Synonyms([["out of order", "고장"]]), "order") == []
    assert spans(Synonyms([["두 번 결제되다", "이중 결제"]]), "결제") == []


def test_two_tables_are_asked_as_one():
    both = Synonyms([["환불", "환급"]]) | Synonyms([["환불", "정산"]])
    assert set(spans(both, "환불")) == {("환급",), ("정산",)}


def test_a_table_is_read_with_its_remarks():
    assert read("# 돈\n환불, 환급 # money\n\n혼자\n , \n") == [["환불", "환급"]]


def test_no_group_of_the_seed_names_a_word_twice():
    from importlib.resources import files

    text = files("maru.kit.text.analysis").joinpath("synonyms.txt").read_text(encoding="utf-8")
    for group in read(text):
        assert len(group) == len({word.casefold() for word in group}), group
