"""B10: whether the themes are the ones that people see: on labels that the engine never saw, and on notes without."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import combinations
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from sensemaking import quotes, themes
from sensemaking.records import Record
from sensemaking.text import Analyser
from sensemaking.vectors import Vectors, vectorise
from tests.performance.measures.narratives import narrated
from tests.performance.setting import Setting
from tests.performance.timing import Result

DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
NYC = DATA / "1-nyc-capital-projects" / "projects.geojson"
WOLFSON = DATA / "3-funding-flows" / "360giving-wolfson" / "a002400000KeYdsAAF.json"
NASA = DATA / "4-nasa-llis-lessons" / "LLIS_Lesson(s)_Learned_Doccano.json"
RIVERTON = Path(settings.BASE_DIR) / "portfolio_hub" / "demo" / "data" / "learning_logs.jsonl"
FEWEST_OF_LABEL = 20
TOP = 10
LEFT_OUT, TENTHS = 10, (1, 4, 9)
SAME_THEME = 0.5
SEED = 0
ANY_DAY = date(2026, 1, 1)

Labelled = tuple[list[str], list[str]]


def b10(at: Setting) -> list[Result]:
    """Mutual information with the labels beside NMF and SVD-32 + KMeans; coherence, quotes, stability, narratives."""
    corpora: tuple[tuple[str, Path, Callable[[Path], Labelled], float], ...] = (
        ("NYC categories", NYC, nyc, 0.356),
        ("Wolfson programmes", WOLFSON, wolfson, 0.422),
    )
    results = []
    for name, path, read, goal in corpora:
        if path.exists():
            results += _measured(name, *read(path), goal)
        else:
            print(f"B10 leaves out {name}: it needs the files of shared/data beside the project.")
    for name, path, notes in (("Riverton's logs", RIVERTON, riverton), ("NASA lessons", NASA, nasa)):
        results += _of_notes(name, notes(path)) if path.exists() else []
    return [*results, *narrated(at)]


def riverton(path: Path) -> list[str]:
    """The learning logs of the invented city: short notes on policy."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return ["\n".join(row[part] for part in ("title", "tried", "saw", "next") if row.get(part)) for row in rows]


def nasa(path: Path) -> list[str]:
    """What was learned, from a sentence to a page."""
    return [json.loads(line)["Lesson(s) Learned"] for line in path.read_text().splitlines()]


def nyc(path: Path) -> Labelled:
    """The descriptions of capital projects, with the category of each that has twenty rows or more."""
    rows = [row["properties"] for row in json.loads(path.read_text())["features"]]
    counts = Counter(row["ten_year_plan_category"] for row in rows)
    rows = [row for row in rows if counts[row["ten_year_plan_category"]] >= FEWEST_OF_LABEL]
    texts = [f"{row['project_description'] or ''}. {row['scope_summary'] or ''}" for row in rows]
    return texts, [row["ten_year_plan_category"] for row in rows]


def wolfson(path: Path) -> Labelled:
    """The descriptions of grants, with the programme of each."""
    rows = json.loads(path.read_text())["grants"]
    texts = [f"{row['title']}. {row.get('description', '')}" for row in rows]
    return texts, [row["grantProgramme"][0]["title"] for row in rows]


def _found(texts: Sequence[str]) -> tuple[Vectors, np.ndarray, np.ndarray]:
    """The vectors of the texts, the words of each theme, and the theme of each text (-1: none)."""
    vectors = vectorise(texts, Analyser("en"))
    words, theme_of, _near = themes.Sorter(vectors.matrix).find(lambda rows: len(rows) >= 3)
    return vectors, words, np.array([int(theme_of[row]) if row >= 0 else -1 for row in vectors.row_of])


def _measured(name: str, texts: list[str], labels: list[str], goal: float) -> list[Result]:
    """How the themes agree with labels, and what is measured of any texts; coherence against that of plain NMF."""
    from sklearn.metrics import normalized_mutual_info_score

    vectors, words, found = _found(texts)
    others = ", ".join(
        f"{how} {normalized_mutual_info_score(labels, groups):.3f}"
        for how, groups in _others(texts, len(words)).items()
    )
    agreed = normalized_mutual_info_score(labels, found)
    note = f"{agreed:.3f}; {len(words)} themes over {len(texts):,} texts; {others}"
    coherence, plain = (
        _coherence(vectors, _tops(vectors, words)),
        _coherence(vectors, _tops_of_nmf(vectors, len(words))),
    )
    told = f"NPMI of ten stems {coherence:.3f}, NMF {plain:.3f}"
    return [
        Result("B10", f"{name}: mutual information", agreed, goal, is_least=True, note=note),
        Result("B10", f"{name}: coherence − that of NMF", coherence - plain, 0, is_least=True, note=told),
        *_any(name, texts, vectors, words, found),
    ]


def _of_notes(name: str, texts: list[str]) -> list[Result]:
    """What is measured of texts without labels, which are long enough for stems to meet."""
    vectors, words, found = _found(texts)
    coherence = _coherence(vectors, _tops(vectors, words))
    note = f"{len(words)} themes over {len(texts):,} texts"
    return [
        Result("B10", f"{name}: coherence", coherence, 0.15, is_least=True, note=f"NPMI of ten stems; {note}"),
        *_any(name, texts, vectors, words, found),
    ]


