"""regions: many in one POST, against a scan of the file without an index:
each record once, in the order of the file, one header, one EOF (P-08)."""
import os
import random
import tempfile

import records
from harness import Skip, equal, expect
from profile import ENDPOINT, Original, check_end, check_region
from slices import tool
from world import INI

MANY = 1000
FEW_BLOCKS = '[limits]\nblocks = 1000\n\n' + INI
FILES = [('bam-bai', '.bam', 'BAM'), ('straddle-bai', '.bam', 'BAM'),
         ('blocks-small', '.bam', 'BAM'), ('vcf-tbi', '.vcf.gz', 'VCF'),
         ('vcf-end', '.vcf.gz', 'VCF'), ('bcf-csi', '.bcf', 'BCF'),
         ('bcf-straddle', '.bcf', 'BCF')]
# In the order in which they are asked.
ODD = [
    ('unsorted', [(70000, 71000), (20000, 21000), (50000, 52000)]),
    ('overlapping', [(20000, 40000), (30000, 50000), (25000, 26000)]),
    ('equal', [(20000, 21000)] * 5),
    ('touching', [(20000, 21000), (21000, 22000), (22000, 23000)]),
    ('one base apart', [(20000, 21000), (21001, 22000)]),
    ('a base each', [(at, at + 1) for at in range(50000, 52000, 3)]),
    ('one in all', [(0, 2 ** 32 - 1), (30000, 31000)]),
    ('one without an end', [(60000, None), (20000, 21000), (None, 5000)]),
    ('some behind the end', [(2 ** 31, 2 ** 32 - 1), (20000, 21000)]),
]


class File:
    """A sample, and a scan of it."""

    def __init__(self, s, name, extension, kind):
        self.s, self.name, self.kind = s, 'sample/' + name, kind
        path = os.path.join(s.world.sample, name + extension)
        try:
            self.truth = records.Truth(path, kind)
        except OSError as error:
            raise Skip('no scan: %s' % error)
        self.original = Original(path, kind)

    def ask(self, regions, server=None):
        """The ticket of (reference, start, end), None: not said."""
        body = {'format': self.kind, 'regions': [
            {key: value for key, value in zip(
                ('referenceName', 'start', 'end'), region)
             if value is not None} for region in regions]}
        return (server or self.s).posted(ENDPOINT[self.kind], self.name, body)

    def check(self, regions, server=None, always=False):
        ticket = self.ask(regions, server)
        check_region(ticket, self.original, always)
        header, got = self.truth.split(ticket.joined())
        expect(header == self.truth.header, 'another header')
        must, may = self.truth.select(merged(regions))
        equal('records that an index may miss', may, [])
        expect(must, 'nothing is asked for')
        equal('records', len(got), len(must))
        expect(got == [self.truth.records[i] for i in must],
               'other records, or another order')
        return ticket


def merged(regions):
    """The same bases, sorted and joined, so that a scan is quick."""
    out = []
    for name, start, end in sorted((name, start or 0, 2 ** 32 if end is None
                                    else end) for name, start, end in regions):
        if out and out[-1][0] == name and start <= out[-1][2]:
            out[-1] = name, out[-1][1], max(end, out[-1][2])
        else:
            out.append((name, start, end))
    return out


def many(file, rnd):
    """Unsorted, overlapping, equal and touching ones, on two references."""
    out = []
    while len(out) < MANY:
        at = rnd.randrange(0, 1200000)
        out.append((rnd.choice(('chr1', 'chr1', 'chr2')), at,
                    at + rnd.choice((1, 10, 100, 1000, 5000))))
        if rnd.random() < .2:
            out += [out[-1], (out[-1][0], out[-1][2], out[-1][2] + 7)]
    return out[:MANY]


def few(t, s):
    for row in FILES[:1] + FILES[3:4] + FILES[5:6]:
        file = File(s, *row)
        for name, regions in ODD:
            with t.check('%s: %s (P-08)' % (row[0], name)):
                file.check([('chr1',) + region for region in regions])
        with t.check('%s: several references, in any order (P-08)' % row[0]):
            file.check([('chr2', 20000, 30000), ('chr1', 70000, 80000),
                        ('chr2', 10000, 15000), ('chr1', 5000, 9000)])


def thousand(t, s):
    for row in FILES[:1] if t.small else FILES:
        file = File(s, *row)
        with t.check('%s: %d regions (P-08, need 8)' % (row[0], MANY)):
            regions = many(file, random.Random(row[0]))
            ticket = file.check(regions)
            expect(len(ticket.urls) <= 250, '%d URLs', len(ticket.urls))
            urls = [url.url for url in ticket.urls if not url.inline]
            expect(max(map(len, urls), default=0) < 6000, 'a long URL')


def unplaced(t, s):
    file = File(s, *FILES[0])
    with t.check('* beside other regions, wherever it stands (P-08)'):
        regions = [('*', None, None), ('chr2', 5000, 9000),
                   ('*', None, None)]
        file.check(regions)
    with t.check('an unknown reference among many (Q-05)'):
        s.refused_post('reads', file.name, {'regions': [
            {'referenceName': 'chr1'}, {'referenceName': 'chrZ'}]}, 404,
            'NotFound', 'chrZ')


def work(t, s):
    """[limits] blocks: what is looked through for one ticket."""
    file = File(s, 'blocks-small', '.bam', 'BAM')
    regions = [(name, at, at + 1) for name in ('chr1', 'chr2')
               for at in range(0, 1000000, 900)]
    with s.world.open(s.kind, FEW_BLOCKS) as own:
        for label in ('', ', and known by now'):
            with t.check('blocks: more than may be looked through%s '
                         '(decision 17)' % label):
                answer = own.post('reads', file.name, {'regions': [
                    dict(zip(('referenceName', 'start', 'end'), region))
                    for region in regions]})
                equal('status', answer.status, 400)
                expect('[limits] blocks' in answer.error('InvalidInput'),
                       'the message is %s', answer.text())
        with t.check('blocks: fewer of them are served'):
            file.check(regions[::100], own)
    with t.check('blocks: all of them by default'):
        file.check(regions)


def cram(t, s):
    """Covering, as for one region: each container once."""
    name, sample = 'cram-3.0-slices', s.world.sample
    path = os.path.join(sample, name + '.cram')
    reference = os.path.join(sample, 'reference.fa')
    rnd = random.Random(name)
    regions = [(rnd.choice(('chr1', 'chr2')), at, at + 500) for at in
               (rnd.randrange(390000) for _ in range(MANY // 10))]
    for label, asked in (('one', regions[:1]), ('many', regions)):
        with t.check('CRAM: %s covered, each container once (P-08)' % label):
            ticket = s.posted('reads', 'sample/' + name, {
                'format': 'CRAM', 'regions': [dict(zip(
                    ('referenceName', 'start', 'end'), r)) for r in asked]})
            check_end(ticket, Original(path, 'CRAM'))
            with tempfile.NamedTemporaryFile(suffix='.cram') as f:
                f.write(ticket.joined())
                f.flush()
                got = tool('samtools', 'view', '-T', reference,
                           f.name).splitlines()
            all_ = iter(tool('samtools', 'view', '-T', reference,
                             path).splitlines())
            expect(all(any(x == y for y in all_) for x in got),
                   'a record twice, or another order')
            want = tool('samtools', 'view', '-T', reference, path, *(
                '%s:%d-%d' % (r[0], r[1] + 1, r[2]) for r in asked))
            expect(set(want.splitlines()) <= set(got), 'records are missing')


FUNCTIONS = [few, thousand, unplaced, work, cram]
