"""webdoor: doors that are web servers, each started with a sample of etc/.

How to add one: a subclass of WebServer in a module of its own, with

    sample          the file of etc/ that it is started with
    binary          the server's program
    configure()     the text of the sample, with paths and ports of this door
                    put in by `put`, which fails unless a row fits exactly once
    static()        configuration text that serves one more folder; `finish`
                    says where it goes if that is not the end of the file
    command()       the server in the foreground

and, as they apply, the attributes below, `prepare` (more files, a Pool) and
`responders`; then a row in DOORS of tests/endpoint/world.py. lighttpd.py and nginx.py show it.

What there is at the time of `configure`: self.dir (a folder of this door,
whose path has neither blanks nor quotes), self.port, self.program (a link to
the program), self.config (its INI file), self.data (the folder of /files), self.bind_user,
self.guarded (a folder to which no URL leads), self.users (the file of the
passwords), self.processes, self.streams, self.path(NAME) and the folders root,
sockets, logs, spool and guarded; self.log_path is where all
error logs go and self.access_path the access log.
"""
import base64
import hashlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time

import doors
from doors import BASE, CHUNK, TIMEOUT, DoorError, Process

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
PAUSE = 0.1         # seconds before a process of a pool is replaced


def put(text, *rows):
    """Rows of (pattern, replacement[, how often]); each must fit just so often,
    once if not said. Dots match no newline, ^ and $ are those of lines."""
    for pattern, new, *times in rows:
        text, n = re.subn('(?m)' + pattern, lambda _: new, text)
        if n != (times or [1])[0]:
            raise DoorError('the sample has %d times %s' % (n, pattern))
    return text


def find(name):
    """The path of a server's program, or None; it may be in no PATH of a
    user."""
    return shutil.which(name) or shutil.which(
        name, path='/usr/local/sbin:/usr/sbin:/sbin')


def hashed(password):
    """A password as every server knows it in an htpasswd file."""
    digest = hashlib.sha1(password.encode()).digest()
    return '{SHA}' + base64.b64encode(digest).decode()


class RawConnection(http.client.HTTPConnection):
    """Sends a path as it is, be it valid or not."""

    def _validate_path(self, url):
        pass

    def _encode_request(self, request):
        return request.encode('latin-1')


class Pool:
    """Processes on one unix socket, which is their standard input; each is
    replaced when it ends, as systemd does it by Restart=always."""

    def __init__(self, command, address, count, env, log, folder):
        self.command, self.address, self.log = command, address, log
        self.env, self.folder = env, folder
        self.closing = threading.Event()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(address)
        self.listener.listen(128)
        self.running = [None] * count
        self.threads = [threading.Thread(target=self.keep, args=(n,))
                        for n in range(count)]
        for thread in self.threads:
            thread.start()
        while None in self.running and not self.closing.is_set():
            time.sleep(0.01)

    def keep(self, n):
        while not self.closing.is_set():
            try:
                self.running[n] = subprocess.Popen(
                    self.command, stdin=self.listener, stdout=self.log,
                    stderr=self.log, cwd=self.folder, env=self.env)
            except OSError:
                self.closing.set()
                raise
            if self.closing.is_set():
                self.running[n].terminate()
            self.running[n].wait()
            self.closing.wait(PAUSE)

    def pids(self):
        return [p.pid for p in self.running if p and p.poll() is None]

    def close(self, patience=20):
        self.closing.set()
        for process in filter(None, self.running):
            process.terminate()
        for thread in self.threads:
            thread.join(patience)
        for process in filter(None, self.running):
            if process.poll() is None:
                process.kill()
                process.wait()
        self.listener.close()


