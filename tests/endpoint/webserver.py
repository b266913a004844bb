"""webserver: what only lighttpd shows: the pool, and real static files."""
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

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


def sample(t, s):
    """The sample configuration, as a daemon: the log is where it says."""
    if s.kind != 'lighttpd':
        return
    with t.check('etc/lighttpd.conf: reasons are in htsgate.log'), \
            tempfile.TemporaryDirectory(prefix='htsgate-sample-') as folder:
        for name in ('root', 'sockets', 'logs'):
            os.mkdir(os.path.join(folder, name))
        os.symlink(os.path.abspath(s.world.program),
                   os.path.join(folder, 'program'))
        with doors.listen() as listener:
            port = doors.port_of(listener)
        with open(os.path.join(folder, 'config'), 'w') as f:
            f.write('[data d]\npath = %s\nurl = http://127.0.0.1:%d/files\n'
                    % (os.path.abspath(s.world.sample), port))
        conf = os.path.join(folder, 'lighttpd.conf')
        with open(conf, 'w') as f:
            f.write(sample_text(folder, port, s.world.sample))
        subprocess.run([shutil.which('lighttpd') or '/usr/sbin/lighttpd',
                        '-f', conf], check=True)
        try:
            equal('status', answer_of(
                port, '/htsget/reads/bad/no-index-bam?referenceName=c'), 500)
            with open(os.path.join(folder, 'logs', 'htsgate.log')) as f:
                expect('no index found' in f.read(), 'not in the log')
        finally:
            with open(os.path.join(folder, 'pid')) as f:
                os.kill(int(f.read()), signal.SIGTERM)
            time.sleep(0.5)


FUNCTIONS = [respawn, ends, bad_at_start, static, sample]
