"""content: bytes with Range, and replies that break off, as http/content.h
gives them to every door; the program is tests/lib/content_server.c."""
import http.client
import os
import subprocess

import doors
from answer import Answer
from harness import Skip, equal, expect

SIZE = 1000000
DATE = 'Sun, 06 Nov 1994 08:49:37 GMT'

# Range, If-Range; what is to come: the start and end, or None: 416.
RANGES = [
    (None, None, (0, SIZE)),
    ('bytes=0-0', None, (0, 1)),
    ('bytes=300000-699999', None, (300000, 700000)),
    ('bytes=999990-', None, (999990, SIZE)),
    ('bytes=-7', None, (SIZE - 7, SIZE)),
    ('bytes=5-2000000', None, (5, SIZE)),
    ('Bytes=0-9', None, (0, 10)),
    ('items=0-9', None, (0, SIZE)),
    ('bytes=0-9', '"v1"', (0, 10)),
    ('bytes=0-9', DATE, (0, 10)),
    ('bytes=0-9', '"v2"', (0, SIZE)),
    ('bytes=0-9', 'W/"v1"', (0, SIZE)),
    ('bytes=0-9', 'Sun, 06 Nov 1994 08:49:38 GMT', (0, SIZE)),
    ('bytes=1000000-', None, None),
    ('bytes=0-1,4-5', None, None),
    ('bytes=9-8', None, None),
    ('bytes=x', None, None),
]

# Of bytes 1000 to 599999: headers, and whether they are handed over (True),
# come from us (the start and end), or the status.
OVER = {'Range': 'bytes=1000-599999'}
BOUNDED = [
    (OVER, True),
    ({'Range': 'bytes=1000-1000'}, True),
    ({'Range': 'bytes=599999-599999'}, True),
    ({'Range': 'bytes= 1000-1999'}, (1000, 2000)),
    ({'Range': 'bytes=01000-1999'}, (1000, 2000)),
    (dict(OVER, If_Range='"v1"'), (1000, 600000)),
    (dict(OVER, If_Range=DATE), (1000, 600000)),
    (dict(OVER, If_Range='"v2"'), 403),
    (dict(OVER, If_Range='Sun, 06 Nov 1994 08:49:38 GMT'), 403),
    (dict(OVER, If_Range=''), 403),
    ({}, 403),
    ({'Range': 'bytes=999-1999'}, 403),
    ({'Range': 'bytes=599999-600000'}, 403),
    ({'Range': 'bytes=1000-'}, 403),
    ({'Range': 'bytes=-10'}, 403),
    ({'Range': 'items=1000-1999'}, 403),
    ({'Range': 'bytes=1000-1999,3000-3999'}, 416),
    ({'Range': 'bytes=1999-1000'}, 416),
    ({'Range': 'x'}, 416),
]


def made(start, end):
    return bytes(n * 7 % 251 for n in range(start, end))


def program(s):
    path = os.path.join(s.world.build, 'tests', 'lib', 'content_server')
    if not os.path.exists(path):
        raise Skip('tests/lib/content_server is not built')
    return s.world.within_reach(path)


def open_door(s):
    return s.make(program(s))


def ask(door, size=SIZE, method='GET', **headers):
    headers = {name.replace('_', '-'): value
               for name, value in headers.items() if value is not None}
    return Answer(*door.request(method, '/data/file/x', str(size), headers))


def ranges(t, s):
    with open_door(s) as door:
        for value, condition, want in RANGES:
            with t.check('Range %s, If-Range %s (need 10)' % (value,
                                                              condition)):
                one_range(door, value, condition, want)
        with t.check('nothing, of no bytes'):
            answer = ask(door, 0)
            equal('status', answer.status, 200)
            equal('body', answer.body, b'')
        with t.check('HEAD honours no Range'):
            answer = ask(door, method='HEAD', Range='bytes=0-9')
            equal('status', answer.status, 200)
            equal('Content-Length', answer.headers.get('content-length'),
                  str(SIZE))
            equal('body', answer.body, b'')


def one_range(door, value, condition, want):
    answer = ask(door, Range=value, If_Range=condition)
    if want is None:
        equal('status', answer.status, 416)
        equal('Content-Range', answer.headers.get('content-range'),
              'bytes */%d' % SIZE)
        expect(b'InvalidRange' in answer.body, 'body %s', answer.text())
        return
    whole = want == (0, SIZE)
    equal('status', answer.status, 200 if whole else 206)
    equal('Content-Range', answer.headers.get('content-range'),
          None if whole else 'bytes %d-%d/%d' % (want[0], want[1] - 1, SIZE))
    equal('Content-Length', answer.headers.get('content-length'),
          str(want[1] - want[0]))
    equal('Accept-Ranges', answer.headers.get('accept-ranges'), 'bytes')
    equal('ETag', answer.headers.get('etag'), '"v1"')
    equal('Last-Modified', answer.headers.get('last-modified'), DATE)
    expect(answer.body == made(*want), 'other bytes')


