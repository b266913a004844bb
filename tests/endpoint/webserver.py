"""webserver: what only lighttpd shows: the pool, and real static files."""
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import bgzf
import doors
from harness import equal, expect, need_proc

PATIENCE = 15       # seconds for a responder to be there again


def children(pid):
    """Process ids of a process's children."""
    need_proc()
    found = []
    for name in os.listdir('/proc'):
        if not name.isdigit():
            continue
        try:
            with open('/proc/%s/stat' % name) as f:
                fields = f.read().rpartition(')')[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != 'Z':
            found.append(int(name))
    return found


def respawn(t, s):
    if s.kind != 'lighttpd':
        return
    with t.check('a responder that is killed is replaced'):
        with s.world.open(s.kind) as own:
            before = children(own.pid())
            expect(before, 'no responder')
            for pid in before:
                os.kill(pid, signal.SIGKILL)
            deadline = time.monotonic() + PATIENCE
            while own.get('reads', 'plain', 'class=header').status != 200:
                expect(time.monotonic() < deadline, 'not within %d s',
                       PATIENCE)
                time.sleep(0.2)
            time.sleep(1.5)
            after = children(own.pid())
            expect(after and not set(after) & set(before), '%s after %s',
                   after, before)
            own.ticket('reads', 'plain')


def ends(t, s):
    if s.kind != 'lighttpd':
        return
    with t.check('lighttpd and its responders end with SIGTERM'):
        with s.world.open(s.kind) as own:
            own.ticket('reads', 'plain', 'class=header')
            pids = children(own.pid())
            equal('exit status', own.door.stop(), 0)
            deadline = time.monotonic() + PATIENCE
            while any(os.path.exists('/proc/%d' % pid) for pid in pids):
                expect(time.monotonic() < deadline, 'a responder is left')
                time.sleep(0.1)


def bad_at_start(t, s):
    """lighttpd goes down with a responder that leaves at once."""
    if s.kind != 'lighttpd':
        return
    with t.check('a bad configuration does not take lighttpd down'):
        with s.world.open(s.kind, '[nonsense]\n') as own:
            pids = set(children(own.pid()))
            for _ in range(5):
                equal('status', own.get('reads', 'plain').status, 500)
                time.sleep(0.3)
            expect(own.alive(), 'lighttpd has ended')
            equal('responders', set(children(own.pid())), pids)


def static(t, s):
    """A client may split a range further (D-10), and a HEAD costs nothing."""
    if s.kind != 'lighttpd':
        return
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


def sample_text(folder, port, data):
    """etc/lighttpd.conf with the values of its first part set."""
    with open(os.path.join(os.environ.get('srcdir', '.'), 'etc',
                           'lighttpd.conf')) as f:
        text = f.read()
    for name, value in (('port', str(port)), ('data', '"%s"' % data), *(
            (name, '"%s/%s"' % (folder, name)) for name in
            ('program', 'config', 'root', 'sockets', 'logs'))):
        text, n = re.subn(r'(?m)^var\.%s *=.*' % name,
                          lambda _: 'var.%s = %s' % (name, value), text)
        equal('lines of var.' + name, n, 1)
    text = re.sub(r'(?m)^server\.(user|group)name.*\n', '', text)
    return text + 'server.pid-file = "%s/pid"\n' % folder


def answer_of(port, path):
    for _ in range(100):
        try:
            with urllib.request.urlopen('http://127.0.0.1:%d%s' %
                                        (port, path)) as f:
                return f.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.1)
    return None


@contextlib.contextmanager
def sample_server(world):
    """lighttpd by the sample configuration, as a daemon; (port, folder)."""
    with tempfile.TemporaryDirectory(prefix='htsgate-sample-') as folder:
        for name in ('root', 'sockets', 'logs'):
            os.mkdir(os.path.join(folder, name))
        os.symlink(os.path.abspath(world.program),
                   os.path.join(folder, 'program'))
        with doors.listen() as listener:
            port = doors.port_of(listener)
        with open(os.path.join(folder, 'config'), 'w') as f:
            f.write('[data d]\npath = %s\nurl = http://127.0.0.1:%d/files\n'
                    '[data own]\npath = %s\nprefix = own/\n'
                    % (os.path.abspath(world.sample), port, folder))
        conf = os.path.join(folder, 'lighttpd.conf')
        with open(conf, 'w') as f:
            f.write(sample_text(folder, port, world.sample))
        subprocess.run([shutil.which('lighttpd') or '/usr/sbin/lighttpd',
                        '-f', conf], check=True)
        try:
            yield port, folder
        finally:
            with open(os.path.join(folder, 'pid')) as f:
                os.kill(int(f.read()), signal.SIGTERM)
            time.sleep(0.5)


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


def big_file(folder):
    """A BAM of 60 MB without a static URL, its header and empty behind."""
    path = os.path.join(folder, 'big.bam')
    with open(path, 'wb') as f:
        f.write(bgzf.block(b'BAM\1' + bytes(9)))
        f.truncate(60 << 20)
        f.seek(0, 2)
        f.write(bgzf.EOF)


def starved(port):
    """Whether tickets have to wait for somebody who does not read."""
    for _ in range(3):
        with urllib.request.urlopen('http://127.0.0.1:%d/htsget/reads/bam-bai'
                                    '?class=header' % port, timeout=10) as f:
            equal('status', f.status, 200)


def sample(t, s):
    """The sample configuration, as it is."""
    if s.kind != 'lighttpd':
        return
    with t.whole('etc/lighttpd.conf'), \
            sample_server(s.world) as (port, folder):
        with t.check('etc/lighttpd.conf: reasons are in htsgate.log'):
            equal('status', answer_of(
                port, '/htsget/reads/bad/no-index-bam?referenceName=c'), 500)
            with open(os.path.join(folder, 'logs', 'htsgate.log')) as f:
                expect('no index found' in f.read(), 'not in the log')
        with t.check('etc/lighttpd.conf: /htsget alone is ours'):
            equal('status', answer_of(port, '/htsgetX/reads/bam-bai'), 404)
        big_file(folder)
        with urllib.request.urlopen('http://127.0.0.1:%d/htsget/reads/own/big'
                                    % port) as f:
            own = json.load(f)['htsget']['urls'][0]['url']
        file = own[own.index('/htsget'):]
        span = file.replace('/file/', '/span/') + '&parts=0-%x' % (
            14 << 20 << 16)
        for name, target in (('files', file), ('spans', span)):
            with t.check('etc/lighttpd.conf: clients that do not read %s '
                         'keep nobody waiting' % name):
                readers = slow_readers(port, target, 8)
                try:
                    equal('first bytes', readers[0].recv(15),
                          b'HTTP/1.1 200 OK')
                    starved(port)
                finally:
                    for reader in readers:
                        reader.close()
        with t.check('etc/lighttpd.conf: endless bodies are refused'):
            with socket.create_connection(('127.0.0.1', port), 10) as sock:
                sock.sendall(b'POST /htsget/reads/bam-bai HTTP/1.1\r\n'
                             b'Host: h\r\nContent-Length: 9000000000\r\n\r\n')
                equal('status', sock.recv(12), b'HTTP/1.1 413')


FUNCTIONS = [respawn, ends, bad_at_start, static, sample]
