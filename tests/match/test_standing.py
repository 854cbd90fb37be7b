"""What plain words state of money, size, ownership, clearance, export and project; and what they leave open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.match.profiles import describe
from docintel.match.standing import amounts
from docintel.match.stated import stated_facts

_FOUNDER_AND_FUND = (
    "The founder owns 70 percent, the other 30 percent belongs to an investment fund from the United States."
)
STATED = [
    ("We halen een omzet van 12,5 miljoen euro.", "turnover_eur", 12_500_000),
    ("Onze jaaromzet bedraagt € 3.200.000.", "turnover_eur", 3_200_000),
    ("Omzet 2023: 850.000 euro", "turnover_eur", 850_000),
    ("Wij draaien 4M€ omzet met 20 mensen.", "turnover_eur", 4_000_000),
    ("Annual turnover is EUR 8.5 million.", "turnover_eur", 8_500_000),
    ("The company has revenues of €45m.", "turnover_eur", 45_000_000),
    ("Als start-up hebben we nog geen omzet.", "turnover_eur", 0),
    ("Pre-revenue spin-off of a university.", "turnover_eur", 0),
    ("De omzet was 9 miljoen euro en het balanstotaal 7 miljoen euro.", "turnover_eur", 9_000_000),
    ("De omzet was 9 miljoen euro en het balanstotaal 7 miljoen euro.", "balance_eur", 7_000_000),
    ("Turnover of EUR 30 million, balance sheet total of EUR 22 million.", "balance_eur", 22_000_000),
    ("Turnover of EUR 30 million, balance sheet total of EUR 22 million.", "turnover_eur", 30_000_000),
    ("We hebben een omzet van 5,2 miljoen euro en zijn eigendom van een Noorse groep.", "turnover_eur", 5_200_000),
    ("We haalden 27 miljoen omzet, vooral in de bouw.", "turnover_eur", 27_000_000),
    ("Two offices, revenue about 700k.", "turnover_eur", 700_000),
    ("112 people work here and last year we turned over EUR 23 million.", "turnover_eur", 23_000_000),
    ("We turn over about 3 million a year.", "turnover_eur", 3_000_000),
    ("We draaiden vorig jaar 4 miljoen euro.", "turnover_eur", 4_000_000),
    ("We zetten 4 miljoen om met 20 mensen.", "turnover_eur", 4_000_000),
    ("Wij zijn een kmo uit Aalst.", "size", "sme"),
    ("We are an SME with customers in ten countries.", "size", "sme"),
    ("Als micro-onderneming doen we alles zelf.", "size", "micro"),
    ("We are a mid-cap supplier.", "size", "midcap"),
    ("Wij zijn een dochter van een Amerikaanse groep.", "controlled_from", "US"),
    ("Wij zijn een dochter van een Amerikaanse groep.", "independent", False),
    ("Het bedrijf is sinds 2019 eigendom van een Brits investeringsfonds.", "controlled_from", "GB"),
    ("We zijn een dochteronderneming van het Zwitserse Alpina AG.", "controlled_from", "CH"),
    ("We maken deel uit van de Franse groep Lumière.", "independent", False),
    ("We maken deel uit van de Franse groep Lumière.", "controlled_from", "FR"),
    ("We are a wholly-owned subsidiary of a Canadian company.", "controlled_from", "CA"),
    ("Our main customer is a US aerospace group that owns 60% of our shares.", "controlled_from", "US"),
    ("Een Amerikaanse groep bezit 51 procent van onze aandelen.", "controlled_from", "US"),
    ("The firm was acquired by a US group in 2021.", "controlled_from", "US"),
    ("Our parent company is in Israel.", "controlled_from", "IL"),
    ("Part of the German Nordlicht Group.", "controlled_from", "DE"),
    ("Het bedrijf is voor 100 % in Belgische handen.", "controlled_from", "BE"),
    ("We are fully Belgian-owned.", "controlled_from", "BE"),
    ("We run networks, with the Norwegian state as majority owner.", "controlled_from", "NO"),
    ("The Norwegian state is our majority shareholder.", "controlled_from", "NO"),
    ("Een Chinese groep is meerderheidsaandeelhouder.", "controlled_from", "CN"),
    ("Wij zijn een nutsbedrijf met de Vlaamse overheid als meerderheidsaandeelhouder.", "independent", False),
    ("Alle aandelen zijn in handen van de Belgische familie Vandenbroucke.", "independent", True),
    ("All shares are held by the Belgian Maes family.", "independent", True),
    ("We are part of the family-owned Vos group.", "independent", False),
    ("A family-owned firm and member of the AGORIA working group.", "independent", True),
    ("The German family group Voith holds 60 % of the shares.", "independent", False),
    ("We have applied for a facility security clearance for each site.", "clearance", "requested"),
    ("All shares are held by the Belgian Maes family.", "controlled_from", "BE"),
    ("De aandelen zijn volledig in Vlaamse handen.", "controlled_from", "BE"),
    ("The shares are held by the Walloon Region and two families.", "controlled_from", "BE"),
    ("Een familiebedrijf uit Tielt.", "independent", True),
    ("We are a family-owned company.", "independent", True),
    ("Het bedrijf is eigendom van de oprichters.", "independent", True),
    ("Wij zijn een onafhankelijk bedrijf.", "independent", True),
    ("We are not part of a group.", "independent", True),
    ("A family firm; an American fund holds 60 percent of the shares.", "controlled_from", "US"),
    ("A family firm; an American fund holds 60 percent of the shares.", "independent", False),
    ("Een familiebedrijf; een Amerikaans fonds houdt 60 procent van de aandelen.", "independent", False),
    ("60 % van onze aandelen is in handen van een Amerikaans fonds, 40 % van de familie.", "controlled_from", "US"),
    ("The company is owned by a US fund (60 per cent) and the founders (40 per cent).", "controlled_from", "US"),
    ("Een Nederlandse holding heeft een meerderheidsbelang in ons bedrijf.", "controlled_from", "NL"),
    ("We halen 30 % omzet in Gent en zijn een dochter van een Amerikaanse groep.", "controlled_from", "US"),
    ("We leveren binnen de Franse groep waartoe we behoren.", "controlled_from", "FR"),
    ("The French group we belong to sells sonars.", "independent", False),
    ("The founder owns 80 percent, the other 20 percent belongs to a Dutch fund.", "independent", True),
    ("Een familiebedrijf waarin een Frans fonds 10 % van de aandelen houdt.", "independent", True),
    ("The mill is wholly owned by the two Lievens sisters.", "independent", True),
    ("Het bedrijf is in handen van de twee zussen Lievens.", "independent", True),
    ("Mijn broer en ik hebben elk de helft van de aandelen.", "independent", True),
    ("My brother and I each own half of the shares.", "independent", True),
    ("Ik bezit alle aandelen.", "independent", True),
    ("Wij hebben samen alle aandelen van het bedrijf.", "independent", True),
    ("An American fund bought 60 percent of our shares in 2021.", "controlled_from", "US"),
    ("We hebben een veiligheidsmachtiging van het niveau GEHEIM.", "clearance", "GEHEIM"),
    ("We beschikken over een veiligheidsmachtiging.", "clearance", "yes"),
    ("We hold a facility security clearance (NATO SECRET).", "clearance", "NATO SECRET"),
    ("We hebben nog geen veiligheidsmachtiging.", "clearance", "none"),
    ("Wij beschikken niet over een veiligheidsmachtiging.", "clearance", "none"),
    ("We do not have a facility security clearance.", "clearance", "none"),
    ("Een veiligheidsmachtiging hebben we niet.", "clearance", "none"),
    ("Veiligheidsmachtiging: VERTROUWELIJK.", "clearance", "VERTROUWELIJK"),
    ("We have been cleared up to NATO SECRET and hold an export licence.", "clearance", "NATO SECRET"),
    ("We have been cleared up to NATO SECRET and hold an export licence.", "export_authorisation", "yes"),
    ("Sales reached EUR 88M in 2023.", "turnover_eur", 88_000_000),
    ("75 people, 14 million euro in sales.", "turnover_eur", 14_000_000),
    ("70% of our revenue comes from farming, 10% from defence.", "military_share", 0.1),
    ("Civiel werk is 60 %, defensie 40 %.", "military_share", 0.4),
    ("Ongeveer 45 % van ons werk is voor marines en kustwachten.", "military_share", 0.45),
    ("Voor 80 % doen we civiel werk en voor 20 % defensiewerk.", "military_share", 0.2),
    ("Of our turnover 75% lies outside defence.", "military_share", 0.25),
    ("De helft van onze opdrachten komt van Defensie.", "military_share", 0.5),
    ("About two thirds of our sales are to armies.", "military_share", 0.6667),
    ("30 % of our turnover comes from security and defence.", "military_share", 0.3),
    ("So far zero defence revenue.", "military_share", 0.0),
    ("Prototypes komen zelden verder dan TRL 4.", "trl_max", 4),
    ("Een veiligheidsmachtiging is aangevraagd.", "clearance", "requested"),
    ("Our security clearance application is pending.", "clearance", "requested"),
    ("No security clearance yet; it has been requested in March.", "clearance", "requested"),
    ("Machtiging aangevraagd bij de NVO, nog niet gekregen.", "clearance", "requested"),
    ("We bezitten een machtiging van het niveau NATO SECRET.", "clearance", "NATO SECRET"),
    ("Sinds 2022 zijn we voor 100 % eigendom van Wordbridge Inc. uit Boston (VS).", "controlled_from", "US"),
    ("Ons instituut in Mol meet straling.", "kind", "research"),
    ("Wij hebben geen omzet uit defensie.", "military_share", 0.0),
    ("A university department in Ghent that works on burns.", "kind", "university"),
    ("We plan a project with Aquila (France).", "project.partners", ({"name": "Aquila", "country": "FR"},)),
    ("We have never applied for a security clearance.", "clearance", "none"),
    ("We hebben geen veiligheidsmachtiging en hebben er ook nooit een aangevraagd.", "clearance", "none"),
    ("Een veiligheidsmachtiging hebben we nooit aangevraagd.", "clearance", "none"),
    ("We have no security clearance and have applied for one.", "clearance", "requested"),
    ("We hebben nog geen veiligheidsmachtiging omdat de aanvraag loopt.", "clearance", "requested"),
    ("We have no security clearance and have never needed an export licence.", "clearance", "none"),
    ("We hebben geen veiligheidsmachtiging en hadden nooit een uitvoervergunning nodig.", "clearance", "none"),
    ("We hebben geen veiligheidsmachtiging of uitvoervergunning.", "export_authorisation", "none"),
    ("We hebben een veiligheidsmachtiging, en een uitvoervergunning is aangevraagd.", "clearance", "yes"),
    ("We hebben geen veiligheidsmachtiging, wel een uitvoervergunning voor militair materieel.", "clearance", "none"),
    (
        "We hebben geen veiligheidsmachtiging, wel een uitvoervergunning voor militair materieel.",
        "export_authorisation",
        "yes",
    ),
    ("Een veiligheidsmachtiging hebben we niet, een uitvoervergunning wel.", "export_authorisation", "yes"),
    ("Een uitvoervergunning voor militaire goederen hebben we wel.", "export_authorisation", "yes"),
    ("We ship under individual export licences from the Flemish government.", "export_authorisation", "yes"),
    ("We have a security clearance but have never applied for an export licence.", "export_authorisation", "none"),
    ("We hebben een uitvoervergunning voor Noorwegen.", "export_authorisation", "yes"),
    ("We do not hold an export licence.", "export_authorisation", "none"),
    ("Zonder uitvoervergunning tot nu toe.", "export_authorisation", "none"),
    ("Het project heeft een budget van 4 miljoen euro.", "project.budget_eur", 4_000_000),
    ("Our project costs EUR 1.2 million over three years.", "project.budget_eur", 1_200_000),
    (
        "Dit project doen we samen met Aquila (Frankrijk) en Borealis Oy (FI).",
        "project.partners",
        ({"name": "Aquila", "country": "FR"}, {"name": "Borealis Oy", "country": "FI"}),
    ),
    (
        "The project consortium counts Norlys (Denmark) and Vega Labs (ES).",
        "project.partners",
        ({"name": "Norlys", "country": "DK"}, {"name": "Vega Labs", "country": "ES"}),
    ),
]
OPEN = [
    ("We verwachten een omzet van 20 miljoen euro in 2027.", "turnover_eur"),
    ("Our turnover lies between 10 and 20 million euro.", "turnover_eur"),
    ("De groep haalt een omzet van 300 miljoen euro.", "turnover_eur"),
    ("30 % van de omzet komt uit defensie.", "turnover_eur"),
    ("The group turned over EUR 300 million.", "turnover_eur"),
    ("We turned over more than EUR 3 million.", "turnover_eur"),
    ("We hope to turn over EUR 5 million.", "turnover_eur"),
    ("Our valves turn over 3 million times a year.", "turnover_eur"),
    ("We draaiden vorig jaar 2 miljoen euro verlies.", "turnover_eur"),
    ("We zetten 2 miljoen euro om in aandelen.", "turnover_eur"),
    ("We investeerden 2 miljoen euro in een nieuwe hal.", "turnover_eur"),
    ("The turnover of 5 million dollars was a record.", "turnover_eur"),
    ("30 % of our sales go to navies and 20 % to armies.", "military_share"),
    ("De helft van de omzet is uitvoer, defensie groeit.", "military_share"),
    ("The shares are held by the founders and a Flemish investment fund.", "independent"),
    ("Prototypes komen zelden verder dan TRL 4.", "trl_min"),
    ("Omzet en winst groeien al jaren.", "turnover_eur"),
    ("The order is worth EUR 5 million.", "turnover_eur"),
    ("Wij helpen kmo's met hun subsidiedossier.", "size"),
    ("Onze klanten zijn kmo's en grote bedrijven.", "size"),
    ("We supply SMEs across Europe.", "size"),
    ("Wij zijn geen kmo.", "size"),
    ("We hebben een dochter in de Verenigde Staten.", "controlled_from"),
    ("Our subsidiary in Canada sells to the navy.", "controlled_from"),
    ("A Canadian fund holds 20% of our shares.", "controlled_from"),
    ("We hold 60% of the shares of a US firm.", "controlled_from"),
    ("Tot 2018 waren we een dochter van een Amerikaanse groep.", "controlled_from"),
    ("Former subsidiary of a British group.", "controlled_from"),
    ("Een Amerikaans fonds is voor 20 % eigenaar.", "controlled_from"),
    ("Our largest customer is an American group.", "controlled_from"),
    ("We leveren aan Franse en Duitse groepen.", "controlled_from"),
    ("We zijn geen dochter van een Amerikaanse groep.", "controlled_from"),
    ("Een familiebedrijf uit Tielt.", "controlled_from"),
    (_FOUNDER_AND_FUND, "controlled_from"),
    (_FOUNDER_AND_FUND, "independent"),
    (_FOUNDER_AND_FUND, "country"),
    ("Een familiebedrijf; een Frans fonds houdt 30 procent van de aandelen.", "independent"),
    ("De familie houdt 70 % van de aandelen, de rest zit bij een fonds uit Oslo.", "independent"),
    ("The company is owned by the founders and a US fund.", "controlled_from"),
    ("The company is owned by the founders and a US fund.", "independent"),
    ("We are partly owned by a US fund.", "controlled_from"),
    ("Voor 60 % zijn we in handen van de familie, voor 40 % van een Amerikaans fonds.", "independent"),
    ("We bought all shares of Aquila in 2021.", "independent"),
    ("We own 60 percent of a Canadian company.", "controlled_from"),
    ("Our product holds 60 percent of the American market.", "controlled_from"),
    ("We leveren de helft van de onderdelen aan een Frans bedrijf.", "controlled_from"),
    ("We doen onafhankelijk onderzoek naar sensoren.", "independent"),
    ("We take part in the work of a standards body.", "independent"),
    ("Voor dat werk is een veiligheidsmachtiging nodig.", "clearance"),
    ("Our engineers have a personal security clearance.", "clearance"),
    ("Onze twee zaakvoerders hebben een veiligheidsmachtiging.", "clearance"),
    ("One of us is cleared to EU SECRET.", "clearance"),
    ("Wij hebben geen omzet uit defensie.", "turnover_eur"),
    ("Founders and a fund own the company.", "controlled_from"),
    ("Wij adviseren klanten over hun veiligheidsmachtiging.", "clearance"),
    ("We would like a facility security clearance soon.", "clearance"),
    ("Een veiligheidsmachtiging, wat is dat?", "clearance"),
    ("We help customers with export licences.", "export_authorisation"),
    ("We have no security clearance and have never needed an export licence.", "export_authorisation"),
    ("Our goods fall under an export licence.", "export_authorisation"),
    ("We would ship under an export licence.", "export_authorisation"),
    ("Een uitvoervergunning is wel handig.", "export_authorisation"),
    ("Het budget van Defensie stijgt tot 8 miljard euro.", "project.budget_eur"),
    ("Onze partners zijn Aquila (Frankrijk) en Borealis (FI).", "project.partners"),
    ("We did a project with three universities.", "project.partners"),
    ("Voor leveringen naar Noorwegen vragen we telkens een uitvoervergunning aan.", "export_authorisation"),
    ("The founder is majority owner.", "controlled_from"),
    ("No foreign fund is majority shareholder.", "independent"),
    ("Neither the French state nor a fund is majority owner.", "controlled_from"),
    ("Onze klant is Fluvius, met de Vlaamse overheid als meerderheidsaandeelhouder.", "independent"),
    ("We serve a yard, with the Norwegian state as majority owner of our client.", "controlled_from"),
    ("Een Amerikaans fonds (30 %) is onze hoofdaandeelhouder.", "independent"),
    ("Frezen en lassen maken deel uit van het aanbod en sluiten aan bij dat van de Franse groep.", "controlled_from"),
]


@pytest.mark.parametrize(("text", "field", "value"), STATED, ids=lambda value: str(value)[:40])
def test_a_stated_fact_is_read_with_its_sentence(text: str, field: str, value: object) -> None:
    found = stated_facts(f"Wij bouwen dingen. {text}")
    assert found[field].value == value
    assert found[field].sentence in text


@pytest.mark.parametrize(("text", "field"), OPEN, ids=lambda value: str(value)[:40])
def test_what_is_planned_past_or_of_others_stays_open(text: str, field: str) -> None:
    assert field not in stated_facts(f"Wij bouwen dingen. {text}")


def test_the_profile_takes_the_facts_and_its_size_follows_the_eu_definition() -> None:
    text = (
        "Koudlicht NV uit Gent maakt koelers. We zijn een kmo, een familiebedrijf met 45 medewerkers. "
        "De omzet was 9 miljoen euro. We hebben nog geen veiligheidsmachtiging."
    )
    profile = describe(text)
    assert (profile.size, profile.eu_size, profile.staff) == ("sme", "small", 45)
    assert (profile.turnover_eur, profile.independent, profile.clearance) == (9_000_000, True, "none")
    assert profile.project is None
    assert {"turnover_eur", "clearance", "staff", "country"} <= set(stated_facts(text))


def test_a_project_in_plain_words_becomes_part_of_the_profile() -> None:
    profile = describe(
        "Wij maken sonars. Ons project met Aquila (Frankrijk) als partner heeft een budget van 2 miljoen euro."
    )
    assert profile.project is not None
    assert profile.project.budget_eur == 2_000_000
    assert profile.project.partners is not None
    assert profile.project.partners[0].country == "FR"


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert isinstance(stated_facts(text), dict)


@given(st.integers(min_value=1, max_value=999))
def test_amounts_of_one_sum_agree_however_they_are_written(millions: int) -> None:
    written = f"{millions} miljoen euro; €{millions}m; EUR {millions}.000.000; {millions} mio euro"
    assert {value for _, value in amounts(written)} == {millions * 1_000_000}
