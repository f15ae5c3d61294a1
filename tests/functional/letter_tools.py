"""Looking at printed sheets with independent tools: poppler, qpdf, zbar. All measures are millimetres from the upper left."""

import html
import json
import re
import subprocess
from pathlib import Path

from house import HANGS_AFTER

MM = 25.4 / 72
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.S)


def output(*command, binary=False):
    done = subprocess.run([str(c) for c in command], capture_output=True, timeout=HANGS_AFTER)
    assert done.returncode == 0, f"{command}: {done.returncode} {done.stderr!r}"
    return done.stdout if binary else done.stdout.decode()


class Box:
    def __init__(self, x, y, width, height):
        self.x, self.y, self.right, self.bottom = x, y, x + width, y + height

    def __repr__(self):
        return f"({self.x:.2f}, {self.y:.2f}) to ({self.right:.2f}, {self.bottom:.2f}) mm"

    def holds(self, other):
        return (other.x >= self.x and other.y >= self.y and other.right <= self.right and other.bottom <= self.bottom)

    def meets(self, other):
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


class Word:
    """A word and where its ink is: poppler's box is as high as the font, so its middle counts."""

    def __init__(self, left, top, right, bottom, text):
        height = bottom - top
        self.text, self.top, self.left = text, top, left
        self.ink = Box(left + 0.1, top + height * 0.3, right - left - 0.2, height * 0.4)


class Geometry:
    def __init__(self, path):
        self.data = json.loads(Path(path).read_text())

    def __getattr__(self, name):
        area = self.data[name]
        return Box(area["x"], area["y"], area["width"], area["height"])


def words_by_page(pdf):
    """The words of every page, in lines from top to bottom."""
    pages = []
    for _, _, inside in PAGE.findall(output("pdftotext", "-bbox", pdf, "-")):
        words = [Word(*(float(number) * MM for number in found[:4]), html.unescape(found[4]))
                 for found in WORD.findall(inside)]
        pages.append(sorted(words, key=lambda word: (round(word.top, 2), word.left)))
    return pages


def texts_within(words, area):
    return [word.text for word in words if area.meets(word.ink)]


class Raster:
    """A grey picture of a page, or of a part of it."""

    def __init__(self, width, height, dpi, rows):
        self.width, self.height, self.dpi, self.rows = width, height, dpi, rows

    @staticmethod
    def of(pdf, page, dpi, part=None):
        command = ["pdftoppm", "-gray", "-r", dpi, "-f", page, "-l", page]
        if part:
            dots = [round(mm / 25.4 * dpi) for mm in (part.x, part.y, part.right - part.x, part.bottom - part.y)]
            for option, value in zip(("-x", "-y", "-W", "-H"), dots):
                command += [option, value]
        data = output(*command, pdf, binary=True)
        head = re.match(rb"P5\s(\d+)\s(\d+)\s255\s", data)
        width, height = int(head.group(1)), int(head.group(2))
        pixels = data[head.end():]
        return Raster(width, height, dpi, [pixels[y * width:(y + 1) * width] for y in range(height)])

    def white(self, area):
        """Whether every dot that lies wholly in the area is white."""
        left, top = (-int(-mm / 25.4 * self.dpi // 1) for mm in (area.x, area.y))
        right, bottom = (int(mm / 25.4 * self.dpi) for mm in (area.right, area.bottom))
        blank = b"\xff" * (min(right, self.width) - left)
        return all(row[left:right] == blank for row in self.rows[top:bottom])

    def scaled(self, dpi):
        """The same at another resolution: each new dot is the mean of what it covers."""
        width, height = round(self.width * dpi / self.dpi), round(self.height * dpi / self.dpi)
        lines = [means(row, width) for row in self.rows]
        columns = [bytes(means(column, height)) for column in zip(*lines)]
        return Raster(width, height, dpi, [bytes(row) for row in zip(*columns)])

    def save(self, path):
        Path(path).write_bytes(b"P5\n%d %d\n255\n" % (self.width, self.height) + b"".join(self.rows))


def means(line, count):
    step = len(line) / count
    result = []
    for i in range(count):
        at, end, total = i * step, (i + 1) * step, 0.0
        while at < end - 1e-9:
            dot = int(at + 1e-9)
            until = min(dot + 1, end)
            total += line[min(dot, len(line) - 1)] * (until - at)
            at = until
        result.append(min(255, round(total / step)))
    return result


def symbols(*pictures):
    """What zbar reads, sorted."""
    return sorted(output("zbarimg", "-q", *pictures).split())


def dictionary_keys(pdf):
    """Every key of every dictionary of a PDF, and every name that is a value."""
    found = set()

    def walk(value):
        if isinstance(value, dict):
            for key, inside in value.items():
                found.add(key)
                walk(inside)
        elif isinstance(value, list):
            for inside in value:
                walk(inside)
        elif isinstance(value, str) and value.startswith("/"):
            found.add(value)

    walk(json.loads(output("qpdf", "--json=2", "--json-stream-data=none", pdf, "-"))["qpdf"])
    return found
