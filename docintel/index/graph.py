"""The reference graph over documents, as DOT, GraphML or JSON-LD: clauses point at clauses, acts, list codes, calls."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from xml.sax.saxutils import escape, quoteattr

from docintel.index.exact import part_ancestors
from docintel.lexicon import acts, ancestors, list_codes
from docintel.types import Document, Reference

CONTEXT = {
    "@vocab": "https://schema.org/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "cites": {"@id": "eli:cites", "@type": "@id"},
    "part": {"@id": "isPartOf", "@type": "@id"},
}
_INSIDE = frozenset({"section", "recommendation", "figure", "page"})
_PARTS = {"art": "Article ", "ann": "Annex ", "recital": "Recital "}


@dataclass(frozen=True, slots=True)
class Node:
    """A document, a clause of it, or a thing that is mentioned."""

    id: str
    label: str
    kind: str
    """``document``, ``clause`` or the scheme of a reference."""
    part_of: str | None = None
    page: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One clause mentions a thing so many times."""

    source: str
    target: str
    polarity: str
    count: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and edges in a stable order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def build_graph(documents: Iterable[Document]) -> Graph:
    """All clauses that mention something, all that is mentioned, and the lists and documents that hold them."""
    nodes: dict[str, Node] = {}
    edges: Counter[tuple[str, str, str]] = Counter()
    for document in documents:
        for reference in document.references:
            source = _clause(document, _section_at(document, reference.span.start), nodes)
            for target in _targets(document, reference, nodes):
                if target != source:
                    edges[source, target, reference.polarity] += 1
    ordered = sorted(edges.items())
    return Graph(
        tuple(nodes[name] for name in sorted(nodes)),
        tuple(Edge(source, target, polarity, count) for (source, target, polarity), count in ordered),
    )


def _clause(document: Document, section: int | None, nodes: dict[str, Node]) -> str:
    """Node of a section, with the document above it."""
    nodes.setdefault(document.id, Node(document.id, document.title, "document", language=document.language))
    if section is None:
        return document.id
    found = document.sections[section]
    name = f"{document.id}#{found.number or f's{section}'}"
    label = f"{found.number} {found.title}" if found.number and found.number not in found.title else found.title
    nodes.setdefault(name, Node(name, label, "clause", document.id, found.page_start, found.language))
    return name


def _targets(document: Document, reference: Reference, nodes: dict[str, Node]) -> Iterator[str]:
    """Nodes that a reference points at: the clause where it is resolved, else the ids it names."""
    aimed = reference.target
    if aimed is not None and aimed.document == document.id and aimed.section is not None:
        yield _clause(document, aimed.section, nodes)
        return
    if reference.scheme in _INSIDE:
        return
    labels = _labels()
    for name in reference.ids:
        act, mark, _ = name.partition("#")
        chain = [name, *part_ancestors(name), act] if mark else [name, *ancestors(name)]
        for one, above in zip_longest(chain, chain[1:]):
            nodes.setdefault(one, Node(one, _label(one, labels), reference.scheme, above))
        yield name


def _label(name: str, labels: Mapping[str, str]) -> str:
    """Of an article the name of its act with it: ``Regulation (EU) 2016/679, Article 9.2.i``."""
    act, mark, part = name.partition("#")
    if not mark:
        return labels.get(name, name)
    short = next((kind for kind in _PARTS if part.startswith(kind)), "")
    return f"{labels.get(act, act).partition(':')[0]}, {_PARTS.get(short, '')}{part.removeprefix(short)}"


def _labels() -> dict[str, str]:
    found = {row.id: f"{row.id.removeprefix('DU:')} {row.en}" for row in list_codes().values()}
    found.update((act.id, act.en or act.nl) for act in acts())
    return found


def _section_at(document: Document, offset: int) -> int | None:
    inner = None
    for index, section in enumerate(document.sections):
        if section.span.start <= offset < section.span.end:
            inner = index
    return inner


# --- writings ----------------------------------------------------------------------------------------------------

_SHAPES = {"document": "folder", "clause": "box", "ml": "octagon", "dual-use": "octagon", "call": "component"}


