"""process: a FastCGI responder that stays, leaves when told, and does not
mind clients that go; a CGI program that ends well."""
import os
import signal
import socket
import struct
import time

import doors
from harness import equal, expect, need_proc

QUICK = 3           # seconds


def cgi_exit(t, s):
    if s.kind != 'cgi':
        return
    for name, method, path in (('ticket', 'GET', '/reads/plain'),
                               ('error', 'GET', '/reads/nothing'),
                               ('405', 'DELETE', '/reads/plain'),
                               ('body unread', 'POST', '/reads/plain')):
        with t.check('CGI: exit status 0: ' + name):
            s.request(method, path, '', {}, b'x' * 100000
                      if method == 'POST' else None)
            equal('exit status', s.door.exit_status, 0)


def idle(t, s):
    if s.kind != 'fastcgi':
        return
    for name, requests in (('before any request', 0), ('after some', 3)):
        for number in (signal.SIGTERM, signal.SIGUSR1):
            with t.check('%s, idle %s: status 0 at once' % (
                    signal.Signals(number).name, name)):
                with s.world.open(s.kind) as own:
                    for _ in range(requests):
                        own.ticket('reads', 'plain', 'class=header')
                    if not requests:
                        wait_until_catching(own.pid(), number)
                    began = time.monotonic()
                    equal('exit status', own.door.stop(number), 0)
                    took = time.monotonic() - began
                    expect(took < QUICK, '%.1f s', took)


def wait_until_catching(pid, number):
    """Until the process has its handler; there is nothing else to see."""
    need_proc()
    for _ in range(100):
        with open('/proc/%d/status' % pid) as f:
            for line in f:
                if line.startswith('SigCgt:') and int(
                        line.split()[1], 16) >> (number - 1) & 1:
                    time.sleep(0.1)
                    return
        time.sleep(0.05)
    expect(False, 'no handler')


def start_request(door, path):
    """A request whose last part is still to come."""
    env = doors.variables('GET', path, 'class=header', {}, None)
    params = b''.join(doors.length(len(k)) + doors.length(len(v)) + k + v
                      for k, v in env.items())
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(20)
    sock.connect(door.address)
    sock.sendall(doors.record(doors.BEGIN, struct.pack('>HB5x', 1, 0)))
    sock.sendall(doors.record(doors.PARAMS, params))
    return sock


def finish_request(sock):
    """Sends the rest; all that comes back until the end."""
    sock.sendall(doors.record(doors.PARAMS) + doors.record(doors.STDIN))
    data = b''
    while True:
        more = sock.recv(65536)
        if not more:
            return data
        data += more


def busy(t, s):
    if s.kind != 'fastcgi':
        return
    with t.check('SIGTERM while busy: the request is answered first'):
        with s.world.open(s.kind) as own:
            own.ticket('reads', 'plain', 'class=header')
            with start_request(own.door, '/reads/plain') as sock:
                time.sleep(0.2)
                os.kill(own.pid(), signal.SIGTERM)
                time.sleep(0.2)
                expect(own.alive(), 'it ended at once')
                data = finish_request(sock)
            expect(b'Status: 200' in data and b'{"htsget":' in data,
                   'answer %r', data[:100])
            equal('exit status', own.door.stop(0), 0)


def hang_up(t, s):
    """On purpose, as clients do it: at every point of a request."""
    if s.kind == 'cgi':
        return
    with t.check('clients that hang up'):
        pid = s.pid()
        for _ in range(20):
            leave(s)
        for _ in range(3):
            s.ticket('reads', 'plain', 'class=header')
        equal('process', s.pid(), pid)
    with t.check('half a request, then nothing'):
        for _ in range(5):
            if s.kind == 'fastcgi':
                start_request(s.door, '/reads/plain').close()
            else:
                half_http(s)
        s.ticket('reads', 'plain', 'class=header')


def leave(s):
    if s.kind == 'fastcgi':
        s.door.send('GET', '/reads/plain', 'referenceName=chr1').close()
        return
    with socket.create_connection(('127.0.0.1', s.door.port)) as sock:
        sock.sendall(b'GET /htsget/reads/plain?referenceName=chr1 HTTP/1.1'
                     b'\r\nHost: localhost\r\n\r\n')


def half_http(s):
    with socket.create_connection(('127.0.0.1', s.door.port)) as sock:
        sock.sendall(b'GET /htsget/reads/plain HTTP/1.1\r\nHost: lo')


def not_fastcgi(t, s):
    if s.kind != 'fastcgi':
        return
    with t.check('bytes that are no FastCGI'):
        pid = s.pid()
        for junk in (b'GET / HTTP/1.1\r\n\r\n', b'\0' * 64, b'\1',
                     doors.record(doors.BEGIN, b'\0\1\0\0\0\0\0\0')):
            with socket.socket(socket.AF_UNIX) as sock:
                sock.connect(s.door.address)
                sock.sendall(junk)
        s.ticket('reads', 'plain', 'class=header')
        equal('process', s.pid(), pid)


def many(t, s):
    """A process keeps no file open and grows no further."""
    if s.kind != 'fastcgi':
        return
    queries = [('reads', 'plain', 'referenceName=chr1&start=%d&end=%d'),
               ('variants', 'plain', 'referenceName=chr1&start=%d&end=%d'),
               ('reads', 'nothing', 'x=%d&y=%d'),
               ('reads', 'fifo', 'x=%d&y=%d'),
               ('reads', 'sample/bad/cut-in-header-bam', 'x=%d&y=%d'),
               ('reads', 'plain', 'format=CRAM&x=%d&y=%d')]

    def round_of(n):
        for i in range(n):
            for endpoint, name, query in queries:
                s.get(endpoint, name, query % (i * 100, i * 100 + 50))

    def descriptors():
        time.sleep(0.2)     # the last connection is closed behind its answer
        return len(os.listdir('/proc/%d/fd' % s.pid()))

    with t.check('no file descriptor is lost'):
        need_proc()
        round_of(5)
        before = descriptors()
        round_of(15)
        after = descriptors()
        expect(after <= before, '%d, then %d', before, after)


def read_so_far(pid):
    with open('/proc/%d/io' % pid) as f:
        return int(f.readline().split()[1])


def cached(t, s):
    """Header, names and index are read once by a process."""
    if s.kind != 'fastcgi':
        return
    query = 'referenceName=contig_00007'
    with t.check('the second request reads neither header nor index'):
        need_proc()
        with s.world.open(s.kind) as own:
            seen = [read_so_far(own.pid())]
            for _ in range(3):
                own.ticket('reads', 'sample/many-contigs', query)
                seen.append(read_so_far(own.pid()))
        first, second, third = [b - a for a, b in zip(seen, seen[1:])]
        index = os.path.getsize(os.path.join(s.world.sample,
                                             'many-contigs.bam.bai'))
        expect(first > index, '%d bytes at first', first)
        expect(second < index and third < index and second < first // 3,
               '%d bytes, then %d and %d', first, second, third)


FUNCTIONS = [cached, cgi_exit, idle, busy, hang_up, not_fastcgi, many]
