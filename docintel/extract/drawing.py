"""Rules, areas and images of a page: what tables, boxes and scans are known by."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2.raw as pdfium_c

from docintel.extract import native
from docintel.extract.content import Dot, PageContent
from docintel.extract.space import IDENTITY, Place, View
from docintel.types import Box

# a page with more drawing operators than this is vector art: its lines are no table (one such page gave 1,304 tables)
MAX_PATHS = 12_000
MAX_OBJECTS = 60_000
MAX_FORM_DEPTH = 4
MAX_SEGMENTS = 2000
# a stroke this thin is a rule, whatever operator drew it
RULE_PT = 2.6
# a shape no larger than this may be a bullet; one of up to this many segments is a square
DOT_PT, SQUARE = 7.0, 6


_IMAGE, _PATH, _FORM = pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_FORM


class DrawingReader:
    """Reads the drawing of pages; holds the buffers that all pages share."""

    def __init__(self) -> None:
        """Make the buffers."""
        self._bounds_cells = native.Cells("f", 4)
        self._matrix = native.Cells("f", 6)

    def read(self, page: object, view: View, content: PageContent) -> None:
        """Fill in rules, filled areas and the share of images."""
        count = pdfium_c.FPDFPage_CountObjects(page)
        if count > MAX_OBJECTS:
            content.art = True
            return
        get, address = native.page_object, native.address_of(page)
        area = 0.0
        paths = 0
        for shape, kind, place in self._objects((get(address, index) for index in range(count)), IDENTITY, 0):
            if kind == _IMAGE:
                box = self._bounds(shape, place, view)
                area += max(0.0, (box.x1 - box.x0) * (box.bottom - box.top)) if box else 0.0
            else:
                paths += 1
                if paths > MAX_PATHS:
                    content.art = True
                    content.rules.clear()
                    content.fills.clear()
                    break
                self._read_path(shape, place, view, content)
        content.images = min(1.0, area / max(1.0, content.width * content.height))

    def _objects(self, shapes: Iterator[int | None], place: Place, depth: int) -> Iterator[tuple[int, int, Place]]:
        """Images and paths of a page with those inside forms, by address, each with its kind and the form's matrix."""
        object_type = native.object_type
        for shape in shapes:
            if not shape:
                continue
            kind = object_type(shape)
            if kind in (_IMAGE, _PATH):
                yield shape, kind, place
            elif kind == _FORM and depth < MAX_FORM_DEPTH:
                inner = self._matrix_of(shape).then(place)
                count = min(pdfium_c.FPDFFormObj_CountObjects(_pointer(shape)), MAX_OBJECTS)
                children = (native.form_object(shape, index) for index in range(count))
                yield from self._objects(children, inner, depth + 1)

    def _matrix_of(self, shape: int) -> Place:
        """The matrix of an object."""
        found = native.object_matrix(shape, self._matrix.addresses[0])
        return Place(*self._matrix.read()) if found else IDENTITY

    def _bounds(self, shape: int, place: Place, view: View) -> Box | None:
        """The bounding box of an object as seen."""
        if not native.object_bounds(shape, *self._bounds_cells.addresses):
            return None
        left, bottom, right, top = self._bounds_cells.read()
        if place is not IDENTITY:
            left, bottom = place.point(left, bottom)
            right, top = place.point(right, top)
        return view.box(left, bottom, right, top)

    def _read_path(self, address: int, place: Place, view: View, content: PageContent) -> None:
        """Sort a path into rules and areas."""
        box = self._bounds(address, place, view)
        if box is None:
            return
        width, height = box.x1 - box.x0, box.bottom - box.top
        if width > content.width * 1.5 or height > content.height * 1.5:
            return
        shape = _pointer(address)
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDFPath_GetDrawMode(shape, fill, stroke)
        if not fill.value and not stroke.value:
            return
        if max(width, height) <= DOT_PT and abs(width - height) <= 0.2 * max(width, height):
            segments = pdfium_c.FPDFPath_CountSegments(shape)
            mark = "▪" if segments <= SQUARE else "•" if fill.value else "◦"
            content.dots.append(Dot(mark, box))
            return
        if width <= RULE_PT or height <= RULE_PT:
            if max(width, height) >= 3:
                content.rules.append(box)
            return
        segments = pdfium_c.FPDFPath_CountSegments(shape)
        if fill.value and not stroke.value and segments <= 6:
            if self._visible_fill(shape):
                content.fills.append(box)
            return
        if stroke.value and segments <= MAX_SEGMENTS:
            content.rules.extend(self._edges(address, segments, place, view))
            if segments <= 6:
                content.fills.append(box)
        elif segments <= MAX_SEGMENTS:
            content.rules.extend(edge for edge in self._rectangles(address, segments, place, view) if _is_rule(edge))

    def _visible_fill(self, shape: object) -> bool:
        """Tell whether an area is filled with something else than white."""
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if not pdfium_c.FPDFPageObj_GetFillColor(shape, red, green, blue, alpha):
            return True
        return alpha.value > 8 and min(red.value, green.value, blue.value) < 250

    def _points(self, address: int, segments: int, place: Place, view: View) -> Iterator[tuple[int, float, float]]:
        """Kind and point, as seen, of every segment of a path."""
        whole = self._matrix_of(address).then(place)
        shape = _pointer(address)
        x, y = ctypes.c_float(), ctypes.c_float()
        for index in range(segments):
            segment = pdfium_c.FPDFPath_GetPathSegment(shape, index)
            if not pdfium_c.FPDFPathSegment_GetPoint(segment, x, y):
                continue
            kind = pdfium_c.FPDFPathSegment_GetType(segment)
            if pdfium_c.FPDFPathSegment_GetClose(segment):
                kind |= 16
            yield (kind, *view.point(*whole.point(x.value, y.value)))

    def _edges(self, address: int, segments: int, place: Place, view: View) -> Iterator[Box]:
        """The straight upright and level strokes of a path."""
        start = at = (0.0, 0.0)
        for kind, x, y in self._points(address, segments, place, view):
            if kind & 15 == pdfium_c.FPDF_SEGMENT_MOVETO:
                start = at = (x, y)
                continue
            if kind & 15 == pdfium_c.FPDF_SEGMENT_LINETO:
                yield from _edge(at, (x, y))
            at = (x, y)
            if kind & 16:
                yield from _edge(at, start)
                at = start

    def _rectangles(self, address: int, segments: int, place: Place, view: View) -> Iterator[Box]:
        """The boxes of the sub-paths of a filled path: many rules are thin filled rectangles drawn as one path."""
        points: list[tuple[float, float]] = []
        for kind, x, y in self._points(address, segments, place, view):
            if kind & 15 == pdfium_c.FPDF_SEGMENT_MOVETO and points:
                yield _around(points)
                points = []
            points.append((x, y))
        if points:
            yield _around(points)


def _pointer(address: int) -> object:
    """An object for the calls of ``pypdfium2.raw``."""
    return ctypes.cast(address, pdfium_c.FPDF_PAGEOBJECT)


def _edge(start: tuple[float, float], end: tuple[float, float]) -> Iterator[Box]:
    """A stroke as a box where it is level or upright and long enough."""
    box = _around([start, end])
    if _is_rule(box):
        yield box


def _is_rule(box: Box) -> bool:
    """Tell whether a box is thin and long."""
    width, height = box.x1 - box.x0, box.bottom - box.top
    return min(width, height) <= RULE_PT and max(width, height) >= 3


def _around(points: list[tuple[float, float]]) -> Box:
    """The box around points."""
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return Box(min(xs), min(ys), max(xs), max(ys))