def to_dot(graph: Graph) -> str:
    """Graphviz, one cluster for each document."""
    lines = ["digraph references {", "  rankdir=LR;", '  node [fontname="sans-serif" fontsize=10];']
    for number, document in enumerate(node for node in graph.nodes if node.kind == "document"):
        inside = [node for node in graph.nodes if node.part_of == document.id or node.id == document.id]
        lines.append(f"  subgraph cluster_{number} {{ label={_dot(document.label)};")
        lines.extend(f"    {_dot_node(node)}" for node in inside)
        lines.append("  }")
    lines.extend(f"  {_dot_node(node)}" for node in graph.nodes if node.kind not in ("document", "clause"))
    for edge in graph.edges:
        style = ' style=dashed color="red"' if edge.polarity != "incl" else ""
        lines.append(f"  {_dot(edge.source)} -> {_dot(edge.target)} [weight={edge.count} label={edge.count}{style}];")
    return "\n".join([*lines, "}"]) + "\n"


def _dot_node(node: Node) -> str:
    return f"{_dot(node.id)} [label={_dot(node.label[:60])} shape={_SHAPES.get(node.kind, 'ellipse')}];"


def _dot(text: str) -> str:
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'


def to_graphml(graph: Graph) -> str:
    """GraphML with label, kind, page and language of nodes, polarity and count of edges."""
    keys = (
        ("label", "node", "string"),
        ("kind", "node", "string"),
        ("part_of", "node", "string"),
        ("page", "node", "int"),
        ("language", "node", "string"),
        ("polarity", "edge", "string"),
        ("count", "edge", "int"),
    )
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    lines.extend(
        f'  <key id="{name}" for="{whom}" attr.name="{name}" attr.type="{kind}"/>' for name, whom, kind in keys
    )
    lines.append('  <graph id="references" edgedefault="directed">')
    for node in graph.nodes:
        values = {"label": node.label, "kind": node.kind, "part_of": node.part_of, "page": node.page}
        lines.append(f"    <node id={quoteattr(node.id)}>{_data(values | {'language': node.language})}</node>")
    for number, edge in enumerate(graph.edges):
        ends = f"source={quoteattr(edge.source)} target={quoteattr(edge.target)}"
        values = {"polarity": edge.polarity, "count": edge.count}
        lines.append(f'    <edge id="e{number}" {ends}>{_data(values)}</edge>')
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"


def _data(values: dict[str, str | int | None]) -> str:
    return "".join(
        f'<data key="{key}">{escape(_printable(str(value)))}</data>'
        for key, value in values.items()
        if value is not None
    )


def _printable(text: str) -> str:
    """XML refuses control characters, which a damaged text layer may hold."""
    return "".join(char if char.isprintable() else " " for char in text)


def to_jsonld(graph: Graph) -> str:
    """JSON-LD: each clause with what it is part of and what it cites."""
    cites: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.polarity == "incl":
            cites.setdefault(edge.source, []).append(_iri(edge.target))
    rows = []
    for node in graph.nodes:
        row: dict[str, object] = {"@id": _iri(node.id), "@type": _type(node.kind), "name": node.label}
        if node.part_of:
            row["part"] = _iri(node.part_of)
        if node.page is not None:
            row["pageStart"] = node.page
        if node.language in ("nl", "en"):
            row["inLanguage"] = node.language
        if node.id in cites:
            row["cites"] = cites[node.id]
        rows.append(row)
    return json.dumps({"@context": CONTEXT, "@graph": rows}, ensure_ascii=False, indent=1) + "\n"


def _type(kind: str) -> str:
    return {"document": "DigitalDocument", "clause": "CreativeWork", "call": "Grant"}.get(kind, "Legislation")


def _iri(name: str) -> str:
    """The official address of an EU act, a urn for everything else."""
    if name.startswith("CELEX:"):
        return "http://publications.europa.eu/resource/celex/" + name.removeprefix("CELEX:")
    return "urn:docintel:" + name.replace(" ", "_")
