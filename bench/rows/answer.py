"""answer: how long the answer to a region is, header and all, against what
samtools or bcftools writes of the same region. Its records are compared."""
import os

import payload
from clock import median
from row import Row
from region import WRITE, Data, named
from stage import URL

TITLE = 'Bytes of the decoded answer'
# Bytes more than samtools writes, or times as much.
TARGETS = {1000: ('<=', 15000), 10000: ('<=', 1.35), 100000: ('<=', 1.1),
           1000000: ('<=', 1.1), None: ('<=', 1.1)}
SIZES = (100, 1000, 10000, 100000, 1000000, None)
BY_BYTES = (100, 1000)
OTHERS = ('wgs-bgzip.bam', 'long.bam', 'reads.cram', 'calls300.vcf.gz',
          'calls300.bcf', 'calls3000.vcf.gz', 'calls3000.bcf')
DATA = ('wgs.bam',) + OTHERS
PLOT = {'x': 'bases', 'y': 'bytes', 'log_x': True, 'log_y': True}


class Asker:
    """Follows tickets of one process, and weighs what they lead to."""

    def __init__(self, bench, data, door):
        self.data, self.door = data, door
        self.fetch = payload.local_fetch(URL, data.folder, door)
        self.path = os.path.join(bench.folder(), 'answer')

    def parts(self, region):
        urls = payload.ticket(*self.door.request(
            'GET', self.data.target(), self.data.query(region)),
            self.data.format)
        with open(self.path, 'wb') as f:
            return [f.write(payload.resolve(u, self.fetch)) for u in urls]

    def weigh(self, region):
        """(bytes of the answer, bytes that samtools writes, pieces)."""
        parts = self.parts(region)
        self.data.compare(region, self.path)
        return sum(parts), self.data.written(region), len(parts)


def count(bench, size):
    few = {1000000: 8, None: 1}.get(size, 40)
    return few * 4 if bench.full and size else few


def row(data, size, weights, name, target=None):
    by_bytes = size in BY_BYTES
    value = median(a - b if by_bytes else a / b for a, b, _ in weights)
    ours, theirs, pieces = map(median, zip(*weights))
    series = {} if size is None or data.name != 'wgs.bam' else {
        'the answer': [(size, ours)], 'samtools view -b': [(size, theirs)]}
    return Row(name, value, 'bytes' if by_bytes else '', target,
               '%s view %s' % ('samtools' if data.reads else 'bcftools',
                               WRITE[data.format]),
               '%s, %s' % (data.name, workload(size, len(weights))),
               '%d bytes against %d; %d pieces' % (ours, theirs, pieces),
               series)


def workload(size, count):
    if size is None:
        return 'a whole reference'
    return '%d random regions of %s' % (count, named(size))


def of_wgs(bench, door):
    data = Data(bench, 'wgs.bam')
    asker = Asker(bench, data, door)
    for size in SIZES:
        bench.note('answer: wgs.bam, %s' % workload(size, count(bench, size)))
        weights = [asker.weigh(region)
                   for region in data.regions(size, count(bench, size))]
        yield row(data, size, weights,
                  'answer-' + (named(size) if size else 'reference'),
                  TARGETS.get(size))


def of_others(bench, door, name):
    data = Data(bench, name)
    asker = Asker(bench, data, door)
    for size in (1000, 100000):
        bench.note('answer: %s, %s' % (name, named(size)))
        weights = [asker.weigh(region) for region in data.regions(size, 15)]
        yield row(data, size, weights, 'answer-%s-%s-%s' % (
            data.id, data.format.lower(), named(size)))


def rows(bench):
    with bench.fastcgi() as door:
        yield from of_wgs(bench, door)
        for name in OTHERS:
            yield from of_others(bench, door, name)
