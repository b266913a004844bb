"""follow: how long samtools and bcftools take to read a region through its
ticket, against the same region of the local file.

Opening any URL makes htslib load libcurl and its two dozen libraries, which
costs a fixed time; it does so for a local file as file://FILE, too. The rows
`loaded` are against that: what the server and the way to it cost. The rows
`static` are against the answer lying ready as one file of the web server: what
is left there is the making of the ticket and its several pieces.
"""
import os
import subprocess

from clock import median, ratio, wall
from region import Data, named, quiet
from row import Row

TITLE = 'Following a ticket, wall time'
TARGET = ('<=', 1.15)
AIMED = (100000, 1000000)
SIZES = (1000, 10000, 100000, 1000000, None)
ROUNDS = {1000000: 15, None: 2}     # 31 of the others
OTHERS = (('long.bam', 1000), ('long.bam', 100000), ('reads.cram', 100000),
          ('calls300.vcf.gz', 100000), ('calls300.bcf', 100000),
          ('calls3000.vcf.gz', 10000), ('calls3000.bcf', 10000))
DATA = ['wgs.bam'] + sorted({name for name, _ in OTHERS})
PLOT = {'x': 'bases', 'y': 'ms', 'log_x': True, 'log_y': True}


class Follow:
    def __init__(self, bench):
        self.bench, self.slices = bench, bench.folder()

    def door(self):
        return self.bench.lighttpd(
            more='alias.url += ( "/slices/" => "%s/" )\n' % self.slices)

    def slice(self, data, region):
        """Writes the answer that samtools would give; its name."""
        name = 'slice.bam'
        subprocess.run(data.view(data.path, region, '-b', '-o',
                                 os.path.join(self.slices, name)), check=True)
        return name

    def round(self, n, door, data, region, words, static):
        """Seconds of each way, one behind the other, in each round beginning
        with another one. The ticket is one that nobody asked for before."""
        if static:
            static = door.site + '/slices/' + self.slice(data, region)
        ways = [('ticket', data.url(door.base, region), None),
                ('FILE', data.path, region),
                ('file://FILE', 'file://' + data.path, region)]
        if static:
            ways.append(('http://SLICE', static, None))
        n %= len(ways)
        return {way: wall(lambda c=data.view(source, place, *words): quiet(c))
                for way, source, place in ways[n:] + ways[:n]}

    def rows(self, door, data, size, words, name):
        aimed = size in AIMED and data.name == 'wgs.bam'
        regions = data.regions(size, ROUNDS.get(size, 31), ' '.join(words))
        if size is None and not self.bench.full:
            regions *= 3
        self.bench.note(name)
        rounds = [self.round(n, door, data, region, words, aimed)
                  for n, region in enumerate(regions)]
        for region in regions[:4]:
            data.compare(region, data.url(door.base, region))
        tool = ' '.join(('samtools' if data.reads else 'bcftools', 'view',
                         *words, ''))
        load = '%s, %s' % (data.name, 'whole references' if size is None else
                           '%d random regions of %s' % (len(regions),
                                                        named(size)))
        for way, end in (('FILE', ''), ('file://FILE', '-loaded'),
                         ('http://SLICE', '-static')):
            if way in rounds[0]:
                row = self.row(rounds, way, name + end, tool, load,
                               TARGET if aimed and not end else None)
                if size and data.name == 'wgs.bam' and not words:
                    row.series = series(size, rounds, way)
                yield row

    def row(self, rounds, way, name, tool, load, target):
        times = {w: [r[w] for r in rounds] for w in rounds[0]}
        detail = '%.1f ms against %.1f' % (median(times['ticket']) * 1e3,
                                           median(times[way]) * 1e3)
        if way != 'FILE':
            detail += ', which is %.2f of FILE' % ratio(times[way],
                                                        times['FILE'])
        return Row(name, ratio(times['ticket'], times[way]), '', target,
                   tool + way, load, detail)


def series(size, rounds, way):
    return {name: [(size, median(r[name] for r in rounds) * 1e3)]
            for name in ((way, 'ticket') if way == 'FILE' else (way,))}


def rows(bench):
    follow = Follow(bench)
    with follow.door() as door:
        data = Data(bench, 'wgs.bam')
        for size in SIZES:
            name = 'follow-' + (named(size) if size else 'reference')
            yield from follow.rows(door, data, size, (), name)
            yield from follow.rows(door, data, size, ('-c',), name + '-count')
        for name, size in OTHERS:
            data = Data(bench, name)
            yield from follow.rows(door, data, size, (), 'follow-%s-%s-%s' % (
                data.id, data.format.lower(), named(size)))
