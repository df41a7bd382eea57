"""Whatever comes in: an answer, the same each time, within bounds."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maru.kit.text.analysis import (
    ANALYSIS,
    IN_TERMS,
    MAX_TERM,
    MAX_TERMS,
    Synonyms,
    analyse,
    initials,
    understand,
)
from maru.kit.text.analysis.morphemes import analyser

# Half surrogates too: text() leaves them out.
ANY = st.text(st.characters(exclude_categories=()), max_size=300)
KOREAN = st.text(
    "가각힣환불결제배송 ㅎㅂㅏㅋ요은는을\n.,@-_/+0123456789abzAB<>&;#\0\ud800😀é日ñक्", max_size=200
)
QUIET = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)


def is_fit_for_an_index(term: str) -> bool:
    return 0 < len(term) <= MAX_TERM and not any(
        char.isspace() or char == "\0" or "\ud800" <= char <= "\udfff" for char in term
    )


@QUIET
@given(ANY | KOREAN)
def test_any_text_has_terms_that_an_index_takes(text):
    (terms,) = analyse([text])
    assert all(map(is_fit_for_an_index, terms))
    assert analyse([text]) == [terms]
    assert len(terms) <= 2 * MAX_TERMS


@QUIET
@given(ANY | KOREAN)
def test_terms_have_no_case_and_no_sign_but_the_few(text):
    for term in analyse([text])[0]:
        assert term == term.lower()
        assert not set(term) & set("\"'*()[]{}:^ <>|&!\\")
        assert all(c.isalnum() or c in IN_TERMS or not c.isascii() for c in term)


@QUIET
@given(ANY | KOREAN)
def test_any_query_is_understood(text):
    for known in (None, lambda terms: {}, lambda terms: dict.fromkeys(terms, 1)):
        words = understand(text, known=known)
        assert all(is_fit_for_an_index(t) for w in words for a in w.alternatives for t in a.terms)
        assert understand(text, known=known) == words


@QUIET
@given(st.lists(st.lists(ANY | KOREAN, max_size=4), max_size=3))
def test_any_table_of_synonyms_is_taken(groups):
    table = Synonyms(groups)
    for group in groups:
        for word in group:
            words = understand(word, synonyms=table, known=lambda terms: dict.fromkeys(terms, 1))
            ways = [a.terms for w in words for a in w.alternatives]
            assert all(is_fit_for_an_index(term) for terms in ways for term in terms)


@QUIET
@given(ANY | KOREAN)
def test_any_name_has_initials_or_none(text):
    assert all(2 <= len(short) <= 12 for short in initials(text))


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        "환불해 주세요. 배송이 늦어요. " * (MEGABYTE // 18),
        "가" * MEGABYTE,
        "확인증인" * (MEGABYTE // 4),
        "ㅋ" * MEGABYTE,
        "a" * MEGABYTE,
        "a." * (MEGABYTE // 2),
        "a-1" * (MEGABYTE // 3),
        "1 " * (MEGABYTE // 2),
        "010-" * (MEGABYTE // 4),
        "+" * MEGABYTE,
        "1,234," * (MEGABYTE // 6),
        "<" * MEGABYTE,
        "<a " * (MEGABYTE // 3),
        "&" * MEGABYTE,
        "a@" * (MEGABYTE // 2),
        "\ud800" * MEGABYTE,
        "\0" * MEGABYTE,
        "😀" * MEGABYTE,
        "日" * MEGABYTE,
        "\u0301" * MEGABYTE,
        "ﷺ" * MEGABYTE,
        "4만" * (MEGABYTE // 2),
        "http://" * (MEGABYTE // 7),
        "환불 " * (MEGABYTE // 3),
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_a_megabyte_of_anything_takes_bounded_time(text):
    began = time.process_time()
    (terms,) = analyse([text])
    assert time.process_time() - began < 3  # seconds of a busy machine; 0.3 and less at rest
    assert all(map(is_fit_for_an_index, terms))
    began = time.process_time()
    understand(text, known=lambda terms: {})
    assert time.process_time() - began < 1


def test_threads_share_the_analyser():
    text = "배송지연 부분환불 가능한지요? Refunded orders were cancelled. HN-2041B " * 20
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: analyse([text]), range(64)))
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_analyses_though_a_thread_of_its_parent_did_as_it_was_made():
    shared = analyser()
    with shared._one_at_a_time:
        child = os.fork()
        if child == 0:
            signal.alarm(10)  # seconds; then it never got the lock
            os._exit(0 if analyse(["환불했는데요"]) == [["환불"]] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_the_name_of_the_analysis_is_short_and_says_which():
    assert "mecab-ko-dic" in ANALYSIS
    assert len(ANALYSIS) <= 40
