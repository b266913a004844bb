"""load: web servers whose processes are killed, which have more clients than
processes, slow ones, or are reloaded meanwhile."""
import http.client
import json
import os
import re
import signal
import threading
import time

import doors
from harness import Skip, equal, expect, need_proc
from streams import Reader
from webserver import PATIENCE, open_own, own_url, slow_readers, web_only

CLIENTS = 40
LOAD_SECONDS = 4
CUT_SECONDS = 20    # after which a broken reply has to be seen


def victims(s):
    """Processes of the program, also where each is for one request only."""
    need_proc()
    return doors.programs(s.pid()) if s.cgi else s.responders()


def kill(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def served_again(s, count):
    """The next requests are served, and there are as many processes."""
    deadline = time.monotonic() + PATIENCE
    while s.get('reads', 'plain').status != 200:
        expect(time.monotonic() < deadline, 'not within %d s', PATIENCE)
        time.sleep(0.2)
    for _ in range(6):
        s.ticket('reads', 'plain', 'class=header')
    while len(s.responders()) != count:
        expect(time.monotonic() < deadline, '%d processes, not %d',
               len(s.responders()), count)
        time.sleep(0.2)


def body_of_ticket(got):
    """The body of a whole answer 200; None of an error, or of a part."""
    head, _, body = got.partition(b'\r\n\r\n')
    if not got or got[9:12] in (b'500', b'502', b'503'):
        return None
    expect(got[9:12] == b'200', 'it says %r', got[:60])
    length = re.search(rb'(?i)content-length: *(\d+)', head)
    expect(length, 'no length in %r', head)
    return body if len(body) == int(length.group(1)) else None


def received(sock):
    """All that comes until the end, or until the connection is cut."""
    out = b''
    try:
        while more := sock.recv(65536):
            out += more
    except ConnectionResetError:
        pass
    return out


@web_only
def killed_at_ticket(t, s):
    """At any moment: what comes is the ticket, or seen to be none."""
    with t.check('processes killed during a ticket: an error, then again'):
        with s.world.open(s.kind) as own:
            text = json.dumps({'regions': [
                {'referenceName': 'chr1', 'start': n * 100, 'end': n * 100 + 50}
                for n in range(5000)]}).encode()
            whole = own.post('reads', 'plain', text)
            equal('status', whole.status, 200)
            count, errors = len(own.responders()), 0
            for n in range(10):
                with own.door.connect(
                        b'POST /htsget/reads/plain HTTP/1.1\r\nHost: h\r\n'
                        b'Connection: close\r\nContent-Length: %d\r\n\r\n' %
                        len(text) + text) as sock:
                    sock.settimeout(CUT_SECONDS)
                    time.sleep(0.01 * n)
                    kill(victims(own), signal.SIGKILL)
                    body = body_of_ticket(received(sock))
                errors += body is None
                expect(body is None or len(body) == len(whole.body),
                       'another ticket')
            expect(errors, 'no process was killed while it worked')
            served_again(own, count)


@web_only
def killed_at_stream(t, s):
    with t.check('a process killed during a stream: a cut, then again'):
        with open_own(s) as own:
            url, count = own_url(own, 'own/big'), len(own.responders())
            with own.door.connect(
                    ('GET %s HTTP/1.1\r\nHost: h\r\n\r\n' %
                     url[len(own.site):]).encode()) as sock:
                sock.settimeout(CUT_SECONDS)
                got = sock.recv(1 << 20)
                kill(victims(own), signal.SIGKILL)
                length, more = len(got), True
                while more:     # without an end this times out
                    more = sock.recv(1 << 20)
                    length += len(more)
            expect(got.startswith(b'HTTP/1.1 200 '), '%r', got[:40])
            expect(length < 60 << 20, 'all of it')
            served_again(own, count)


class Load(threading.Thread):
    """A client that asks for tickets until it is told to stop."""

    def __init__(self, s, want, keep):
        super().__init__()
        self.s, self.want, self.keep = s, want, keep
        self.wrong, self.count = [], 0
        self.stopping = threading.Event()

    def run(self):
        conn = None
        while not self.stopping.is_set():
            try:
                if conn is None or not self.keep:
                    conn = http.client.HTTPConnection(
                        '127.0.0.1', self.s.door.port, timeout=30)
                conn.request('GET', '/htsget/reads/plain')
                answer = conn.getresponse()
                body = answer.read()
                if answer.status != 200 or len(body) != self.want:
                    self.wrong.append('status %d, %d bytes' % (
                        answer.status, len(body)))
            except http.client.RemoteDisconnected:
                if not self.keep:   # a kept connection may always end
                    self.wrong.append('disconnected')
                conn = None
                continue
            except (OSError, http.client.HTTPException) as error:
                if not (self.keep and isinstance(error, ConnectionError)):
                    self.wrong.append(repr(error))
                conn = None
            self.count += 1
        if conn:
            conn.close()


@web_only
def unreachable(t, s):
    """Also then no signature gets into a log."""
    if not s.make.errors_without_query:
        return
    with open_own(s) as own:
        if not own.door.pools:
            return      # the server starts them
        with t.check('no processes: an error, and no query string in the log'):
            url = own_url(own, 'own/big')
            for pool in own.door.pools:
                os.unlink(pool.address)
            answer = own.data(url + '&mark=here')
            expect(answer.status in (502, 503), '%d', answer.status)
            expect('mark=here' not in own.door.log(), 'in the log')


@web_only
def reload(t, s):
    with open_own(s) as own:
        want = len(own.get('reads', 'plain').body)
        load = [Load(own, want, n == 3) for n in range(4)]
        with t.check('graceful reload under load: no request fails'):
            if s.make.reload_fails:
                raise Skip(s.make.reload_fails)
            for thread in load:
                thread.start()
            try:
                for _ in range(2):
                    time.sleep(LOAD_SECONDS / 3)
                    own.door.reload()
                time.sleep(LOAD_SECONDS / 3)
            finally:
                for thread in load:
                    thread.stopping.set()
                for thread in load:
                    thread.join()
            wrong = [w for thread in load for w in thread.wrong]
            equal('failures', wrong[:5], [])
            for thread in load:
                expect(thread.count > 10, '%d requests only', thread.count)
        with t.check('graceful reload: a long reply comes to its end'):
            reader = Reader(own, own_url(own, 'own/big'))
            reader.read(1 << 20)
            own.door.reload()
            time.sleep(1)
            count = sum(map(len, iter(reader.some, b'')))
            reader.close()
            expect(count > 58 << 20, '%d bytes more', count)
        with t.check('graceful reload: the server is there afterwards'):
            own.ticket('reads', 'plain')


@web_only
def many(t, s):
    """More clients than processes, all at the same moment."""
    want = s.ticket('reads', 'plain').anonymous()
    start = threading.Barrier(CLIENTS)
    wrong = []

    def one():
        start.wait()
        try:
            got = s.ticket('reads', 'plain').anonymous()
            if got != want:
                wrong.append(got[:100])
        except Exception as error:
            wrong.append(repr(error))

    with t.check('%d clients at the same moment' % CLIENTS):
        threads = [threading.Thread(target=one) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal('wrong answers', wrong[:3], [])


def spooled(s):
    """Bytes of temporary files that the server has open."""
    need_proc()
    folder, total = s.door.path('spool'), 0
    for pid in [s.pid()] + doors.children(s.pid()):
        try:
            for name in os.listdir('/proc/%d/fd' % pid):
                path = '/proc/%d/fd/%s' % (pid, name)
                if os.readlink(path).startswith(folder):
                    total += os.stat(path).st_size
        except OSError:
            continue
    for place, _, names in os.walk(folder):
        total += sum(os.path.getsize(os.path.join(place, n)) for n in names)
    return total


@web_only
def spool(t, s):
    """A slow reader costs a process and no disk, or next to none: lighttpd
    puts what it has read beyond 64 KiB into a file."""
    with t.whole('slow readers'), open_own(s) as own:
        file = own_url(own, 'own/big')[len(own.site):]
        span = file.replace('/file/', '/span/') + '&parts=0-%x' % (
            14 << 20 << 16)
        for name, target in (('files', file), ('spans', span)):
            with t.check('slow readers: %s are not written to disk' % name):
                readers = slow_readers(own.door.port, target, 4)
                try:
                    time.sleep(1)
                    expect(spooled(own) <= 4 * s.make.spools, '%d bytes',
                           spooled(own))
                finally:
                    for reader in readers:
                        reader.close()


FUNCTIONS = [killed_at_ticket, killed_at_stream, unreachable, reload, many,
             spool]
