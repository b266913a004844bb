"""What an exact ticket costs a FastCGI process, by the size of its region.

random      regions that the process has not seen, nor any close to them
known       the same ones again
panning     from such a region to its neighbours, as a browser goes: 20 steps
            of half a region
CPU is the process's own, the mean of tickets back to back; the median of three
rounds, each with a process and regions of its own. A second process counts
the blocks of the same tickets in the same order, and some answers are compared
with samtools' records.
"""
import random

import clock
from row import Row
from tickets import DEBUG, Target, inflate_cost, pan, scattered

TITLE = 'CPU of an exact ticket'
DATA = ['wgs.bam']
PLOT = dict(x='bases of a region', y='ms of CPU a ticket', log_x=True)
SIZES = [(100, 100), (1000, 100), (10000, 100), (100000, 40), (1000000, 20)]
STEPS, PANS = 20, 10
PAN_MAX = 10000     # bases of a region that somebody pans with
ROUNDS = 3
CHECKED = 4         # answers of a round that are compared
CHECKED_MAX = 2000000
BLOCKS_OF = 20      # regions at least, to measure what an inflate costs
# The reference of random regions: their blocks' inflating, a seventh for what
# goes with it, and so much for all else.
OVERHEAD = 1.15
ALLOWANCE = 0.00015


class Round:
    """One process asked for random regions, for them again, and panned."""

    def __init__(self, bench, target, size, regions, starts):
        # A chromosome has too few first blocks to measure with.
        near = regions if len(regions) >= BLOCKS_OF else scattered(
            random.Random(1), target.references, 1000, BLOCKS_OF)
        self.inflate = inflate_cost(bench, target, near[:2 * BLOCKS_OF])
        self.walls = []
        with bench.fastcgi() as door:
            target.warm(door)
            self.random = target.cost(door, regions, self.walls)
            self.known = target.cost(door, regions)
            self.panning = self.pan(target, door, starts)
        with bench.fastcgi(DEBUG) as door:
            target.warm(door)
            self.blocks = self.count(target, door, size, regions)
            self.known_blocks = clock.mean(
                target.blocks(door, r)[0] for r in regions)
            self.check_pans(target, door, starts)

    def pan(self, target, door, starts):
        costs = []
        for start in starts:
            target.ask(door, start)
            costs.append(target.cost(door, pan(start, STEPS)))
        return clock.mean(costs) if costs else None

    def check_pans(self, target, door, starts):
        for start in starts[:2]:
            target.ask(door, start)
            for region in pan(start, 3):
                target.check(door, region)

    def count(self, target, door, size, regions):
        """The mean of blocks of a ticket; compares the first answers."""
        found = []
        for n, region in enumerate(regions):
            if n < CHECKED and size <= CHECKED_MAX:
                found.append(target.check(door, region).blocks)
            else:
                found.append(target.blocks(door, region)[0])
        return clock.mean(found)

    @property
    def reference(self):
        return OVERHEAD * self.blocks * self.inflate + ALLOWANCE


def measure(bench, target, size, n):
    out = []
    for seed in range(ROUNDS):
        rnd = random.Random(seed)
        if n is None:
            regions = [(name, 0, length) for name, length in target.references]
            starts = []
        else:
            starts = scattered(rnd, target.references, size * STEPS, PANS)
            starts = [(name, at, at + size) for name, at, _ in starts
                      if size <= PAN_MAX]
            regions = scattered(rnd, target.references, size, n)
        out.append(Round(bench, target, size, regions, starts))
    return out


def label(size):
    return '%dM' % (size // 10**6) if size % 10**6 == 0 else \
        '%dk' % (size // 1000) if size % 1000 == 0 else str(size)


def random_row(name, workload, rounds):
    middle = {key: clock.median(getattr(r, key) for r in rounds)
              for key in ('random', 'blocks', 'inflate')}
    walls = sum((r.walls for r in rounds), [])
    return Row('cost-random-' + name,
               clock.median(r.random / r.reference for r in rounds),
               target=('<=', 1) if name == '1k' else None,
               reference='1.15 x blocks inflated x cost of an inflate + 0.15 ms',
               workload=workload + ', random',
               detail='%.3f ms; %.1f blocks at %.1f us; on the wall %.2f ms, '
               '99 of 100 within %.2f' % (
                   middle['random'] * 1e3, middle['blocks'],
                   middle['inflate'] * 1e6, clock.median(walls) * 1e3,
                   clock.percentile(walls, 0.99) * 1e3))


def size_rows(name, size, rounds, series):
    """The rows of one size; adds its points to the plot."""
    workload = 'wgs.bam, %s' % ('a chromosome' if name == 'chromosome'
                                else '%s bases' % format(size, ','))
    blocks = clock.median(r.known_blocks for r in rounds)
    series['random'].append((size, clock.median(
        r.random for r in rounds) * 1e3))
    yield random_row(name, workload, rounds)
    known = clock.median(r.known for r in rounds) * 1e3
    series['known'].append((size, known))
    yield Row('cost-known-' + name, known, 'ms',
              ('<=', 0.7) if name == '1k' else None,
              workload=workload + ', asked before',
              detail='%.1f blocks' % blocks)
    if rounds[0].panning is not None:
        panning = clock.median(r.panning for r in rounds) * 1e3
        series['panning'].append((size, panning))
        yield Row('cost-panning-' + name, panning, 'ms',
                  ('<=', 0.4) if name == '1k' else None,
                  workload=workload + ', neighbours')


def rows(bench):
    target = Target(bench, 'wgs.bam')
    series = {'random': [], 'known': [], 'panning': []}
    sizes = [(label(size), size, n) for size, n in SIZES]
    sizes.append(('chromosome', target.references[0][1], None))
    for name, size, n in sizes:
        last = None
        for row in size_rows(name, size, measure(bench, target, size, n),
                             series):
            if last:
                yield last
            last = row
        if n is None:
            last.series = series
        yield last
