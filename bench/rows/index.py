"""The same ticket beside a small index and beside that of a whole genome.

genome.bam has the records of wgs.bam in the same blocks, and an index of more
than 10 MB, as BAI or as CSI. Each round asks processes of wgs.bam and of the
other for the same random regions, in turns; each process is new in each round.
The first ticket of a process, which loads what it needs of header and index, is
told apart. Each answer of a first ticket is compared with samtools' records.
"""
import os
import random

import clock
from row import Row
from tickets import DEBUG, Target, scattered

TITLE = 'A ticket beside a genome-sized index'
DATA = ['wgs.bam', 'genome.bam', 'genome-csi.bam']
ROUNDS = 5
REGIONS = 100
SIZE = 1000
INDEXES = [('bai', 'genome.bam'), ('csi', 'genome-csi.bam')]


class One:
    """One process of one file."""

    def __init__(self, bench, target, regions):
        with bench.fastcgi() as door:
            door.request('GET', '/reads/service-info')
            self.idle = clock.resident(door.pid())
            self.first = target.cost(door, regions[:1])
            # The other reference may be loaded by itself.
            target.warm(door)
            self.cost = target.cost(door, regions[1:])
            self.memory = clock.resident(door.pid())


def measure(bench, targets):
    out = {name: [] for name in targets}
    for seed in range(ROUNDS):
        rnd = random.Random(seed)
        regions = scattered(rnd, targets['wgs'].references, SIZE, REGIONS)
        for name, target in targets.items():
            out[name].append(One(bench, target, regions))
    return out


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
