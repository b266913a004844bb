"""attacks: what must fail, each by its name: no byte that was not granted
leaves, and the log says why. More of them are in places.py (paths and files),
login.py (who somebody is) and closed.py (files of secrets and groups)."""
import os
import signal
import time

import guard
import signing
from guard import DENIED, SECRETS, Victim, changed, no_bytes, soon, split
from harness import equal, expect

WRONG = 'signature is wrong'
OUTSIDE = 'grants bytes'

REGION = 'referenceName=chr1&start=20000&end=300000'
LIST = 'bytes=' + ','.join('%d-%d' % (n, n) for n in range(1000))


def attack(t, g, v, name, url=None, lines=None, statuses=(403,), says=None,
           **more):
    """One request. `says`: the reason, in the log as in the answer of ours;
    a web server may refuse it before we see it."""
    with t.check('attack: ' + name):
        g.own.new_log()
        answer = g.wire(url or v.url, lines if lines is not None else
                        [('Range', v.headers['Range'])], **more)
        v.check(answer)
        expect(answer.status in statuses, 'status %d: %s', answer.status,
               answer.text()[:100])
        if says and answer.id() and answer.status not in (200, 206):
            g.own.check_error(answer, answer.status,
                              DENIED if answer.status == 403 else
                              'InvalidRange', says)
        elif says:
            expect(g.web, 'not in htsget JSON')


def flip(text, at):
    """Another letter there."""
    other = 'B' if text[at] == 'A' else 'A'
    at %= len(text)
    return text[:at] + other + text[at + 1:]


def signatures(t, s):
    """A signature holds for exactly what it was made for."""
    with guard.opened(t, s) as g:
        v, other = Victim(g), Victim(g, 'guarded/other')
        words, others = split(v.url)[1], split(other.url)[1]
        span = [u['url'] for u in g.urls(
            'jane', 'reads', 'guarded/plain', REGION)
            if '/span/' in u['url']][-1]
        at = v.url.replace
        for name, url in (
                ('another id', at('/guarded/plain?', '/guarded/other?')),
                ('another id with the version of its file', changed(
                    at('/guarded/plain?', '/guarded/other?'),
                    version=others['version'])),
                ('an id that there is not', at('/plain?', '/plaim?')),
                ('a public id', at('/guarded/', '/open/')),
                ('another format', changed(v.url, format='CRAM')),
                ('another version', changed(v.url, version='0' * 32)),
                ('another ticket', changed(v.url, ticket='0' * 16)),
                ('no ticket', changed(v.url, ticket=None)),
                ('a range one byte longer at its end', changed(
                    v.url, range='%d-%d' % (v.first, v.last + 1))),
                ('a range one byte longer at its start', changed(
                    v.url, range='%d-%d' % (v.first - 1, v.last))),
                ('a shorter range', changed(
                    v.url, range='%d-%d' % (v.first, v.last - 1))),
                ('all of the file', changed(
                    v.url, range='0-%d' % (len(v.data) - 1))),
                ('another user', changed(v.url, user='bob')),
                ('no user', changed(v.url, user=None)),
                ('a user in another case', changed(v.url, user='Jane')),
                ('expiry moved by a second', changed(
                    v.url, expires=str(int(words['expires']) + 1))),
                ('expiry moved by a year', changed(
                    v.url, expires=str(int(words['expires']) + 31536000))),
                ('the first letter changed', changed(
                    v.url, signature=flip(words['signature'], 0))),
                ('the last letter changed', changed(
                    v.url, signature=flip(words['signature'], -1))),
                ('another spelling of the same bytes', changed(
                    v.url, signature=unused_bit(words['signature']))),
                ('that of another URL', changed(
                    v.url, signature=others['signature'])),
                ('letters in another case', changed(
                    v.url, signature=words['signature'].swapcase())),
                ('nothing but A', changed(v.url, signature='A' * 43)),
                ('that of a span', changed(
                    v.url, signature=split(span)[1]['signature']))):
            statuses = (400, 403) if 'no user' == name else (403,)
            attack(t, g, v, 'a signature for ' + name, url,
                   statuses=statuses, says=WRONG)
        for name, url in (
                ('other parts', changed(span, parts='0-ffffffff')),
                ('no EOF marker more', changed(span, parts='eof')),
                ('all parts of a header', changed(span, parts='header'))):
            attack(t, g, v, 'a signature for a span, then ' + name, url, [],
                   says=WRONG)
        attack(t, g, v, 'not signed', changed(
            v.url, range=None, user=None, expires=None, key=None,
            signature=None), says='not signed')
        attack(t, g, v, 'not signed, a span', changed(
            span, user=None, expires=None, key=None, signature=None), [],
            says='not signed')
        attack(t, g, v, 'a key that there is not', changed(
            v.url, key='00000000'), says='secret')
        attack(t, g, v, 'a secret of our own', signing.sign(
            'x' * 40, v.url), says='secret')
        attack(t, g, v, 'a secret of our own under the name of theirs',
               changed(signing.sign('x' * 40, v.url), key=words['key']),
               says=WRONG)
        attack(t, g, v, 'expired', signing.sign(SECRETS[0], changed(
            v.url, expires='1000000000')), says='expired')


