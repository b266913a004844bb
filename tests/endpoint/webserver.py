"""webserver: what only a web server shows: the pool, real static files, and
what its sample configuration promises."""
import json
import os
import signal
import socket
import time

import bgzf
from harness import equal, expect
from world import INI

PATIENCE = 15       # seconds for a responder to be there again
WAIT = 10           # seconds for a ticket while others are slow

OWN = '\n[data own]\npath = DIR/own\nprefix = own/\n'


def web_only(function):
    def run(t, s):
        if s.web:
            function(t, s)
    run.__name__ = function.__name__
    return run


@web_only
def respawn(t, s):
    if s.cgi:
        return
    with t.check('a responder that is killed is replaced'):
        with s.world.open(s.kind) as own:
            own.ticket('reads', 'plain', 'class=header')
            before = own.responders()
            expect(before, 'no responder')
            for pid in before:
                os.kill(pid, signal.SIGKILL)
            deadline = time.monotonic() + PATIENCE
            while own.get('reads', 'plain', 'class=header').status != 200:
                expect(time.monotonic() < deadline, 'not within %d s',
                       PATIENCE)
                time.sleep(0.2)
            time.sleep(1.5)
            after = own.responders()
            expect(after and not set(after) & set(before), '%s after %s',
                   after, before)
            own.ticket('reads', 'plain')


@web_only
def ends(t, s):
    with t.check('server and responders end with SIGTERM'):
        with s.world.open(s.kind) as own:
            own.ticket('reads', 'plain', 'class=header')
            pids = own.responders()
            status = own.door.stop()
            # lighttpd: 1 where a child of it ends in the same moment.
            expect(status in (0, 1), 'exit status %s', status)
            deadline = time.monotonic() + PATIENCE
            while any(os.path.exists('/proc/%d' % pid) for pid in pids):
                expect(time.monotonic() < deadline, 'a responder is left')
                time.sleep(0.1)


@web_only
def bad_at_start(t, s):
    """lighttpd would go down with a responder that leaves at once."""
    with t.check('a bad configuration does not take the server down'):
        with s.world.open(s.kind, '[nonsense]\n') as own:
            own.get('reads', 'plain')   # mod_fcgid starts them when asked
            pids = set(own.responders())
            for _ in range(5):
                equal('status', own.get('reads', 'plain').status, 500)
                time.sleep(0.3)
            expect(own.alive(), 'the server has ended')
            equal('responders', set(own.responders()), pids)


@web_only
def static(t, s):
    """A client may split a range further (D-10), and a HEAD costs nothing."""
    with t.check('static URLs: parts of a range (D-10)'):
        url = [u for u in s.ticket('reads', 'plain').urls if not u.inline][-1]
        target = url.url[len(s.site):]
        middle = (url.start + url.end) // 2
        parts = [s.door.get('GET', target, {'Range': 'bytes=%d-%d' % r})
                 for r in ((url.start, middle), (middle + 1, url.end - 1))]
        equal('status', [p[0] for p in parts], [206, 206])
        expect(parts[0][2] + parts[1][2] == url.data, 'other bytes')
    with t.check('static URLs: a length with every answer (D-7)'):
        status, headers, _ = s.door.get('HEAD', target)
        equal('status', status, 200)
        equal('Content-Length', headers.get('content-length'),
              str(os.path.getsize(s.world.path('data', 'plain.bam'))))


def slow_readers(port, target, count):
    """Connections that asked and do not read."""
    out = []
    for _ in range(count):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(('127.0.0.1', port))
        sock.sendall(('GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n' % (
            target, port)).encode())
        out.append(sock)
    time.sleep(1)
    return out


def open_own(s, **options):
    """A server with a BAM of 60 MB that has no static URL: its header, and
    empty behind."""
    os.makedirs(s.world.path('own'), exist_ok=True)
    path = s.world.path('own', 'big.bam')
    with open(path, 'wb') as f:
        f.write(bgzf.block(b'BAM\1' + bytes(9)))
        f.truncate(60 << 20)
        f.seek(0, 2)
        f.write(bgzf.EOF)
    return s.world.open(s.kind, INI + OWN, **options)


def starved(s):
    """Whether tickets have to wait for somebody who does not read."""
    for _ in range(3):
        began = time.monotonic()
        s.ticket('reads', 'plain', 'class=header')
        expect(time.monotonic() - began < WAIT, 'it had to wait')


def own_url(s, name):
    """The URL of the only piece of a ticket."""
    return json.loads(s.get('reads', name).text())['htsget']['urls'][0]['url']


@web_only
def sample(t, s):
    """What the sample configuration promises."""
    with t.check('the reasons of the program are in a log of the server'):
        with s.world.open(s.kind, INI + '\n[log]\nlevel = debug\n') as own:
            own.get('reads', 'sample/bad/no-index-bam', 'referenceName=c')
            expect('no index found' in own.door.log(), 'not in the log')
    with t.check('/htsget alone is ours'):
        for path in ('/htsgetX/reads/plain', '/reads/plain'):
            equal(path, s.door.get('GET', path)[0], 404)
    with t.whole('slow readers'), open_own(s) as own:
        file = own_url(own, 'own/big')[len(own.site):]
        span = file.replace('/file/', '/span/') + '&parts=0-%x' % (
            14 << 20 << 16)
        for name, target in (('files', file), ('spans', span)):
            with t.check('clients that do not read %s keep nobody waiting' %
                         name):
                readers = slow_readers(own.door.port, target, 8)
                try:
                    equal('first bytes', readers[0].recv(15),
                          b'HTTP/1.1 200 OK')
                    starved(own)
                finally:
                    for reader in readers:
                        reader.close()
    with t.check('endless bodies are refused'):
        with s.door.connect(b'POST /htsget/reads/plain HTTP/1.1\r\n'
                            b'Host: h\r\nContent-Length: 9000000000\r\n\r\n'
                            ) as sock:
            equal('status', sock.recv(12), b'HTTP/1.1 413')


FUNCTIONS = [respawn, ends, bad_at_start, static, sample]
