"""badfiles: mangled files and indexes. Each has its status, its word and its
reason, and what can be served of it is served right."""
import os
import re

import bgzf
from harness import equal, expect

ERROR = 'InternalServerError'
KINDS = ('bam', 'vcf', 'bcf', 'cram')
ENDPOINT = {'bam': 'reads', 'cram': 'reads', 'vcf': 'variants',
            'bcf': 'variants'}
EXTENSION = {'bam': '.bam', 'vcf': '.vcf.gz', 'bcf': '.bcf', 'cram': '.cram'}
NEAR = 'referenceName=chr1&start=2000&end=20000'
MIDDLE = 'referenceName=chr1&start=100000&end=300000'
FAR = 'referenceName=chr1:100-200'
UNPLACED = 'referenceName=*'
NO_EOF = 'end-of-file marker|EOF'
WHOLE, HEADER = '', 'class=header'

# Name (with KIND), kinds, what is refused with which text, what is served.
FILES = [
    ('no-index-KIND', KINDS, {NEAR: 'index', FAR: 'index'}, [WHOLE, HEADER]),
    ('truncated-index-KIND', KINDS, {NEAR: 'index', FAR: 'index'},
     [WHOLE, HEADER]),
    ('empty-index-KIND', KINDS, {NEAR: 'index', FAR: 'index'},
     [WHOLE, HEADER]),
    ('wrong-index-KIND', KINDS, {NEAR: 'index', FAR: 'index'},
     [WHOLE, HEADER]),
    ('stale-index', ('bam',), {MIDDLE: 'index', FAR: 'index'},
     [WHOLE, HEADER]),
    ('foreign-index', ('bam',), {MIDDLE: 'index', NEAR: 'index'},
     [WHOLE, HEADER]),
    ('foreign-index-past-end', ('vcf',), {FAR: None, MIDDLE: None},
     [WHOLE, HEADER]),
    ('foreign-index-past-end-cram', ('cram',), {FAR: None},
     [WHOLE, HEADER]),
    ('cut-in-block-KIND', KINDS[:3], {WHOLE: None, FAR: None}, [HEADER]),
    ('cut-at-boundary-KIND', KINDS[:3], {WHOLE: NO_EOF, FAR: None},
     [HEADER, NEAR]),
    ('no-eof-KIND', ('bam',), {WHOLE: NO_EOF, UNPLACED: NO_EOF},
     [HEADER, NEAR, FAR]),
    ('no-eof-KIND', ('vcf', 'bcf'), {WHOLE: NO_EOF, FAR: NO_EOF},
     [HEADER, NEAR]),
    ('flipped-bit-KIND', KINDS[:3], {MIDDLE: None}, [WHOLE, HEADER]),
    ('wrong-magic-KIND', KINDS, {WHOLE: None, HEADER: None, NEAR: None}, []),
    ('cut-in-header-KIND', KINDS, {WHOLE: None, HEADER: None, NEAR: None},
     []),
    ('empty-file-KIND', KINDS, {WHOLE: None, HEADER: None, NEAR: None}, []),
    ('only-eof-KIND', ('bam', 'bcf'), {WHOLE: None, HEADER: None,
                                       NEAR: None}, []),
    ('not-a-KIND', KINDS, {WHOLE: None, HEADER: None, NEAR: None}, []),
    ('other-content-KIND', KINDS[:3], {WHOLE: None, HEADER: None,
                                       NEAR: None}, []),
    ('cut-KIND', ('cram',), {WHOLE: None, FAR: None}, [HEADER]),
    ('no-eof-KIND', ('cram',), {WHOLE: NO_EOF}, [HEADER]),
    ('wrong-version-KIND', ('cram',), {WHOLE: None, HEADER: None,
                                       NEAR: None}, []),
    ('flipped-bit-KIND', ('cram',), {WHOLE: None, HEADER: None, NEAR: None},
     []),
    ('unsorted-KIND', ('cram',), {'referenceName=c001': 'sort|order|index'},
     [WHOLE, HEADER]),
]


def listed(world):
    """The ids that tests/data/make says it made."""
    path = os.path.join(world.sample, 'bad', 'bad.tsv')
    with open(path, encoding='utf-8') as f:
        return [line.split('\t')[0] for line in f]


def data_of(s, name, kind):
    path = os.path.join(s.world.sample, 'bad', name + EXTENSION[kind])
    with open(path, 'rb') as f:
        return f.read()


def one(t, s, name, kind, refused, served):
    ask = 'format=%s&' % kind.upper()
    for query, says in refused.items():
        why = 'decision 7' if 'unsorted' in name else 'decision 12'
        with t.check('%s, %s: 500 (%s)' % (name, query or 'whole file', why)):
            s.refused(ENDPOINT[kind], 'sample/bad/' + name, ask + query, 500,
                      ERROR, says)
    for query in served:
        with t.check('%s, %s: served (decision 12)' % (
                name, query or 'whole file')):
            ticket = s.ticket(ENDPOINT[kind], 'sample/bad/' + name,
                              ask + query)
            if query == WHOLE:
                expect(ticket.joined() == data_of(s, name, kind),
                       'not the file')