def unused_bit(signature):
    """The last of 43 letters holds four bits and two that do not count."""
    letters = ('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
               '0123456789-_')
    return signature[:-1] + letters[letters.index(signature[-1]) ^ 1]


def ranges(t, s):
    """A signed range is all that its URL gives, whatever is asked for."""
    with guard.opened(t, s) as g:
        v = Victim(g)
        own, a, b, n = v.headers['Range'], v.first, v.last, len(v.data)
        for name, value, statuses, says in (
                ('one byte longer at its end', 'bytes=%d-%d' % (a, b + 1),
                 (403,), OUTSIDE),
                ('one byte longer at its start', 'bytes=%d-%d' % (a - 1, b),
                 (403,), OUTSIDE),
                ('one byte longer at both', 'bytes=%d-%d' % (a - 1, b + 1),
                 (403,), OUTSIDE),
                ('the byte before it', 'bytes=%d-%d' % (a - 1, a - 1),
                 (403,), OUTSIDE),
                ('the byte behind it', 'bytes=%d-%d' % (b + 1, b + 1),
                 (403,), OUTSIDE),
                ('all of the file', 'bytes=0-%d' % (n - 1), (403,), OUTSIDE),
                ('open', 'bytes=%d-' % a, (403,), OUTSIDE),
                ('open from the start', 'bytes=0-', (403,), OUTSIDE),
                ('beyond the file', 'bytes=%d-%d' % (a, n + 5), (403,),
                 OUTSIDE),
                ('a suffix of one byte', 'bytes=-1', (403,), OUTSIDE),
                ('a suffix of all', 'bytes=-%d' % n, (403,), OUTSIDE),
                ('several', 'bytes=%d-%d,0-9' % (a, b), (400, 403, 416),
                 None),
                ('several, all inside', 'bytes=%d-%d,%d-%d' % (a, a, b, b),
                 (400, 403, 416), None),
                ('a comma', 'bytes=%d-%d,' % (a, b), (400, 403, 416), None),
                ('1,000 of them', LIST, (400, 403, 416, 431), None),
                ('reversed', 'bytes=%d-%d' % (b, a), (403, 416), None),
                ('another unit', 'items=%d-%d' % (a, b), (403,), OUTSIDE),
                ('no unit', '%d-%d' % (a, b), (403, 416), None),
                ('empty', '', (403, 416), None),
                ('numbers of 30 digits', 'bytes=%d-%s' % (a, '9' * 30),
                 (403, 416), None),
                ('numbers that come round', 'bytes=%d-%d' % (
                    a, (1 << 64) + b), (403, 416), None)):
            attack(t, g, v, 'Range: ' + name, lines=[('Range', value)],
                   statuses=statuses, says=says)
        attack(t, g, v, 'no Range', lines=[], says=OUTSIDE)
        for name, first, second in (('the second outside', own, 'bytes=0-9'),
                                    ('the first outside', 'bytes=0-9', own),
                                    ('twice the same', own, own)):
            attack(t, g, v, 'two Range headers, ' + name, lines=[
                ('Range', first), ('Range', second)],
                statuses=(206, 400, 403, 416))
            attack(t, g, v, 'two Range headers of different case, ' + name,
                   lines=[('Range', first), ('RANGE', second)],
                   statuses=(206, 400, 403, 416))
        others(t, g, v)