class WebServer(Process):
    web = True
    sample = None           # the file of etc/
    binary = None
    needs = ()              # paths without which it is skipped
    wraps = False           # can start the program by a wrapper
    json_errors = False     # its own errors are JSON by the sample
    errors_without_query = False    # neither has its log of errors a query
    spools = 0              # bytes of a reply that may wait on disk
    reload_fails = None     # why requests fail at a graceful reload
    reload_signal = signal.SIGHUP

    def __init__(self, program, config=None, files=None, listener=None,
                 processes=2, streams=2, extra='', env=None, wrapper=(),
                 login=None, bind_user=False, guarded=None):
        """`files`: URL prefix -> folder, both ending in "/"; "/files/" is
        that of the sample. `extra`: configuration text. `login`: user ->
        password; without it the sample's login is there and knows nobody.
        `bind_user`: the change that the sample asks for where htsgate.ini
        says bind_user = yes. `guarded`: the folder that no URL leads to, else
        an empty one."""
        super().__init__()
        listener = listener or doors.listen()
        self.port = doors.port_of(listener)
        self.site = 'http://127.0.0.1:%d' % self.port
        self.base = self.site + BASE
        self.processes, self.streams = processes, streams
        self.wrapper, self.login = list(wrapper), login or {}
        self.bind_user, self.guarded = bind_user, guarded
        self.config = os.path.abspath(config or self.path('none.ini'))
        self.env = doors.environment(config, env)
        self.pools = []
        files = dict(files or {})
        try:
            self.fill(program, files)
            self.prepare()
            conf = self.write(files, extra)
            listener.close()
            self.start(self.command(conf), subprocess.DEVNULL, self.env)
        except BaseException:
            self.close()
            raise
        self.wait_ready()

    @classmethod
    def cannot(cls):
        """Why it cannot be used here, or None."""
        if find(cls.binary) is None:
            return cls.binary + ' is not installed'
        for path in cls.needs:
            if not os.path.exists(path):
                return path + ' is not there'
        return None

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def fill(self, program, files):
        for name in ('root', 'sockets', 'logs', 'guarded', 'spool'):
            os.mkdir(self.path(name))
        self.access_path = self.path('logs', 'access.log')
        self.guarded = self.guarded or self.path('guarded')
        self.users = self.path('users')
        if self.login:
            with open(self.users, 'w') as f:
                f.writelines('%s:%s\n' % (name, hashed(password))
                             for name, password in self.login.items())
        self.data = os.path.abspath(files.pop('/files/', self.path('root')))
        self.program = self.path('htsgate.fcgi')
        os.symlink(os.path.abspath(program), self.program)
        with open(self.path('root', 'ready'), 'w') as f:
            f.write('ready')

    def write(self, files, extra):
        """The configuration file."""
        with open(os.path.join(SOURCE, 'etc', self.sample)) as f:
            text = self.configure(f.read())
        more = ''.join(self.static(prefix, os.path.join(
            os.path.abspath(folder), '')) for prefix, folder in files.items())
        path = self.path('server.conf')
        with open(path, 'w') as f:
            f.write(self.finish(text, more + extra))
        return path

    # What a subclass says

    def prepare(self):
        """More files and processes that the server needs."""

    def configure(self, text):
        raise NotImplementedError

    def static(self, prefix, folder):
        raise NotImplementedError

    def finish(self, text, more):
        return text + more

    def command(self, conf):
        raise NotImplementedError

    # What subclasses use

    def pool(self, name, count):
        """Starts a pool; the path of its socket."""
        address = self.path('sockets', name)
        program = os.path.realpath(self.program)    # also for who is not root
        self.pools.append(Pool(self.wrapper + [program], address, count,
                               self.env, self.log_file, self.dir))
        return address

    def responders(self):
        """Process ids of the program where it stays."""
        return [pid for pool in self.pools for pid in pool.pids()]

    # What tests use

    def stop(self, number=signal.SIGTERM):
        status = super().stop(number)
        while self.pools:
            self.pools.pop().close()
        return status

    def reload(self):
        """Lets the server read its configuration again, gracefully."""
        self.process.send_signal(self.reload_signal)

    def access_log(self):
        with open(self.access_path, encoding='utf-8', errors='replace') as f:
            return f.read()

    def wait_ready(self):
        for _ in range(100):
            if self.process.poll() is not None:
                break
            try:
                if self.get('GET', '/ready')[0] == 200:
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.1)
        text = self.log()
        self.close()
        raise DoorError('%s did not start: %s' % (self.binary, text))

    def get(self, method, target, headers=None, body=None):
        """A request for any path of the server."""
        conn = RawConnection('127.0.0.1', self.port, timeout=TIMEOUT)
        try:
            conn.request(method, target, body, headers or {},
                         encode_chunked='Transfer-Encoding' in (headers or {}))
            answer = conn.getresponse()
            out = {}
            for name, value in answer.getheaders():
                doors.add_header(out, name, value)
            return answer.status, out, answer.read()
        finally:
            conn.close()

    def request(self, method, path, query='', headers=None, body=None):
        return self.get(method, BASE + path + ('?' + query if query else ''),
                        headers, body)

    def unsized(self, method, path, query='', headers=None, body=None):
        chunks = (body[i:i + CHUNK] for i in range(0, len(body), CHUNK))
        return self.request(method, path, query, dict(
            headers or {}, **{'Transfer-Encoding': 'chunked'}), chunks)

    def connect(self, data):
        """A connection on which these bytes have been sent."""
        sock = socket.create_connection(('127.0.0.1', self.port), TIMEOUT)
        sock.sendall(data)
        return sock

    def raw(self, data, hang_up=False):
        """Sends bytes as they are; all that comes back until the end.
        hang_up: says that no more will come."""
        out = b''
        with self.connect(data) as sock:
            if hang_up:
                sock.shutdown(socket.SHUT_WR)
            while True:
                more = sock.recv(65536)
                if not more:
                    return out
                out += more
