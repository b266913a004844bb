"""forged: data URLs that no ticket has, and those that have had their time."""
import os

from answer import blocks
from data import OWN, REGION, Target
from harness import equal, expect
from replaced import Swap

IN, MISSING, ERROR = 'InvalidInput', 'NotFound', 'InternalServerError'
MOST = 128          # parts of a span
GONE = 'changed since the ticket was made'


def split(url):
    """The URL's front, and its parameters."""
    front, _, query = url.partition('?')
    return front, dict(pair.split('=', 1) for pair in query.split('&'))


def forge(url, **values):
    """The URL with other values; None takes one away."""
    front, query = split(url)
    query.update(values)
    return front + '?' + '&'.join('%s=%s' % pair for pair in query.items()
                                  if pair[1] is not None)


def refused(t, s, name, url, status, word, says=None, headers=None):
    with t.check('forged: ' + name):
        for method in ('GET', 'HEAD'):
            s.new_log()
            answer = s.data(url, headers, method)
            if method == 'HEAD':
                equal('status of HEAD', answer.status, status)
            else:
                s.check_error(answer, status, word, says)


def common(t, s, kind, url):
    """What holds for files and spans."""
    front, query = split(url)
    other = '0' * 32 if query['version'] != '0' * 32 else '1' * 32
    rows = [
        ('another version', {'version': other}, 404, MISSING, GONE),
        ('half a version', {'version': query['version'][:8]}, 400, IN,
         'version'),
        ('a version in capitals', {'version': 'ABCDEF0123456789'}, 400, IN,
         'version'),
        ('no version', {'version': None}, 400, IN, 'version: .*missing'),
        ('an empty version', {'version': ''}, 400, IN, 'version'),
        ('no format', {'format': None}, 400, IN, 'format: .*missing'),
        ('no such format', {'format': 'SAM'}, 400, IN, 'format'),
        ('another format of the id', {'format': 'BCF'}, 404, MISSING, GONE),
        ('a ticket with a blank', {'ticket': 'a%20b'}, 400, IN, 'ticket'),
        ('a long ticket', {'ticket': 'a' * 65}, 400, IN, 'ticket'),
        ('an empty ticket', {'ticket': ''}, 400, IN, 'ticket')]
    for name, values, status, word, says in rows:
        refused(t, s, '%s: %s' % (kind, name), forge(url, **values), status,
                word, says)
    for name in ('format', 'version', 'ticket'):
        refused(t, s, '%s: %s twice' % (kind, name), '%s&%s=%s' % (
            url, name, query[name]), 400, IN, name)
    for name, path in (('unknown id', 'nothing'), ('dots', '..%2fplain'),
                       ('link out of the folder', 'link-outside'),
                       ('FIFO', 'fifo')):
        wanted = (400, 404) if name == 'dots' else (404,)
        with t.check('forged: %s: %s' % (kind, name)):
            answer = s.data(url.replace('/plain?', '/%s?' % path))
            expect(answer.status in wanted, '%d', answer.status)
    refused(t, s, kind + ': no query', front, 400, IN)
    for name, values in (('no ticket', {'ticket': None}),
                         ('a parameter of a proxy', {'utm': 'x'}),
                         ('format in lower case', {
                             'format': query['format'].lower()})):
        with t.check('%s: %s: served' % (kind, name)):
            equal('status', s.data(forge(url, **values)).status, 200)


def files(t, s):
    with s.world.open(s.kind, OWN) as own:
        url = own.ticket('reads', 'plain').urls[0].url
        common(t, own, 'file', url)
        refused(t, own, 'file: parts', forge(url, parts='eof'), 400, IN,
                'parts')
        refused(t, own, 'file: a format that the id lacks', forge(
            url.replace('/plain?', '/other?'), format='CRAM'), 400,
            'UnsupportedFormat', 'BAM')
        common(t, own, 'span', own.ticket('variants', 'plain', REGION
                                          ).urls[-1].url)


