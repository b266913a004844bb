"""tickets: regions of a file of the data, what their tickets cost, and whether
what they lead to is right.

    Target(bench, 'calls300.bcf')       a region.Data, and besides
        .references     [(name, length)]
        .ask(door, region)      -> a reply; a status that is not 200 is an
                                   error
        .post(door, regions)    -> the same of many regions at once
        .cost(door, regions, walls=None)
                                -> seconds of CPU of the process for a ticket,
                                   the mean of so many back to back; those of
                                   each on the wall are added to the list
        .check(door, region)    -> Answer; other records than samtools or
                                   bcftools find are an error
    scattered(rnd, references, size, n)     regions far from each other
    pan(region, steps)          its neighbours, each half of its size further

A region is (reference, start, end), 0-based and half-open. `door` is
bench.fastcgi(DEBUG) where blocks are to be counted, else bench.fastcgi(): at
level debug the program has more to write.
"""
import json
import os
import re
import subprocess
import tempfile
import time

import clock
import payload
import stage
from records import QUIET, Unreadable, run, split_text
from region import Data, WrongAnswer, place

DEBUG = stage.INI + '[log]\nlevel = debug\n'
CELL = 65536        # four windows of an index


def scattered(rnd, references, size, n):
    """At most n regions in random order; what one needs of the file, the
    others do not, as far as there is room for it."""
    cell = CELL * -(-size * 5 // (4 * CELL))
    while len(cells(references, cell)) < n and cell >= 4 * size:
        cell //= 2
    places = cells(references, cell)
    out = []
    for name, at in rnd.sample(places, min(n, len(places))):
        start = at + rnd.randrange(cell - size)
        out.append((name, start, start + size))
    return out


def cells(references, size):
    return [(name, at) for name, length in references
            for at in range(0, length - size + 1, size)]


def pan(region, steps):
    name, start, end = region
    half = (end - start) // 2
    return [(name, start + half * k, end + half * k)
            for k in range(1, steps + 1)]


class Answer:
    """What following a ticket gave."""

    def __init__(self, blocks, urls, parts):
        self.blocks, self.urls, self.data = blocks, len(urls), b''.join(parts)
        self.inline = sum(len(p) for u, p in zip(urls[1:], parts[1:])
                          if payload.is_inline(u))


class Target(Data):
    def __init__(self, bench, name):
        super().__init__(bench, name)
        self.references = self.find_references()

    def find_references(self):
        """Those of wgs.bam alone, where others only fill the index."""
        if self.reads:
            text = run('samtools', 'view', '-H', self.path).decode()
            found = re.findall(r'(?m)^@SQ\tSN:(\S+)\tLN:(\d+)', text)
        else:
            text = run('bcftools', 'view', '-h', self.path).decode()
            found = re.findall(r'##contig=<ID=([^,]+),length=(\d+)', text)
        return [(name, int(size)) for name, size in found[:2]]

    def ask(self, door, region):
        reply = door.request('GET', self.target(), self.query(region))
        if reply[0] != 200:
            raise WrongAnswer('%s: status %d, %r' % (
                self.query(region), reply[0], reply[2][:200]))
        return reply

    def post(self, door, regions):
        body = json.dumps({'format': self.format, 'regions': [
            dict(zip(('referenceName', 'start', 'end'), region))
            for region in regions]}).encode()
        reply = door.request('POST', self.target(), '', {}, body)
        if reply[0] != 200:
            raise WrongAnswer('POST: status %d, %r' % (
                reply[0], reply[2][:200]))
        return reply

    def cost(self, door, regions, walls=None):
        def work():
            for region in regions:
                began = time.perf_counter()
                self.ask(door, region)
                if walls is not None:
                    walls.append(time.perf_counter() - began)
        return clock.spent([door.pid()], work)[0] / len(regions)

    def warm(self, door):
        """Has the header and the index loaded."""
        for name, _ in self.references:
            self.ask(door, (name, 0, 1))

    def follow(self, door, reply):
        urls = payload.ticket(*reply, self.format)
        fetch = payload.local_fetch(stage.URL, self.folder, door)
        return urls, [payload.resolve(url, fetch) for url in urls]

    def blocks(self, door, region):
        """How many blocks a ticket inflated, and the reply."""
        with open(door.log_path, 'rb') as log:
            log.seek(0, os.SEEK_END)
            reply = self.ask(door, region)
            found = re.findall(rb'(\d+) blocks inflated', log.read())
        if len(found) != 1:
            raise Unreadable('the log says no number of blocks')
        return int(found[0]), reply

    def check(self, door, region):
        blocks, reply = self.blocks(door, region)
        answer = Answer(blocks, *self.follow(door, reply))
        self.compare_data(answer.data, [region])
        return answer

    def compare_data(self, data, regions):
        """As compare, of bytes and of any number of regions."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'answer')
            with open(path, 'wb') as f:
                f.write(data)
            bed = os.path.join(folder, 'regions.bed')
            with open(bed, 'w') as f:
                f.writelines('%s\t%d\t%d\n' % r for r in regions)
            if self.theirs(bed, regions) != self.ours(path, bed):
                raise WrongAnswer('%s of %s, %d in all: other records than '
                                  'in the file' % (regions[0], self.name,
                                                   len(regions)))

    def theirs(self, bed, regions):
        """Lines of the records of the regions, by the index."""
        if not self.reads:
            return split_text(run('bcftools', 'view', '--no-version', '-R',
                                  bed, self.path), b'#')[1]
        if len(regions) > 1:
            return lines('-M', '-L', bed, self.path)
        return lines(self.path, place(regions[0]))

    def ours(self, path, bed):
        """Those of an answer. CRAM comes in whole containers."""
        if not self.reads:
            return split_text(run('bcftools', 'view', '--no-version', path),
                              b'#')[1]
        return lines(*(['-L', bed] if self.format == 'CRAM' else []), path)

    def local(self, region):
        """(seconds of CPU, bytes) of the tool's command."""
        used, _, out = clock.child(lambda: run(*self.tool(region)))
        return used, len(out)


def lines(*words):
    return [line for line in run('samtools', 'view', *words).split(b'\n')
            if line]


def inflate_cost(bench, target, regions):
    """Seconds of CPU that a block near these regions costs to inflate."""
    program = bench.build('bench/inflate')
    if not os.path.exists(program):
        raise stage.Missing('bench/inflate is not built')
    p = subprocess.run([program, target.path], env=QUIET, text=True,
                       input=''.join(place(r) + '\n' for r in regions),
                       stdout=subprocess.PIPE)
    if p.returncode:
        raise Unreadable('bench/inflate: status %d' % p.returncode)
    return float(p.stdout) / 1e6