def others(t, g, v):
    """What stands beside the Range, or comes in its place."""
    own = ('Range', v.headers['Range'])
    outside = ('Range', 'bytes=0-9')
    tag = g.data(v.url, v.headers).headers['etag']
    for name, lines, statuses in (
            ('Request-Range alone', [('Request-Range', own[1])], (403,)),
            ('Request-Range outside, alone',
             [('Request-Range', 'bytes=0-9')], (403,)),
            ('Request-Range outside beside a Range',
             [own, ('Request-Range', 'bytes=0-9')], (206,)),
            ('Range outside, Request-Range inside',
             [outside, ('Request-Range', own[1])], (403,)),
            ('Content-Range outside',
             [own, ('Content-Range', 'bytes 0-9/100')], (206, 400)),
            ('Range_ with an underscore at its end',
             [own, ('Range_', 'bytes=0-9')], (206, 400)),
            ('If_Range with an underscore', [own, ('If_Range', '"x"')],
             (206, 400, 403)),
            ('If-Range, a wrong ETag', [own, ('If-Range', '"x"')], (403,)),
            ('If-Range, a weak ETag', [own, ('If-Range', 'W/"x"')], (403,)),
            ('If-Range, a wrong date',
             [own, ('If-Range', 'Mon, 01 Jan 2001 00:00:00 GMT')], (403,)),
            ('If-Range, a date to come',
             [own, ('If-Range', 'Mon, 01 Jan 2091 00:00:00 GMT')], (403,)),
            ('If-Range, empty', [own, ('If-Range', '')], (206, 400, 403)),
            ('If-Range twice, the first empty',
             [own, ('If-Range', ''), ('If-Range', '"x"')], (206, 400, 403)),
            ('If-Range twice, the first right',
             [own, ('If-Range', tag), ('If-Range', '"x"')], (206, 400, 403)),
            ('If-Range twice, the second right',
             [own, ('If-Range', '"x"'), ('If-Range', tag)], (206, 400, 403)),
            ('If-Range, no date', [own, ('If-Range', 'yesterday')],
             (400, 403)),
            ('If-Range, a wrong ETag, a Range outside',
             [outside, ('If-Range', '"x"')], (403,)),
            ('If-Match, a wrong ETag', [own, ('If-Match', '"x"')],
             (206, 412)),
            ('If-None-Match: *', [own, ('If-None-Match', '*')],
             (206, 304, 412)),
            ('Accept-Encoding: gzip', [own, ('Accept-Encoding', 'gzip')],
             (206,)),
            ('X-Sendfile of the client',
             [own, ('X-Sendfile', v.path), ('X-Accel-Redirect', v.path)],
             (206,)),
            ('X-Original-URL', [own, ('X-Original-URL', '/htsget/data/'),
                                ('X-Rewrite-URL', '/files/')], (206,))):
        attack(t, g, v, name, lines=lines, statuses=statuses)
    for version in ('HTTP/1.0', 'HTTP/0.9') if not g.web else ('HTTP/1.0',):
        attack(t, g, v, version + ', a Range inside', lines=[own],
               statuses=(206, 403), version=version)
        attack(t, g, v, version + ', a Range outside', lines=[outside],
               version=version)
        attack(t, g, v, version + ', no Range', lines=[], version=version)
        attack(t, g, v, version + ', If-Range', lines=[
            own, ('If-Range', '"x"')], version=version)
    for method, statuses in (('POST', (405, 411)), ('PUT', (405, 411)),
                             ('get', (400, 405, 501)),
                             ('PROPFIND', (405, 501))):
        attack(t, g, v, 'the method ' + method, lines=[own], method=method,
               statuses=statuses)
    with t.check('attack: the method TRACE'):
        answer = g.wire(v.url, [own], method='TRACE')
        no_bytes(answer, v.data)
        expect(answer.status >= 400 or answer.headers.get('content-type') ==
               'message/http', '%d', answer.status)
    with t.check('attack: HEAD of a range that was not granted'):
        for lines in ([outside], []):
            answer = g.wire(v.url, lines, method='HEAD')
            equal('body', answer.body, b'')
            expect(answer.status in (200, 403), '%d', answer.status)
    if g.web:
        folded(t, g, v)


def folded(t, g, v):
    """What only bytes on a connection can show."""
    target = v.url[len(g.own.site):]
    for name, lines in (
            ('a Range in two lines', [('Range', v.headers['Range'] +
                                       '\r\n ,0-9')]),
            ('a Range with a TAB', [('Range', 'bytes=\t0-9')]),
            ('a length and no body', [('Range', 'bytes=0-9'),
                                      ('Content-Length', '0')])):
        with t.check('attack: ' + name):
            answer = g.raw('GET %s HTTP/1.1' % target, lines)
            v.check(answer)
            expect(answer.status != 206, '206')
    with t.check('attack: the whole URL in the request line'):
        v.check(g.raw('GET %s HTTP/1.1' % v.url,
                      [('Range', v.headers['Range'])]))


def retired(t, s):
    """A secret that was taken out ends its URLs, within 2 s."""
    with guard.opened(t, s) as g:
        v = Victim(g)
        with t.check('attack: a retired secret'):
            guard.secret(s.world, SECRETS[2])
            soon('refused', lambda: g.data(v.url, v.headers).status != 206)
            g.own.new_log()
            answer = g.data(v.url, v.headers)
            v.check(answer)
            g.own.check_error(answer, 403, DENIED, 'secret')
            answer = g.data(changed(v.url, key=split(Victim(g).url)[1]
                                    ['key']), v.headers)
            v.check(answer)
            equal('under the name of the new one', answer.status, 403)


def killed(t, s):
    """Whatever a web server tells of a reply that broke off: the signature is
    not in it, which the end of `opened` looks for in all logs."""
    if not s.web or s.cgi:
        return
    with guard.opened(t, s, sendfile='none') as g, t.check(
            'a responder that is killed: its URL is in no log'):
        v = Victim(g)
        for pid in g.own.responders():
            os.kill(pid, signal.SIGSTOP)
        with g.own.door.connect(('GET %s HTTP/1.1\r\nHost: h\r\n\r\n' %
                                 v.url[len(g.own.site):]).encode()) as sock:
            time.sleep(0.3)
            for pid in g.own.responders():
                os.kill(pid, signal.SIGKILL)
            # A socket that many accept from keeps the request for others.
            expect(sock.recv(100).startswith(b'HTTP/1.1 '), 'no answer')
        soon('answers again', lambda: g.get(
            'jane', 'reads', 'guarded/plain', REGION).status == 200)


FUNCTIONS = [signatures, ranges, retired, killed]
