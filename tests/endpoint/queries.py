"""queries: the parameters of a GET, one by one and against each other."""
from harness import equal, expect

IN, RANGE = 'InvalidInput', 'InvalidRange'
UNSUP, MISSING = 'UnsupportedFormat', 'NotFound'
MOST = 2 ** 32 - 1

# Name with the checklist's id, endpoint, query, status, word, message has.
BAD = [
    ('unknown reference (Q-05)', 'reads', 'referenceName=chrZ', 404, MISSING,
     'chrZ'),
    ('unknown reference in variants (Q-05)', 'variants',
     'referenceName=chrZ', 404, MISSING, 'chrZ'),
    ('1 for chr1, with the spelling of the file (decision 8)', 'reads',
     'referenceName=1&start=5&end=9', 404, MISSING, 'chr1'),
    ('CHR1 for chr1', 'variants', 'referenceName=CHR1', 404, MISSING, 'chr1'),
    ('a region string is no reference', 'reads',
     'referenceName=chr1:5-9', 404, MISSING, None),
    ('reference of 5,000 bytes', 'reads', 'referenceName=' + 'r' * 5000, 404,
     MISSING, None),
    ('* in variants (Q-06)', 'variants', 'referenceName=*', 404, MISSING,
     None),
    ('empty reference', 'reads', 'referenceName=', 400, IN, 'referenceName'),
    ('reference without =', 'reads', 'referenceName', 400, IN,
     'referenceName'),
    ('empty start', 'reads', 'referenceName=chr1&start=', 400, IN, 'start'),
    ('empty end', 'reads', 'referenceName=chr1&end=', 400, IN, 'end'),
    ('empty format', 'reads', 'format=', 400, IN, 'format'),
    ('empty class', 'reads', 'class=', 400, IN, 'class'),
    ('start without reference (Q-07)', 'reads', 'start=1', 400, IN, 'start'),
    ('end without reference (Q-07)', 'variants', 'end=1', 400, IN, 'end'),
    ('start with * (Q-07)', 'reads', 'referenceName=*&start=0', 400, IN,
     'start'),
    ('end with * (Q-07)', 'reads', 'referenceName=*&end=9', 400, IN, 'end'),
    ('start > end (Q-08)', 'reads', 'referenceName=chr1&start=10&end=9', 400,
     RANGE, '10'),
    ('start > end in variants (Q-08)', 'variants',
     'referenceName=chr1&start=%d&end=0' % MOST, 400, RANGE, str(MOST)),
    ('unknown format (Q-02)', 'reads', 'format=SAM', 400, UNSUP, 'SAM'),
    ('VCF of reads (Q-02)', 'reads', 'format=VCF', 400, UNSUP, 'VCF'),
    ('BCF of reads (Q-02)', 'reads', 'format=bcf', 400, UNSUP, 'BCF'),
    ('BAM of variants (Q-02)', 'variants', 'format=BAM', 400, UNSUP, 'BAM'),
    ('CRAM of variants (Q-02)', 'variants', 'format=cram', 400, UNSUP,
     'CRAM'),
    ('format with a blank', 'reads', 'format=BAM%20', 400, UNSUP, None),
    ('unknown class (Q-04)', 'reads', 'class=body', 400, IN, 'class'),
    ('class in another case', 'reads', 'class=Header', 400, IN, 'class'),
    ('unknown field (Q-09)', 'reads', 'fields=QNAME,NOSE', 400, IN, 'NOSE'),
    ('field in another case (Q-09)', 'reads', 'fields=qname', 400, IN,
     'qname'),
    ('tag in tags and notags (Q-10)', 'reads', 'tags=NM,MD&notags=MD', 400,
     IN, 'MD'),
    ('tag of three letters (Q-10)', 'reads', 'tags=NMX', 400, IN, 'NMX'),
    ('start in class=header is checked', 'reads',
     'class=header&referenceName=chr1&start=x', 400, IN, 'start'),
]
# What a web server may refuse itself; lighttpd mends a lone % to %25.
RAW = [('NUL in a reference', 'referenceName=chr1%00'),
       ('NUL in an unknown parameter', 'x=%00'),
       ('NUL in the name of a parameter', 'st%00art=1'),
       ('bad UTF-8 in a reference', 'referenceName=chr%ff'),
       ('surrogate in a reference', 'referenceName=chr%ed%a0%80'),
       ('half an escape', 'referenceName=chr1%2'),
       ('percent at the end', 'referenceName=chr1%'),
       ('no hexadecimal digits', 'referenceName=chr%g1'),
       ('bad escape in start', 'referenceName=chr1&start=%zz')]
