"""plot: small SVG plots of what rows say.

    draw(lines, title, x='', y='', log_x=False, log_y=False)
        -> the text of the SVG file

`lines`: label -> [(x, y), …]. Where the x are words, they are groups of bars.
A vertical axis that is not logarithmic begins at 0. The colours are readable
on white and on black, whatever the viewer says that it prefers.

A row's series is [(x, y), …], whose label is the row's name, or a dict like
`lines`. All series of a module of bench/rows make bench/NAME.svg; its PLOT,
a dict, holds what draw() takes besides.
"""
import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 36, 48
COLOURS = ['#2f81f7', '#d9730d', '#2da44e', '#bf4bd6', '#cf4b4b', '#1b9aaa',
           '#8a7a00', '#8c6d5a']
STYLE = '''\
text { font: 12px sans-serif; fill: #6e7781 }
.title { font-size: 14px; font-weight: bold }
.grid { stroke: #8b949e; stroke-opacity: 0.3 }
.axis { stroke: #8b949e }'''
FEW = 8             # values that are labels of an axis
LEGEND = 18         # of height, a line


def short(value):
    """A number as a label of an axis: 1500000 is 1.5M."""
    for size, unit in ((1e9, 'G'), (1e6, 'M'), (1e3, 'k')):
        if abs(value) >= size:
            return '%g%s' % (round(value / size, 3), unit)
    return '%g' % round(value, 4)


def steps(top, most=6):
    """Round numbers from 0 that reach `top`, few of them."""
    if top <= 0:
        return [0, 1]
    size = 10.0 ** math.floor(math.log10(top))
    step = next(size * k for k in (0.1, 0.2, 0.5, 1, 2, 5, 10)
                if top / (size * k) < most)
    return [step * n for n in range(math.ceil(top / step - 1e-9) + 1)]


def decades(values):
    """Powers of ten around these values, two at least."""
    low = math.floor(math.log10(min(values)) + 1e-9)
    high = math.ceil(math.log10(max(values)) - 1e-9)
    return [10.0 ** n for n in range(low, max(high, low + 1) + 1)]


class Axis:
    """From a value to a place, and the places with labels."""

    def __init__(self, values, begin, end, log=False):
        self.begin, self.end = begin, end
        self.log = log and min(values) > 0
        self.ticks = decades(values) if self.log else steps(max(values))

    def at_values(self, values):
        """Labels where the points are, if they are few."""
        if self.log and 1 < len(set(values)) <= FEW:
            self.ticks = sorted(set(values))
        return self

    def place(self, value):
        ends = self.ticks[0], self.ticks[-1]
        if self.log:
            value, *ends = map(math.log10, (value, *ends))
        return self.begin + (self.end - self.begin) * (value - ends[0]) / (
            ends[1] - ends[0])


class Drawing:
    def __init__(self, lines, title, x, y, log_x, log_y):
        self.lines = {name: points for name, points in lines.items() if points}
        self.out = []
        self.height = HEIGHT + LEGEND * len(self.lines)
        self.floor = HEIGHT - BOTTOM
        points = [p for line in self.lines.values() for p in line]
        self.y = Axis([p[1] for p in points], self.floor, TOP, log_y)
        self.text(WIDTH / 2, 20, title, 'middle', 'title')
        self.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, x, 'middle')
        self.text(16, (TOP + self.floor) / 2, y, 'middle', turned=True)
        self.grid()
        if any(isinstance(p[0], str) for p in points):
            self.bars(list(dict.fromkeys(p[0] for p in points)))
        else:
            places = [p[0] for p in points]
            self.curves(Axis(places, LEFT, WIDTH - RIGHT, log_x).at_values(
                places))
        self.legend()

    def text(self, x, y, words, anchor='start', kind=None, turned=False):
        more = ' class="%s"' % kind if kind else ''
        if turned:
            more += ' transform="rotate(-90 %g %g)"' % (x, y)
        self.out.append('<text x="%.1f" y="%.1f" text-anchor="%s"%s>%s</text>'
                        % (x, y, anchor, more, escape(str(words))))

    def line(self, x1, y1, x2, y2, kind):
        self.out.append('<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" '
                        'class="%s"/>' % (x1, y1, x2, y2, kind))

    def grid(self):
        for tick in self.y.ticks:
            at = self.y.place(tick)
            self.line(LEFT, at, WIDTH - RIGHT, at,
                      'grid' if at < self.floor else 'axis')
            self.text(LEFT - 6, at + 4, short(tick), 'end')

    def curves(self, axis):
        for tick in axis.ticks:
            at = axis.place(tick)
            self.line(at, self.floor, at, self.floor + 4, 'axis')
            self.text(at, self.floor + 18, short(tick), 'middle')
        for points, colour in zip(self.lines.values(), self.colours()):
            places = [(axis.place(x), self.y.place(y))
                      for x, y in sorted(points)]
            self.out.append(
                '<polyline fill="none" stroke="%s" stroke-width="2" '
                'points="%s"/>' % (colour, ' '.join('%.1f,%.1f' % p
                                                    for p in places)))
            self.out += ['<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>' % (
                *p, colour) for p in places]

    def bars(self, groups):
        room = (WIDTH - RIGHT - LEFT) / len(groups)
        width = room * 0.8 / len(self.lines)
        for n, group in enumerate(groups):
            self.text(LEFT + room * (n + 0.5), self.floor + 18, group,
                      'middle')
        for k, (points, colour) in enumerate(zip(self.lines.values(),
                                                 self.colours())):
            for x, y in points:
                left = LEFT + room * (groups.index(x) + 0.1) + width * k
                top = self.y.place(y)
                self.out.append('<rect x="%.1f" y="%.1f" width="%.1f" height='
                                '"%.1f" fill="%s"/>' % (
                                    left, top, width * 0.95, self.floor - top,
                                    colour))

    def colours(self):
        return [COLOURS[n % len(COLOURS)] for n in range(len(self.lines))]

    def legend(self):
        for n, (name, colour) in enumerate(zip(self.lines, self.colours())):
            top = HEIGHT + LEGEND * n
            self.out.append('<rect x="%d" y="%d" width="12" height="12" '
                            'fill="%s"/>' % (LEFT, top, colour))
            self.text(LEFT + 18, top + 10, name)


def draw(lines, title, x='', y='', log_x=False, log_y=False):
    drawing = Drawing(lines, title, x, y, log_x, log_y)
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" '
            'width="%d" height="%d">\n<style>\n%s\n</style>\n%s\n</svg>\n' % (
                WIDTH, drawing.height, WIDTH, drawing.height, STYLE,
                '\n'.join(drawing.out)))


def lines_of(rows):
    """The series of all rows, by their labels."""
    out = {}
    for row in rows:
        series = row.series
        if not isinstance(series, dict):
            series = {row.name: list(series)}
        for name, points in series.items():
            if points:
                out.setdefault(name, []).extend(points)
    return out
