"""guard: a folder of guarded data, who may read it, and ways to ask.

    with guard.opened(t, s, access='…', data='…') as g:
        answer = g.get('jane', 'reads', 'guarded/plain')

Who asks logs in as a client of that door can: at a web server by a password
that its sample configuration checks, elsewhere by REMOTE_USER. All that was
issued in between is looked for in all logs at the end.
"""
import base64
import contextlib
import http.client
import json
import os
import re
import shutil
import time
import urllib.parse

from answer import Answer, Ticket
from doors import BASE
from harness import Wrong, equal, expect

# One who may, one who may not, of a group, of the grants, of the system.
USERS = ['jane', 'bob', 'gina', 'rita', 'root']
CHALLENGE = 'Basic realm="tests"'
NOBODY = 65534
PATIENCE = 3        # seconds until a changed file is followed
PIECE = 16          # bytes that tell where they come from; twice as many are
                    # found wherever they begin
SECRETS = ['%064d' % n for n in range(1, 4)]
IN, DENIED, LOGIN, MISSING, LATER, ERROR = (
    'InvalidInput', 'PermissionDenied', 'InvalidAuthentication', 'NotFound',
    'InternalServerError', 'InternalServerError')

# SENDFILE, AUDIT and others are replaced below; the rest as in world.INI.
INI = '''\
[server]
inline = never

[access]
secret = DIR/guard/secret
sendfile = SENDFILE
challenge = '%s'
MORE_ACCESS

[audit]
file = AUDIT
MORE_AUDIT

[data open]
path = DIR/data
prefix = open/

[data guarded]
path = GUARDED
prefix = guarded/
allow = jane
MORE_DATA
''' % CHALLENGE

# Sample, name in the folder, extensions.
COPIES = [('bam-bai', 'plain', '.bam', '.bam.bai'),
          ('bam-bai', 'other', '.bam', '.bam.bai'),
          ('gap-end', 'third', '.bam', '.bam.bai'),
          ('cram-3.0', 'plain', '.cram', '.cram.crai'),
          ('vcf-tbi', 'plain', '.vcf.gz', '.vcf.gz.tbi'),
          ('bcf-csi', 'plain', '.bcf', '.bcf.csi')]


def file(world, name=''):
    """The path of a guarded file. There is no blank before its folder, which
    not all web servers take."""
    return os.path.join(os.path.dirname(world.dir), 'guarded', name)


def copy(world, sample, name, *extensions):
    """A sample under a name in the folder, with its times."""
    for extension in extensions:
        shutil.copy2(os.path.join(world.sample, sample + extension),
                     file(world, name + extension))


def prepare(world):
    """The folders of data and of what belongs to them, once."""
    if os.path.exists(file(world)):
        return
    os.mkdir(file(world))
    os.mkdir(world.path('guard'))
    os.chmod(world.path('guard'), 0o777)    # an audit of whatever user
    for sample, name, *extensions in COPIES:
        copy(world, sample, name, *extensions)


def put(path, text, mode=0o644):
    """A file, whole at once."""
    with open(path + '.new', 'w', encoding='utf-8') as f:
        f.write(text)
    os.chmod(path + '.new', mode)
    os.rename(path + '.new', path)


def put_secret(path, text):
    """For the program's user alone: for us, and for whom Apache makes of
    us."""
    put(path, text, 0o640)
    if os.getuid() == 0:
        os.chown(path, 0, NOBODY)


def secret(world, *lines):
    """The file of secrets."""
    put_secret(world.path('guard', 'secret'),
               ''.join(line + '\n' for line in lines))


def basic(user, password=None):
    """The value of Authorization."""
    text = '%s:%s' % (user, password or user + '-password')
    return 'Basic ' + base64.b64encode(
        text.encode('utf-8', 'surrogateescape')).decode()


def soon(what, condition):
    """Until a changed file has been followed: within 2 s, and some."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        expect(time.monotonic() < deadline, '%s: not within %d s', what,
               PATIENCE)
        time.sleep(0.1)


def split(url):
    """The URL's front, and its parameters."""
    front, _, query = url.partition('?')
    return front, dict(pair.split('=', 1) for pair in query.split('&'))


