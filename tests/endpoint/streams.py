"""streams: files of any size in bounded memory, clients that hang up (need
15), and files that change while they are given."""
import os
import socket
import struct
import subprocess
import time

import bgzf
import doors
from data import OWN
from harness import equal, expect, need_proc

MIB = 1 << 20
SIZE = 300 * MIB
MOST_MEMORY = 16 * MIB  # that giving it may add
PIECE = 65536


def prepare(world):
    """A BAM file with a hole of 300 MB: no disk is needed for it."""
    path = world.path('data', 'huge.bam')
    with open(world.path('data', 'plain.bam'), 'rb') as f:
        head = f.read()[:-len(bgzf.EOF)]
    with open(path, 'wb') as f:
        f.write(head)
        f.seek(SIZE - len(bgzf.EOF))
        f.write(bgzf.EOF)
    return path, head


class Reader:
    """A request whose reply is read piece by piece, through any door."""

    def __init__(self, s, url, headers=None):
        path, _, query = url[len(s.door.base):].partition('?')
        self.web, self.process = s.web, None
        if s.kind == 'fastcgi':
            self.sock = s.door.send('GET', path, query, headers or {})
        elif s.web:
            self.sock = s.door.connect((
                'GET %s?%s HTTP/1.1\r\nHost: localhost\r\n'
                'Connection: close\r\n\r\n' % (doors.BASE + path, query)
                ).encode())
        else:
            env = dict(s.door.env)
            env.update(doors.variables('GET', path, query, headers or {},
                                       None))
            self.process = subprocess.Popen(
                s.door.command, env=env, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=s.door.log_file)

    def some(self):
        """The next bytes of the reply, b'' at its end."""
        if self.process:
            return os.read(self.process.stdout.fileno(), PIECE)
        if self.web:
            return self.sock.recv(PIECE)
        _, kind, _, size, pad, _ = struct.unpack(
            '>BBHHBB', doors.receive(self.sock, 8))
        data = doors.receive(self.sock, size + pad)[:size]
        return b'' if kind == doors.END else data

    def read(self, most=None):
        """The header lines, the bytes behind them and their number; of many
        bytes only the first ones are kept."""
        kept, count = b'', 0
        while most is None or count < most:
            more = self.some()
            if not more:
                break
            count += len(more)
            if len(kept) < 4 * MIB:
                kept += more
        head, _, body = kept.partition(b'\r\n\r\n')
        return head.decode('latin-1'), body, count - len(head) - 4

    def close(self):
        """Hangs up; the exit status of a CGI program."""
        if not self.process:
            self.sock.close()
            return 0
        self.process.stdout.close()
        return self.process.wait(doors.TIMEOUT)


def peak(s):
    """The most memory that a responder ever had, in bytes."""
    need_proc()
    out = 0
    for pid in s.responders():
        with open('/proc/%d/status' % pid) as f:
            out = max([out] + [int(line.split()[1]) << 10 for line in f
                               if line.startswith('VmHWM:')])
    return out


def stream(t, s):
    with s.world.open(s.kind, OWN) as own:
        path, head = prepare(s.world)
        answer = own.get('reads', 'huge')
        url = data_url(answer)
        try:
            with t.check('300 MB: all of it, in bounded memory'):
                before = peak(own) if not s.cgi else 0
                reader = Reader(own, url)
                lines, body, count = reader.read()
                equal('exit status', reader.close(), 0)
                expect('Content-Length: %d' % SIZE in lines, 'lines %s',
                       lines)
                equal('bytes', count, SIZE)
                expect(body.startswith(head), 'other bytes')
                if not s.cgi:
                    grown = peak(own) - before
                    expect(grown < MOST_MEMORY, '%d bytes more', grown)
            with t.check('300 MB: a range far inside'):
                got = own.data(url, {'Range': 'bytes=%d-' % (SIZE - 1000)})
                equal('status', got.status, 206)
                equal('bytes', got.body, bytes(1000 - len(bgzf.EOF)) +
                      bgzf.EOF)
            hang_up(t, own, url)
            cut(t, own, url, path)
        finally:
            os.unlink(path)


def data_url(answer):
    equal('status', answer.status, 200)
    return answer.text().split('"url":"')[1].split('"')[0]


def hang_up(t, s, url):
    with t.check('clients that hang up in the middle (need 15)'):
        pids = s.responders()
        s.new_log()
        for _ in range(6):
            reader = Reader(s, url)
            lines, _, count = reader.read(MIB)
            expect(' 200 ' in lines.splitlines()[0] + ' ', 'status %s',
                   lines.splitlines()[0])
            expect(count < SIZE, 'all of it')
            equal('exit status', reader.close(), 0)
            s.ticket('reads', 'plain')
        equal('responders', s.responders(), pids)
        if s.web and s.cgi:     # the server ends the program, which is mute
            return
        deadline = time.monotonic() + 10
        log = s.new_log()
        while 'debug: ' not in log or 'hung up' not in log:
            expect(time.monotonic() < deadline, 'not in the log: %s',
                   log[-300:])
            time.sleep(0.1)
            log += s.new_log()
        expect('error: ' not in log, 'an error in the log: %s', log[-300:])


def cut(t, s, url, path):
    """Whoever reads slowly sees that the end is missing."""
    with t.check('a file that is cut while it is given: broken off'):
        reader = Reader(s, url)
        reader.read(MIB)
        os.truncate(path, 100 * MIB)
        try:
            count = reader.read()[2]
        except doors.DoorError as error:
            expect('hung up' in str(error), '%s', error)
        else:
            expect(s.kind != 'fastcgi', 'the reply had an end')
            expect(count < SIZE - 2 * MIB, 'all of it')
        status = reader.close()
        expect(s.kind != 'cgi' or status != 0, 'exit status 0')
        expect('broken off after' in s.new_log(), 'not in the log')
    with t.check('afterwards the next requests are served'):
        for _ in range(8):
            equal('status', s.get('reads', 'plain').status, 200)


FUNCTIONS = [stream]
