"""The set that judges the search keeps its shape: enough pairs, and halves that share nothing."""

from collections import Counter

import pytest

from bench.search_quality import HALVES, documents, pairs

PHENOMENA = {
    "boundaries", "compounds", "english_stems", "honorifics", "inflection", "initials", "layout",
    "mixed", "noun_verb", "numbers", "particles", "sentences", "spacing", "synonyms", "typos",
}  # fmt: skip


def test_there_are_300_pairs_and_two_thirds_of_each_half_are_korean():
    assert sum(len(pairs(half)) for half in HALVES) >= 300
    for half in HALVES:
        languages = Counter(pair.language for pair in pairs(half))
        assert languages["ko"] >= 2 / 3 * languages.total()


def test_no_document_stands_in_both_halves():
    tune, check = (documents(half) for half in HALVES)
    assert not {document.id for document in tune} & {document.id for document in check}
    assert not {document.text for document in tune} & {document.text for document in check}


def test_no_query_stands_in_both_halves_nor_twice_in_one():
    queries = Counter(pair.query.casefold() for half in HALVES for pair in pairs(half))
    assert not [query for query, times in queries.items() if times > 1]


@pytest.mark.parametrize("half", HALVES)
def test_each_phenomenon_is_asked_five_times_or_more(half):
    asked = Counter(pair.phenomenon for pair in pairs(half))
    assert set(asked) == PHENOMENA
    assert min(asked.values()) >= 5


@pytest.mark.parametrize("half", HALVES)
def test_each_pair_names_documents_of_its_own_half_and_no_document_twice(half):
    ids = {document.id for document in documents(half)}
    for pair in pairs(half):
        assert pair.found, pair.query
        named = [*pair.found, *pair.without, *pair.may]
        assert len(named) == len(set(named)), pair.query
        assert set(named) <= ids, pair.query


@pytest.mark.parametrize("half", HALVES)
def test_a_document_id_is_given_once_and_long_ones_are_there(half):
    ids = [document.id for document in documents(half)]
    assert len(ids) == len(set(ids)) >= 70
    assert sum(len(document.text) > 500 for document in documents(half)) >= 3


@pytest.mark.parametrize("half", HALVES)
def test_near_misses_are_named(half):
    assert sum(bool(pair.without) for pair in pairs(half)) >= 35
