"""cold: tickets of files that are on disk only. Before each measurement the
pages of data and index are dropped from the page cache (posix_fadvise). Asked
are a ticket alone, and samtools through the ticket, against samtools on the
local file, which was dropped as well. Our process has the header and the index
in its memory, or is a new one (`first`). Bytes from the disk are what the
kernel counts for our process (/proc/PID/io), read-ahead included.
"""
import os

from clock import median, ratio, wall
from region import Data, named, quiet
from row import Row

TITLE = 'Cold page cache'
SIZES = (1000, 100000)
FILES = ('wgs.bam', 'genome.bam')
DATA = FILES
ROUNDS = 11
FIRSTS = 5


def drop(*paths):
    for path in paths:
        with open(path, 'rb') as f:
            os.fdatasync(f.fileno())
            os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def from_disk(pids):
    """Bytes that processes have read from the disk."""
    total = 0
    for pid in pids:
        with open('/proc/%d/io' % pid) as f:
            total += int(dict(line.split(': ') for line in
                              f.read().splitlines())['read_bytes'])
    return total


class Cold:
    def __init__(self, door, data):
        self.door, self.data = door, data

    def drop(self):
        drop(self.data.path, self.data.path + '.bai')

    def ticket(self, region):
        """Seconds, and bytes from the disk."""
        self.drop()
        before = from_disk(self.door.responders())
        seconds = wall(lambda: self.door.request(
            'GET', self.data.target(), self.data.query(region)))
        return seconds, from_disk(self.door.responders()) - before

    def follow(self, region):
        self.drop()
        command = self.data.view(self.data.url(self.door.base, region))
        return wall(lambda: quiet(command))

    def local(self, region):
        """Seconds, cold and then warm."""
        self.drop()
        command = self.data.view(self.data.path, region)
        return [wall(lambda: quiet(command)) for _ in range(2)]


def detail(times):
    return ('ticket %.1f ms, following one %.1f, local file %.1f, and %.1f '
            'from memory' % tuple(median(column) * 1e3 for column in times))


def rows_of(name, data, rounds, load):
    *times, read = zip(*rounds)
    yield Row(name, ratio(times[1], times[2]), '', None,
              'samtools view FILE, as cold', load, detail(times))
    yield Row(name + '-read', median(read), 'bytes', None, '', load,
              'from the disk for the ticket; %d at most, of a file of %d' % (
                  max(read), os.path.getsize(data.path)))


def warm_process(bench, data, size):
    with bench.lighttpd(processes=1) as door:
        cold = Cold(door, data)
        cold.ticket(data.regions(size, 1, 'index')[0])
        for region in data.regions(size, ROUNDS):
            ticket, read = cold.ticket(region)
            yield (ticket, cold.follow(region), *cold.local(region), read)


def new_process(bench, data, size):
    for region in data.regions(size, FIRSTS, 'first'):
        with bench.lighttpd(processes=1) as door:
            ticket, read = Cold(door, data).ticket(region)
        with bench.lighttpd(processes=1) as door:
            cold = Cold(door, data)
            yield (ticket, cold.follow(region), *cold.local(region), read)


def rows(bench):
    for name in FILES:
        data = Data(bench, name)
        load = name + ', %d random regions of %s'
        for size in SIZES:
            label = 'cold-%s-%s' % (data.id, named(size))
            bench.note(label)
            yield from rows_of(label, data, warm_process(bench, data, size),
                               load % (ROUNDS, named(size)))
        bench.note('cold: a new process')
        yield from rows_of('cold-%s-first' % data.id, data,
                           new_process(bench, data, SIZES[0]),
                           load % (FIRSTS, named(SIZES[0])) +
                           ', each by a new process')
