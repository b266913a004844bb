"""health: GET /health; and files that are on tape."""
import json
import os
import re

import bgzf
import guard
from guard import soon
from harness import Skip, equal, expect, need_proc
from world import INI

SIZE = 64 << 20
TAPE = """
[data tape]
path = DIR/tape
prefix = tape/
offline = %s
"""


def body(answer):
    equal('status', answer.status, 200)
    equal('Content-Type', answer.headers.get('content-type', '')[:16],
          'application/json')
    return json.loads(answer.text())


def healthy(t, s):
    one = {'processes': 1, 'streams': 1} if s.web else {}
    with s.world.open(s.kind, INI, **one) as own:
        with t.check('/health: 200, version and configuration'):
            first = body(own.request('GET', '/health'))
            equal('status', first['status'], 'ok')
            expect(re.match(r'\d+\.\d+', first['version']), 'version %s',
                   first['version'])
            expect(re.fullmatch(r'[0-9a-f]{8,64}', first['configuration']),
                   'configuration %s', first['configuration'])
            equal('refused', first['newerConfigurationRefused'], False)
        with t.check('/health: the same each time; HEAD; a query is ignored'):
            equal('again', body(own.request('GET', '/health', 'x=y')), first)
            head = own.request('HEAD', '/health')
            equal('status', head.status, 200)
            equal('body', head.body, b'')
        with t.check('/health: no other method, nothing below it'):
            answer = own.request('POST', '/health', '', {}, b'x')
            equal('POST', answer.status, 405)
            equal('below', own.request('GET', '/health/x').status, 404)
        with t.check('/health: another configuration, another digest'):
            own.configure(INI.replace('prefix = farm/', 'prefix = farms/'))
            soon('another', lambda: body(own.request('GET', '/health'))
                 ['configuration'] != first['configuration'])
            own.configure(INI)
            soon('the old one', lambda: body(own.request('GET', '/health'))
                 ['configuration'] == first['configuration'])
        with t.check('/health: a newer configuration that is refused'):
            own.configure('[nonsense]\n')
            if own.cgi:
                equal('status', own.request('GET', '/health').status, 500)
                return
            soon('refused', lambda: body(own.request('GET', '/health'))
                 ['newerConfigurationRefused'])
            equal('configuration', body(own.request('GET', '/health'))
                  ['configuration'], first['configuration'])
    with s.world.open(s.kind, '[nonsense]\n') as own, t.check(
            '/health without a good configuration: 500'):
        equal('status', own.request('GET', '/health').status, 500)


def unguarded(t, s):
    with guard.opened(t, s) as g:
        with t.check('/health needs no login, and tells of nothing guarded'):
            answer = g.ask(None, 'GET', '/health')
            text = json.dumps(body(answer))
            expect('guarded' not in text and g.world.dir not in text, '%s',
                   text)


def tape(world):
    """A file of which next to nothing is on disk, and its copy that is."""
    os.makedirs(world.path('tape'), exist_ok=True)
    with open(world.path('data', 'plain.bam'), 'rb') as f:
        head = f.read(32768)
    path = world.path('tape', 'gone.bam')
    with open(path, 'wb') as f:
        f.write(head)
        f.truncate(SIZE - len(bgzf.EOF))
        f.seek(0, 2)
        f.write(bgzf.EOF)
    world.copy('bam-bai', 'tape/there', '.bam', '.bam.bai')
    if os.stat(path).st_blocks * 512 > SIZE // 8:
        raise Skip('the file system knows no holes')
    return path


def read_bytes(own):
    """What the one process has read so far; None without /proc."""
    if not os.path.exists('/proc/self/io'):
        return None
    with open('/proc/%d/io' % own.pid()) as f:
        return int(re.search(r'rchar: (\d+)', f.read()).group(1))


def offline(t, s):
    tape(s.world)
    one = {'processes': 1, 'streams': 1} if s.web else {}
    with s.world.open(s.kind, '[server]\ninline = never\n' + TAPE % 'read',
                      **one) as own:
        with t.check('offline = read: a ticket and bytes'):
            answer = own.get('reads', 'tape/gone')
            equal('status', answer.status, 200)
            urls = json.loads(answer.text())['htsget']['urls']
            got = own.data(urls[-1]['url'], {'Range': 'bytes=5-9'})
            equal('status', got.status, 206)
        own.configure('[server]\ninline = never\n' + TAPE % '503')
        soon('503', lambda: own.get('reads', 'tape/gone').status == 503)
        soon('503 of bytes', lambda: own.data(urls[-1]['url'], {
            'Range': 'bytes=5-9'}).status == 503)
        before = read_bytes(own) if s.kind == 'fastcgi' else None
        for name, answer in (
                ('a ticket', own.get('reads', 'tape/gone')),
                ('a header', own.get('reads', 'tape/gone', 'class=header')),
                ('a POST', own.post('reads', 'tape/gone', {})),
                ('bytes', own.data(urls[-1]['url'],
                                   {'Range': 'bytes=5-9'}))):
            with t.check('offline = 503: %s: 503 and Retry-After' % name):
                equal('status', answer.status, 503)
                answer.error('InternalServerError')
                expect(int(answer.headers.get('retry-after', '0')) > 0,
                       'Retry-After: %s', answer.headers.get('retry-after'))
        if s.kind == 'fastcgi':
            with t.check('offline = 503: nothing of the file is read'):
                need_proc()
                expect(read_bytes(own) - before < 16384, '%d bytes',
                       read_bytes(own) - before)
        with t.check('offline = 503: a file that is on disk'):
            own.ticket('reads', 'tape/there')


def guarded(t, s):
    """Who may not read it does not learn where it is."""
    tape(s.world)
    with guard.opened(t, s, data=TAPE % '503' + 'allow = jane\n') as g:
        for user, status in (('jane', 503), ('bob', 403), (None, 401)):
            with t.check('offline = 503, guarded: %s: %d' % (user, status)):
                equal('status', g.get(user, 'reads', 'tape/gone').status,
                      status)


FUNCTIONS = [healthy, unguarded, offline, guarded]
