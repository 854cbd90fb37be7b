"""One function a gold set; each yields what it measured, nothing where its documents are not on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from docintel.evaluate import encoder as encoder_scores
from docintel.evaluate import entities as entity_scores
from docintel.evaluate import extract as extract_scores
from docintel.evaluate import matching as matching_scores
from docintel.evaluate import references as reference_scores
from docintel.evaluate import search as search_scores
from docintel.evaluate.edits import squeezed
from docintel.evaluate.gold import read_rows
from docintel.evaluate.metrics import Interval, Score, interval, precision_recall_f1
from docintel.index.query import Query
from docintel.lexicon import ancestors
from docintel.match.engine import Matcher, find_codes
from docintel.match.library import Library
from docintel.match.profiles import Profile, load_profile
from docintel.measure.bench import Bench
from docintel.measure.described import Described
from docintel.measure.floors import Measured
from docintel.measure.rule_cases import read_cases, wrong
from docintel.tag.references import find_references
from docintel.types import Document, Hit, Language


class Form(msgspec.Struct, frozen=True):
    """A row of ``reference-forms.jsonl``."""

    surface: str
    lang: str
    expected: frozenset[str]
    """The ids that it names; none for a form that is to be left alone."""
    context: str = ""


class Expected(msgspec.Struct, frozen=True):
    """A row of ``matches.jsonl``: what one of the example profiles is to get on one day."""

    profile: str
    as_of: date
    expected_first: str
    verdicts: dict[str, str]
    routes: dict[str, str]


def _row(name: str, gold: str, measure: str, found: Interval) -> Measured:
    return Measured(name, gold, measure, round(found.value, 4), found.n, round(found.low, 4), round(found.high, 4))


def _score_rows(name: str, gold: str, measure: str, score: Score) -> Iterator[Measured]:
    yield Measured(name, gold, f"{measure}, precision", round(score.precision, 4), score.found)
    yield Measured(name, gold, f"{measure}, recall", round(score.recall, 4), score.expected)
    yield Measured(name, gold, f"{measure}, F1", round(score.f1, 4), score.expected)


# --- extraction ----------------------------------------------------------------------------------------------------


def extract(bench: Bench) -> Iterator[Measured]:
    """Headings, text, notes, tables, calls and recommendations against truth files."""
    places = [("corpora", bench.corpora)]
    if bench.extra is not None:
        places += [(f"extra {name}", bench.extra / name) for name in ("policy", "calls")]
    for gold, folder in places:
        if not folder.is_dir():
            continue
        files = extract_scores.score_folder(folder, bench.read, split=bench.split)
        for summary in extract_scores.summarise(files):
            found = _row("extract", gold, summary.measure, summary.result)
            yield Measured(found.set, gold, found.measure, found.value, summary.items or found.n, found.low, found.high)


# --- references ----------------------------------------------------------------------------------------------------


def references(bench: Bench) -> Iterator[Measured]:
    """Surface forms, references drawn into the example documents, and stand-off gold of real documents."""
    forms = bench.gold_file or bench.own_gold / "reference-forms.jsonl"
    if forms.is_file():
        yield from _forms("own forms", forms)
    extra = bench.extra_gold(f"reference-forms.{bench.split}.jsonl")
    if extra is not None and bench.gold_file is None:
        yield from _forms("extra forms", extra)
    if bench.gold_file is None:
        yield from _drawn(bench)
        yield from _stand_off(bench)


def _forms(gold: str, path: Path) -> Iterator[Measured]:
    right = {True: [], False: []}  # type: dict[bool, list[float]]
    for form in read_rows(path, Form):
        # Some forms mean something only beside other words: these stand before them, and only the form is judged.
        context = f"{form.context}. " if form.context else ""
        language: Language = "nl" if form.lang == "nl" else "en" if form.lang == "en" else "other"
        references = find_references(context + form.surface, language)
        found = {name for item in references if item.span.end > len(context) for name in item.ids}
        right[bool(form.expected)].append(float(found == form.expected))
    if right[True]:
        yield _row("references", gold, "exact id set", interval(right[True]))
    if right[False]:
        yield _row("references", gold, "negatives left alone", interval(right[False]))


def _drawn(bench: Bench) -> Iterator[Measured]:
    """References that the drawing script wrote into the example documents."""
    total = Score(0, 0, 0)
    for truth in sorted(bench.own_gold.glob("*.truth.json")):
        rows = json.loads(truth.read_text(encoding="utf-8"))
        path = bench.corpora / rows["file"]
        if rows.get("references") and path.suffix == ".pdf":
            wanted = [(row["page"], squeezed(row["surface"]), tuple(sorted(row["ids"]))) for row in rows["references"]]
            total += precision_recall_f1(_reference_keys(bench.read(path)), wanted)
    if total.expected:
        yield from _score_rows("references", "corpora", "page, surface and ids", total)


def _reference_keys(document: Document) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    for reference in document.references:
        surface = squeezed(document.text[reference.span.start : reference.span.end])
        yield document.page_of(reference.span), surface, tuple(sorted(reference.ids))


def _stand_off(bench: Bench) -> Iterator[Measured]:
    """Real documents, annotated in full; the file is named after its document."""
    if bench.extra is None:
        return
    spans = resolution = Score(0, 0, 0)
    files = {path.stem.lower().replace("advies-", ""): path for path in bench.extra.rglob("*.pdf")}
    for gold in sorted(bench.own_gold.glob("references-*.jsonl")):
        path = files.get(gold.stem.removeprefix("references-"))
        if path is None:
            continue
        mentions = reference_scores.annotated(gold, reference_scores.mentions(bench.read(path)))
        found = reference_scores.score(mentions, reference_scores.read_gold(gold))
        spans += found.spans
        resolution += found.resolution
    if spans.expected:
        yield from _score_rows("references", "real documents", "span and ids", spans)
        yield Measured("references", "real documents", "resolution", round(resolution.recall, 4), resolution.expected)


# --- entities ------------------------------------------------------------------------------------------------------


def entities(bench: Bench) -> Iterator[Measured]:
    """Names and values in sentences of real documents."""
    if bench.extra is None:
        return
    files = {path.name: path for path in bench.extra.rglob("*.pdf")}
    for language in ("nl", "en"):
        path = bench.own_gold / f"entities-{language}.jsonl"
        if not path.is_file():
            continue
        gold = entity_scores.read_gold(path)
        documents = {
            name: bench.read(files[Path(name).name])
            for name in {row.document for row in gold}
            if Path(name).name in files
        }
        for half in ("dev", "held-out"):
            rows = [row for row in gold if row.half == half]
            found = entity_scores.score(documents, rows)
            yield Measured("entities", language, f"F1, {half}", round(found.total.f1, 4), found.total.expected)


# --- search --------------------------------------------------------------------------------------------------------


def search(bench: Bench) -> Iterator[Measured]:
    """Questions whose answer is a quotation, over the example documents and over the real ones."""
    own = bench.gold_file or bench.own_gold / "queries.jsonl"
    folders = [bench.corpora / name for name in ("policy", "calls")]
    if own.is_file():
        yield from _ask("corpora", own, bench, folders)
    extra = bench.extra_gold(f"queries.{bench.split}.jsonl")
    if extra is not None and bench.extra is not None and bench.gold_file is None:
        yield from _ask("extra", extra, bench, [bench.extra / name for name in ("policy", "calls")])


def _ask(gold: str, path: Path, bench: Bench, folders: Iterable[Path]) -> Iterator[Measured]:
    questions = search_scores.read_questions(path)
    searcher = bench.searcher(folders)

    def answer(question: search_scores.Question) -> list[Hit]:
        return searcher.search(Query(question.text, limit=10))

    table = search_scores.score("fused", questions, answer)
    yield _row("search", gold, "hit@10", table.hit_interval)
    yield _row("search", gold, "nDCG@10", table.ndcg_interval)
    for kind, row in table.kinds.items():
        yield Measured("search", gold, f"hit@10, {kind}", round(row.hit, 4), row.n)
    if any(not question.relevant for question in questions):
        silence = search_scores.abstention(questions, answer)
        silent, answered = 1 - silence.false_answers, 1 - silence.lost_answers
        yield Measured("search", gold, "unanswerable left unanswered", round(silent, 4), silence.unanswerable)
        yield Measured("search", gold, "answerable answered", round(answered, 4), silence.answerable)


# --- matching ------------------------------------------------------------------------------------------------------


def match(bench: Bench) -> Iterator[Measured]:
    """Expected calls and verdicts for the example profiles; topics really won; objectives of funded projects."""
    yield from _expected(bench)
    if bench.gold_file is None:
        yield from _free_texts(bench.own_gold / "free-texts.jsonl")
        yield from _codes(bench.own_gold / "candidate-codes.jsonl", bench.matcher([bench.corpora / "calls"]).library)
    profiles = bench.extra_gold(f"profiles.{bench.split}")
    awards = bench.extra_gold(f"awards.{bench.split}.tsv")
    if bench.extra is None or profiles is None or awards is None:
        return
    matcher = bench.matcher([bench.extra / "calls"])
    loaded = {path.stem: load_profile(path) for path in sorted(profiles.glob("*.toml"))}
    rankings = {name: matcher.ranking(profile) for name, profile in loaded.items()}
    languages = {name: profile.language for name, profile in loaded.items()}
    fitted = "awards (fitted on)" if bench.split == "dev" else "awards"
    won = matching_scores.read_awards(awards)
    yield from _ranks(fitted, matching_scores.by_language(rankings, won, languages))
    yield from _winners(bench, matcher)
    yield from _organisations(bench, matcher)
    projects = bench.extra_gold(f"edf-projects.{bench.split}.jsonl")
    if projects is not None:
        rows = [json.loads(line) for line in projects.read_text(encoding="utf-8").splitlines()]
        rows = [row for row in rows if row["topic_id"] in matcher.thematic_ids()]
        own = {row["acronym"]: row["topic_id"] for row in rows}
        texts = {row["acronym"]: Profile(description=f"{row['title']}. {row['objective']}") for row in rows}
        found = {name: matcher.ranking(profile, thematic=True) for name, profile in texts.items()}
        yield _row("match", "funded projects", "own thematic topic first", matching_scores.first_hits(found, own))


def _free_texts(path: Path) -> Iterator[Measured]:
    """Facts that descriptions in plain words state, or leave open."""
    if path.is_file():
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        read = [(load_profile(str(row["text"])), row["truth"]) for row in rows]
        right = [float(getattr(profile, key) == value) for profile, truth in read for key, value in truth.items()]
        yield _row("match", "free texts", "facts", interval(right))


def _codes(path: Path, library: Library) -> Iterator[Measured]:
    """List codes that phrases may fall under: the expected one, and how many of the given ones fit."""
    if not path.is_file():
        return
    found, fitting = [], []  # type: list[float], list[float]
    for row in (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()):
        given = find_codes(Profile(description=row["text"], language=row["lang"]), library)
        codes = [{one.code, *ancestors(one.code)} for one in given]
        wanted = {code for name in (row["expected"], *row["also"]) if name for code in (name, *ancestors(name))}
        fitting += [float(bool(above & wanted)) for above in codes]
        found += [float(any(row["expected"] in above for above in codes))] if row["expected"] else []
    yield _row("match", "candidate codes", "expected code given", interval(found))
    yield _row("match", "candidate codes", "given codes that fit", interval(fitting))


def _organisations(bench: Bench, matcher: Matcher) -> Iterator[Measured]:
    """Invented organisations and all thematic calls that concern them, those without a text of their own included."""
    path = bench.own_gold / "organisations.jsonl"
    if not path.is_file():
        return
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    profiles = [Profile.model_validate(row["profile"]) for row in rows]
    rankings = {profile.label: matcher.ranking(profile, thematic=True) for profile in profiles}
    languages = {profile.label: profile.language for profile in profiles}
    relevant = {profile.label: row["relevant"] for profile, row in zip(profiles, rows, strict=True)}
    yield from _ranks("invented organisations (fitted on)", matching_scores.by_language(rankings, relevant, languages))


def _winners(bench: Bench, matcher: Matcher) -> Iterator[Measured]:
    """Real organisations that no fit has seen, and the thematic calls that they won, among those that any of them won.

    Of a call without a published award nobody can tell whether it ranks too high. Most are described a second time, in
    the other language, so that the languages are compared on the same organisations.
    """
    path, again = bench.own_gold / "winners.jsonl", bench.own_gold / "winners-again.jsonl"
    if not path.is_file():
        return
    rows = read_rows(path, Described)
    awarded = matcher.thematic_ids() & {topic for row in rows for topic in row.topics}
    yield from _ranks("winners kept apart", _won(rows, awarded, matcher))
    if again.is_file():
        other = read_rows(again, Described)
        twice = {row.pic for row in other}
        both = [*(row for row in rows if row.pic in twice), *other]
        yield from _ranks("winners kept apart, in both languages", _won(both, awarded, matcher))


def _won(rows: Sequence[Described], awarded: frozenset[str], matcher: Matcher) -> dict[str, matching_scores.Measures]:
    """How well the calls that organisations won are found among those of which winners are known."""
    names = {f"{row.pic} {row.lang}": row for row in rows}
    rankings = {name: [call for call in matcher.ranking(row.profile) if call in awarded] for name, row in names.items()}
    won = {name: awarded & row.topics for name, row in names.items()}
    return matching_scores.by_language(rankings, won, {name: row.lang for name, row in names.items()})


def _ranks(gold: str, found: Mapping[str, matching_scores.Measures]) -> Iterator[Measured]:
    for language, row in found.items():
        for measure in ("recall_at_5", "recall_at_10", "recall_at_20", "mrr"):
            yield _row("match", f"{gold}, {language}", measure.replace("_at_", "@"), getattr(row, measure))


def _expected(bench: Bench) -> Iterator[Measured]:
    path = bench.gold_file or bench.own_gold / "matches.jsonl"
    if not path.is_file():
        return
    rows = read_rows(path, Expected)
    matcher = bench.matcher([bench.corpora / "policy", bench.corpora / "calls"])
    first, verdicts, routes = [], [], []  # type: list[float], list[float], list[float]
    for row in rows:
        profile = load_profile(bench.corpora / "profiles" / f"{row.profile}.toml")
        report = matcher.match(profile, as_of=row.as_of, limit=1000)
        given = {found.id: found.verdict for found in report.calls}
        first.append(float(report.calls[0].id == row.expected_first))
        verdicts += [float(given.get(name) == verdict) for name, verdict in row.verdicts.items()]
        outcomes = {route.id: route.outcome for route in report.routes}
        routes.append(float(outcomes.get("flanders") == row.routes.get("muyters")))
    for measure, values in (("expected call first", first), ("verdicts", verdicts), ("Flemish route", routes)):
        if values:
            yield _row("match", "corpora", measure, interval(values))


# --- rules ---------------------------------------------------------------------------------------------------------


def rules(bench: Bench) -> Iterator[Measured]:
    """Rule rows against cases whose outcome was written from the facts, and the worked examples of the circular."""
    cases = read_cases(bench.gold_file or bench.own_gold / "gates.jsonl")
    worked = [] if bench.gold_file is not None else read_cases(bench.own_gold / "worked-examples.jsonl")
    groups = {
        "chains of the circular": [case for case in cases if case.kind == "chain"],
        "gates": [case for case in cases if case.kind == "gate"],
        "worked examples": worked,
    }
    for measure, group in groups.items():
        if group:
            yield _row("rules", "cases", measure, interval([float(wrong(case) is None) for case in group]))


# --- encoder -------------------------------------------------------------------------------------------------------


def encoder(bench: Bench) -> Iterator[Measured]:
    """Sentence retrieval and similarity on public sets; ``--gold`` names the folder that they were unpacked into."""
    if bench.gold_file is None or not bench.gold_file.is_dir():
        return
    for figure in encoder_scores.score(bench.encoder.encode, bench.gold_file):
        yield _row("encoder", figure.set, figure.measure, figure.interval)


SETS: dict[str, Callable[[Bench], Iterator[Measured]]] = {
    "references": references,
    "extract": extract,
    "entities": entities,
    "search": search,
    "match": match,
    "rules": rules,
    "encoder": encoder,
}
"""All sets, by the name that ``docintel evaluate`` takes."""
TAKES_GOLD = ("references", "search", "match", "rules", "encoder")
"""Those that measure gold of the user instead: a file like their own, the encoder a folder of unpacked sets."""