def files(t, s):
    seen = {'bad/only-eof-vcf'}     # a VCF without a line: see below
    for pattern, kinds, refused, served in FILES:
        for kind in kinds:
            name = pattern.replace('KIND', kind)
            seen.add('bad/' + name)
            one(t, s, name, kind, refused, served)
    with t.check('every mangled file is asked for'):
        equal('not asked for', sorted(set(listed(s.world)) - seen), [])


def no_header(t, s):
    """No bytes but the EOF block: refused, or given as it is."""
    with t.check('only-eof-vcf: an answer of ours'):
        s.new_log()
        answer = s.get('variants', 'sample/bad/only-eof-vcf')
        if answer.status != 200:
            s.check_error(answer, 500, ERROR)


def reasons(t, s):
    """The log names the file, and the block where it is one's fault."""
    for name, query, reason in (
            ('no-index-bam', NEAR, r'bad/no-index-bam\.bam'),
            ('no-eof-bam', WHOLE, r'bad/no-eof-bam\.bam'),
            ('flipped-bit-bam', MIDDLE, r'bad/flipped-bit-bam\.bam'),
            ('cut-in-block-bam', WHOLE, r'bad/cut-in-block-bam\.bam'),
            ('truncated-index-bam', NEAR, r'bad/truncated-index-bam\.bam'),
            ('empty-file-bam', WHOLE, r'bad/empty-file-bam\.bam'),
            ('not-a-bam', WHOLE, r'bad/not-a-bam\.bam')):
        with t.check('the log names the file: ' + name):
            s.new_log()
            s.get('reads', 'sample/bad/' + name, query)
            lines = [line for line in s.new_log().splitlines()
                     if re.search(reason, line)]
            expect(lines, 'it does not')
            expect(any('error' in line for line in lines), '%s', lines[-1])
    with t.check('an index older than its data is logged'):
        with s.world.open(s.kind) as own:       # which has not read it yet
            own.get('reads', 'sample/bad/stale-index', NEAR)
            expect('older' in own.new_log(), 'it is not')


def flipped_single(t, s):
    """A flipped bit in one block: fatal where we inflate it, and no matter
    where the region does not touch it."""
    path = s.world.path('data', 'flipped.bam')
    s.world.copy('bam-bai', 'data/flipped', '.bam', '.bam.bai')
    at = bgzf.addresses(path)
    victim = at[1]          # the first block of records
    with open(path, 'r+b') as f:
        f.seek((victim + at[2]) // 2)
        byte = f.read(1)[0]
        f.seek((victim + at[2]) // 2)
        f.write(bytes([byte ^ 1]))
    with t.check('a flipped bit in a block that we inflate: 500'):
        s.refused('reads', 'flipped', 'referenceName=chr1&end=2000', 500,
                  ERROR)
    with t.check('a flipped bit elsewhere: served'):
        ticket = s.ticket('reads', 'flipped', FAR)
        expect(ticket.records() == s.ticket('reads', 'plain', FAR).records(),
               'other records')
    os.unlink(path)
    os.unlink(path + '.bai')


def missing_eof(t, s):
    """missing_eof = serve: the file is believed complete."""
    for kind in KINDS[:3]:
        name = 'no-eof-' + kind
        data = data_of(s, name, kind)
        ask = 'format=%s&' % kind.upper()
        with t.check('missing_eof = serve: %s, whole file' % name):
            ticket = s.ticket(ENDPOINT[kind], 'lenient/' + name, ask)
            expect(ticket.joined() in (data, data + bgzf.EOF),
                   'not the file')
        with t.check('missing_eof = serve: %s, EOF behind the end' % name):
            ticket = s.ticket(ENDPOINT[kind], 'lenient/' + name, ask + FAR)
            expect(ticket.joined().endswith(bgzf.EOF), 'no EOF block')
            equal('records', ticket.records(), s.ticket(
                ENDPOINT[kind], 'plain', ask + FAR).records())
    for kind in KINDS[:3]:
        name = 'cut-at-boundary-' + kind
        data = data_of(s, name, kind)
        with t.check('missing_eof = serve: %s, whole file' % name):
            ticket = s.ticket(ENDPOINT[kind], 'lenient/' + name, 'format=' +
                              kind)
            expect(ticket.joined() in (data, data + bgzf.EOF),
                   'not the file')
    for kind in KINDS[:3]:
        name = 'cut-at-boundary-' + kind
        with t.check('%s: away from the end, the records of the whole file'
                     % name):
            ask = 'format=%s&' % kind.upper() + NEAR
            ticket = s.ticket(ENDPOINT[kind], 'sample/bad/' + name, ask)
            equal('records', ticket.records(),
                  s.ticket(ENDPOINT[kind], 'plain', ask).records())


def survives(t, s):
    """After all that a good file is answered as before."""
    with t.check('good files are served after the bad ones'):
        for kind in KINDS:
            s.ticket(ENDPOINT[kind], 'plain', 'format=%s&%s' %
                     (kind.upper(), NEAR))


FUNCTIONS = [files, no_header, reasons, flipped_single, missing_eof, survives]