def parts(t, s):
    """Each row is a list of parts, for the BAM file."""
    with s.world.open(s.kind, OWN) as own:
        url = own.ticket('reads', 'plain', REGION).urls[-1].url
        path = own.world.path('data', 'plain.bam')
        with open(path, 'rb') as f:
            second = blocks(f.read())[1][0]
        size, many = os.path.getsize(path), ','.join(
            '%x-%x' % (i, i + 1) for i in range(1, 2 * MOST + 3, 2))
        beyond = 'not those of a ticket for this dataset'
        for name, value, status, word, says in (
                ('missing', None, 400, IN, 'parts: .*missing'),
                ('empty', '', 400, IN, 'parts'),
                ('no pair', 'x', 400, IN, 'parts'),
                ('half a pair', '0-', 400, IN, 'parts'),
                ('no hexadecimal digits', '0-1g', 400, IN, 'parts'),
                ('capitals', '0-A', 400, IN, 'parts'),
                ('a leading zero', '00-1', 400, IN, 'parts'),
                ('17 digits', '0-1' + '0' * 16, 400, IN, 'parts'),
                ('three numbers', '0-1-2', 400, IN, 'parts'),
                ('a comma at the end', '0-1,', 400, IN, 'parts'),
                ('a comma in front', ',0-1', 400, IN, 'parts'),
                ('empty part', '5-5', 400, IN, 'end behind its start'),
                ('backwards', '9-5', 400, IN, 'end behind its start'),
                ('descending', '9-a,5-6', 400, IN, 'begins before'),
                ('overlapping', '5-9,8-a', 400, IN, 'begins before'),
                ('one too many', many, 400, IN, 'more than %d' % MOST),
                ('as many as may be', many[:many.rindex(',')], 200, None,
                 None),
                ('1,000 of them', ','.join(['eof'] * 1000), 400, IN,
                 'parts'),
                ('eof in front', 'eof,0-1', 400, IN, 'parts'),
                ('header among others', 'header,eof', 400, IN, 'parts'),
                ('header twice', 'header,header', 400, IN, 'parts'),
                ('the header of a file that has it as a range', 'header',
                 400, IN, 'range of its file'),
                ('behind the file', '%x-%x' % (size + 1 << 16,
                                               size + 9 << 16),
                 400, IN, beyond),
                ('an end behind the file', '0-%x' % (size + 1 << 16), 400,
                 IN, beyond),
                ('the greatest there is', '0-' + 'f' * 16, 400, IN, beyond),
                ('not at a block', '%x-%x' % (second + 1 << 16,
                                              (second + 1 << 16) + 9),
                 500, ERROR, None),
                ('behind the end of a block', '%x-%x' % (
                    (second << 16) + 0xfffe, (second << 16) + 0xffff), 500,
                 ERROR, None)):
            if status == 200:
                with t.check('parts: %s: served' % name):
                    equal('status', own.data(forge(url, parts=value)).status,
                          200)
                continue
            refused(t, own, 'parts: ' + name, forge(url, parts=value), status,
                    word, says)
        url = own.ticket('reads', 'plain', 'format=CRAM&class=header'
                         ).urls[0].url.replace('/data/file/', '/data/span/')
        refused(t, own, 'parts: inside a container of CRAM', forge(
            url, parts='10001-20000'), 400, IN, beyond)
        refused(t, own, 'parts: the header of CRAM', forge(
            url, parts='header'), 400, IN, 'range of its file')
        with t.check('parts: eof alone is served'):
            equal('bytes', own.data(forge(url, parts='eof')).body,
                  own.ticket('reads', 'plain', 'format=CRAM').joined()[-38:])


def changes(t, s):
    """A ticket holds for the very file that it was made of."""
    with s.world.open(s.kind, OWN) as own:
        for name, change in (
                ('touched', lambda swap: os.utime(swap.path)),
                ('replaced', lambda swap: swap.both('gap-middle')),
                ('replaced by its equal', lambda swap: swap.both('bam-bai')),
                ('truncated', lambda swap: os.truncate(swap.path, 500000)),
                ('longer', append), ('gone', lambda swap: swap.clear())):
            swap = Swap(own, 'changing')
            swap.both('bam-bai')
            try:
                urls = own.ticket('reads', 'changing', REGION).urls
                kept = [Target(own, 'span of it' if url.span else 'file',
                               url.url)
                        for url in urls]
                change(swap)
                says = 'no such dataset' if name == 'gone' else GONE
                for target in (kept[0], kept[-1]):
                    refused(t, own, 'a file that was %s, %s (decision 16)' % (
                        name, target.name), target.url, 404, MISSING, says)
                    refused(t, own, 'a file that was %s, %s, a Range' % (
                        name, target.name), target.url, 404, MISSING, says,
                        {'Range': 'bytes=0-9', 'If-Range': target.etag})
            finally:
                swap.clear()


def append(swap):
    with open(swap.path, 'ab') as f:
        f.write(b'x')


def spans(t, s):
    """Ranges and other requests on URLs of spans."""
    with s.world.open(s.kind, OWN) as own:
        url = own.ticket('variants', 'plain', 'referenceName=chr1&start=5000'
                         '&end=90000').urls[-1].url
        size = len(own.data(url).body)
        for value in ('bytes=%d-' % size, 'bytes=0-1,2-3', 'bytes=5-4',
                      'bytes=-0', 'bytes=1', 'bytes',
                      'bytes=0-%s' % ('9' * 30), 'bytes=' + '0' * 200 + '-1'):
            with t.check('a span, Range: %s: 416 (need 10)' % value[:30]):
                own.new_log()
                answer = own.data(url, {'Range': value})
                own.check_error(answer, 416, 'InvalidRange')
                equal('Content-Range', answer.headers.get('content-range'),
                      'bytes */%d' % size)
        for name, bad in (('bad UTF-8 in the ticket', '&x=%ff'),
                          ('a NUL', '&x=%00')):
            with t.check('a span: ' + name):
                answer = own.data(url + bad)
                equal('status', answer.status, 400)
                if not own.web:     # which may refuse it itself
                    answer.error(IN)
        with t.check('a span by POST: 405'):
            answer = own.data(url, method='POST')
            equal('status', answer.status, 405)
        with t.check('a span as a file'):
            answer = own.data(url.replace('/span/', '/file/'))
            equal('status', answer.status, 400)
        with t.check('a span of reads under the id of variants'):
            own.new_log()
            own.check_error(own.data(forge(url, format='CRAM')), 404, MISSING)


FUNCTIONS = [files, parts, changes, spans]
