"""data: the data endpoint: files and spans, whole and by Range."""
import os
import random
import re
from email.utils import formatdate
from urllib.parse import quote, unquote

from answer import Original, blocks
from harness import equal, expect
from ids import ODD
from profile import ENDPOINT, check_end

# No static URL and nothing inline: all that there is comes from us.
OWN = '[server]\ninline = never\n\n[data main]\npath = DIR/data\n\n' \
    '[data sample]\npath = SAMPLE\nprefix = sample/\n'
REGION = 'referenceName=chr1&start=20000&end=300000'

# Value, what is to come of `n` bytes: (start, end); None: 416.
RANGES = [
    ('the first byte', 'bytes=0-0', lambda n: (0, 1)),
    ('the last byte', 'bytes=LAST-LAST', lambda n: (n - 1, n)),
    ('the last byte, as a suffix', 'bytes=-1', lambda n: (n - 1, n)),
    ('inside', 'bytes=5-104', lambda n: (5, 105)),
    ('open', 'bytes=7-', lambda n: (7, n)),
    ('a suffix', 'bytes=-20', lambda n: (n - 20, n)),
    ('all of it', 'bytes=0-LAST', lambda n: (0, n)),
    ('all of it, open', 'bytes=0-', lambda n: (0, n)),
    ('a suffix longer than all', 'bytes=-99999999', lambda n: (0, n)),
    ('an end behind the last byte', 'bytes=9-99999999', lambda n: (9, n)),
    ('an end of 19 digits', 'bytes=9-9999999999999999999',
     lambda n: (9, n)),
    ('the unit in another case', 'BYTES=1-2', lambda n: (1, 3)),
    ('behind the last byte', 'bytes=SIZE-', None),
    ('far behind', 'bytes=99999999-999999999', None),
    ('a suffix of nothing', 'bytes=-0', None),
    ('several', 'bytes=0-1,5-6', None),
    ('one twice', 'bytes=0-1,0-1', None),
    ('one and a comma', 'bytes=0-1,', None),
    ('backwards', 'bytes=9-8', None),
    ('no number', 'bytes=a-b', None),
    ('no end and no start', 'bytes=-', None),
    ('nothing', 'bytes=', None),
    ('negative', 'bytes=--5', None),
    ('signed', 'bytes=+1-2', None),
    ('a blank inside', 'bytes=1 -2', None),
    ('hexadecimal', 'bytes=0x1-0x2', None),
    ('20 digits', 'bytes=0-99999999999999999999', None),
    ('no unit', '0-5', None),
]


class Target:
    """A URL of ours, and all that it gives."""

    def __init__(self, s, name, url):
        self.s, self.name, self.url = s, name, url
        self.answer = self.get()
        equal('status of ' + url, self.answer.status, 200)
        equal('span', '/data/span/' in url, name != 'file')
        self.body, self.size = self.answer.body, len(self.answer.body)
        self.etag = self.answer.headers.get('etag')

    def get(self, method='GET', **headers):
        return self.s.data(self.url, {
            name.replace('_', '-'): value
            for name, value in headers.items() if value is not None}, method)


def targets(s):
    """A file, a header, edges, parts of a CRAM file."""
    urls = s.ticket('reads', 'plain', REGION).urls
    yield Target(s, 'file', urls[0].url)
    yield Target(s, 'span of BAM', [u.url for u in urls if u.span][0])
    urls = s.ticket('variants', 'plain', REGION).urls
    yield Target(s, 'header', urls[0].url)
    yield Target(s, 'span of VCF', urls[-1].url)
    yield Target(s, 'span of BCF', s.ticket(
        'variants', 'plain', REGION + '&format=BCF').urls[-1].url)
    urls = s.ticket('reads', 'plain', 'format=CRAM&referenceName=chr1'
                    '&start=50000&end=50100').urls
    yield Target(s, 'span of CRAM', urls[1].url)


def one_range(target, value, want, condition=None):
    """A whole, a part, or 416; never anything else (need 10)."""
    n = target.size
    value = value.replace('SIZE', str(n)).replace('LAST', str(n - 1))
    answer = target.get(Range=value, If_Range=condition)
    if want is None:
        equal('status', answer.status, 416)
        equal('Content-Range', answer.headers.get('content-range'),
              'bytes */%d' % n)
        answer.error('InvalidRange')
        return
    start, end = want(n)
    whole = want is all_of
    equal('status', answer.status, 200 if whole else 206)
    equal('Content-Range', answer.headers.get('content-range'),
          None if whole else 'bytes %d-%d/%d' % (start, end - 1, n))
    equal('Content-Length', answer.headers.get('content-length'),
          str(end - start))
    equal('ETag', answer.headers.get('etag'), target.etag)
    expect(answer.body == target.body[start:end], 'other bytes')


def all_of(n):
    return 0, n


def ranges(t, s):
    with s.world.open(s.kind, OWN) as own:
        for target in targets(own):
            whole(t, target)
            for name, value, want in RANGES:
                with t.check('%s, Range: %s (need 9, need 10)' % (
                        target.name, name)):
                    one_range(target, value, want)
            with t.check('%s, another unit is ignored' % target.name):
                one_range(target, 'items=0-5', all_of)
            conditions(t, target)
            split(t, target)


