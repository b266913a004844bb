"""places: no other name leads to a guarded file, and a URL leads to no other
file than that of its ticket."""
import contextlib
import os

import guard
import signing
from attacks import attack
from guard import DENIED, SECRETS, Victim, changed, no_bytes
from harness import equal, expect

# Ids on the wire; DIR is the folder of the world.
SPELLINGS = [
    ('dots', 'guarded/../guarded/plain'),
    ('dots out of the folder', 'guarded/../a%20b/guard/secret'),
    ('dots out of a public folder', 'open/../guarded/plain'),
    ('dots of a public id', 'open/../../guarded/plain'),
    ('encoded dots', 'open/%2e%2e/%2e%2e/guarded/plain'),
    ('encoded dots and slash', 'open%2f..%2f%2e%2e%2fguarded%2fplain'),
    ('double-encoded dots', 'open/%252e%252e/%252e%252e/guarded/plain'),
    ('double-encoded slash', 'open/..%252f..%252fguarded%252fplain'),
    ('triple-encoded dots', 'open/%25252e%25252e/guarded/plain'),
    ('overlong UTF-8', 'open/%c0%ae%c0%ae/guarded/plain'),
    ('backslashes', 'open/..%5c..%5cguarded%5cplain'),
    ('a dot segment', 'guarded/./plain'),
    ('two slashes', 'guarded//plain'),
    ('two slashes in front', '//guarded/plain'),
    ('absolute', '%2fetc%2fpasswd'),
    ('absolute below a prefix', 'open/%2fetc%2fpasswd'),
    ('absolute, the file itself', 'open/DIRguarded/plain'),
    ('a NUL', 'guarded/plain%00'),
    ('a NUL and an extension', 'guarded/plain%00.bam'),
    ('a NUL in a public id', 'open/plain%00/../../guarded/plain'),
    ('another case', 'GUARDED/plain'),
    ('an extension', 'guarded/plain.bam'),
    ('the index', 'guarded/plain.bam.bai'),
    ('a slash at the end', 'guarded/plain/'),
    ('a semicolon', 'guarded;x/plain'),
    ('a line break', 'guarded/plain%0d%0aX-Sendfile:%20x'),
]


def paths(t, s):
    """A guarded file under no other name; nothing but ids."""
    with guard.opened(t, s) as g:
        v = Victim(g)
        front = '/data/file/guarded/plain?'
        for name, text in SPELLINGS:
            path = text.replace('DIR', guard.file(g.world)[:-len('guarded/')])
            url = v.url.replace(front, '/data/file/%s?' % path)
            attack(t, g, v, 'data, %s' % name, url,
                   statuses=(206, 400, 403, 404))
            attack(t, g, v, 'data, not signed, %s' % name, changed(
                url, range=None, user=None, expires=None, key=None,
                signature=None), statuses=(301, 400, 401, 403, 404))
            with t.check('attack: a ticket without login, ' + name):
                answer = g.wire('%s/reads/%s' % (g.own.door.base, path))
                expect(answer.status in (301, 400, 401, 403, 404), '%d: %s',
                       answer.status, answer.text()[:100])
                no_bytes(answer, v.data)
        with t.check('attack: dots in an id that we signed ourselves'):
            for text in ('guarded/../guarded/plain', '../guard/secret'):
                url = signing.sign(SECRETS[0], v.url.replace(
                    front, '/data/file/%s?' % text), text)
                answer = g.wire(url, [('Range', v.headers['Range'])])
                expect(answer.status in (400, 403, 404), '%d', answer.status)
                v.check(answer)


@contextlib.contextmanager
def loose(g, name):
    """A guarded file of its own, that may be changed."""
    for extension in ('.bam', '.bam.bai'):
        path = guard.file(g.world, name + extension)
        if os.path.lexists(path):
            os.unlink(path)
    guard.copy(g.world, 'bam-bai', name, '.bam', '.bam.bai')
    yield Victim(g, 'guarded/' + name)


def swap(target, path):
    os.symlink(target, path + '.new')
    os.rename(path + '.new', path)


def alike(path):
    """Another file of the same size and mtime."""
    before = os.stat(path)
    with open(path, 'rb') as f:
        data = bytearray(f.read())
    data[100000:900000] = bytes(800000)
    return bytes(data), (before.st_atime_ns, before.st_mtime_ns)


def renamed(path):
    data, times = alike(path)
    with open(path + '.new', 'wb') as f:
        f.write(data)
    os.utime(path + '.new', ns=times)
    os.rename(path + '.new', path)


def rewritten(path):
    data, times = alike(path)
    with open(path, 'r+b') as f:
        f.write(data)
    os.utime(path, ns=times)


