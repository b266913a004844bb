"""wanted: what a client is to ask, and what it must get.

`Wanted` is a sample file with its truth, read by samtools and bcftools from
the local file without an index. A client hands back one of

    Payload(data)           the joined bytes
    Text(header, lines)     SAM or VCF text, as bytes; header None: not given
    Rows(rows, of, header)  rows of another form; of(line) makes the same of
                            a line of text, or None of a record that the
                            client is known to leave out; ordered=False: the
                            client keeps an order of its own
    Picture(got, local, blank)  what it shows of the ticket, of the local file,
                            and without any file

and `Wanted.check` raises `Wrong` unless it is what was asked: of CRAM the
containers that overlap a region, of the others exactly its records.
"""
import os
import tempfile
from collections import namedtuple

import records
from containers import Containers
from programs import environment, run

Payload = namedtuple('Payload', 'data')
Text = namedtuple('Text', 'header lines')
Rows = namedtuple('Rows', 'rows of header ordered', defaults=[None, True])
Picture = namedtuple('Picture', 'got local blank')
Query = namedtuple('Query', 'name regions')

# The files: records over block borders, and of a size where a ticket has
# inline edges as well as ranges of the file.
FILES = [('BAM', 'straddle-bai', 'straddle-bai.bam'),
         ('CRAM', 'cram-3.0-slices', 'cram-3.0-slices.cram'),
         ('VCF', 'vcf-tbi', 'vcf-tbi.vcf.gz'),
         ('BCF', 'bcf-csi', 'bcf-csi.bcf')]

# Regions are (reference, start, end), from 0 and half-open. Of the several
# two overlap, and they are not in the file's order.
SEVERAL = [('chr2', 1000, 60000), ('chr1', 50000, 70000),
           ('chr1', 60000, 90000), ('chr1', 200000, 210000)]
QUERIES = [Query('header', []),
           Query('whole', None),
           Query('region', [('chr1', 50000, 350000)]),
           Query('empty', [('chrNone', 1000, 2000)]),
           Query('unplaced', [('*', 0, None)]),
           Query('several', SEVERAL),
           Query('posted', SEVERAL)]


class Wrong(Exception):
    """The client got something else."""


def expect(condition, text, *values):
    if not condition:
        raise Wrong(text % values if values else text)


def split(text):
    """(header, lines) of SAM or VCF text."""
    if text.startswith(b'#'):
        return records.split_text(text, b'#')
    return records.split_text(text, b'@')


def read_text(path, reads):
    """A file, or a URL, as samtools or bcftools prints it."""
    argv = (['samtools', 'view', '-h', '--no-PG', path] if reads else
            ['bcftools', 'view', '--no-version', path])
    out, err = run(argv, env=environment())
    expect(b'EOF' not in err and b'runcated' not in err, '%s: %s', argv[0],
           err.decode('utf-8', 'replace').strip()[-200:])
    return split(out)


class Wanted:
    def __init__(self, folder, format, id, name):
        self.format, self.id = format, id
        self.reads = format in ('BAM', 'CRAM')
        self.path = os.path.join(folder, name)
        self.truth = records.Truth(self.path, format)
        self.header, self.lines = read_text(self.path, self.reads)
        self.containers = (Containers(self.truth) if format == 'CRAM'
                           else None)

    def endpoint(self):
        return 'reads' if self.reads else 'variants'

    def queries(self):
        return [q for q in QUERIES if self.reads or q.name != 'unplaced']

    def select(self, query):
        """(indexes that must be there, indexes that may), in order."""
        if query.regions is None:
            must = range(len(self.lines))
            return list(must), list(must)
        must = may = set(self.truth.select(query.regions)[0])
        if self.containers and query.regions:
            may = must.union(self.containers.cover(query.regions))
        return sorted(must), sorted(may)

    def check(self, query, got):
        if isinstance(got, Payload):
            self.check_payload(query, got.data)
        elif isinstance(got, Text):
            self.check_text(query, got.header, got.lines)
        elif isinstance(got, Picture):
            expect(got.local != got.blank, 'it does not show the local file')
            expect(got.got == got.local, 'another picture')
        else:
            self.check_header(got.header)
            self.compare(query, got.rows, list(map(got.of, self.lines)),
                         got.ordered)

    def check_payload(self, query, data):
        """The whole file byte by byte, else header and records."""
        if query.regions is None:
            expect(data == self.truth.bytes, '%d bytes, not the %d of the '
                   'file', len(data), len(self.truth.bytes))
            return
        if self.format == 'CRAM':
            self.check_text(query, *self.decode(data))
            return
        expect(data.endswith(records.EOF_BLOCK), 'no EOF block at the end')
        header, got = self.truth.split(data)
        expect(header == self.truth.header, 'another header')
        self.compare(query, got, self.truth.records)

    def decode(self, data):
        with tempfile.NamedTemporaryFile(suffix='.cram') as f:
            f.write(data)
            f.flush()
            return read_text(f.name, True)

    def check_header(self, header):
        if header is not None:
            expect(header == self.header, 'another header: %s',
                   difference(header.splitlines(), self.header.splitlines()))

    def check_text(self, query, header, lines):
        self.check_header(header)
        if self.format == 'CRAM':
            self.compare(query, list(map(sorted_tags, lines)),
                         list(map(sorted_tags, self.lines)))
        else:
            self.compare(query, lines, self.lines)

    def compare(self, query, got, everything, ordered=True):
        must, may = self.select(query)
        needed, allowed = [[everything[i] for i in indexes
                            if everything[i] is not None]
                           for indexes in (must, may)]
        if not ordered:
            got, needed, allowed = (sorted(x, key=repr)
                                    for x in (got, needed, allowed))
        if must == may:
            expect(got == needed, '%d records, not %d: %s', len(got),
                   len(needed), difference(got, needed))
        else:
            expect(within(needed, got), 'not all of %d records in %d',
                   len(needed), len(got))
            expect(within(got, allowed), '%d records, more than the %d of '
                   'the containers', len(got), len(allowed))


def sorted_tags(line):
    """CRAM keeps no order of tags."""
    fields = line.split(b'\t')
    return b'\t'.join(fields[:11] + sorted(fields[11:]))


def within(some, all_):
    """Whether `some` is in `all_`, in its order."""
    rest = iter(all_)
    return all(any(x == y for y in rest) for x in some)


def difference(got, needed):
    """The first place where two lists differ."""
    for i, (a, b) in enumerate(zip(got, needed)):
        if a != b:
            if isinstance(a, dict) and isinstance(b, dict):
                a, b = [{k: x[k] for k in x if a.get(k) != b.get(k)}
                        for x in (a, b)]
            return 'number %d is %s, not %s' % (i, short(a), short(b))
    return 'the rest is ' + ('missing' if len(got) < len(needed) else 'more')


def short(value):
    text = repr(value)
    return text if len(text) <= 160 else text[:157] + '…'
