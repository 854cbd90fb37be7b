"""Reports over real documents: every quote stands on the page it names, every sourced rule finds its sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from match_samples import make_library

from docintel.config import ExtractSettings, TagSettings
from docintel.extract import read
from docintel.match.engine import Matcher
from docintel.match.profiles import load_profile
from docintel.match.rules import shipped_rules
from docintel.match.sources import Quoter
from docintel.tag.calls import merge_calls
from docintel.tag.stage import build
from docintel.types import Evidence, Report

FILES = (
    "policy/vario-advies-38.pdf",
    "policy/vlaio-visd.html",
    "calls/EDF-2021-SENS-R.pdf",
    "calls/EDF-2023-RA-SI.pdf",
)

OWN = ("call.deadline", "call.activities", "edf.established", "edf.consortium.call", "edf.clearance")
"""Gates that the call documents at hand decide in their own words."""


@pytest.fixture(scope="module")
def matcher(extra_corpus: Path) -> Matcher:
    tag = build(TagSettings(ner=False))
    found = [tag(read(extra_corpus / name, ExtractSettings(), name=name)) for name in FILES]
    documents = {document.id: document for document in found}
    calls = merge_calls(call for document in found for call in document.calls)
    asked = tuple(recommendation for document in found for recommendation in document.recommendations)
    return Matcher(replace(make_library(), documents=documents, calls=calls, recommendations=asked))


def quotes_of(report: Report) -> list[Evidence]:
    gates = [gate for match in report.calls for gate in match.gates]
    gates += [gate for route in report.routes for gate in route.steps]
    quotes = [quote for gate in gates for quote in gate.evidence]
    quotes += [quote for match in report.calls for quote in match.evidence]
    return quotes + [quote for concern in report.recommendations for quote in concern.evidence]


@pytest.mark.parametrize("day", [date(2021, 10, 1), date(2026, 11, 22)])
def test_every_quote_is_on_its_page_or_marked(matcher: Matcher, corpora: Path, day: date) -> None:
    for path in sorted((corpora / "profiles").glob("*.toml")):
        report = matcher.match(load_profile(path), as_of=day, limit=50)
        for match in report.calls:
            assert all(gate.evidence for gate in match.gates if gate.state != "unknown")
            assert all(quote.sentence for gate in match.gates if gate.id in OWN for quote in gate.evidence)
        for quote in quotes_of(report):
            if not quote.sentence:
                assert "source not ingested" in str(quote.note)
                continue
            document, span = matcher.library.documents[str(quote.document)], quote.span
            assert span is not None
            assert document.quote(span) == quote.sentence
            assert not any(block.kind == "footnote" for block in document.blocks if block.span.overlaps(span))
            pages = {line.page for block in document.blocks for line in block.lines if line.span.overlaps(span)}
            assert quote.page in pages


def test_every_rule_that_names_a_document_at_hand_finds_its_sentence(matcher: Matcher) -> None:
    quoter = Quoter(matcher.library)
    for rule in shipped_rules():
        for source in rule.sources:
            if set(source.document) & {"vario", "visd"}:
                found = quoter.quote(source)
                assert found.sentence, f"{rule.id}: {source.cite}"
                assert source.page is None or abs(int(found.page or 0) - source.page) <= 1


def test_a_project_on_ml7c_is_blocked_and_sees_recommendation_41(matcher: Matcher, corpora: Path) -> None:
    profile = load_profile(corpora / "profiles" / "gent-protective-chemistry.toml")
    report = matcher.match(profile, as_of=date(2026, 11, 22))
    chain = next(route for route in report.routes if route.id == "flanders")
    assert (chain.outcome, chain.verdict) == ("NO_SUPPORT", "blocked")
    assert "4.1" in [concern.number for concern in report.recommendations]


def test_an_infrared_maker_meets_the_infrared_call(matcher: Matcher, corpora: Path) -> None:
    profile = load_profile(corpora / "profiles" / "kortrijk-infrared.toml")
    for day, verdict in ((date(2021, 10, 1), "applies"), (date(2026, 11, 22), "blocked")):
        first = matcher.match(profile, as_of=day).calls[0]
        assert (first.id, first.verdict) == ("EDF-2021-SENS-R-IRD", verdict)