NUMBERS = [('negative', '-1'), ('2^32', '4294967296'), ('2^64', str(2 ** 64)),
           ('abc', 'abc'), ('hexadecimal', '0x10'), ('with a sign', '%2B1'),
           ('fraction', '1.5'), ('exponent', '1e3'), ('blank in front', '+1'),
           ('blank behind', '1%20'), ('thousands', '1,000')]
TWICE = [('format', 'BAM'), ('class', 'header'), ('referenceName', 'chr1'),
         ('start', '5'), ('end', '9000'), ('fields', 'POS'), ('tags', 'NM'),
         ('notags', 'MD')]

# Name, endpoint, query; the answer is a ticket.
GOOD = [
    ('start == end is empty (Q-08)', 'reads',
     'referenceName=chr1&start=2000&end=2000'),
    ('start == end == 0', 'reads', 'referenceName=chr1&start=0&end=0'),
    ('start == end in variants', 'variants',
     'referenceName=chr1&start=2000&end=2000'),
    ('end 2^32 - 1 (Q-07)', 'reads', 'referenceName=chr1&end=%d' % MOST),
    ('start 2^32 - 1 (Q-07)', 'reads', 'referenceName=chr1&start=%d' % MOST),
    ('both 2^32 - 1', 'variants',
     'referenceName=chr1&start=%d&end=%d' % (MOST, MOST)),
    ('start past LN (decision 3)', 'reads',
     'referenceName=chr1&start=1300000'),
    ('leading zeros', 'reads', 'referenceName=chr1&start=0005&end=0010'),
    ('a reference without records (Q-03)', 'reads', 'referenceName=chrNone'),
    ('variants, without records (Q-03)', 'variants', 'referenceName=chrNone'),
    ('unplaced reads (Q-06)', 'reads', 'referenceName=*'),
    ('unplaced reads, encoded', 'reads', 'referenceName=%2A'),
    ('name with colons', 'reads', 'referenceName=HLA:01:01:01'),
    ('name with colons, encoded', 'reads', 'referenceName=HLA%3A01%3a01%3A01'),
    ('name like a region', 'reads', 'referenceName=chr1:100-200&start=10'),
    ('start alone', 'variants', 'referenceName=chr1&start=1000000'),
    ('fields and tags are taken (Q-09, Q-10)', 'reads',
     'referenceName=chr1&end=2000&fields=QNAME,POS&tags=NM&notags=MD'),
    ('fields on variants (decision 9)', 'variants',
     'referenceName=chr1&fields=SEQ'),
    ('empty tags (Q-10)', 'reads', 'referenceName=chr1&end=2000&tags='),
    ('unknown parameters (need 12)', 'reads',
     'referenceName=chr1&end=2000&encryptionScheme=c4gh&referenceMD5=0&x&=y'),
    ('unknown parameter twice', 'reads', 'end2=4&end2=5&starts=x'),
    ('empty pairs', 'reads', '&&referenceName=chr1&&end=2000&'),
    ('class=header with an unknown reference (need 13)', 'reads',
     'class=header&referenceName=na'),
    ('class=header with a region', 'variants',
     'class=header&referenceName=chr1&start=5&end=9'),
]


def refused(t, s):
    for name, endpoint, query, status, word, says in BAD:
        with t.check(name):
            s.refused(endpoint, 'plain', query, status, word, says)
    for name, query in RAW:
        with t.check(name):
            if not s.web:
                s.refused('reads', 'plain', query, 400, IN)
            else:
                answer = s.get('reads', 'plain', query)
                expect(answer.status in (400, 404), '%d', answer.status)
    for name, value in NUMBERS:
        for key in ('start', 'end'):
            with t.check('%s: %s (Q-07)' % (key, name)):
                s.refused('reads', 'plain', 'referenceName=chr1&%s=%s' %
                          (key, value), 400, IN, key)
    for key, value in TWICE:
        more = {'start': '&referenceName=chr1',
                'end': '&referenceName=chr1'}.get(key, '')
        for name, second in (('twice', value), ('and empty', '')):
            with t.check('%s %s (decision 4)' % (key, name)):
                s.refused('reads', 'plain', '%s=%s&%s=%s%s' %
                          (key, value, key, second, more), 400, IN, key)


