"""servers: what a web server does by its sample configuration: logins, what no
path leads to, large files, errors of its own."""
import base64
import os

import bgzf
from answer import Answer, Ticket
from cors import ASKED, ORIGIN
from harness import equal, expect
from webserver import open_own, own_url, web_only
from world import INI

FAR = (4 << 30) + 12345     # behind what 32 bits can tell
FAR_SIZE = 5 << 30
MARK = b'This lies behind four gibibytes.'


def password(text):
    return {'Authorization': 'Basic ' + base64.b64encode(
        text.encode()).decode()}


# Logins

@web_only
def login(t, s):
    with open_own(s, login={'ann': 'right', 'bob': 'b:c'}) as own:
        for name, headers, status in (
                ('nothing', {}, 200),
                ('a password', password('ann:right'), 200),
                ('a password with a colon', password('bob:b:c'), 200),
                ('a wrong password', password('ann:wrong'), 401),
                ("another one's password", password('ann:b:c'), 401),
                ('an unknown name', password('eve:right'), 401),
                ('an empty name', password(':'), 401),
                ('another scheme', {'Authorization': 'Bearer x'}, 401)):
            with t.check('login: %s: %d' % (name, status)):
                for path in ('/reads/plain', '/variants/plain'):
                    answer = own.request('GET', path, '', headers)
                    equal('status of ' + path, answer.status, status)
                    if status == 401:
                        expect('Basic' in answer.headers.get(
                            'www-authenticate', ''), 'headers %s',
                            answer.headers)
                        s_own_error(s, answer, 'InvalidAuthentication')
        for name, text in (('no password', password('ann')), (
                'no base64', {'Authorization': 'Basic !!!'})):
            with t.check('login: %s: 400 or 401' % name):
                answer = own.request('GET', '/reads/plain', '', text)
                expect(answer.status in (400, 401), '%d', answer.status)
                expect(b'urls' not in answer.body, 'a ticket')
        preflight(t, own)
        no_login_for_data(t, own)
        bound(t, s)
        names(t, own)


def s_own_error(s, answer, word):
    """What the server answers by itself, where it can be told to use JSON."""
    expect(b'urls' not in answer.body, 'a ticket')
    if not s.make.json_errors:
        return
    equal('Content-Type', answer.headers.get('content-type'),
          'application/json')
    expect(b'"error":"%s"' % word.encode() in answer.body, 'body %s',
           answer.text())
    equal('CORS', answer.headers.get('access-control-allow-origin'), '*')


def preflight(t, s):
    """A browser asks first, and without a password."""
    for name, headers in (('no password', {}),
                          ('a wrong one', password('ann:wrong'))):
        with t.check('login: OPTIONS with %s: 204' % name):
            for path in ('/reads/plain', '/reads/nothing', '/data/file/x'):
                answer = s.request('OPTIONS', path, '',
                                   dict(ASKED, **headers))
                equal('status of ' + path, answer.status, 204)
                equal('CORS', answer.headers.get(
                    'access-control-allow-origin'), ORIGIN)
                expect('range' in answer.headers.get(
                    'access-control-allow-headers', ''), 'headers %s',
                       answer.headers)


def no_login_for_data(t, s):
    with t.check('login: not for the URLs of a ticket'):
        url = own_url(s, 'own/big')
        for headers in ({}, password('ann:wrong')):
            answer = s.data(url, dict(headers, Range='bytes=0-9'))
            equal('status', answer.status, 206)


def bound(t, s):
    with t.check('login: for the URLs of a ticket, by bind_user'):
        with open_own(s, login={'ann': 'right'}, bind_user=True) as own:
            url = own_url(own, 'own/big')
            for headers, status in (({}, 206), (password('ann:right'), 206),
                                    (password('ann:wrong'), 401)):
                equal('status', own.data(url, dict(
                    headers, Range='bytes=0-9')).status, status)
            equal('status of OPTIONS', own.request(
                'OPTIONS', '/data/file/x', '', password('x:y')).status, 204)


def names(t, s):
    """Who is in the access log is who gave a password, and nobody else."""
    with t.check('login: the name in the access log'):
        for headers in (password('ann:right'), password('eve:x'),
                        {'Remote-User': 'eve', 'REMOTE_USER': 'eve',
                         'X-Remote-User': 'eve', 'X-Forwarded-User': 'eve'}):
            s.request('GET', '/reads/plain', '', headers)
        s.data(own_url(s, 'own/big') + '&mark=here',
               dict(password('eve:x'), Range='bytes=0-9'))
        s.door.stop()
        log = s.door.access_log()
        expect(' ann [' in log, 'no ann in %s', log[-300:])
        good = [line for line in log.splitlines()
                if ' eve ' in line and ' 401 ' not in line]
        equal('lines with eve', good, [])
    with t.check('no query string in the access log'):
        expect('/htsget/data/file/own/big' in log, 'not in the log')
        for word in ('mark=here', 'version=', '?'):
            expect(word not in log, '%s is there', word)


