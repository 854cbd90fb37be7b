from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.extract.language import assign_languages, detect, main_language
from docintel.types import BlockKind, Language

HEADINGS: list[tuple[str, Language]] = [
    ("3. AANPAK VAN HET TRAJECT", "nl"),
    ("BIJLAGE 2", "nl"),
    ("Uitdagingen en knelpunten", "nl"),
    ("TROEVEN EN STERKTES", "nl"),
    ("Dual-use technologieën", "nl"),
    ("Budgettaire impact", "nl"),
    ("Steun aan kleine ondernemingen", "nl"),
    ("AANBEVELING 4: FACILITEER R&D IN DE SECTOR", "nl"),
    ("Level playing field in Europa", "nl"),
    ("Exportcontrole", "nl"),
    ("4.2 Strategische ligging", "nl"),
    ("EXECUTIVE SUMMARY", "en"),
    ("RECOMMENDATION 4: OPEN THE INSTRUMENTS", "en"),
    ("Functional requirements", "en"),
    ("TABLE OF CONTENTS", "en"),
    ("Scope and types of activities", "en"),
    ("EDF-2022-DA-NAVAL-NCS – Naval Collaborative Surveillance", "en"),
    ("Award criteria", "en"),
    ("AVAILABLE BUDGET", "en"),
]

FOREIGN = [
    "La présente recommandation vise à renforcer la coopération entre les États membres.",
    "Le Conseil d’État, section de législation, a donné l’avis suivant",
    "Die Vorschläge müssen mindestens die folgenden Aufgaben abdecken.",
    "Las propuestas deben abordar al menos las siguientes tareas.",
    "Le proposte devono riguardare almeno le seguenti attività.",
    "Предложенията трябва да обхващат поне следните задачи.",
    "Wnioski muszą obejmować co najmniej następujące zadania w ramach działań obowiązkowych.",
    "Förslagen måste omfatta minst följande uppgifter som en del av verksamheten.",
    "As propostas devem abranger pelo menos as seguintes tarefas obrigatórias.",
]


@pytest.mark.parametrize(("text", "language"), HEADINGS)
def test_headings_of_two_to_five_words(text: str, language: Language) -> None:
    assert detect(text, language) == language


@pytest.mark.parametrize("text", FOREIGN)
@pytest.mark.parametrize("context", ["nl", "en", "other"])
def test_what_is_neither_is_other(text: str, context: Language) -> None:
    assert detect(text, context) == "other"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("De start-up zoekt funding voor een level playing field en een security clearance.", "nl"),
        ("The decision of the Flemish agency VLAIO (Agentschap Innoveren en Ondernemen) is not final.", "en"),
        ("5.3 Implementatie van eDelivery/ebMS3/AS4", "nl"),
        ("Zie https://www.example.org/the-report-of-the-year voor de cijfers.", "nl"),
    ],
)
def test_loan_words_and_addresses_do_not_mislead(text: str, language: Language) -> None:
    assert detect(text, "other") == language


def test_a_doubtful_line_follows_its_neighbours() -> None:
    dutch = "De minister dient binnen zes maanden een plan voor te leggen aan het parlement."
    english = "The minister should put a plan before parliament within six months."
    texts = [dutch, "Innovatie 2024", dutch, english, "Budget", english, "12,5 %"]
    kinds: list[BlockKind] = ["paragraph", "heading", "paragraph", "paragraph", "heading", "paragraph", "paragraph"]
    assert assign_languages(texts, kinds) == ["nl", "nl", "nl", "en", "en", "en", "en"]


def test_a_heading_leans_on_what_follows_it() -> None:
    dutch = "De minister dient binnen zes maanden een plan voor te leggen aan het parlement."
    english = "The minister should put a plan before parliament within six months."
    assert assign_languages([dutch, "Call A-12", english], ["paragraph", "heading", "paragraph"])[1] == "en"
    assert assign_languages([dutch, "Call A-12", english], ["paragraph", "paragraph", "paragraph"])[1] == "nl"


def test_a_foreign_block_inside_a_dutch_document() -> None:
    dutch = "De minister dient binnen zes maanden een plan voor te leggen aan het parlement."
    assert assign_languages([dutch, FOREIGN[0], dutch], ["paragraph"] * 3) == ["nl", "other", "nl"]
    assert main_language([dutch, FOREIGN[0], dutch], ["nl", "other", "nl"]) == "nl"


def test_nothing_to_go_by() -> None:
    assert assign_languages(["12 345", "— — —"], ["paragraph", "paragraph"]) == ["other", "other"]
    assert assign_languages(["12 345"], ["paragraph"], hint="nl") == ["nl"]
    assert main_language([], []) == "other"


@given(st.lists(st.text(max_size=60), max_size=8))
def test_any_text_gets_one_language_each_and_the_same_again(texts: list[str]) -> None:
    kinds: list[BlockKind] = ["paragraph"] * len(texts)
    assert assign_languages(texts, kinds) == assign_languages(texts, kinds)
    assert set(assign_languages(texts, kinds)) <= {"nl", "en", "other"}


NEUTRAL: list[tuple[str, Language]] = [
    ("Militair project", "nl"),
    ("Internationale samenwerking", "nl"),
    ("Dual-use producten", "nl"),
    ("Samenstelling van de raad", "nl"),
    ("Uitvoer naar derde landen", "nl"),
    ("DE ROL VAN DE OVERHEID", "nl"),
    ("Advies over innovatie", "nl"),
    ("Legal framework", "en"),
    ("General provisions", "en"),
    ("Composition of the board", "en"),
    ("Exports to third countries", "en"),
    ("THE ROLE OF GOVERNMENT", "en"),
    ("Advice on innovation", "en"),
]


@pytest.mark.parametrize(("text", "language"), NEUTRAL)
def test_headings_say_it_without_a_context(text: str, language: Language) -> None:
    assert detect(text, "other") == language
    assert detect(text, language) == language