def accepted(t, s):
    for name, endpoint, query in GOOD:
        with t.check(name):
            s.ticket(endpoint, 'plain', query)


def empty_answers(t, s):
    """Q-03: header, no body, EOF."""
    for name, endpoint, query in (
            ('start == end', 'reads', 'start=2000&end=2000'),
            ('start past all reads', 'reads', 'start=1199990'),
            ('variants, start == end', 'variants', 'start=2000&end=2000'),
            ('start 2^32 - 1', 'variants', 'start=%d' % MOST)):
        with t.check('no record in the answer: %s (Q-03)' % name):
            ticket = s.ticket(endpoint, 'plain', 'referenceName=chr1&' +
                              query)
            equal('bytes of records', len(ticket.records()), 0)


def long_queries(t, s):
    with t.check('20 kB of query string'):
        query = 'x=' + 'a' * 20480
        if s.line_max < len(query):
            equal('status', s.get('reads', 'plain', query).status, 414)
        else:
            s.refused('reads', 'plain', query, 400, IN, '16384')
    with t.check('15 kB of query string'):
        query = 'class=header&x=' + 'a' * 15000
        if s.line_max < len(query):
            equal('status', s.get('reads', 'plain', query).status, 414)
        else:
            s.ticket('reads', 'plain', query)
    with t.check('1,200 parameters'):
        s.refused('reads', 'plain', '&'.join(['y=1'] * 1200), 400, IN, None)


def formats(t, s):
    """Q-02, need 18: defaults, what an id has, any case."""
    for name, endpoint, text, query, want in (
            ('default of reads', 'reads', 'two/formats', '', 'BAM'),
            ('default of variants', 'variants', 'plain', '', 'VCF'),
            ('the one that the id has', 'reads', 'only-cram', '', 'CRAM'),
            ('the one that the id has, variants', 'variants', 'by-name', '',
             'BCF'),
            ('CRAM asked for', 'reads', 'two/formats', 'format=CRAM', 'CRAM'),
            ('CRAM of a folder', 'reads', 'plain', 'format=CRAM', 'CRAM'),
            ('BCF of a folder', 'variants', 'plain', 'format=BCF', 'BCF'),
            ('lower case', 'variants', 'plain', 'format=bcf', 'BCF'),
            ('mixed case', 'reads', 'plain', 'format=cRaM', 'CRAM')):
        with t.check('format: %s (decision 2)' % name):
            equal('format', s.ticket(endpoint, text, query).format, want)
    for name, endpoint, text, query, says in (
            ('BAM of an id with CRAM', 'reads', 'only-cram', 'format=BAM',
             'CRAM'),
            ('CRAM of an id with BAM', 'reads', 'other', 'format=CRAM',
             'BAM'),
            ('VCF of an id with BCF', 'variants', 'by-name', 'format=VCF',
             'BCF')):
        with t.check('format that the id lacks: %s (need 18)' % name):
            s.refused(endpoint, text, query, 400, UNSUP, says)
    with t.check('variants of an id that has reads only'):
        s.refused('variants', 'two/formats', '', 404, MISSING, 'reads')
    with t.check('reads of an id that has variants only'):
        s.refused('reads', 'by-name', '', 404, MISSING, 'variants')


def explicit(t, s):
    with t.check('an explicit id beats a directory (decision 14)'):
        with open(s.world.path('data', 'other.bam'), 'rb') as f:
            expect(s.ticket('reads', 'shadowed').joined() == f.read(),
                   'the file of the directory')
    with t.check('no static URL: the file by our own'):
        with open(s.world.path('private', 'private.bam'), 'rb') as f:
            data = f.read()
        for name in ('hidden', 'private/private'):
            ticket = s.ticket('reads', name)
            expect(ticket.joined() == data, 'not the file')
            expect(all(url.own and url.raw for url in ticket.urls),
                   'other URLs')
        s.ticket('reads', 'private/private', 'class=header')


FUNCTIONS = [refused, accepted, empty_answers, long_queries, formats,
             explicit]
