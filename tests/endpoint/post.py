"""post: the JSON body of a POST: what it asks for, and its limits."""
import json
from urllib.parse import urlencode

from harness import equal, expect
from world import INI

TOO_LARGE, IN, RANGE = 'PayloadTooLarge', 'InvalidInput', 'InvalidRange'
LIMITS = '[limits]\nbody = 1K\nregions = 10\n\n' + INI
MOST = 2 ** 32 - 1

# Name, endpoint, id, what a GET says; the body says the same.
SAME = [
    ('whole file', 'reads', 'plain', {}),
    ('whole file of variants', 'variants', 'plain', {}),
    ('whole file by our URLs', 'reads', 'hidden', {}),
    ('CRAM', 'reads', 'plain', {'format': 'CRAM'}),
    ('BCF', 'variants', 'plain', {'format': 'bcf'}),
    ('header', 'reads', 'plain', {'class': 'header'}),
    ('header of CRAM', 'reads', 'plain', {'format': 'CRAM',
                                          'class': 'header'}),
    ('header of VCF', 'variants', 'plain', {'class': 'header'}),
    ('header of BCF', 'variants', 'plain', {'class': 'header',
                                            'format': 'BCF'}),
    ('region', 'reads', 'plain', {'referenceName': 'chr1', 'start': 5000,
                                  'end': 90000}),
    ('region of variants', 'variants', 'plain',
     {'referenceName': 'chr1', 'start': 20000, 'end': 90000}),
    ('region of CRAM', 'reads', 'plain', {
        'format': 'CRAM', 'referenceName': 'chr2', 'start': 1, 'end': 2}),
    ('start alone', 'variants', 'plain', {'referenceName': 'chr1',
                                          'start': 70000}),
    ('end alone', 'reads', 'plain', {'referenceName': 'chr1', 'end': 70000}),
    ('a reference', 'reads', 'plain', {'referenceName': 'chr2'}),
    ('the last base there may be', 'reads', 'plain',
     {'referenceName': 'chr1', 'start': MOST - 1, 'end': MOST}),
    ('unplaced reads', 'reads', 'plain', {'referenceName': '*'}),
    ('name with colons', 'reads', 'plain', {'referenceName': 'HLA:01:01:01'}),
    ('header beside a region (need 13)', 'reads', 'plain',
     {'class': 'header', 'referenceName': 'na'}),
    ('id with a slash', 'reads', 'two/formats', {'format': 'CRAM'}),
]
TYPES = [None, 'application/json', 'application/json; charset=utf-8',
         'application/x-www-form-urlencoded', 'text/plain', 'text/html',
         'multipart/form-data; boundary=x', 'application/octet-stream',
         'nonsense', 'application/vnd.ga4gh.htsget.v1.3.0+json']
REGION = {'referenceName': 'chr1', 'start': 5000, 'end': 9000}


def document(query):
    """The body that asks for what a query does."""
    body = {key: query[key] for key in ('format', 'class') if key in query}
    region = {key: query[key] for key in ('referenceName', 'start', 'end')
              if key in query}
    return dict(body, regions=[region]) if region else body


def same(t, s):
    for name, endpoint, text, query in SAME:
        with t.check('the ticket of a GET: %s (P-01)' % name):
            got = s.posted(endpoint, text, document(query))
            want = s.ticket(endpoint, text, urlencode(query))
            equal('ticket', got.anonymous(), want.anonymous())
            expect(got.joined() == want.joined(), 'other bytes')


def content_types(t, s):
    want = s.ticket('reads', 'plain', urlencode(REGION)).anonymous()
    for kind in TYPES:
        for sized in (True, False):
            with t.check('Content-Type %s%s (need 11)' % (
                    kind, ', length unknown' * (not sized))):
                equal('ticket', s.posted(
                    'reads', 'plain', {'regions': [REGION]}, sized=sized,
                    headers={'Content-Type': kind} if kind else {}
                    ).anonymous(), want)


def url_parameters(t, s):
    """P-02; others are ignored."""
    for key, value in (('format', 'BAM'), ('class', 'header'),
                       ('referenceName', 'chr1'), ('start', '5'),
                       ('end', '9'), ('fields', 'QNAME'), ('tags', ''),
                       ('notags', 'NM'), ('format', '')):
        with t.check('%s=%s on the URL (P-02)' % (key, value)):
            s.refused_post('reads', 'plain', {}, 400, IN, '^' + key,
                           query='%s=%s' % (key, value))
    for query in ('x=1', 'formats=BAM', '&&', 'encryptionScheme=c4gh'):
        with t.check('%s on the URL is ignored (need 12)' % query):
            s.posted('reads', 'plain', {}, query=query)