def whole(t, target):
    with t.check('%s: lines of the reply (D-2, D-7)' % target.name):
        head = target.answer.headers
        equal('Content-Length', head.get('content-length'), str(target.size))
        equal('Content-Type', head.get('content-type'),
              'application/octet-stream')
        equal('Accept-Ranges', head.get('accept-ranges'), 'bytes')
        expect(re.fullmatch('"[0-9a-f]+"', target.etag or ''), 'ETag %s',
               target.etag)
        expect('content-encoding' not in head, 'a content coding')
    with t.check('%s: HEAD honours no Range' % target.name):
        for value in (None, 'bytes=0-5', 'bytes=9-8'):
            answer = target.get('HEAD', Range=value)
            equal('status', answer.status, 200)
            equal('body', answer.body, b'')
            equal('Content-Length', answer.headers.get('content-length'),
                  str(target.size))
            equal('ETag', answer.headers.get('etag'), target.etag)


def conditions(t, target):
    date = target.answer.headers.get('last-modified')
    later = 'Sun, 06 Nov 1994 08:49:37 GMT'
    for name, value, good in (
            ('its ETag', target.etag, True), ('its date', date, True),
            ('another ETag', '"0123456789abcdef"', False),
            ('a weak ETag', 'W/' + target.etag, False),
            ('another date', later, False), ('nonsense', 'x', False)):
        if value is not None:
            with t.check('%s, If-Range: %s' % (target.name, name)):
                one_range(target, 'bytes=3-9', (lambda n: (3, 10))
                          if good else all_of, value)
    if target.name == 'file':
        with t.check('file: Last-Modified is that of the file'):
            path = target.s.world.path('data', 'plain.bam')
            equal('date', date, formatdate(int(os.stat(path).st_mtime),
                                           usegmt=True))


def split(t, target):
    with t.check('%s: parts of it, joined, are the whole (D-10)' %
                 target.name):
        rnd, at, joined = random.Random(target.name), 0, b''
        most = max(2, target.size // 5)
        while at < target.size:
            last = min(target.size, at + rnd.randrange(1, most)) - 1
            answer = target.get(Range='bytes=%d-%d' % (at, last),
                                If_Range=target.etag)
            equal('status', answer.status, 206)
            joined, at = joined + answer.body, last + 1
        expect(joined == target.body, 'other bytes')


def etags(t, s):
    with s.world.open(s.kind, OWN) as own, \
            s.world.open(s.kind, OWN) as other:
        for target in targets(own):
            with t.check('%s: the same bytes and ETag each time, by any '
                         'process' % target.name):
                url = other.door.base + target.url[len(own.door.base):]
                for again in (target, Target(other, target.name, url),
                              Target(other, target.name, url)):
                    answer = again.get()
                    equal('ETag', answer.headers.get('etag'), target.etag)
                    expect(answer.body == target.body, 'other bytes')


def without_static(t, s):
    """What has no static URL is delivered by ourselves."""
    with s.world.open(s.kind, OWN) as own:
        for name, kind, file in (('plain', 'BAM', 'plain.bam'),
                                 ('plain', 'CRAM', 'plain.cram'),
                                 ('plain', 'VCF', 'plain.vcf.gz'),
                                 ('plain', 'BCF', 'plain.bcf')):
            original = Original(own.world.path('data', file), kind)
            with t.check('no static URL: %s bit for bit' % kind):
                ticket = own.ticket(ENDPOINT[kind], name, 'format=' + kind)
                expect(ticket.joined() == original.data, 'not the file')
                expect(all(u.own and u.raw for u in ticket.urls), 'URLs')
            with t.check('no static URL: a region of %s' % kind):
                query = REGION + '&format=' + kind
                ticket = own.ticket(ENDPOINT[kind], name, query)
                other = s.ticket(ENDPOINT[kind], name, query)
                expect(all(u.own for u in ticket.urls), 'URLs not of ours')
                check_end(ticket, original)
                if kind == 'CRAM':
                    expect(ticket.joined() == other.joined(), 'other bytes')
                else:
                    blocks(ticket.joined())
                    expect(ticket.records() == other.records(),
                           'other records')


def odd_ids(t, s):
    """D-1, T-02: blanks, %, umlauts, slashes and all that is reserved."""
    s.world.copy('past-ln', 'data/' + ODD, '.bam', '.bam.bai')
    s.world.copy('vcf-tbi', 'data/' + ODD, '.vcf.gz', '.vcf.gz.tbi')
    with s.world.open(s.kind, OWN) as own:
        for endpoint, query in (('reads', ''), ('reads', 'class=header'),
                                ('reads', 'referenceName=chr1'),
                                ('variants', REGION)):
            with t.check('URLs of an odd id are encoded, and lead to it '
                         '(D-1): %s?%s' % (endpoint, query)):
                for url in own.ticket(endpoint, ODD, query).urls:
                    path = url.url[len(own.door.base):].partition('?')[0]
                    kind = 'span' if url.span else 'file'
                    expect(re.fullmatch(r"[A-Za-z0-9/%._~!$&'()*+,;=:@-]+",
                                        path), 'path %s', path)
                    equal('id', unquote(path), '/data/%s/%s' % (kind, ODD))
                    equal('bytes', bool(url.data), True)
        with t.check('an odd id: the bytes are those of its file'):
            expect(own.ticket('reads', ODD).joined() ==
                   s.ticket('reads', 'sample/past-ln').joined(), 'others')
        with t.check('an id that is encoded more than it need be'):
            url = own.ticket('reads', 'plain').urls[0]
            answer = own.data(url.url.replace('/plain?', '/%s?' % quote(
                'pl%61in', safe='%')), url.headers)
            equal('bytes', answer.body, url.data)


FUNCTIONS = [ranges, etags, without_static, odd_ids]
