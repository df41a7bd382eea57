"""What may be a group of words that mean the same, and why something is none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from maru.kit.text.analysis.synonyms import phrases_among, phrases_of, says_little

MOST_WORDS = 20  # of one group
MOST_GROUPS = 500
LONGEST = 60  # characters of a word or phrase


class Unfit(ValueError):
    """These words are no group; the message says why, in the user's language."""


def checked(
    words: Iterable[str],
    *,
    is_one_way: bool = False,
    others: Iterable[tuple[list[str], bool]] = (),
    built_in: Iterable[tuple[Sequence[str], bool]] = (),
) -> list[str]:
    """Return the words of a group as they are kept. Raises Unfit.

    ``others``: the company's other groups, words and whether they hold one way. ``built_in``:
    Maru's, words and whether they are switched on.
    """
    fit = spelled(words)
    if not fit:
        raise Unfit(_("Write at least two words that mean the same."))
    if len(fit) > MOST_WORDS:
        raise Unfit(_("At most %(count)d words in one group.") % {"count": MOST_WORDS})
    for word in fit:
        _check(word)
    if len(fit) == 1:
        raise Unfit(_("“%(word)s” stands alone. Write what it is called otherwise.") % {
            "word": fit[0]})  # fmt: skip
    if len({phrases_of(word)[0] for word in fit}) == 1:
        raise Unfit(_("To the search these are one word already: it knows their forms."))
    _compare_with_others(fit, is_one_way, list(others))
    _compare_with_built_in(fit, built_in)
    return fit


def spelled(words: Iterable[str]) -> list[str]:
    """Return the words without needless spaces, those that differ in case alone once."""
    plain = (" ".join(unicodedata.normalize("NFC", word).split()) for word in words)
    found = {word.casefold(): word for word in reversed([word for word in plain if word])}
    return list(reversed(found.values()))


def _check(word: str) -> None:
    if len(word) > LONGEST or any("\ud800" <= sign <= "\udfff" or sign == "\0" for sign in word):
        raise Unfit(_("“%(word)s…” is too long, or no text: at most %(count)d characters.") % {
            "word": word[:20].replace("\0", "").encode(errors="replace").decode(),
            "count": LONGEST})  # fmt: skip
    if not phrases_of(word):
        raise Unfit(_("“%(word)s” says nothing to the search, or is longer than four words.") % {
            "word": word})  # fmt: skip
    if says_little(word):
        raise Unfit(
            _("“%(word)s” is so usual that the search does without it; it cannot mean another "
              "word.") % {"word": word}
        )  # fmt: skip


def _compare_with_others(
    fit: list[str], is_one_way: bool, others: list[tuple[list[str], bool]]
) -> None:
    if len(others) >= MOST_GROUPS:
        raise Unfit(_("There are %(count)d groups already; that is as many as a search bears.") % {
            "count": MOST_GROUPS})  # fmt: skip
    mine = set(phrases_among(fit))
    for words, one_way in others:
        is_same_way = not one_way or (is_one_way and phrases_of(words[0]) == phrases_of(fit[0]))
        if is_same_way and mine <= set(phrases_among(words)):
            raise Unfit(_("There is such a group already: %(words)s.") % {
                "words": ", ".join(words)})  # fmt: skip


def _compare_with_built_in(fit: list[str], built_in: Iterable[tuple[Sequence[str], bool]]) -> None:
    mine = set(phrases_among(fit))
    for words, is_on in built_in:
        if mine <= set(phrases_among(words)):
            told = {"words": ", ".join(words)}
            if is_on:
                raise Unfit(_("Maru knows this already: %(words)s.") % told)
            raise Unfit(_("Maru knows this, and it is switched off: %(words)s.") % told)
