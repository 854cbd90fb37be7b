"""Pages of calls that the tests of ``tag`` share, in words of our own."""

from __future__ import annotations

from pathlib import Path

from docintel.config import ExtractSettings
from docintel.extract.formats import read_other
from docintel.types import Document


def page(body: str, name: str = "call.html") -> Document:
    """A call document of this HTML."""
    html = f"<html><body><main>{body}</main></body></html>"
    return read_other(Path(name), html.encode(), "html", ExtractSettings())


def table(*rows: tuple[str, ...]) -> str:
    """A table of these cells."""
    return (
        "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
    )


HEAD = "<h1>Authored example: calls for proposals EDF-2031-DA</h1>"
TIMES = (
    "<h2>4. TIMETABLE AND DEADLINES</h2><table><tr><td colspan=2>Timetable (indicative)</td></tr>"
    "<tr><td>Call opening:</td><td>2 June 2031</td></tr>"
    "<tr><td>Deadline for submission:</td><td>20.11.2031 – 17:00:00 CET</td></tr></table>"
)
TOPICS = ("EDF-2031-DA-AIR-KITE: Tethered kites", "EDF-2031-DA-UWW-EELS-STEP: Swimming sensors **")
TEXT = "<h2>2.{n} Call topic {topic}</h2><h3>Specific objective</h3><p>Reach TRL 6 at least; see EDIDP-KITE-2020.</p>"
OWN = table(
    ("Topic", "Type of action", "Topic budget"),
    (TOPICS[0], "EDF-DA", "EUR 20 000 000"),
    (TOPICS[1], "EDF-DA", "EUR 30 million"),
)


def call_document(budget: str, consortium: str = "") -> Document:
    """A call of two topics with this budget and what it says of consortia."""
    texts = "".join(TEXT.format(n=n, topic=topic.rstrip(" *")) for n, topic in enumerate(TOPICS, start=1))
    return page(f"{HEAD}<h2>2. TOPICS</h2>{texts}<h2>3. AVAILABLE BUDGET</h2>{budget}{TIMES}{consortium}")
