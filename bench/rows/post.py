"""Many regions of 1 kb in one POST: the CPU of the process, for regions it has
not seen and for the same again, against the same regions by single GETs that
another process answers. Medians of the rounds, each with its own processes and
regions; the records of the first round are compared with samtools'.
"""
import random

import clock
from row import Row
from tickets import Target, scattered

TITLE = 'Many regions by POST'
DATA = ['wgs.bam']
PLOT = dict(x='regions', y='ms of CPU', log_x=True)
ROUNDS = 5
SIZE = 1000
TARGETS = {50: (60, 25)}    # ms, random and asked before


class Round:
    def __init__(self, bench, target, regions, check):
        with bench.fastcgi() as door:
            target.warm(door)
            self.random, reply = self.post(target, door, regions)
            self.known = self.post(target, door, regions)[0]
            self.memory = clock.peak(door.pid())
            self.bytes = len(reply[2])
            if check:
                urls, parts = target.follow(door, reply)
                target.compare_data(b''.join(parts), regions)
        with bench.fastcgi() as door:
            target.warm(door)
            self.gets = target.cost(door, regions) * len(regions)

    def post(self, target, door, regions):
        used, _, reply = clock.spent(
            [door.pid()], lambda: target.post(door, regions))
        return used, reply


def measure(bench, target, n):
    out = []
    for seed in range(ROUNDS):
        regions = scattered(random.Random(seed), target.references, SIZE, n)
        out.append(Round(bench, target, regions, seed == 0))
    return out, len(regions)


def count_rows(n, found, rounds, series):
    middle = {key: clock.median(getattr(r, key) for r in rounds)
              for key in ('random', 'known', 'memory', 'bytes', 'gets')}
    workload = 'wgs.bam, %d regions of 1 kb' % found
    limits = [('<=', x) for x in TARGETS.get(n, ())] or [None, None]
    for key, name, more, limit in (
            ('random', 'post-%d' % n, '', limits[0]),
            ('known', 'post-%d-warm' % n, ', asked before', limits[1])):
        series.setdefault(more.strip(', ') or 'random', []).append(
            (found, middle[key] * 1e3))
        yield Row(name, middle[key] * 1e3, 'ms', limit,
                  workload=workload + more,
                  detail='ticket of %d kB; at most %.1f MB resident' % (
                      middle['bytes'] / 1e3, middle['memory'] / 1e6))
    series.setdefault('single GETs', []).append((found, middle['gets'] * 1e3))
    yield Row('post-%d-to-gets' % n,
              clock.median(r.random / r.gets for r in rounds),
              reference='the same regions by single GETs', workload=workload,
              detail='%.0f ms' % (middle['gets'] * 1e3))


def rows(bench):
    target, series, out = Target(bench, 'wgs.bam'), {}, []
    for n in (50, 1000):
        rounds, found = measure(bench, target, n)
        out += count_rows(n, found, rounds, series)
    out[-1].series = series
    return out
