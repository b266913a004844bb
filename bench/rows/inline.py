"""inline: how many requests a client makes for an answer, the ticket included,
by the web server's log. A client that is far away waits two round trips for
each: htslib opens a connection for every URL. For VCF it also looks four times
for an index beside the ticket, in vain.
"""
import os

import payload
from clock import median
from region import Data, named, quiet
from row import Row

TITLE = 'Requests of samtools for one answer'
FORMAT = 'accesslog.format := "%{remote}p %U"\n'
# Asked for before and behind each client.
BEFORE, BEHIND = '/before-client', '/behind-client'
INLINE_ANSWER = 64 << 10    # [limits] of htsgate.ini, by default
# All formats that are given inline; the rest by default is not (`inline`).
READS = (('wgs.bam', 100), ('wgs.bam', 1000), ('wgs.bam', 10000),
         ('wgs.bam', 100000), ('wgs.bam', 1000000), ('long.bam', 1000),
         ('reads.cram', 10000))
VARIANTS = (('calls300.vcf.gz', 1000), ('calls300.bcf', 1000),
            ('calls300.bcf', 100000))
COUNT = 12
DATA = sorted({name for name, _ in READS + VARIANTS})


class Answer:
    """What one client asked for."""

    def __init__(self, size):
        self.size, self.ports = size, []    # bytes; a port for each request


def length(door, data, region):
    """Bytes of an answer."""
    urls = payload.ticket(*door.request('GET', data.target(),
                                        data.query(region)), data.format)
    return sum(len(payload.resolve(u, payload.http_fetch(door)))
               for u in urls)


def ask(door, data, region):
    answer = Answer(length(door, data, region))
    command = data.view(data.url(door.base, region))
    door.get('GET', BEFORE)
    quiet(command)
    door.get('GET', BEHIND)
    data.compare(region, command[-1])
    return answer


def count(log, answers):
    """Reads from the log what came between two marks."""
    rest, answer = iter(answers), None
    for line in log.split('\n'):
        port, _, path = line.partition(' ')
        if path == BEFORE:
            answer = next(rest)
        elif path == BEHIND:
            answer = None
        elif answer:
            answer.ports.append(port)


def measure(bench, loads):
    """{(name, size of regions): answers}."""
    with bench.lighttpd(more=FORMAT) as door:
        found = {}
        for name, size in loads:
            bench.note('inline: %s, %s' % (name, named(size)))
            data = Data(bench, name)
            found[name, size] = [ask(door, data, region)
                                 for region in data.regions(size, COUNT)]
        door.stop()     # which writes the rest of the log
        with open(door.access_path) as f:
            count(f.read(), [a for answers in found.values()
                             for a in answers])
    return found


def row(name, size, answers):
    label = named(size) if name == 'wgs.bam' else '%s-%s' % (
        os.path.basename(name).replace('.gz', '').replace('.', '-'),
        named(size))
    return Row('inline-' + label, median(len(a.ports) for a in answers),
               'requests', None, '', '%s, %d random regions of %s' % (
                   name, len(answers), named(size)),
               'connections %d; answers of %d bytes' % (
                   median(len(set(a.ports)) for a in answers),
                   median(a.size for a in answers)))


def rows(bench):
    found = measure(bench, READS + VARIANTS)
    small = [a for load in READS for a in found[load]
             if a.size <= INLINE_ANSWER]
    yield Row('inline-small', max(len(a.ports) for a in small), 'requests',
              ('<=', 1), '', 'all answers below of reads of up to '
              'inline_answer', '%d answers of %d to %d bytes; the most '
              'requests of one' % (len(small), min(a.size for a in small),
                                   max(a.size for a in small)))
    for (name, size), answers in found.items():
        yield row(name, size, answers)
