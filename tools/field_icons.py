"""Draw the icons of the app on the phone, as in favicon.svg: a phone needs them as PNG, with a margin to cut off.

.venv/bin/python tools/field_icons.py
"""

from math import pi, sin
from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "anlan" / "web" / "static" / "anlan" / "field"
GROUND, WAVE = "#0b5563", "#ffffff"
SIZES = (192, 512)
# Drawn larger and made smaller, so that the edges are smooth.
FINER = 4


def icon(size: int) -> Image.Image:
    """Two white waves on the accent colour, within the part that no phone cuts off."""
    side = size * FINER
    picture = Image.new("RGB", (side, side), GROUND)
    draw = ImageDraw.Draw(picture)
    width, radius = side * 0.6, side * 0.0375
    for middle in (0.42, 0.6):
        for step in range(1000):
            part = step / 999
            x, y = side * 0.2 + width * part, side * middle - sin(part * 2 * pi) * side * 0.07
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=WAVE)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    """Write one file for each size."""
    for size in SIZES:
        icon(size).save(FOLDER / f"icon-{size}.png", optimize=True)


if __name__ == "__main__":
    main()
