"""doors: ways to ask the program the same thing.

    CGI(program, config)        one process a request, plain environment
    FastCGI(program, config)    one process, our own FastCGI client

and web servers on 127.0.0.1 (webdoor.py, lighttpd.py). Each has

    request(method, path, query='', headers={}, body=None)
        -> (status, headers, body)
    unsized(method, path, query, headers, body)
                the same, of a body whose length nobody tells: without
                CONTENT_LENGTH, of web servers in chunks
    log()       what program and server have written to standard error
    responders()    process ids of the program where it stays
    close()     ends what was started, by its process id, and removes files
    web         is it a web server: it reads the request before us, may refuse
                or change it, and has static files
    cgi         does the program live for one request only
    wraps       can it start the program by a `wrapper`
    cannot()    why it cannot be used here, or None

`path` and `query` are as on the wire (percent-encoded), `path` begins behind
the base: "/reads/x". Header names come back in lower case; a header given
twice is joined by ", ". `body` is bytes or None. A door is a context manager.

`config` is the path of the INI file, or None. A web server's port is known
before it starts, so that the INI file can name it:

    listener = listen()
    url = 'http://127.0.0.1:%d/files' % port_of(listener)
    ... write the INI file ...
    door = Lighttpd(program, config, listener=listener, files={'/files/': dir})
"""
import errno
import os
import random
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import urllib.parse

BASE = '/htsget'
HOST = 'door.invalid'
TIMEOUT = 60
CHUNK = 1000        # bytes of a chunk of a body
PORTS = 10000, 32768


class DoorError(Exception):
    """The answer is not even CGI, FastCGI or HTTP."""


def work_dir():
    """A folder of our own: a short path without spaces, which lighttpd's
    bin-path and the 108 bytes of a socket's name need."""
    base = tempfile.gettempdir()
    if len(base) > 40 or any(c in base for c in ' "\'\\'):
        base = '/tmp'
    return tempfile.mkdtemp(prefix='htsgate-', dir=base)


def environment(config, extra=None):
    env = {k: v for k, v in os.environ.items()
           if not k.startswith('HTTP_') and k != 'HTSGATE_CONFIG'}
    if config is not None:
        env['HTSGATE_CONFIG'] = os.path.abspath(config)
    env.update(extra or {})
    return env


def variables(method, path, query, headers, body):
    """The CGI variables (RFC 3875) of a request, as a web server sets them."""
    env = {
        b'GATEWAY_INTERFACE': b'CGI/1.1',
        b'SERVER_PROTOCOL': b'HTTP/1.1',
        b'SERVER_SOFTWARE': b'doors',
        b'REQUEST_METHOD': method.encode(),
        b'SCRIPT_NAME': BASE.encode(),
        b'QUERY_STRING': query.encode('latin-1'),
        b'REQUEST_URI': (BASE + path + ('?' + query if query else '')
                         ).encode('latin-1'),
        b'HTTP_HOST': HOST.encode(),
        b'SERVER_NAME': HOST.encode(),
        b'SERVER_PORT': b'80',
        b'REQUEST_SCHEME': b'http',
        b'REMOTE_ADDR': b'127.0.0.1',
    }
    info = urllib.parse.unquote_to_bytes(path.encode('latin-1'))
    if b'\0' not in info:       # an environment cannot hold it
        env[b'PATH_INFO'] = info
    if body is not None:
        env[b'CONTENT_LENGTH'] = b'%d' % len(body)
    for name, value in headers.items():
        key = name.upper().replace('-', '_')
        key = key if key.startswith('CONTENT_') else 'HTTP_' + key
        env[key.encode()] = value.encode('latin-1')
    return env


def arguments(method, query):
    """The words that a CGI server passes as arguments (RFC 3875, 4.4)."""
    if method not in ('GET', 'HEAD') or not query or '=' in query:
        return []
    words = [urllib.parse.unquote_to_bytes(word.encode('latin-1'))
             for word in query.split('+')]
    return [] if any(b'\0' in word for word in words) else words


def override(env, extra):
    """Extra variables of a request; None takes one away."""
    for name, value in (extra or {}).items():
        if value is None:
            env.pop(name.encode(), None)
        else:
            env[name.encode()] = os.fsencode(value)


def parse_cgi(raw):
    """(status, headers, body) of a CGI answer; strict about CRLF."""
    head, sep, body = raw.partition(b'\r\n\r\n')
    if not sep:
        raise DoorError('no end of the CGI header in %r' % raw[:200])
    status, headers = 200, {}
    for line in head.split(b'\r\n'):
        name, colon, value = line.partition(b':')
        if not colon or not name or b'\n' in line or b' ' in name:
            raise DoorError('CGI header line %r' % line)
        add_header(headers, name.decode('latin-1'),
                   value.strip().decode('latin-1'))
    if 'status' in headers:
        status = int(headers.pop('status').split()[0])
    return status, headers, body


def add_header(headers, name, value):
    name = name.lower()
    headers[name] = headers[name] + ', ' + value if name in headers else value


def processes():
    """Process id, parent and name of each process that has not ended."""
    for entry in os.listdir('/proc'):
        if not entry.isdigit():
            continue
        try:
            with open('/proc/%s/stat' % entry) as f:
                head, _, rest = f.read().rpartition(')')
        except OSError:
            continue
        state, parent = rest.split()[:2]
        if state != 'Z':
            yield int(entry), int(parent), head.partition('(')[2]


def children(pid):
    """Process ids of a process's children."""
    return [child for child, parent, _ in processes() if parent == pid]


