"""memory: what one process holds, when it has done nothing yet and after very
many tickets, and whether it grows slower with age. Its 100 files are copies of
a part of wgs.bam; asked for are regions, headers, whole files, and several
regions by POST. `evicting` has so little [cache] memory that it drops all the
time what it knows. The 10,000 objects are small files, asked for one after the
other, twice; their process has little [cache] memory, too.
"""
import json
import os
import random
import shutil
import subprocess
import time

from clock import cpu, resident, settled
from region import Data, WrongAnswer
from row import Row

TITLE = 'Memory and age of a process'
MB = 1 << 20
IDLE = ('<=', 6)
OVER = ('<=', 8)        # MB over [cache] memory
AGE = ('<=', 1.1)       # CPU of a ticket, the last tenth against the first
INI = '[data bench]\npath = %s\nurl = SITE/files\n[cache]\nmemory = %dM\n'
MEMORY, EVICTING = 256, 4       # MB
FILES = 100
DATA = ['wgs.bam']
PLOT = {'x': 'tenths of the requests', 'y': 'resident MB'}
TENTHS = 10
SEED = 6


class Counts:
    """How much is done of it."""

    def __init__(self, full):
        self.tickets = 100000 if full else 10000
        self.objects = 10000 if full else 1000


def part(bench, data, bases):
    """A BAM file of the first so many bases, with its index."""
    path = os.path.join(bench.folder(), 'part.bam')
    name = data.stretches()[0][0]
    subprocess.run(['samtools', 'view', '-b', '-o', path, data.path,
                    '%s:1-%d' % (name, bases)], check=True)
    subprocess.run(['samtools', 'index', path], check=True)
    return path, name


def copies(bench, source, count):
    """A folder with so many copies of a file and its index."""
    folder = bench.folder()
    for i in range(count):
        for end in ('', '.bai'):
            shutil.copy2(source + end,
                         os.path.join(folder, '%05d.bam%s' % (i, end)))
    return folder


class Mix:
    """The requests: the same in each run."""

    def __init__(self, reference, bases, files):
        self.rnd = random.Random(SEED)
        self.reference, self.bases, self.files = reference, bases, files

    def region(self):
        size = self.rnd.choice((100, 1000, 1000, 10000, 100000))
        start = self.rnd.randrange(self.bases - size)
        return {'referenceName': self.reference, 'start': start,
                'end': start + size}

    def next(self):
        """(method, path, query, headers, body)"""
        path = '/reads/%05d' % self.rnd.randrange(self.files)
        dice = self.rnd.random()
        if dice < 0.05:
            body = {'regions': [self.region() for _ in range(20)]}
            return 'POST', path, '', {'Content-Type': 'application/json'}, \
                json.dumps(body).encode()
        if dice < 0.15:
            return 'GET', path, 'class=header', {}, None
        if dice < 0.17:
            return 'GET', path, '', {}, None
        return 'GET', path, '&'.join('%s=%s' % word for word in
                                     self.region().items()), {}, None


def ask(door, request):
    status, _, body = door.request(*request)
    if status != 200:
        raise WrongAnswer('status %d: %s' % (status, body[:200]))


def descriptors(pid):
    return len(os.listdir('/proc/%d/fd' % pid))


def ages(door, requests):
    """Asks for all of them; (CPU seconds of a request in each tenth, resident
    bytes and open descriptors after each)."""
    used, held, opened = [], [], []
    share = len(requests) // TENTHS
    for i in range(TENTHS):
        some = requests[i * share:(i + 1) * share]
        before = cpu(door.pid())
        for request in some:
            ask(door, request)
        used.append((settled(door.pid()) - before) / len(some))
        held.append(resident(door.pid()))
        opened.append(descriptors(door.pid()))
    return used, held, opened


def rows_of(name, memory, load, used, held, opened):
    yield Row(name, held[-1] / MB - memory, 'MB', OVER,
              '[cache] memory = %d MB' % memory, load,
              'resident %.1f MB, after the first tenth %.1f' % (
                  held[-1] / MB, held[0] / MB),
              [(i + 1, size / MB) for i, size in enumerate(held)])
    yield Row(name + '-age', used[-1] / used[0], '', AGE,
              'CPU of a request in the first tenth', load,
              '%.2f ms against %.2f' % (used[-1] * 1e3, used[0] * 1e3))
    yield Row(name + '-descriptors', opened[-1], 'descriptors', None, '', load,
              'open at the end; after the first tenth %d' % opened[0])


def idle(bench):
    with bench.fastcgi() as door:
        time.sleep(1)
        size = resident(door.pid())
        return Row('memory-idle', size / MB, 'MB', IDLE, '',
                   'a process that was asked for nothing yet',
                   'descriptors %d' % descriptors(door.pid()))


def tickets(bench, count, memory, name):
    bases = 1000000
    path, reference = part(bench, Data(bench, 'wgs.bam'), bases)
    folder = copies(bench, path, FILES)
    mix = Mix(reference, bases, FILES)
    with bench.fastcgi(INI % (folder, memory)) as door:
        done = ages(door, [mix.next() for _ in range(count)])
    yield from rows_of(name, memory, '%d tickets on %d files of %.1f MB' % (
        count, FILES, os.path.getsize(path) / MB), *done)
    shutil.rmtree(folder)


def objects(bench, count):
    bases = 5000
    path, reference = part(bench, Data(bench, 'wgs.bam'), bases)
    folder = copies(bench, path, count)
    query = 'referenceName=%s&start=%d&end=%d' % (reference, bases // 2,
                                                  bases // 2 + 1000)
    with bench.fastcgi(INI % (folder, EVICTING)) as door:
        done = ages(door, [('GET', '/reads/%05d' % i, query)
                           for _ in range(2) for i in range(count)])
    yield from rows_of('memory-objects', EVICTING, '%d files of %d bytes in '
                       'turn, twice' % (count, os.path.getsize(path)), *done)
    shutil.rmtree(folder)


def rows(bench):
    counts = Counts(bench.full)
    yield idle(bench)
    for memory, name in ((MEMORY, 'memory-tickets'),
                         (EVICTING, 'memory-evicting')):
        bench.note(name)
        yield from tickets(bench, counts.tickets, memory, name)
    bench.note('memory-objects')
    yield from objects(bench, counts.objects)
