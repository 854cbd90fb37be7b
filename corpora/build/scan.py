"""A page without a text layer: the text is drawn as a picture, slightly turned, with specks."""

from __future__ import annotations

import io
import random
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .paper import Result
from .source import Source

DPI = 150


def draw_scan(source: Source, result: Result) -> bytes:
    """Draw all pages as pictures."""
    width, height = source.layout.paper
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(width, height), invariant=1, pageCompression=0)
    canvas.setTitle(source.title)
    for page in result.pages:
        image = Image.new("L", (int(width * DPI / 72), int(height * DPI / 72)), 250)
        pen = ImageDraw.Draw(image)
        for run in page.runs:
            name = "VeraBd.ttf" if "Bold" in run.font else "Vera.ttf"
            font = ImageFont.truetype(
                str(Path(reportlab.__file__).parent / "fonts" / name), int(run.size * 0.86 * DPI / 72)
            )
            pen.text((run.x * DPI / 72, run.y * DPI / 72), run.text, font=font, fill=30, anchor="ls")
        specks = random.Random(page.number)
        for _ in range(300):
            pen.point((specks.randrange(image.width), specks.randrange(image.height)), fill=specks.randrange(60, 200))
        picture = io.BytesIO()
        image.rotate(0.4, fillcolor=250).save(picture, "JPEG", quality=60)
        canvas.drawImage(ImageReader(picture), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