def programs(pid):
    """Those of the web program below a process, at whatever depth; a logger
    or a manager of processes is none."""
    found, known = [], {pid}
    for child, parent, name in sorted(processes()):
        if parent in known:
            known.add(child)
            if name.startswith(('htsgate', 'htsget')):
                found.append(child)
    return found


class Door:
    web = cgi = False
    wraps = True
    parts = None        # of endpoint/run that `make check' runs; None: all
    line_max = 32768    # bytes of the first line of a request, more or less
    base = 'http://' + HOST + BASE  # of the tickets' own URLs

    def __init__(self):
        self.dir = work_dir()
        self.log_path = os.path.join(self.dir, 'log')
        self.log_file = open(self.log_path, 'ab')

    @classmethod
    def cannot(cls):
        return None

    def responders(self):
        return []

    def log(self):
        with open(self.log_path, encoding='utf-8', errors='replace') as f:
            return f.read()

    def close(self):
        self.log_file.close()
        shutil.rmtree(self.dir, ignore_errors=True)

    def unsized(self, method, path, query='', headers=None, body=None):
        return self.request(method, path, query, headers, body,
                            extra={'CONTENT_LENGTH': None})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class CGI(Door):
    cgi = True

    def __init__(self, program, config=None, wrapper=(), env=None):
        super().__init__()
        self.command = list(wrapper) + [os.path.abspath(program)]
        self.env = {os.fsencode(k): os.fsencode(v)
                    for k, v in environment(config, env).items()}
        self.exit_status = None     # of the last request

    def request(self, method, path, query='', headers=None, body=None,
                extra=None):
        env = dict(self.env)
        env.update(variables(method, path, query, headers or {}, body))
        override(env, extra)
        p = subprocess.run(self.command + arguments(method, query),
                           input=body or b'', env=env,
                           stdout=subprocess.PIPE, stderr=self.log_file,
                           timeout=TIMEOUT)
        self.exit_status = p.returncode
        if p.returncode != 0:
            raise DoorError('exit status %d: %s' % (p.returncode,
                                                    self.log()[-500:]))
        return parse_cgi(p.stdout)


class Process(Door):
    """A door with a process that stays; subclasses set self.process."""
    process = None
    exit_status = None
    patience = 20       # seconds for an orderly end

    def start(self, command, listener, env):
        """Starts the process with the listening socket as its stdin."""
        try:
            self.process = subprocess.Popen(
                command, stdin=listener, stdout=self.log_file,
                stderr=self.log_file, cwd=self.dir, env=env)
        except OSError:
            self.close()
            raise

    def pid(self):
        return self.process.pid

    def responders(self):
        return [self.pid()]

    def stop(self, number=signal.SIGTERM):
        """Ends the process; its exit status (negative: the signal)."""
        if self.process is not None and self.exit_status is None:
            if self.process.poll() is None:
                self.process.send_signal(number)
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.exit_status = self.process.returncode
        return self.exit_status

    def close(self):
        self.stop()
        super().close()


# FastCGI 1.0, section 8: as much as a client of a responder needs.
BEGIN, END, PARAMS, STDIN, STDOUT, STDERR = 1, 3, 4, 5, 6, 7


def record(kind, data=b''):
    return struct.pack('>BBHHBB', 1, kind, 1, len(data), 0, 0) + data


def stream(kind, data):
    """A stream of records, ended by an empty one."""
    parts = [record(kind, data[i:i + 65535])
             for i in range(0, len(data), 65535)]
    return b''.join(parts) + record(kind)


def length(n):
    return bytes([n]) if n < 128 else struct.pack('>I', n | 0x80000000)


def receive(sock, n):
    data = b''
    while len(data) < n:
        more = sock.recv(n - len(data))
        if not more:
            raise DoorError('the responder hung up after %d of %d bytes'
                            % (len(data), n))
        data += more
    return data


class FastCGI(Process):
    def __init__(self, program, config=None, wrapper=(), env=None):
        super().__init__()
        self.address = os.path.join(self.dir, 'socket')
        self.stderr = b''       # what came by FCGI_STDERR
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            listener.listen(64)
            self.start(list(wrapper) + [os.path.abspath(program)], listener,
                       environment(config, env))

    def send(self, method, path, query='', headers=None, body=None,
             extra=None):
        """Connects and sends a request; the caller reads or hangs up."""
        env = variables(method, path, query, headers or {}, body)
        override(env, extra)
        params = b''.join(length(len(k)) + length(len(v)) + k + v
                          for k, v in env.items())
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(TIMEOUT)
        try:
            sock.connect(self.address)
            sock.sendall(record(BEGIN, struct.pack('>HB5x', 1, 0)) +
                         stream(PARAMS, params) + stream(STDIN, body or b''))
        except OSError:
            sock.close()
            raise
        return sock

    def request(self, method, path, query='', headers=None, body=None,
                extra=None):
        out = []
        with self.send(method, path, query, headers, body, extra) as sock:
            while True:
                _, kind, _, size, pad, _ = struct.unpack(
                    '>BBHHBB', receive(sock, 8))
                data = receive(sock, size + pad)[:size]
                if kind == STDOUT:
                    out.append(data)
                elif kind == STDERR:
                    self.stderr += data
                elif kind == END:
                    break
        return parse_cgi(b''.join(out))

    def log(self):
        return super().log() + self.stderr.decode('utf-8', 'replace')


def listen():
    """A socket on a free port of 127.0.0.1, for a web server to come. It
    keeps the port until the server takes it; none that outgoing connections
    get, because there is a moment between."""
    while True:
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(('127.0.0.1', random.randrange(*PORTS)))
            return sock
        except OSError as error:
            sock.close()
            if error.errno != errno.EADDRINUSE:
                raise


def port_of(sock):
    return sock.getsockname()[1]