def changed(url, **values):
    """The URL with other values; None takes one away."""
    front, query = split(url)
    query.update(values)
    return front + '?' + '&'.join('%s=%s' % pair for pair in query.items()
                                  if pair[1] is not None)


def server_of(kind):
    """The value of `sendfile` for a door."""
    for name in ('lighttpd', 'apache', 'nginx'):
        if kind.startswith(name):
            return name
    return 'none'


@contextlib.contextmanager
def opened(t, s, text=INI, access='', data='', audit='', sendfile=None,
           **options):
    """A server on guarded data. t: its logs are checked at the end."""
    world = s.world
    prepare(world)
    secret(world, SECRETS[0])
    path = world.path('guard', '%d.audit' % (world.count + 1))
    for word, value in (('MORE_ACCESS', access), ('MORE_DATA', data),
                        ('MORE_AUDIT', audit), ('AUDIT', path),
                        ('SENDFILE', sendfile or server_of(s.kind)),
                        ('GUARDED', file(world)[:-1])):
        text = re.sub(r'\b%s\b' % word, lambda _: value, text)
    if s.web:
        options = dict({'login': {user: user + '-password' for user in USERS},
                        'guarded': file(world)[:-1], 'processes': 1,
                        'streams': 1}, **options)
    with world.open(s.kind, text, **options) as own:
        g = Guard(own, path, text)
        g.hands_over = s.web and (sendfile or server_of(s.kind)) != 'none'
        yield g
        g.check_logs(t)


class Guard:
    """A server on guarded data."""

    def __init__(self, own, audit_path, text):
        self.own, self.web, self.world = own, own.web, own.world
        self.audit_path, self.text = audit_path, text
        self.issued = set()     # signatures
        self.passwords = set()  # values of Authorization

    # Requests

    def ask(self, user, method, path, query='', headers=None, body=None,
            extra=None):
        """`user`: who has logged in, or None."""
        headers, more = dict(headers or {}), {}
        if user is not None:
            headers.setdefault('Authorization', basic(user))
        if not self.web:
            more['extra'] = dict({} if user is None else
                                 {'REMOTE_USER': user}, **(extra or {}))
        if 'Authorization' in headers:
            self.passwords.add(headers['Authorization'].split()[-1])
        answer = self.own.request(method, path, query, headers, body, **more)
        self.issued.update(re.findall(r'signature=([\w-]{43})',
                                      answer.text()))
        return answer

    def get(self, user, endpoint, name, query='', method='GET', **more):
        return self.ask(user, method, '/%s/%s' % (
            endpoint, urllib.parse.quote(name)), query, **more)

    def post(self, user, endpoint, name, body, **more):
        return self.ask(user, 'POST', '/%s/%s' % (
            endpoint, urllib.parse.quote(name)),
            body=json.dumps(body).encode(), **more)

    def ticket(self, user, endpoint, name, query='', **more):
        """A ticket, and what all of its URLs give."""
        answer = self.get(user, endpoint, name, query, **more)
        equal('status of %s?%s for %s: %s' % (
            name, query, user, answer.text()[:120]), answer.status, 200)
        return Ticket(answer, self.own)

    def urls(self, user, endpoint, name, query=''):
        """The URLs of a ticket as they are."""
        answer = self.get(user, endpoint, name, query)
        equal('status of %s?%s for %s: %s' % (
            name, query, user, answer.text()[:120]), answer.status, 200)
        return json.loads(answer.text())['htsget']['urls']

    def data(self, url, headers=None, method='GET', user=None, **more):
        """The data endpoint's answer to a URL."""
        path, _, query = url[len(self.own.door.base):].partition('?')
        return self.ask(user, method, path, query, headers, **more)

    def refused(self, user, endpoint, name, query, status, word, says=None,
                **more):
        self.own.new_log()
        answer = self.get(user, endpoint, name, query, **more)
        self.own.check_error(answer, status, word, says)
        return answer

    def wire(self, url, lines=(), version='HTTP/1.1', method='GET'):
        """A request byte by byte, as far as the door has bytes: `lines` are
        pairs, and one name may come twice."""
        path, _, query = url[len(self.own.site) + len(BASE):].partition('?')
        if self.web:
            return self.raw('%s %s %s' % (method, url[len(self.own.site):],
                                          version), lines)
        joined = {}
        for name, value in lines:
            joined[name] = joined[name] + ', ' + value if name in joined \
                else value
        return self.ask(None, method, path, query, joined,
                        extra={'SERVER_PROTOCOL': version})

    def raw(self, first, lines=()):
        """The web server's answer to a request line and header lines."""
        lines = [('Host', '127.0.0.1:%d' % self.own.door.port),
                 ('Connection', 'close')] + list(lines)
        text = first + '\r\n' + ''.join('%s: %s\r\n' % line for line in lines)
        with self.own.door.connect((text + '\r\n').encode('latin-1')) as sock:
            answer = http.client.HTTPResponse(sock, method=first.split()[0])
            answer.begin()
            return Answer(answer.status, {
                name.lower(): value for name, value in answer.getheaders()},
                answer.read())

    # Logs

    def logged(self, answer):
        """The lines of the log on a request since the last new_log."""
        return [line for line in self.own.new_log().split('\n')
                if '[%s] ' % answer.id() in line]

    def audit(self):
        """The lines of the audit; each must be whole."""
        if not os.path.exists(self.audit_path):
            return []
        with open(self.audit_path, encoding='utf-8') as f:
            text = f.read()
        expect(text.endswith('\n') or not text, 'half a line')
        return [json.loads(line) for line in text.split('\n')[:-1]]

    def logs(self):
        """Name and text of each log that there is."""
        yield 'the log of the server', self.own.door.log()
        for name, path in (('the log', self.own.log_path),
                           ('the audit', self.audit_path)):
            if os.path.exists(path):
                with open(path, encoding='utf-8', errors='replace') as f:
                    yield name, f.read()
        if self.web:
            yield 'the access log', self.own.door.access_log()

    def check_logs(self, t):
        with t.check('no log has a signature or a password'):
            for name, text in self.logs():
                for kind, values in (('signature', self.issued),
                                     ('password', self.passwords)):
                    for value in values:
                        expect(value not in text, '%s has a %s: %s', name,
                               kind, value)


