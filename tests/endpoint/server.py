"""server: a door with its configuration, its log and its static files."""
import json
import os
import re
import stat
import urllib.parse

import doors
from answer import Answer, Ticket
from harness import Wrong, equal, expect, need_proc

SITE = 'http://' + doors.HOST       # of the doors without a web server
LOG = '\n[log]\nlevel = debug\nfile = %s\n'

COMPLAINT = re.compile(r'[^\n]*(?:runtime error:|Sanitizer|stack smashing|'
                       r'double free|corruption)[^\n]*')


class Server:
    """A door on a configuration of its own."""

    def __init__(self, world, kind, make, number):
        self.world, self.kind, self.make = world, kind, make
        self.web, self.cgi = make.web, make.cgi
        self.line_max = make.line_max
        self.config = world.path('conf', '%d.ini' % number)
        self.log_path = world.path('conf', '%d.log' % number)
        self.door, self.read_to = None, (0, 0)
        self.listener = doors.listen() if self.web else None
        self.site = SITE if self.listener is None else \
            'http://127.0.0.1:%d' % doors.port_of(self.listener)
        self.files = {'/files/': world.path('data/'),
                      '/sample/': world.sample + '/',
                      '/apart/': world.path('apart/'),
                      '/deeper/': world.path('deeper/')}

    def configure(self, text):
        """Writes the INI file, whole at once, with a log where it has none."""
        if '[log]' not in text:
            text += LOG % self.log_path
        for word, value in (('DIR', self.world.dir), ('SITE', self.site),
                            ('SAMPLE', self.world.sample)):
            text = re.sub(r'\b%s\b' % word, lambda _: value, text)
        with open(self.config + '.new', 'w', encoding='utf-8') as f:
            f.write(text)
        os.rename(self.config + '.new', self.config)

    def start(self, **options):
        """`folders`: URL prefixes beside those that are there."""
        self.files.update(options.pop('folders', {}))
        if self.web:
            options.update(files=self.files, listener=self.listener)
        self.door = self.make(self.world.program, self.config, **options)

    def close(self):
        if self.door is not None:
            self.world.complaints += COMPLAINT.findall(self.door.log())
            self.door.close()
        elif self.listener is not None:
            self.listener.close()

    def alive(self):
        return self.kind == 'cgi' or self.door.process.poll() is None

    def pid(self):
        return self.door.pid()

    def responders(self):
        """Process ids of the program where it stays."""
        if self.web:
            need_proc()
        return self.door.responders()

    # Logs

    def new_log(self):
        """What program and server have logged since the last call."""
        own = ''
        if os.path.exists(self.log_path):
            with open(self.log_path, encoding='utf-8') as f:
                own = f.read()
        other = self.door.log()
        text = other[self.read_to[0]:] + own[self.read_to[1]:]
        self.read_to = len(other), len(own)
        return text

    # Requests

    def request(self, method, path, query='', headers=None, body=None, **more):
        """`path` and `query` as on the wire."""
        return Answer(*self.door.request(method, path, query, headers or {},
                                         body, **more))

    def unsized(self, *words):
        """The same, of a body whose length nobody tells."""
        return Answer(*self.door.unsized(*words))

    def get(self, endpoint, name, query='', method='GET', headers=None):
        """An id as it is meant; the query as on the wire."""
        return self.request(method, '/%s/%s' % (endpoint,
                            urllib.parse.quote(name)), query, headers)

    def post(self, endpoint, name, body, query='', headers=None, sized=True):
        """A document, or bytes as they are. sized: with Content-Length."""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        ask = self.request if sized else self.unsized
        return ask('POST', '/%s/%s' % (endpoint, urllib.parse.quote(name)),
                   query, headers, body)

    def posted(self, endpoint, name, body, **more):
        """The ticket of a POST."""
        answer = self.post(endpoint, name, body, **more)
        if answer.status != 200:
            raise Wrong('POST %s %s: %d: %s' % (
                name, str(body)[:80], answer.status, answer.text()[:200]))
        return Ticket(answer, self)

    def refused_post(self, endpoint, name, body, status, word, says=None,
                     **more):
        self.new_log()
        answer = self.post(endpoint, name, body, **more)
        self.check_error(answer, status, word, says)
        return answer

    def ticket(self, endpoint, name, query='', headers=None):
        answer = self.get(endpoint, name, query, headers=headers)
        if answer.status != 200:
            raise Wrong('%s?%s: %d: %s' % (name, query, answer.status,
                                           answer.text()[:200]))
        return Ticket(answer, self)

    def refused(self, endpoint, name, query, status, word, says=None):
        self.new_log()
        answer = self.get(endpoint, name, query)
        self.check_error(answer, status, word, says)
        return answer

    def check_error(self, answer, status, word, says=None):
        """All that an error owes to the client and to the log; call new_log
        before the request."""
        expect(answer.status == status, 'status: %d, not %d: %s',
               answer.status, status, answer.text()[:200])
        message = answer.error(word)
        for secret in (os.path.dirname(self.world.dir), self.world.sample):
            expect(secret not in message, 'the message names a path: %s',
                   message)
        if says is not None:
            expect(re.search(says, message), 'the message is "%s", without '
                   '"%s"', message, says)
        expect(any('[%s] ' % answer.id() in line and message in line
                   for line in self.new_log().split('\n')),
               'the log has not the message "%s" of %s', message, answer.id())

    def data(self, url, headers=None, method='GET'):
        """The answer of our own data endpoint to a URL of a ticket."""
        path, _, query = url[len(self.door.base):].partition('?')
        return self.request(method, path, query, headers)

    # Static files

    def fetch(self, url, headers):
        """What a client gets for an http URL of a ticket."""
        if url.startswith(self.door.base + '/data/'):
            answer = self.data(url, headers)
            equal('status of ' + url, answer.status,
                  206 if 'Range' in headers else 200)
            return answer.body
        expect(url.startswith(self.site + '/'), 'URL %s', url)
        target = url[len(self.site):]
        if self.web:
            status, _, body = self.door.get('GET', target, headers)
            equal('status of ' + url, status, 206)
            return body
        match = re.fullmatch(r'bytes=(\d+)-(\d+)', headers.get('Range', ''))
        expect(match, 'Range of %s: %r', url, headers)
        first, last = map(int, match.groups())
        with open(self.local(target), 'rb') as f:
            f.seek(first)
            return f.read(last + 1 - first)

    def local(self, target):
        """The file behind a URL's path."""
        for prefix, folder in self.files.items():
            if target.startswith(prefix):
                path = folder + urllib.parse.unquote(target[len(prefix):])
                expect(stat.S_ISREG(os.stat(path).st_mode), '%s', path)
                return path
        raise Wrong('no static files at ' + target)
