"""webserver: what only lighttpd shows: the pool, and real static files."""
import os
import signal
import time

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


FUNCTIONS = [respawn, ends, bad_at_start, static]
