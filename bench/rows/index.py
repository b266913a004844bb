"""The same ticket beside a small index and beside that of a whole genome.

genome.bam has the records of wgs.bam in the same blocks, and an index of more
than 10 MB, as BAI or as CSI. Each round asks a process of wgs.bam and one of
each other for the same random regions, ten by ten in turns; all are new in
each round, and the ratio is the median of the rounds. Another process asks for
the ten before, so that the bytes of all files are as near: genome.bam and
genome-csi.bam are one file, which the second would find in the processor's
caches.
The first ticket of a process, which loads what it needs of header and index,
is told apart. Some answers are compared with samtools' records.
"""
import contextlib
import os
import random

import clock
from row import Row
from tickets import DEBUG, Target, scattered

TITLE = 'A ticket beside a genome-sized index'
DATA = ['wgs.bam', 'genome.bam', 'genome-csi.bam']
ROUNDS = 5
REGIONS = 101
BATCH = 10          # tickets of one process, then of the next
SIZE = 1000
INDEXES = [('bai', 'genome.bam'), ('csi', 'genome-csi.bam')]


class One:
    """One process of one file; what its tickets cost, batch by batch."""

    def __init__(self, target, door, other, region):
        self.target, self.door, self.costs = target, door, []
        self.other = other
        door.request('GET', '/reads/service-info')
        self.idle = clock.resident(door.pid())
        self.first = target.cost(door, [region])
        # The other reference may be loaded by itself.
        target.warm(door)

    def ask(self, regions):
        for region in regions:
            self.target.ask(self.other, region)
        self.costs.append(self.target.cost(self.door, regions))

    def end(self):
        self.cost = clock.mean(self.costs)
        self.memory = clock.resident(self.door.pid())


def measure_round(bench, targets, regions):
    with contextlib.ExitStack() as stack:
        ones = [One(target, stack.enter_context(bench.fastcgi()),
                    stack.enter_context(bench.fastcgi()), regions[0])
                for target in targets]
        for at in range(1, len(regions), BATCH):
            for one in ones:
                one.ask(regions[at:at + BATCH])
        for one in ones:
            one.end()
    return ones


def measure(bench, targets):
    """What each round found, by the names of the targets."""
    rounds = []
    for seed in range(ROUNDS):
        regions = scattered(random.Random(seed), targets['wgs'].references,
                            SIZE, REGIONS)
        rounds.append(measure_round(bench, targets.values(), regions))
    return dict(zip(targets, map(list, zip(*rounds))))


def check(bench, target):
    with bench.fastcgi(DEBUG) as door:
        for region in scattered(random.Random(9), target.references, SIZE, 4):
            target.check(door, region)


def middle(found, key):
    return clock.median(getattr(one, key) for one in found)


def ratio(found, references, key):
    return clock.ratio([getattr(one, key) for one in found],
                       [getattr(one, key) for one in references])


def index_rows(name, target, found, size):
    mine, small = found[name], found['wgs']
    workload = '%s, an index of %.1f MB' % (target.name, size / 1e6)
    yield Row('index-' + name, ratio(mine, small, 'cost'), target=('<=', 1.1),
              reference='the same regions of wgs.bam',
              workload=workload + ', 1 kb, random',
              detail='%.3f ms to %.3f' % (middle(mine, 'cost') * 1e3,
                                          middle(small, 'cost') * 1e3))
    yield Row('index-first-' + name, ratio(mine, small, 'first'),
              reference='the first ticket of wgs.bam',
              workload=workload + ', the first ticket',
              detail='%.1f ms to %.1f' % (middle(mine, 'first') * 1e3,
                                          middle(small, 'first') * 1e3))
    yield Row('index-memory-' + name,
              (middle(mine, 'memory') - middle(small, 'memory')) / 1e6, 'MB',
              reference='a process of wgs.bam',
              workload=workload + ', resident after %d tickets' % REGIONS,
              detail='%.1f MB to %.1f; %.1f before' % (
                  middle(mine, 'memory') / 1e6, middle(small, 'memory') / 1e6,
                  middle(mine, 'idle') / 1e6))


def rows(bench):
    targets = {'wgs': Target(bench, 'wgs.bam')}
    for name, file in INDEXES:
        targets[name] = Target(bench, file)
        check(bench, targets[name])
    found = measure(bench, targets)
    for name, file in INDEXES:
        size = os.path.getsize('%s.%s' % (bench.data(file), name))
        yield from index_rows(name, targets[name], found, size)
