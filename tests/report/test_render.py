"""Every rendering of a report: complete, in both languages, safe to open."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "match"))
from match_samples import make_library

from docintel.match.engine import match_profile
from docintel.match.profiles import Profile, parse_profile
from docintel.match.rules import shipped_rules
from docintel.report import changes, icalendar, matrix, render
from docintel.report.html import time_line
from docintel.report.jsonl import report_schema
from docintel.report.view import (
    arrange,
    blocking,
    colour,
    evidence_line,
    example,
    fresh,
    next_steps,
    quoted,
    route_line,
    split_routes,
    steps_shown,
    verdict_line,
)
from docintel.report.wording import ReportLanguage, words
from docintel.types import Band, CandidateCode, Change, Evidence, Gate, Match, MissingFact, Report

HOSTILE = "<script>alert(1)</script> & Co | *x*"


@pytest.fixture(scope="module")
def report() -> Report:
    profile = Profile(
        name=HOSTILE,
        country="BE",
        region="Gent",
        description="We build cooled infrared cameras.",
        capabilities=("infrared cameras",),
        list_codes=("ML15.d",),
    )
    found = match_profile(profile, make_library(), as_of=date(2021, 10, 1), language="en")
    return replace(found, calls=tuple(banded(match, "strong") for match in found.calls))


def banded(match: Match, band: Band) -> Match:
    """The match with another band: the library of two calls is too small for one of its own."""
    return replace(match, relevance=replace(match.relevance, band=band))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("format", ["table", "json", "jsonl", "md", "html"])
def test_every_format_names_every_call_and_question(report: Report, format: str, language: str) -> None:
    text = render(report, format, language=language)  # type: ignore[arg-type]
    assert all(match.id in text for match in report.calls)
    assert all(fact.field in text for fact in report.missing_facts), "the example of what to write names the key"


def test_a_profile_that_nothing_fits_gets_no_calls(report: Report) -> None:
    far = replace(report, calls=tuple(banded(match, "none") for match in report.calls), summary="Nothing fits.")
    for format in ("table", "md", "html"):
        text = render(far, format)  # type: ignore[arg-type]
        assert "Nothing fits." in text
        assert not any(f"{match.rank}. {match.id}" in text for match in far.calls)
        assert "Flemish R&D&I support".replace("&", "&amp;" if format == "html" else "&") in text
    weak = replace(report, calls=tuple(banded(match, "weak") for match in report.calls))
    assert [match.rank for match in arrange(weak).shown] == [1]


def test_what_is_open_comes_before_what_closed_whatever_the_rank(report: Report) -> None:
    first, second = report.calls
    calls = (
        replace(first, rank=1, verdict="blocked", reason="closed"),
        replace(second, rank=2, verdict="applies", reason=None),
        replace(first, rank=3, verdict="blocked", reason="not-yet-open"),
        replace(second, rank=4, verdict="blocked", reason="not-sme"),
    )
    view = arrange(replace(report, calls=calls))
    assert [match.rank for match in view.shown] == [2, 3, 4, 1]
    say = words("en")
    assert [verdict_line(match, say) for match in view.shown] == [
        "applies (2 conditions of the project open)",
        "not yet open",
        "blocked (not an SME)",
        "closed",
    ]


def test_the_table_has_what_is_open_first_and_every_call_that_is_counted(report: Report) -> None:
    first = report.calls[0]
    rows: list[tuple[str, Band, str | None]] = [
        *((f"SHUT-{number}", "strong", "closed") for number in range(5)),
        ("NOW", "medium", None),
        ("FAR", "weak", None),
        ("FAR-SHUT", "weak", "closed"),
        ("ANY", "strong", None),
    ]
    calls = tuple(
        replace(banded(first, band), id=name, rank=rank, reason=reason, verdict="blocked" if reason else "unknown")
        for rank, (name, band, reason) in enumerate(rows, start=1)
    )
    calls = (*calls[:-1], replace(calls[-1], group="non-thematic"))
    view = arrange(replace(report, calls=calls))
    order = ["NOW", "FAR", "ANY", *(f"SHUT-{number}" for number in range(5))]
    assert [match.id for match in view.listed] == order
    text = render(replace(report, calls=calls), "md", language="en")
    assert re.findall(r"(?m)^\| \d+ \| (\S+) ", text) == order
    assert "Other closed calls that were near: 2, in the table." in text
    terminal = render(replace(report, calls=calls), "table", language="en")
    assert [int(number) for number in re.findall(r"(?m)^ {1,2}(\d)\. [A-Z]+[-\d]* ", terminal)][:8] == [*range(1, 9)]
    nothing = arrange(replace(report, calls=tuple(banded(match, "none") for match in calls)))
    assert [match.id for match in nothing.listed] == ["ANY"]


def test_a_closed_call_asks_nothing_and_names_later_calls(report: Report) -> None:
    closed = replace(report.calls[0], verdict="blocked", reason="closed", named_by=("EDF-2030-X",))
    late = replace(report, as_of=date(2030, 1, 1))
    assert next_steps(closed, late, words("en")) == [
        "Closed since 9 December 2021.",
        "Named later in: EDF-2030-X.",
    ]
    assert "edition" not in " ".join(next_steps(replace(closed, named_by=()), late, words("en")))


@pytest.mark.parametrize(("language", "name"), [("nl", "dit profiel"), ("en", "this profile")])
def test_a_profile_without_a_name(report: Report, language: str, name: str) -> None:
    nameless = replace(report, profile=Profile(description="x").label)
    for format in ("table", "md", "html"):
        text = render(nameless, format, language=language)  # type: ignore[arg-type]
        assert name in text
        assert "(no name)" not in text


def test_a_fact_that_is_asked_twice_is_quoted_once(report: Report) -> None:
    export = next(route for route in report.routes if route.id == "export")
    open_steps = [replace(step, state="unknown", field="list_codes") for step in export.steps]
    assert [first for _, first in fresh(open_steps)] == [True, *[False] * (len(open_steps) - 1)]


def test_paper_leaves_out_what_the_screen_folds(report: Report) -> None:
    page = render(report, "html")
    style = page[page.index("@media print") :]
    assert ".skip, .screen, details { display: none; }" in style
    assert page.count("<details") > len(report.calls)


def test_bullets_are_no_part_of_a_quote() -> None:
    shown = quoted([Evidence("• feature a low signature;"), Evidence(""), Evidence("o the Member States")])
    assert [quote.sentence for quote in shown] == ["feature a low signature;", "the Member States"]


@pytest.mark.parametrize(
    ("language", "line"), [("en", "Only the title of this topic"), ("nl", "Van dit onderwerp staat alleen de titel")]
)
def test_a_topic_known_by_its_title_says_where_its_text_stands(
    report: Report, language: ReportLanguage, line: str
) -> None:
    assert {match.id: match.brief for match in report.calls} == {
        "EDF-2021-SENS-R-IRD": False,
        "EDF-2023-DA-UWW-MCMC": True,
    }
    match, say = report.calls[0], words(language)
    assert (evidence_line(replace(match, brief=True, evidence=()), say) or "").startswith(line)
    assert evidence_line(replace(match, evidence=()), say) == say["evidence_none"]
    assert evidence_line(match, say) is None
    for format in ("table", "md", "html"):
        text = " ".join(render(report, format, language=language).split())  # type: ignore[arg-type]
        assert text.count(line) == 1


def test_json_is_the_contract(report: Report) -> None:
    found = json.loads(render(report, "json"))
    keys = {"profile", "as_of", "calls", "conditions", "recommendations", "routes", "missing_facts"}
    assert keys <= set(found)
    call = found["calls"][0]
    assert {"id", "title", "rank", "verdict", "relevance", "gates", "evidence", "deadline", "budget_eur"} <= set(call)
    assert set(call["relevance"]) == {"score", "band", "lexical", "dense"}
    assert call["deadline"] == "2021-12-09"
    assert render(report, "jsonl").count("\n") == 0
    assert "$defs" in report_schema()


def test_html_stands_alone_and_escapes(report: Report) -> None:
    page = render(report, "html")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
    assert "default-src 'none'" in page
    assert page.count("<h1>") == 1
    assert '<html lang="en">' in page
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page


def test_html_tables_have_headings(report: Report) -> None:
    page = render(report, "html")
    assert page.count("<th scope=") == page.count("<th ")


def test_markdown_cells_hold_no_markup(report: Report) -> None:
    assert "\\<script\\>" in render(report, "md")


def test_terminal_lines_keep_the_width(report: Report) -> None:
    for width in (60, 100):
        text = render(report, "table")
        assert all(len(line) <= 100 for line in text.splitlines())
        assert width <= 100


def test_both_languages_have_the_same_strings() -> None:
    def keys(table: object) -> object:
        return {key: keys(value) for key, value in table.items()} if isinstance(table, dict) else None

    assert keys(words("nl").texts) == keys(words("en").texts)


def test_numbers_and_dates() -> None:
    assert words("nl").euro(24_000_000).replace("\u202f", " ").replace("\u00a0", " ") == "€ 24 000 000"
    assert words("nl").day(date(2021, 12, 9)) == "9 december 2021"
    assert words("en").budget(None, 38) == "€\u00a038 for all topics of the call together"


def test_calendar_follows_the_standard(report: Report) -> None:
    near = replace(report, calls=tuple(replace(m, relevance=replace(m.relevance, band="strong")) for m in report.calls))
    text = icalendar.render(near)
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 3
    assert "DTSTART;VALUE=DATE:20211209\r\nDTEND;VALUE=DATE:20211210" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_days_gone_by_only_on_request(report: Report) -> None:
    late = replace(report, as_of=date(2030, 1, 1))
    near = replace(late, calls=tuple(replace(m, relevance=replace(m.relevance, band="medium")) for m in late.calls))
    assert icalendar.render(near).count("BEGIN:VEVENT") == 0
    assert icalendar.render(near, past=True).count("BEGIN:VEVENT") == 4


def test_matrix_has_a_line_a_profile_and_no_formulas(report: Report) -> None:
    text = matrix.render([report, replace(report, profile="=1+1")])
    assert len(text.splitlines()) == 3
    assert "\n'=1+1," in text
    over = tuple(replace(match, verdict="blocked", reason="closed") for match in report.calls)
    assert f"{over[0].rank} closed" in matrix.render([replace(report, calls=over)])
    assert matrix.render_long([report]).splitlines()[0].startswith("profile,call,title,rank")


def test_time_line_stays_on_the_line(report: Report) -> None:
    for day in (date(2000, 1, 1), date(2021, 10, 1), date(2040, 1, 1)):
        line = time_line(report.calls[0], day)
        assert line is not None
        assert 0 <= line.today <= 100
        assert line.opening < line.deadline


def test_changes_for_a_reader() -> None:
    change = Change("EDF-1", "Title", "gate", "call.deadline", "met", "not_met")
    day = date(2021, 10, 1)
    assert changes.render("A", day, [change], "nl").splitlines() == [
        "A (sinds 1 oktober 2021)",
        "  EDF-1 Title: voorwaarde call.deadline: van voldaan naar niet voldaan",
    ]
    assert "Nothing new" in changes.render("A", day, [], "en")
    assert changes.render("A", None, [], "nl") == "A: voor het eerst bekeken"


@pytest.mark.parametrize(
    ("basis", "mark", "line"), [("rule", "[-]", "rules support out"), ("inferred", "[?]", "if the code holds")]
)
def test_a_rule_that_refuses_support_is_no_plus(report: Report, basis: str, mark: str, line: str) -> None:
    route = next(route for route in report.routes if route.id == "flanders")
    gate = replace(
        route.steps[0], id="M3", state="met", outcome="NO_SUPPORT", basis=basis, compared="no support for these goods"
    )
    barred = replace(report, routes=(replace(route, steps=(gate,)),))
    assert f"{mark} no support for these goods" in render(barred, "table", language="en")
    assert all(line in render(barred, format, language="en") for format in ("md", "html"))  # type: ignore[arg-type]


def test_what_is_shown_is_numbered_from_one(report: Report) -> None:
    late = tuple(replace(match, rank=match.rank + 6) for match in report.calls)
    text = render(replace(report, calls=late), "table", language="en")
    assert f"\n 1. {late[0].id}" in text
    assert f"\n 7. {late[0].id}" not in text


def test_a_sentence_is_quoted_once_and_then_only_placed(report: Report) -> None:
    for format in ("table", "md"):
        text = " ".join(render(report, format, language="en").split())  # type: ignore[arg-type]
        quotes = [quote.sentence for match in report.calls for gate in match.gates for quote in gate.evidence]
        assert all(text.count(sentence) == 1 for sentence in quotes if len(sentence) > 20)


def test_every_question_shows_what_to_write(report: Report) -> None:
    fields = {rule.field for rule in shipped_rules()} | {rule.then.field for rule in shipped_rules() if rule.then}
    for language in ("nl", "en"):
        examples = words(language).group("examples")  # type: ignore[arg-type]
        assert {name for name in fields if name} <= set(examples)
        for field in examples:
            text = example(MissingFact(field, "?", ()), report, words(language))  # type: ignore[arg-type]
            assert parse_profile(f'description = "x"\n{text}\n', "profile.toml")


def test_only_a_code_that_is_asked_for_is_written_as_an_example(report: Report) -> None:
    found = replace(report, candidates=(CandidateCode("ML7.g", "detection", "sniffers", "sniffer", 0.6),))
    for question, written in (("Does it fall under ML7.g?", '["ML7.g"]'), ("Under which code?", "[]")):
        text = example(MissingFact("list_codes", question, ()), found, words("en"))
        assert text.startswith(f"list_codes = {written}")
        assert "ML15" not in text


def test_a_licence_that_is_needed_is_no_open_question(report: Report) -> None:
    export = next(route for route in report.routes if route.id == "export")
    assert (export.outcome, export.verdict) == ("LICENCE", "unknown")
    assert route_line(export, words("en")) == "licence needed"


def test_recommendations_that_only_may_concern_take_a_line_each(report: Report) -> None:
    concern = replace(report.recommendations[0], verdict="unknown")
    text = render(replace(report, recommendations=(concern,)), "table", language="en")
    assert "Possibly of interest" in text
    assert not any(quote.sentence in text for quote in concern.evidence)


def test_outside_flanders_the_chain_only_says_why(report: Report) -> None:
    abroad = Profile(
        name="Abroad", country="NL", description="We build cooled infrared cameras.", capabilities=("infrared cameras",)
    )
    found = match_profile(abroad, make_library(), as_of=date(2021, 10, 1), language="en")
    near = replace(found, calls=tuple(banded(match, "strong") for match in found.calls))
    routes = split_routes(near, arrange(near))
    assert [route.id for route in routes.chain] == ["flanders"]
    assert [gate.id for gate in steps_shown(routes.chain[0])] == ["muyters.flemish"]
    assert {"export", "clearance"} <= {route.id for route in routes.instruments}


def test_a_route_that_is_over_says_so_and_a_partner_blocks_nothing(report: Report) -> None:
    defra = next(route for route in report.routes if route.id == "defra")
    late = (
        Gate("defra.consortium", "project", "not_met", "one company and one institution"),
        Gate("defra.open", "call", "not_met", "call of 2021"),
    )
    say = words("en")
    assert blocking(replace(defra, steps=late), say) == "closed now: call of 2021"
    assert blocking(replace(defra, steps=late[:1]), say) == ""
    abroad = Gate("defra.country", "company", "not_met", "a Belgian company")
    assert blocking(replace(defra, steps=(abroad, *late)), say) == "a Belgian company"


@pytest.mark.parametrize(
    ("lacking", "line"), [(1, "applies (1 condition not met)"), (2, "applies (2 conditions not met)")]
)
def test_a_verdict_tells_what_the_project_lacks(report: Report, lacking: int, line: str) -> None:
    gates = tuple(Gate(f"g{number}", "project", "not_met", "a clearance") for number in range(lacking))
    match = replace(report.calls[0], verdict="applies", reason=None, gates=gates)
    assert verdict_line(match, words("en")) == line
    assert colour(match) == "unknown" and colour(replace(match, gates=())) == "applies"
    closed = replace(match, verdict="blocked", reason="closed")
    assert verdict_line(closed, words("en")) == "closed"