@web_only
def nobody(t, s):
    """Without a file of passwords no login works, and the rest does."""
    with t.check('login: without the file of passwords: closed'):
        with s.world.open(s.kind) as own:
            answer = own.request('GET', '/reads/plain', '',
                                 password('ann:right'))
            expect(answer.status in (401, 403, 500), '%d', answer.status)
            equal('status', own.get('reads', 'plain').status, 200)


# Paths

@web_only
def slashes(t, s):
    want = s.ticket('reads', 'sub/inner').anonymous()
    for path in ('sub/inner', 'sub%2Finner', 'sub%2finner'):
        with t.check('an id as ' + path):
            answer = s.request('GET', '/reads/' + path)
            equal('status', answer.status, 200)
            equal('ticket', Ticket(answer, s).anonymous(), want)


@web_only
def hidden(t, s):
    """What no path of the server may lead to."""
    guarded = os.path.join(s.door.guarded, 'guarded.bam')
    shown = [s.config, s.world.path('private', 'private.bam'),
             s.world.path('private', 'private.bam.bai')]
    for name in (guarded, guarded + '.bai', os.path.join(
            s.door.dir, 'secret')):
        with open(name, 'w') as f:
            f.write('hidden ' + name)
        shown.append(name)
    for name in shown:
        with open(name, 'rb') as f:
            start = f.read(40)
        with t.check('no path leads to ' + os.path.basename(name)):
            for path in sneaky(s, name):
                status, _, body = s.door.get('GET', path)
                expect(start not in body, '%s gives it', path)
                expect(status in (301, 400, 403, 404), '%s: %d', path, status)
    with t.check('the way of the tests leads to a file that is there'):
        status, _, body = s.door.get('GET', '/files/sub/../plain.bam')
        equal('status', status, 200)


def sneaky(s, name):
    """Paths that might lead out of the folders of static files."""
    for base, folder in (('/files/', s.door.data),
                         ('/', s.door.path('root')),
                         ('/sample/', s.world.sample)):
        back = os.path.relpath(name, folder)
        for dots in ('..', '%2e%2e', '.%2e', '%2e.', '%252e%252e', '..;',
                     './..', '%c0%ae%c0%ae'):
            for slash in ('/', '%2f', '%5c', '//', '%252f'):
                yield base + back.replace('..', dots).replace(
                    '/', slash).replace(' ', '%20')
        yield base.rstrip('/') + back
        yield base + name.replace(' ', '%20')
    quoted = name.replace(' ', '%20')
    yield quoted
    yield '/htsgate-sendfile' + quoted
    yield '/htsgate-sendfile/' + os.path.basename(quoted)
    yield '/guarded/' + os.path.basename(quoted)
    yield '/htsget/' + quoted


# Large files

def far_file(path):
    """A BAM file of 5 GiB, most of it a hole."""
    with open(path, 'wb') as f:
        f.write(bgzf.block(b'BAM\1' + bytes(9)))
        f.seek(FAR)
        f.write(MARK)
        f.seek(FAR_SIZE - len(bgzf.EOF))
        f.write(bgzf.EOF)


@web_only
def far(t, s):
    path = s.world.path('data', 'far.bam')
    far_file(path)
    want = 'bytes %d-%d/%d' % (FAR, FAR + len(MARK) - 1, FAR_SIZE)
    headers = {'Range': 'bytes=%d-%d' % (FAR, FAR + len(MARK) - 1)}
    try:
        with s.world.open(s.kind, INI + '[data far]\npath = DIR/data\n'
                          'prefix = far/\n[limits]\nurl_bytes = 8G\n') as own:
            url = own_url(own, 'far/far')
            for name, target in (('static', '/files/far.bam'),
                                 ('ours', url[len(own.site):])):
                with t.check('a range behind 4 GiB: ' + name):
                    status, got, body = own.door.get('GET', target, headers)
                    equal('status', status, 206)
                    equal('Content-Range', got.get('content-range'), want)
                    equal('bytes', body, MARK)
                with t.check('the length of 5 GiB: ' + name):
                    status, got, _ = own.door.get('HEAD', target)
                    equal('status', status, 200)
                    equal('Content-Length', got.get('content-length'),
                          str(FAR_SIZE))
    finally:
        os.unlink(path)


# Errors

@web_only
def errors(t, s):
    with t.check('404 of ours is JSON'):
        s.refused('reads', 'nothing', '', 404, 'NotFound')
    with t.check('404 of the server'):
        answer = Answer(*s.door.get('GET', '/nothing'))
        equal('status', answer.status, 404)
        s_own_error(s, answer, 'NotFound')
    with t.check('413 of ours is JSON'):
        s.refused_post('reads', 'plain', b' ' * (1200 << 10), 413,
                       'PayloadTooLarge')
    with t.check('413 of the server, which takes 2 MiB'):
        head = (b'POST /htsget/reads/plain HTTP/1.1\r\nHost: h\r\n'
                b'Content-Length: 3000000\r\nConnection: close\r\n\r\n')
        got = s.door.raw(head)
        expect(got.startswith(b'HTTP/1.1 413 '), 'it says %r', got[:60])
        if s.make.json_errors:
            expect(b'"error":"PayloadTooLarge"' in got, 'body %r', got[-90:])


FUNCTIONS = [login, nobody, slashes, hidden, far, errors]
