"""world: a folder of data, an INI file, and servers on it by every door."""
import contextlib
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import urllib.parse

import doors
from answer import Answer, Ticket
from harness import Wrong, expect, equal

DOORS = ('cgi', 'fastcgi', 'lighttpd')
SITE = 'http://' + doors.HOST       # of the doors without a web server
NOBODY = 65534

# An id of our own is a copy of a sample, so that it can be changed.
COPIES = [('bam-bai', 'plain', '.bam', '.bam.bai'),
          ('bam-csi-fine', 'other', '.bam', '.bam.csi'),
          ('cram-3.0', 'plain', '.cram', '.cram.crai'),
          ('vcf-tbi', 'plain', '.vcf.gz', '.vcf.gz.tbi'),
          ('bcf-csi', 'plain', '.bcf', '.bcf.csi')]

# SITE is where static files are, DIR the folder of the world.
INI = '''\
[data main]
path = DIR/data
url = SITE/files
follow = DIR/elsewhere

[data sample]
path = SAMPLE
prefix = sample/
url = SITE/sample

[data apart]
path = DIR/apart
prefix = apart/
url = SITE/apart
index = DIR/indexes

[data deeper]
path = DIR/deeper
prefix = sub/deeper/
url = SITE/deeper

[data lenient]
path = SAMPLE/bad
prefix = lenient/
url = SITE/sample/bad
missing_eof = serve

[data two]
id = two/formats
bam = DIR/data/plain.bam
cram = DIR/data/plain.cram

[data only cram]
id = only-cram
cram = DIR/data/plain.cram

[data named]
bcf = DIR/data/by-name.bcf

[data explicit]
id = shadowed
bam = DIR/data/other.bam

[data farm]
path = DIR/farm
prefix = farm/
follow = DIR/data:DIR/private

[data probe]
id = odd.bai
bam = DIR/data/plain.bam

[data hidden]
id = hidden
bam = DIR/private/private.bam

[data hidden directory]
path = DIR/private
prefix = private/
'''
LOG = '\n[log]\nlevel = debug\nfile = %s\n'
# Queries of 20 kB come through, and a replaced file is seen at once.
LIGHTTPD = 'server.max-request-field-size = 65536\n' \
    'server.stat-cache-engine = "disable"\n'
COMPLAINT = re.compile(r'[^\n]*(?:runtime error:|Sanitizer|stack smashing|'
                       r'double free|corruption)[^\n]*')
DROP = ('import os, sys; os.setgroups([]); os.setgid(%d); os.setuid(%d); '
        'os.execv(sys.argv[1], sys.argv[1:])' % (NOBODY, NOBODY))


