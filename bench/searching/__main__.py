"""`python -m bench.searching`: the half `tune`, with each query that missed or found too much.

For whoever writes the search. The half `check` is never told query by query.
"""

from bench.search_quality import pairs
from bench.searching.judging import judged
from bench.searching.product import Product


def main() -> None:
    maru, asked = Product("tune"), pairs("tune")
    for phenomenon, verdict in sorted(judged(maru, asked).items()):
        print(
            f"{phenomenon or 'all':16} {len(verdict.recalls):4} queries"
            f"  recall {verdict.recall:.3f}  precision {verdict.precision or 0:.3f}"
        )
    for pair in asked:
        found = maru.search(pair.query)
        missed = sorted(pair.found - set(found))
        wrong = [id_ for id_ in found if id_ not in pair.found | pair.may][:10]
        if missed or wrong:
            print(f"{pair.phenomenon}: {pair.query} | missed {missed} | wrong {wrong}")


if __name__ == "__main__":
    main()