def keys(t, s):
    """P-04: what is taken; nearmiss has what is not."""
    for name, body in (
            ('all of them', {'format': 'BAM', 'fields': ['QNAME', 'SEQ'],
                             'tags': ['NM'], 'notags': ['MD'],
                             'regions': [REGION]}),
            ('no tags', {'tags': [], 'notags': [], 'regions': [REGION]}),
            ('null is absent', {'format': None, 'class': None, 'tags': None,
                                'fields': None, 'notags': None,
                                'regions': [REGION]}),
            ('unknown keys', {'x': [{'y': None}], 'region': 5,
                              'encryptionScheme': 'c4gh',
                              'regions': [dict(REGION, z=1.5)]})):
        with t.check('keys of the body: %s (P-04)' % name):
            equal('ticket', s.posted('reads', 'plain', body).anonymous(),
                  s.ticket('reads', 'plain', urlencode(REGION)).anonymous())
    with t.check('a key twice: the last one counts (decision 5)'):
        text = b'{"format":"SAM","format":"CRAM"}'
        equal('format', s.posted('reads', 'plain', text).format, 'CRAM')
    with t.check('blanks, escapes and UTF-8'):
        text = b' \r\n\t{ "regions" : [ { "referenceName" : "\\u0063hr1" } ]' \
            b' , "\xc3\xbc" : "\\ud83d\\ude00" }\n'
        equal('ticket', s.posted('reads', 'plain', text).anonymous(),
              s.ticket('reads', 'plain', 'referenceName=chr1').anonymous())


def defaults(t, s):
    """P-05, P-06: what is not said."""
    for name, body in (('no regions', {}), ('tags only', {'tags': ['NM']})):
        with t.check('%s: the whole file (P-05)' % name):
            with open(s.world.path('data', 'plain.bam'), 'rb') as f:
                expect(s.posted('reads', 'plain', body).joined() == f.read(),
                       'not the file')
    for name, region, want in (
            ('start', {'end': 90000}, {'start': 0, 'end': 90000}),
            ('end', {'start': 1000000}, {'start': 1000000, 'end': MOST}),
            ('start and end', {}, {'start': 0, 'end': MOST}),
            ('both null', {'start': None, 'end': None}, {'start': 0})):
        with t.check('%s by default (P-06)' % name):
            equal('records', *(s.posted('reads', 'plain', {
                'regions': [dict(r, referenceName='chr1')]}).records()
                for r in (region, want)))
    for start, end in ((5, 5), (0, 0), (9, 5), (MOST, MOST), (MOST, 0)):
        with t.check('start %d, end %d (P-07)' % (start, end)):
            s.refused_post('variants', 'plain', {'regions': [
                REGION, dict(REGION, start=start, end=end)]}, 400, RANGE,
                r'regions\[1\]')


def padded(bytes_):
    """A body of that many bytes that asks for a header."""
    text = json.dumps({'class': 'header', 'x': ''}).encode()
    return text[:-2] + b'x' * (bytes_ - len(text)) + text[-2:]


def limits(t, s):
    one = {'referenceName': 'chr1', 'start': 5, 'end': 6}
    with s.world.open(s.kind, LIMITS) as own:
        for sized in (True, False):
            how = ', length unknown' * (not sized)
            with t.check('body: at the limit%s (P-03)' % how):
                own.posted('reads', 'plain', padded(1024), sized=sized)
            for more in (1, 2, 1000, 200000):
                with t.check('body: %d bytes over the limit%s (P-03)' % (
                        more, how)):
                    own.refused_post('reads', 'plain', padded(1024 + more),
                                     413, TOO_LARGE, '1024', sized=sized)
        with t.check('regions: at the limit (P-03)'):
            own.posted('reads', 'plain', {'regions': [one] * 10})
        with t.check('regions: one over the limit (P-03)'):
            own.refused_post('reads', 'plain', {'regions': [one] * 11}, 413,
                             TOO_LARGE, '10 that')
        with t.check('after a 413 the next request is served'):
            own.posted('reads', 'plain', {})
    with t.check('body: 1 MiB by default (P-03)'):
        s.posted('reads', 'plain', padded(1 << 20))
        s.refused_post('reads', 'plain', padded((1 << 20) + 1), 413,
                       TOO_LARGE)
    with t.check('regions: 10,000 by default (P-03)'):
        s.posted('reads', 'plain', {'regions': [one] * 10000})
        s.refused_post('reads', 'plain', {'regions': [one] * 10001}, 413,
                       TOO_LARGE, '10000')


FUNCTIONS = [same, content_types, url_parameters, keys, defaults, limits]