class Victim:
    """A signed range of a guarded file: what lies outside is secret."""

    def __init__(self, g, name='guarded/plain', user='jane',
                 query='referenceName=chr1&start=20000&end=300000'):
        entry = [u for u in g.urls(user, 'reads', name, query)
                 if '/data/file/' in u['url']][-1]
        self.url, self.headers = entry['url'], entry['headers']
        match = re.fullmatch(r'bytes=(\d+)-(\d+)', self.headers['Range'])
        self.first, self.last = map(int, match.groups())
        self.path = file(g.world, name[len('guarded/'):] + '.bam')
        with open(self.path, 'rb') as f:
            self.data = f.read()
        expect(0 < self.first < self.last < len(self.data) - 1,
               'the range is not inside of the file')

    def bytes(self):
        return self.data[self.first:self.last + 1]

    def check(self, answer):
        """No byte of the file that was not granted."""
        if answer.status == 206:
            span = answer.headers.get('content-range', '')
            match = re.fullmatch(r'bytes (\d+)-(\d+)/%d' % len(self.data),
                                 span)
            expect(match, 'Content-Range: %s', span)
            first, last = map(int, match.groups())
            expect(self.first <= first <= last <= self.last, 'bytes %d-%d',
                   first, last)
            expect(answer.body == self.data[first:last + 1], 'other bytes')
            return
        expect(answer.status != 200, '200 with %d bytes', len(answer.body))
        no_bytes(answer, self.data)


def no_bytes(answer, data):
    """Nothing of a file in an answer."""
    expect(len(answer.body) < 1 << 16, '%d: %d bytes', answer.status,
           len(answer.body))
    for at in range(0, len(answer.body) - PIECE + 1, PIECE):
        if answer.body[at:at + PIECE] in data:
            raise Wrong('%d: bytes of the file in %s' % (
                answer.status, answer.text()[:100]))
