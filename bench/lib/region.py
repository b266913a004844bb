"""region: places in a file of the data, and what samtools or bcftools reads
there, from the file or through a ticket.

A region is (name of the reference, start, end), 0-based and half-open. Random
ones are the same in each run, and lie where the records are, in proportion: a
file's sparse references are seldom asked for.
"""
import gzip
import hashlib
import os
import random
import re
import subprocess
import tempfile
import urllib.parse

from records import QUIET, run
from stage import Missing

# What follows the id in the name of a file.
EXTENSIONS = {'.bam': 'BAM', '.cram': 'CRAM', '.vcf.gz': 'VCF', '.bcf': 'BCF'}
# For samtools and bcftools: write the same format, as they do by default.
WRITE = {'BAM': '-b', 'CRAM': '-C', 'VCF': '-Oz', 'BCF': '-Ob'}
# What else they need to write it alike again.
MORE = {'BAM': ['--no-PG'], 'VCF': ['--no-version'], 'BCF': ['--no-version'],
        'CRAM': ['--no-PG', '--output-fmt-option', 'no_ref=1']}


class WrongAnswer(Exception):
    """Not the records that samtools or bcftools reads."""


def named(size):
    """A size of regions, as it is written in names: 100b, 1kb, 1mb."""
    for unit, letter in ((1000000, 'mb'), (1000, 'kb')):
        if size % unit == 0:
            return '%d%s' % (size // unit, letter)
    return '%db' % size


def place(region):
    """As samtools and bcftools are asked: 1-based, both ends inside."""
    return '%s:%d-%d' % (region[0], region[1] + 1, region[2])


def quiet(command, **more):
    """Runs a command whose output nobody wants."""
    subprocess.run(command, check=True, env=QUIET, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, **more)


def counts(path, reads):
    """References and how many records they have, by the index."""
    for line in run(*(('samtools', 'idxstats') if reads else
                      ('bcftools', 'index', '-s')), path).decode().split('\n'):
        words = line.split('\t')
        if len(words) > 2 and words[1].isdigit() and words[2] != '0':
            yield words[0], 0, int(words[1]), int(words[2])


def crai(path):
    """What the slices of a CRAM cover, by its bytes."""
    names = re.findall(r'(?m)^@SQ.*\tSN:([^\t\n]+)', run(
        'samtools', 'view', '-H', path[:-5]).decode())
    with gzip.open(path, 'rt') as f:
        for line in f:
            reference, start, span, _, _, size = map(int, line.split())
            if reference >= 0 and span > 0:
                yield names[reference], start - 1, start - 1 + span, size


class Data:
    def __init__(self, bench, name):
        self.path = bench.data(name)
        self.folder = os.path.dirname(self.path)
        extension = next(e for e in EXTENSIONS if name.endswith(e))
        self.name, self.id = name, name[:-len(extension)]
        self.format = EXTENSIONS[extension]
        self.reads = self.format in ('BAM', 'CRAM')
        self._stretches = None

    # Where

    def stretches(self):
        """[(name, first base, end, weight)] of where the records lie; none of
        names that the tools cannot take for a region."""
        if self._stretches is None:
            rows = (crai(self.path + '.crai') if self.format == 'CRAM' else
                    counts(self.path, self.reads))
            self._stretches = [row for row in rows if ':' not in row[0]]
            if not self._stretches:
                raise Missing('%s has no records' % self.name)
        return self._stretches

    def regions(self, size, count, seed=1):
        """Random ones; with size None: whole references, the first ones."""
        if size is None:
            return [row[:3] for row in self.stretches()[:count]]
        rnd = random.Random('%s %s' % (seed, size))
        chosen = rnd.choices(self.stretches(), k=count,
                             weights=[row[3] for row in self.stretches()])
        starts = [rnd.randrange(first, max(first + 1, end - size))
                  for _, first, end, _ in chosen]
        return [(row[0], start, start + size)
                for row, start in zip(chosen, starts)]

    def neighbours(self, size, count, seed=1):
        """One behind the other, as a browser pans."""
        name, start, _ = self.regions(size * count, 1, seed)[0]
        return [(name, start + i * size, start + (i + 1) * size)
                for i in range(count)]

    # What to ask

    def target(self):
        return '/%s/%s' % ('reads' if self.reads else 'variants', self.id)

    def query(self, region=None):
        words = {'format': self.format}
        if region:
            words.update(zip(('referenceName', 'start', 'end'), region))
        return urllib.parse.urlencode(words)

    def url(self, base, region=None):
        """Of the ticket; `base` ends in /htsget."""
        return base + self.target() + '?' + self.query(region)

    # What there is

    def view(self, source, region=None, *words):
        """The command that prints the records of a region of a file or URL,
        or all."""
        where = [place(region)] if region else []
        if self.reads:
            return ['samtools', 'view', *words, source] + where
        return ['bcftools', 'view', '-H', '--no-version', *words,
                *(['-r'] + where if where else []), source]

    def tool(self, region):
        """The command that writes a region in the same format, header and
        all."""
        words = [WRITE[self.format], *MORE[self.format]]
        if self.reads:
            return ['samtools', 'view', *words, self.path, place(region)]
        return ['bcftools', 'view', *words, '-r', place(region), self.path]

    def written(self, region):
        """How many bytes that command writes."""
        return output(self.tool(region))[1]

    def compare(self, region, source):
        """Raises WrongAnswer if not all records of the file or URL `source`
        are those of the region. A CRAM slice may cover more."""
        wanted, got = (self.view(self.path, region), self.view(source))
        if self.format == 'CRAM':
            rest = iter(run(*got).split(b'\n'))
            good = all(line in rest for line in run(*wanted).split(b'\n'))
        else:
            good = output(wanted) == output(got)
        if not good:
            raise WrongAnswer('%s of %s: other records than in the file' % (
                region, self.name))


def output(command):
    """(digest, number) of the bytes that a command prints."""
    digest, size = hashlib.sha256(), 0
    with tempfile.TemporaryFile() as log, subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, env=QUIET) as p:
        for data in iter(lambda: p.stdout.read(1 << 20), b''):
            digest.update(data)
            size += len(data)
        p.wait()
        log.seek(0)
        if p.returncode:
            raise WrongAnswer('%s: %s' % (' '.join(command), log.read()))
    return digest.digest(), size
