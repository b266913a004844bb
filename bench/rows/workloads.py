"""Tickets of other kinds of files, random regions.

CPU of the process, the mean of tickets back to back, against that of the
command that writes the same region in the same format (samtools view, bcftools
view); and the bytes of the answer, header included, against those that it
writes. All answers are compared with its records. What spans cost that the
process makes when a ticket is followed stands beside.
"""
import random

import clock
from row import Row
from tickets import DEBUG, Target, scattered

TITLE = 'Other kinds of files'
FILES = ['wgs-bgzip.bam', 'long.bam', 'reads.cram', 'calls300.vcf.gz',
         'calls300.bcf', 'calls3000.vcf.gz', 'calls3000.bcf']
DATA = ['wgs.bam'] + FILES
SIZES = [('1k', 1000), ('10k', 10000)]
REGIONS = 40
PLOT = dict(y='ms of CPU a ticket')


class Measured:
    """Tickets of regions, and what the local command does with the same."""

    def __init__(self, bench, target, regions):
        with bench.fastcgi() as door:
            target.warm(door)
            self.cost = target.cost(door, regions)
            self.follow = clock.spent([door.pid()], lambda: [
                target.follow(door, target.ask(door, r)) for r in regions
            ])[0] / len(regions)
        with bench.fastcgi(DEBUG) as door:
            target.warm(door)
            answers = [target.check(door, region) for region in regions]
        local = [target.local(region) for region in regions]
        self.local = clock.mean(used for used, _ in local)
        self.blocks = clock.mean(a.blocks for a in answers)
        self.urls = clock.mean(a.urls for a in answers)
        self.bytes = clock.mean(len(a.data) for a in answers)
        self.local_bytes = clock.mean(size for _, size in local)


def file_rows(name, label, measured, tool):
    workload = '%s, %s, random' % (name, label)
    point = name.replace('.gz', ''), measured.cost * 1e3
    name = 'workload-%s-%s' % (name.replace('.gz', '').replace('.', '-'),
                               label)
    m = measured
    yield Row(name + '-cpu', m.cost / m.local, reference=tool,
              workload=workload,
              detail='%.2f ms to %.1f; %.1f blocks; asked again and followed '
              '%.2f ms' % (m.cost * 1e3, m.local * 1e3, m.blocks,
                           m.follow * 1e3))
    yield Row(name + '-bytes', m.bytes / m.local_bytes, reference=tool,
              workload=workload, series={label: [point]},
              detail='%s to %s bytes; %.1f URLs' % (
                  format(int(m.bytes), ','), format(int(m.local_bytes), ','),
                  m.urls))


def rows(bench):
    for name in FILES:
        target = Target(bench, name)
        for label, size in SIZES:
            rnd = random.Random(1)
            regions = scattered(rnd, target.references, size, REGIONS)
            measured = Measured(bench, target, regions)
            tool = ' '.join(target.tool(regions[0])[:2])
            yield from file_rows(name, label, measured, tool)