class World:
    def __init__(self, program, sample):
        self.program, self.sample = program, sample
        self.dir = os.path.join(tempfile.mkdtemp(prefix='htsgate-'), 'a b')
        self.count = 0
        self.complaints = []    # of sanitizers and the C library
        try:
            self.fill()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        shutil.rmtree(os.path.dirname(self.dir), ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def copy(self, sample, target, *extensions):
        """A sample with its index, under another name, with its times."""
        for extension in extensions:
            shutil.copy2(os.path.join(self.sample, sample + extension),
                         self.path(target + extension))

    def fill(self):
        os.mkdir(self.dir)
        for name in ('data', 'data/sub', 'elsewhere', 'apart', 'deeper',
                     'indexes', 'private', 'farm', 'data/folder.bam', 'conf'):
            os.mkdir(self.path(name))
        for sample, name, *extensions in COPIES:
            self.copy(sample, 'data/' + name, *extensions)
        bam = ('.bam', '.bam.bai')
        self.copy('gap-end', 'data/shadowed', *bam)
        self.copy('past-ln', 'private/private', *bam)
        self.copy('past-ln', 'elsewhere/followed', *bam)
        self.copy('past-ln', 'data/sub/inner', *bam)
        self.copy('gap-end', 'deeper/inner', *bam)
        self.copy('bcf-end', 'data/by-name', '.bcf', '.bcf.csi')
        self.copy('gap-end', 'apart/far off', '.bam')
        self.copy('gap-end', 'indexes/far off', '.bam.bai')
        self.links()
        os.mkfifo(self.path('data/fifo.bam'))
        for folder in (os.path.dirname(self.dir), self.dir):
            os.chmod(folder, 0o755)     # also for who has given up root

    def links(self):
        data = self.path('data')
        for name, target in (('inside', 'plain.bam'),
                             ('follow', '../elsewhere/followed.bam'),
                             ('outside', '../private/private.bam'),
                             ('absolute', self.path('private/private.bam')),
                             ('dangling', 'nowhere.bam'),
                             ('round', 'link-round.bam')):
            os.symlink(target, os.path.join(data, 'link-%s.bam' % name))
        os.symlink('plain.bam.bai', os.path.join(data, 'link-inside.bam.bai'))
        os.symlink('../elsewhere/followed.bam.bai',
                   os.path.join(data, 'link-follow.bam.bai'))
        os.symlink('../private', os.path.join(data, 'link-folder'))
        for name, target in (('seen', 'data/plain'),
                             ('unseen', 'private/private')):
            for extension in ('.bam', '.bam.bai'):
                os.symlink(self.path(target + extension),
                           self.path('farm', name + extension))

    def doors(self):
        small = os.environ.get('HTSGATE_CHECK') == 'small'
        return DOORS[:2] if small else DOORS

    def cannot(self, door):
        """Why a door cannot be used here, or None."""
        if door == 'lighttpd' and not (shutil.which('lighttpd') or
                                       os.path.exists('/usr/sbin/lighttpd')):
            return 'lighttpd is not installed'
        return None

    @contextlib.contextmanager
    def open(self, door, text=INI, **options):
        """A server on a configuration; `text` None: there is no file."""
        self.count += 1
        with contextlib.ExitStack() as stack:
            server = Server(self, door, self.count)
            stack.callback(server.close)
            if text is not None:
                server.configure(text)
            server.start(**options)
            yield server

    def unprivileged(self):
        """A wrapper that gives up root: None where that would not help."""
        if os.getuid() != 0:
            return ()
        command = [sys.executable, '-c', DROP]
        probe = subprocess.run(command + [self.program, '--version'],
                               stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        return command if probe.returncode == 0 else None


class Server:
    """A door with its configuration, log and static files."""

    def __init__(self, world, kind, number):
        self.world, self.kind = world, kind
        self.config = world.path('conf', '%d.ini' % number)
        self.log_path = world.path('conf', '%d.log' % number)
        self.door, self.read_to = None, (0, 0)
        self.listener = doors.listen() if kind == 'lighttpd' else None
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
        if self.kind == 'cgi':
            make = doors.CGI
        elif self.kind == 'fastcgi':
            make = doors.FastCGI
        else:
            make = doors.Lighttpd
            options = dict({'files': self.files, 'listener': self.listener,
                            'extra': LIGHTTPD},
                           **options)
            options.pop('wrapper', None)
        self.door = make(self.world.program, self.config, **options)

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

    def get(self, endpoint, name, query='', method='GET', headers=None):
        """An id as it is meant; the query as on the wire."""
        return self.request(method, '/%s/%s' % (endpoint,
                            urllib.parse.quote(name)), query, headers)

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
        for secret in (self.world.dir, self.world.sample):
            expect(secret not in message, 'the message names a path: %s',
                   message)
        if says is not None:
            expect(re.search(says, message), 'the message is "%s", without '
                   '"%s"', message, says)
        expect(message in self.new_log(), 'the log has not the message "%s"',
               message)

    # Static files

    def fetch(self, url, headers):
        """What a client gets for an http URL of a ticket."""
        expect(url.startswith(self.site + '/'), 'URL %s', url)
        target = url[len(self.site):]
        if self.kind == 'lighttpd':
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