def bounds(t, s):
    query = '%d,1000,600000' % SIZE
    direct = s.kind in ('cgi', 'fastcgi')
    with open_door(s) as door:
        for headers, want in BOUNDED:
            # lighttpd takes an empty header for none.
            if not direct and (want is True or headers.get('If_Range') == ''):
                continue
            with t.check('bounded, %s' % headers):
                one_bounded(ask(door, query, **headers), want)
        with t.check('HEAD of what is bounded'):
            answer = ask(door, query, method='HEAD', Range='bytes=0-9')
            equal('status', answer.status, 200)
            equal('Content-Length', answer.headers.get('content-length'),
                  str(SIZE))
            equal('body', answer.body, b'')
        for protocol in ('HTTP/1.0', 'HTTP/0.9', ''):
            if not direct:
                continue
            with t.check('bounded, by %r' % protocol):
                one_bounded(Answer(*door.request(
                    'GET', '/data/file/x', query, dict(OVER),
                    extra={'SERVER_PROTOCOL': protocol})), (1000, 600000))


def one_bounded(answer, want):
    if want is True:
        equal('status', answer.status, 200)
        equal('X-Handover', answer.headers.get('x-handover'), '/file')
        expect('content-length' not in answer.headers, 'a Content-Length')
        equal('ETag', answer.headers.get('etag'), '"v1"')
        equal('body', answer.body, b'')
        return
    expect('x-handover' not in answer.headers, 'handed over')
    if isinstance(want, int):
        equal('status', answer.status, want)
        expect(b'PermissionDenied' in answer.body or want != 403, 'body %s',
               answer.text())
        return
    equal('status', answer.status, 206)
    expect(answer.body == made(*want), 'other bytes')


def before(t, s):
    with t.check('a fault in the first chunk: an error'):
        with open_door(s) as door:
            answer = ask(door, '1000000-5')
            equal('status', answer.status, 503)
            answer = ask(door)
            equal('status', answer.status, 200)


def broken_cgi(t, s):
    """Good bytes, then a status that is not 0."""
    if s.kind != 'cgi':
        return
    with t.check('a fault after the first byte breaks off'):
        env = dict(os.environ)
        env.update({k.decode(): v.decode() for k, v in doors.variables(
            'GET', '/data/file/x', '1000000-600000', {}, None).items()})
        done = subprocess.run([program(s)], env=env, timeout=60,
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        equal('exit status', done.returncode, 1)
        status, headers, body = doors.parse_cgi(done.stdout)
        equal('status', status, 200)
        equal('Content-Length', headers['content-length'], '1000000')
        equal('bytes', len(body), 2 * 262144)
        expect(body == made(0, len(body)), 'other bytes')
        expect(b'broken off after 524288 of 1000000 bytes' in done.stderr,
               'log %r', done.stderr)


def broken_fastcgi(t, s):
    """The connection is closed without an end; the process goes on."""
    if s.kind != 'fastcgi':
        return
    with t.check('a fault after the first byte breaks off'):
        with open_door(s) as door:
            try:
                ask(door, '1000000-600000')
            except doors.DoorError as error:
                expect('hung up' in str(error), '%s', error)
            else:
                expect(False, 'the reply had an end')
            equal('status of the next one', ask(door).status, 200)
            expect('broken off after 524288 of 1000000 bytes' in door.log(),
                   'log %s', door.log())


def broken_web(t, s):
    """The client sees it; the next one is served as if nothing was."""
    if not s.web:
        return
    with t.check('a fault after the first byte breaks off'):
        with open_door(s) as door:
            for _ in range(4):
                try:
                    answer = ask(door, '1000000-600000')
                except (http.client.IncompleteRead, ConnectionError):
                    continue
                expect(False, 'status %d with %d bytes', answer.status,
                       len(answer.body))
            expect(ask(door).body == made(0, SIZE), 'other bytes')
            expect('broken off after' in door.log(), 'log %s', door.log())


FUNCTIONS = [ranges, bounds, before, broken_cgi, broken_fastcgi, broken_web]
