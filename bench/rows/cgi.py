"""An exact ticket by plain CGI, where each request has a process of its own:
the CPU of the whole process against that of `samtools view -c` of the same
region of the same file, in turns; the median of the ratios. The answers to the
first regions are compared with samtools' records.
"""
import random

import clock
from records import run
from region import place
from row import Row
from tickets import Target, scattered

TITLE = 'A ticket by plain CGI'
DATA = ['wgs.bam', 'genome.bam', 'genome-csi.bam']
REGIONS = 40
SIZE = 1000
CHECKED = 3
FILES = [('bai', 'genome.bam', ('<=', 1)),
         ('csi', 'genome-csi.bam', ('<=', 1)), ('small', 'wgs.bam', None)]


def both(target, door, region):
    """(seconds of CPU of ours, of theirs)."""
    ours = clock.child(lambda: target.ask(door, region))[0]
    theirs = clock.child(lambda: run('samtools', 'view', '-c', target.path,
                                     place(region)))[0]
    return ours, theirs


def check(target, door, regions):
    for region in regions:
        _, parts = target.follow(door, target.ask(door, region))
        target.compare_data(b''.join(parts), [region])


def row(bench, name, file, limit):
    target = Target(bench, file)
    regions = scattered(random.Random(1), target.references, SIZE, REGIONS)
    with bench.cgi() as door:
        check(target, door, regions[:CHECKED])
        found = [both(target, door, region) for region in regions]
    ours, theirs = ([pair[i] for pair in found] for i in (0, 1))
    return Row('cgi-' + name, clock.ratio(ours, theirs), target=limit,
               reference='samtools view -c of the region',
               workload='%s, 1 kb, random' % file,
               detail='%.1f ms to %.1f' % (clock.median(ours) * 1e3,
                                           clock.median(theirs) * 1e3))


def rows(bench):
    for name, file, limit in FILES:
        yield row(bench, name, file, limit)
