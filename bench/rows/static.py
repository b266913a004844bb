"""static: how fast the pieces of a ticket come that are ranges of a static
file, against a lighttpd that knows nothing but the folder. The client is wrk,
which sends the headers that the ticket says."""
import os
import subprocess

import doors
import payload
from clock import median, ratio, turns
from lighttpd import quote
from row import Row
from stage import Missing
from webdoor import find
from wrk import load

TITLE = 'Throughput of raw pieces'
DATA = ['wgs.bam']
CONNECTIONS = (1, 16)
REGIONS = (('100kb', 100000), ('1mb', 1000000))
START = 2000000
CONF = '''\
server.bind = "127.0.0.1"
server.port = %d
server.document-root = %s
server.range-requests = "enable"
mimetype.assign = ( "" => "application/octet-stream" )
'''


class Bare(doors.Process):
    """A lighttpd that serves the files of a folder, and nothing else."""

    def __init__(self, folder):
        super().__init__()
        listener = doors.listen()
        self.site = 'http://127.0.0.1:%d/' % doors.port_of(listener)
        conf = os.path.join(self.dir, 'bare.conf')
        with open(conf, 'w') as f:
            f.write(CONF % (doors.port_of(listener), quote(folder)))
        listener.close()
        self.start([find('lighttpd'), '-D', '-f', conf], subprocess.DEVNULL,
                   None)


def raw_piece(door, size):
    """The longest piece of a region that is a range of the static file."""
    urls = payload.ticket(*door.request(
        'GET', '/reads/wgs', 'referenceName=chr1&start=%d&end=%d' % (
            START, START + size)), 'BAM')
    raw = [u for u in urls if u['url'].startswith(door.site + '/files/')]
    if not raw:
        raise Missing('the ticket names no range of the file')
    return max(raw, key=length)


def length(url):
    first, last = payload.range_of(url['headers'])
    return last - first + 1


def check(bench, door, url):
    """The bytes are those of the file, before they are asked for often."""
    first, last = payload.range_of(url['headers'])
    with open(bench.data('wgs.bam'), 'rb') as f:
        f.seek(first)
        payload.check(payload.http_fetch(door)(url['url'], url['headers']) ==
                      f.read(last - first + 1), 'other bytes than the file')


def rows(bench):
    bench.data('wgs.bam')
    with bench.lighttpd() as door, Bare(bench.data_folder) as bare:
        for name, size in REGIONS:
            url = raw_piece(door, size)
            check(bench, door, url)
            for connections in CONNECTIONS:
                got, base = turns(2 * bench.rounds, *[
                    lambda where=where: load(where, connections, bench.seconds,
                                             url['headers']).bytes
                    for where in (url['url'], bare.site + 'wgs.bam')])
                yield Row(
                    'static-%s-%d' % (name, connections), ratio(got, base),
                    target=('>=', 0.95),
                    reference='the same range of a bare lighttpd',
                    workload='wgs.bam, a piece of %.1f MB, %d connections' % (
                        length(url) / 1e6, connections),
                    detail='%.2f against %.2f GB/s; the target is 1.0 less '
                    'what is noise' % (median(got) / 1e9, median(base) / 1e9))
