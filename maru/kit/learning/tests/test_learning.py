"""What is learnt tells labels apart, says how sure it is, and survives its bytes."""

import io
import json
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from maru.kit.learning.example import Example
from maru.kit.learning.features import FAMILIES, pieces, words
from maru.kit.learning.judging import divided, judged, right_of
from maru.kit.learning.learned import Learned, mark_of
from maru.kit.learning.learning import TooLittle, learn
from maru.kit.learning.stored import Unreadable, packed, unpacked

ABOUT = {
    "환불": [
        "환불 언제 되나요",
        "환불해 주세요",
        "돈을 돌려받고 싶어요",
        "결제 취소하고 환불받을게요",
    ],
    "배송": ["배송이 안 와요", "택배가 언제 오나요", "배송 조회가 안 됩니다", "아직 못 받았어요"],
    "account": ["cannot log in", "my password is wrong", "reset my password", "locked account"],
}
TEXTS = [text + end for texts in ABOUT.values() for text in texts for end in ("", "?", " 급해요")]
LABELS = [label for label, texts in ABOUT.items() for _ in range(3 * len(texts))]


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn(TEXTS, LABELS)


@pytest.mark.parametrize(
    ("text", "label"),
    [("환불은 언제쯤 될까요", "환불"), ("택배 배송 조회", "배송"), ("Passwords reset?", "account")],
)
def test_what_is_like_something_learnt_is_taken_for_it(learned, text, label):
    assert learned.guesses(text)[0].label == label


def test_the_confidences_of_all_labels_add_up_to_one(learned):
    guesses = learned.guesses("환불", most=9)
    assert sum(each.confidence for each in guesses) == pytest.approx(1)
    assert [each.confidence for each in guesses] == sorted(
        (each.confidence for each in guesses), reverse=True
    )


@pytest.mark.parametrize("text", ["", " ", "\x00", "…", "ѫѫѫ", "\ud800"])
def test_of_a_text_without_a_known_word_nothing_is_said(learned, text):
    assert learned.guesses(text) == []


def test_what_is_like_nothing_learnt_is_stranger(learned):
    own, other = learned.strangeness(learned.scores(["환불해 주세요", "날씨 좋네 산책 가자"]))
    assert other > own


def test_bytes_give_back_what_was_learnt(learned):
    again = unpacked(packed(learned))
    assert np.array_equal(again.scores(TEXTS), learned.scores(TEXTS))
    assert again.labels == learned.labels


def test_in_its_bytes_nobody_reads_what_was_written():
    key, secret = b"of this installation", "주민번호 861011"
    texts, labels = [*TEXTS, secret] * 2, [*LABELS, "account"] * 2
    data = packed(learn(texts, labels, key=key))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        plain = b"".join(archive.read(name) for name in archive.namelist())
    for word in ("주민", "861011", "8610", "password", "passw"):
        assert word.encode() not in plain
        assert json.dumps(word)[1:-1].encode() not in plain
    # What words are there is found by nobody who tries them without the key.
    marks = set(np.load(io.BytesIO(zipfile.ZipFile(io.BytesIO(data)).read("marks.npy"))).tolist())
    tried = {mark_of(piece, b"") for text in texts for family in FAMILIES for piece in family(text)}
    assert not marks & tried
    assert unpacked(data, key=key).guesses("reset my password")[0].label == "account"
    with pytest.raises(Unreadable):
        unpacked(data)


def test_the_numbers_are_those_of_the_one_who_learnt(learned):
    """Guessing counts features by itself, without scikit-learn: both must agree."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    text = "환불 언제 되나요? reset my password 환불"
    rows, values = learned._features(text)
    for family, vocabulary in zip(FAMILIES, learned.vocabularies, strict=True):
        vectorizer = TfidfVectorizer(analyzer=family, sublinear_tf=True).fit(TEXTS)
        theirs = vectorizer.transform([text]).tocoo()
        names = vectorizer.get_feature_names_out()
        wanted = {
            vocabulary[mark_of(names[c], b"")]: v
            for c, v in zip(theirs.col, theirs.data, strict=True)
        }
        ours = {r: v for r, v in zip(rows, values, strict=True) if r in wanted}
        assert ours == pytest.approx(wanted, rel=1e-5)


def test_two_labels_are_enough_and_one_is_not():
    assert learn(["좋아요 최고", "최악 별로"] * 5, ["1", "0"] * 5).guesses("최고")[0].label == "1"
    with pytest.raises(TooLittle):
        learn(["가", "나"], ["1", "1"])


def test_a_label_of_a_single_text_keeps_nothing_from_being_learnt():
    learned = learn([*TEXTS, "쿠폰 적용"], [*LABELS, "쿠폰"])
    assert learned.guesses("쿠폰 적용")[0].label == "쿠폰"


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"\x80\x04K\x01.", packed.__doc__.encode()], ids=range(4)
)
def test_other_bytes_are_refused(data):
    with pytest.raises(Unreadable):
        unpacked(data)


def _altered(data: bytes, name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
    return made.getvalue()


def test_a_pickle_among_the_arrays_is_never_run(learned, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    held = io.BytesIO()
    np.save(held, np.array([Trap()], dtype=object), allow_pickle=True)
    with pytest.raises(Unreadable):
        unpacked(_altered(packed(learned), "weights.npy", held.getvalue()))
    assert not (tmp_path / "sprung").exists()


def test_parts_that_do_not_fit_together_are_refused(learned):
    held = io.BytesIO()
    np.save(held, np.zeros((3, 3), np.float16))
    with pytest.raises(Unreadable):
        unpacked(_altered(packed(learned), "weights.npy", held.getvalue()))


def test_whoever_wrote_stands_on_one_side_and_always_on_the_same():
    examples = [Example(f"{n}", "x", f"c{n % 50}") for n in range(500)]
    learnt, held = divided(examples)
    assert {e.group for e in learnt}.isdisjoint(e.group for e in held)
    assert divided(examples[::-1]) == (learnt[::-1], held[::-1])
    assert 0.08 < len(held) / 500 < 0.35


def test_a_report_counts_what_is_right_and_what_is_said(learned):
    examples = [Example("환불해 주세요", "환불", "a"), Example("배송 조회", "환불", "b")]
    report = judged(learned, examples, threshold=0.0)
    assert (report["judged"], report["right"], report["said"]) == (2, 1, 2)
    assert report["confused"] == [["환불", "배송", 1]]
    of = {each["label"]: each for each in report["labels"]}
    assert of["환불"]["recall"] == 0.5
    assert of["환불"]["precision"] == 1
    assert of["account"]["recall"] is None
    assert right_of(learned, examples) == 1
    assert judged(learned, [], threshold=0.5)["judged"] == 0


def test_korean_words_are_morphemes_and_pieces_cross_no_word():
    assert "환불/NN" in words("환불이 안돼요")
    assert "환불" in pieces("환불이 안돼요")
    assert "이안" not in pieces("환불이 안돼요")
    assert "refund" in words("Refunding")


def test_who_guesses_loads_no_scikit_learn():
    code = (
        "import sys; import maru.kit.learning.stored; "
        "sys.exit(any(name.split('.')[0] in {'sklearn', 'scipy'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0  # noqa: PLW1510