def changes(t, s):
    """A URL is good for the very file of its ticket."""
    world = s.world
    with guard.opened(t, s) as g:
        for name, change in (
                ('a symlink to a file outside', lambda path: swap(
                    '../a b/private/private.bam', path)),
                ('an absolute symlink to a file outside', lambda path: swap(
                    world.path('private', 'private.bam'), path)),
                ('a symlink to /etc/passwd', lambda path: swap(
                    '/etc/passwd', path)),
                ('a symlink to another guarded file', lambda path: swap(
                    'third.bam', path)),
                ('a symlink to a copy', lambda path: swap('plain.bam', path)),
                ('a file renamed over it, of the same size and mtime',
                 renamed),
                ('one rewritten in place, its mtime restored', rewritten),
                ('touched', os.utime),
                ('a mode that was changed', lambda path: os.chmod(
                    path, 0o604)),
                ('truncated', lambda path: os.truncate(path, 500000)),
                ('gone', os.unlink)):
            with t.check('attack: after the ticket: ' + name), \
                    loose(g, 'loose') as v:
                equal('before', g.data(v.url, v.headers).status, 206)
                change(v.path)
                g.own.new_log()
                answer = g.data(v.url, v.headers)
                v.check(answer)
                for path in (world.path('private', 'private.bam'),
                             guard.file(world, 'third.bam')):
                    with open(path, 'rb') as f:
                        no_bytes(answer, f.read())
                expect(answer.status in (403, 404), '%d', answer.status)
                g.own.check_error(answer, answer.status, DENIED if
                                  answer.status == 403 else 'NotFound')
                if 'outside' not in name and name not in (
                        'gone', 'a symlink to /etc/passwd'):
                    equal('status', answer.status, 403)
                    expect('changed' in answer.text(), 'message %s',
                           answer.text())


# Folder of the world's folder: @, the INI file: INI.
STATIC = ['/guarded/plain.bam', '/files/../../guarded/plain.bam',
          '/files../../guarded/plain.bam',
          '/files/%2e%2e/%2e%2e/guarded/plain.bam',
          '/files/%2e%2e%2f%2e%2e%2fguarded%2fplain.bam',
          '/files//../../guarded/plain.bam',
          '/files/..%5c..%5cguarded%5cplain.bam',
          '/files/%252e%252e/%252e%252e/guarded/plain.bam',
          '/../guarded/plain.bam', '/files/../../guarded/plain.bam.bai',
          '/guarded/plain.bam.bai', '/files/../guard/secret',
          '/files/%2e%2e/guard/secret', '/files../guard/secret',
          '/guard/secret', '/files/../conf/INI', '/files../conf/INI',
          '/conf/INI', '/htsgate.ini', '/htsget/../../guarded/plain.bam',
          '/htsget/data/file/../../../guarded/plain.bam',
          '@/guarded/plain.bam', '//@/guarded/plain.bam',
          '@/a%20b/guard/secret', '@/a%20b/conf/INI',
          '/htsgate-sendfile@/guarded/plain.bam',
          '/htsgate-sendfile/guarded/plain.bam',
          '/htsgate-sendfile/plain.bam',
          '/htsgate-sendfile@/a%20b/guard/secret',
          '/htsgate-sendfile@/guarded/../a%20b/guard/secret',
          '/htsgate-sendfile@/guarded../a%20b/guard/secret',
          '/files/../htsgate-sendfile@/guarded/plain.bam',
          '/htsget/htsgate.fcgi', '/htsgate.fcgi', '/cgi-bin/htsgate.fcgi',
          '/users', '/.htpasswd', '/.htaccess', '/server.conf']


def static(t, s):
    """No path of the web server leads to what is guarded."""
    if not s.web:
        return
    with guard.opened(t, s) as g:
        v, secret = Victim(g), {}
        for name, path in (('file', v.path), ('index', v.path + '.bai'),
                           ('secret', g.world.path('guard', 'secret')),
                           ('INI', g.own.config),
                           ('passwords', g.own.door.path('users'))):
            if os.path.exists(path):
                with open(path, 'rb') as f:
                    secret[name] = f.read()
        for text in STATIC:
            path = text.replace('@', os.path.dirname(g.world.dir)).replace(
                'INI', os.path.basename(g.own.config))
            for lines in ([], [('Range', 'bytes=0-999')],
                          [('Authorization', guard.basic('jane'))]):
                with t.check('attack: %s: %s' % (text, lines[0][0] if lines
                                                 else 'plainly')):
                    answer = g.raw('GET %s HTTP/1.1' % path, lines)
                    for data in secret.values():
                        no_bytes(answer, data)
                    expect(answer.status >= 300, '%d', answer.status)


FUNCTIONS = [paths, changes, static]