def _any(name: str, texts: list[str], vectors: Vectors, words: np.ndarray, found: np.ndarray) -> list[Result]:
    """What is measured of any texts."""
    share = float((found >= 0).mean())
    diversity = _diversity(_tops(vectors, words))
    exact, cited = _quoted(texts, vectors, words, found)
    stability = _stability(texts, found)
    return [
        Result("B10", f"{name}: texts in a theme", share, 0.8, is_least=True),
        Result("B10", f"{name}: different stems among the ten", diversity, 0.85, is_least=True),
        Result("B10", f"{name}: quotes that stand word for word", exact, 1, is_least=True),
        Result("B10", f"{name}: themes that cite a text", cited, 1, is_least=True),
        Result("B10", f"{name}: themes found again without a tenth", stability, 0.7, is_least=True),
    ]


def _tops(vectors: Vectors, words: np.ndarray) -> list[np.ndarray]:
    """The ten stems that bind each theme."""
    by_stem = vectors.matrix.tocsc()
    return [themes.binding(by_stem, row, TOP) for row in themes.telling(words)]


def _others(texts: Sequence[str], size: int) -> dict[str, Any]:
    """The same texts grouped by NMF, and by the strongest 32 directions and k-means."""
    from sklearn.cluster import KMeans
    from sklearn.decomposition import NMF, TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    matrix = TfidfVectorizer(stop_words="english", min_df=2, sublinear_tf=True).fit_transform(texts)
    places = normalize(TruncatedSVD(32, random_state=SEED).fit_transform(matrix))
    return {
        "NMF": NMF(size, init="nndsvd", max_iter=200, random_state=SEED).fit_transform(matrix).argmax(axis=1),
        "SVD-32 + KMeans": KMeans(size, n_init=4, random_state=SEED).fit_predict(places),
    }


def _tops_of_nmf(vectors: Vectors, size: int) -> list[np.ndarray]:
    """The stems that weigh most in each part of a plain factorisation of the same vectors."""
    from sklearn.decomposition import NMF

    parts = NMF(size, init="nndsvd", max_iter=200, random_state=SEED).fit(vectors.matrix).components_
    return [np.argsort(-part, kind="stable")[:TOP] for part in parts]


def _coherence(vectors: Vectors, tops: Sequence[np.ndarray]) -> float:
    """The mean normalised pointwise mutual information of the stems of a theme, over the texts they stand in."""
    there = (vectors.matrix > 0).tocsc()
    count = there.shape[0]
    scores = []
    for top in tops:
        columns = there[:, top].toarray().astype(float)
        alone, both = columns.mean(axis=0), columns.T @ columns / count
        for one, other in combinations(range(len(top)), 2):
            share = both[one, other]
            scores.append(log(share / (alone[one] * alone[other])) / -log(share) if 0 < share < 1 else -1.0)
    return float(np.mean(scores)) if scores else 0.0


def _diversity(tops: Sequence[np.ndarray]) -> float:
    """How many of the telling stems of all themes are different ones."""
    stems = [stem for top in tops for stem in top]
    return len(set(stems)) / len(stems) if stems else 0.0


def _quoted(texts: Sequence[str], vectors: Vectors, words: np.ndarray, found: np.ndarray) -> tuple[float, float]:
    """The share of quotes that are exact parts of their text, and of themes that have one."""
    analyser = Analyser("en")
    exact: list[bool] = []
    cited = 0
    for theme, weights in enumerate(themes.telling(words)):
        top = np.argsort(-weights, kind="stable")[:36]
        weight_of = {vectors.stems[at]: float(weights[at]) for at in top}
        own = [Record(int(at), int(at), (), ANY_DAY, saw=texts[at]) for at in np.flatnonzero(found == theme)[:15]]
        chosen = quotes.choose(own, weight_of, analyser)
        exact += [quote.text in texts[quote.log] and quote.near in quote.text for quote in chosen]
        cited += bool(chosen)
    return (float(np.mean(exact)) if exact else 0.0), cited / max(len(words), 1)


def _stability(texts: Sequence[str], found: np.ndarray) -> float:
    """The share of themes found again, half their texts in common, when a tenth is left out; over three tenths."""
    return float(np.mean([_found_again(texts, found, first) for first in TENTHS]))


def _found_again(texts: Sequence[str], found: np.ndarray, first: int) -> float:
    """The same for the tenth that begins with this text."""
    kept = [at for at in range(len(texts)) if at % LEFT_OUT != first]
    _vectors, words, again = _found([texts[at] for at in kept])
    before = found[kept]
    stable = 0
    for theme in range(int(found.max()) + 1):
        own = before == theme
        overlaps = [
            np.sum(own & (again == other)) / max(np.sum(own | (again == other)), 1) for other in range(len(words))
        ]
        stable += max(overlaps, default=0.0) >= SAME_THEME
    return stable / max(int(found.max()) + 1, 1)
