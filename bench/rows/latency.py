"""latency: samtools far away, 20 ms of latency in each round trip, through the
ticket against plain HTTP, where it fetches the index and then the records. The
client is cold: each run is in a folder of its own, where no index lies.
"""
import contextlib
import time

from clock import median, ratio, wall
from latency import Latency
from region import Data, named, quiet
from row import Row

TITLE = 'Far away: 20 ms of latency'
ONE_WAY = 10        # ms
TARGET = ('<=', 0.4)
AIMED = (1000, 10000)
ROUNDS = 9
PANS = 10           # neighbours of one panning
LOADS = (('wgs.bam', 1000), ('wgs.bam', 10000), ('wgs.bam', 30000),
         ('wgs.bam', 100000), ('long.bam', 1000), ('reads.cram', 10000),
         ('calls300.vcf.gz', 10000), ('calls300.bcf', 10000))
DATA = sorted({name for name, _ in LOADS})
PLOT = {'x': 'bases', 'y': 'ms', 'log_x': True}


@contextlib.contextmanager
def far_away(bench):
    """The URL of a lighttpd behind the delaying proxy, whose tickets lead back
    through it."""
    with bench.lighttpd() as door, Latency(door.port, ONE_WAY) as far:
        site = 'http://127.0.0.1:%d' % far.port
        with open(door.config) as f:
            text = f.read()
        with open(door.config, 'w') as f:
            f.write(text.replace(door.site, site))
        time.sleep(1.5)     # until the processes have read it again
        yield site


def cold(bench, commands):
    """Seconds of commands, one behind the other, in a fresh folder."""
    folder = bench.folder()
    return wall(lambda: [quiet(command, cwd=folder) for command in commands])


def through(site, data, regions):
    return [data.view(data.url(site + '/htsget', region))
            for region in regions]


def plain(site, data, regions):
    return [data.view('%s/files/%s' % (site, data.name), region)
            for region in regions]


def compare(bench, site, data, size, name, panning):
    """A row: rounds of regions, both ways in turns."""
    count = PANS if panning else 1
    rounds = [data.neighbours(size, count, i) if panning else [region]
              for i, region in enumerate(data.regions(size, ROUNDS))]
    if panning:
        rounds = rounds[:3]
    times = [(cold(bench, through(site, data, regions)),
              cold(bench, plain(site, data, regions)))
             for regions in rounds]
    data.compare(rounds[0][0], data.url(site + '/htsget', rounds[0][0]))
    ours, theirs = zip(*times)
    aimed = data.name == 'wgs.bam' and size in AIMED and not panning
    return Row(name, ratio(ours, theirs), '', TARGET if aimed else None,
               'the same of the file over plain HTTP with the index',
               '%s, %s%s' % (data.name, '%d times %d neighbours of ' % (
                   len(rounds), count) if panning else
                   '%d random regions of ' % len(rounds), named(size)),
               '%.0f ms against %.0f' % (median(ours) * 1e3,
                                         median(theirs) * 1e3),
               {'ticket': [(size, median(ours) * 1e3)],
                'plain HTTP': [(size, median(theirs) * 1e3)]}
               if data.name == 'wgs.bam' and not panning else ())


def rows(bench):
    with far_away(bench) as site:
        for name, size in LOADS:
            data = Data(bench, name)
            label = named(size) if name == 'wgs.bam' else '%s-%s-%s' % (
                data.id, data.format.lower(), named(size))
            bench.note('latency: %s, %s' % (name, named(size)))
            yield compare(bench, site, data, size, 'latency-' + label, False)
        bench.note('latency: panning')
        yield compare(bench, site, Data(bench, 'wgs.bam'), 1000,
                      'latency-panning', True)
