"""guarded: signed URLs lead to the very bytes, for whoever may have them;
what is handed to the web server, and that its answer is ours."""
import os
import re

import guard
import signing
from guard import DENIED, IN, SECRETS, Victim, changed, soon, split
from harness import equal, expect
from profile import ENDPOINT

REGION = 'referenceName=chr1&start=20000&end=300000'
FORMATS = ['BAM', 'CRAM', 'VCF', 'BCF']
# Names of files that a web server might read as something else.
ODD = ['two words', '50%', '%41%2e', 'a+b', 'a#b', 'a?b=c', 'a&b;c', '"q"',
       "'q'", 'ü', 'a\\b', 'a:b,c', '~', '[x]{y}|z^`', '$HOME', '*', '-r',
       ' blank', 'deep/in/it', '日本']
ORDER = ['range', 'user', 'expires', 'key', 'parts', 'signature']


def inline(t, s):
    """The same answers as without `allow`, whatever stands inline."""
    for mode in ('reads', 'never', 'always')[1 if t.small else 0:]:
        with guard.opened(t, s, guard.INI.replace(
                'inline = never', 'inline = ' + mode)) as g:
            for kind in FORMATS:
                for query in ('', 'class=header', REGION):
                    with t.check('inline = %s, %s?%s: the bytes that a public '
                                 'ticket leads to' % (mode, kind, query)):
                        same(g, kind, '%s&format=%s' % (query, kind))


def same(g, kind, query):
    query = query.strip('&')
    ticket = g.ticket('jane', ENDPOINT[kind], 'guarded/plain', query)
    public = g.ticket(None, ENDPOINT[kind], 'open/plain', query)
    expect(ticket.joined() == public.joined(), 'other bytes')
    expect(ticket.joined(), 'no bytes')
    equal('classes', [u.kind for u in ticket.urls],
          [u.kind for u in public.urls])
    for url in ticket.urls:
        if url.inline:
            continue
        expect(url.own, 'not signed: %s', url.url)
        words = [name for name in split(url.url)[1]
                 if name not in ('format', 'version', 'ticket')]
        want = [name for name in ORDER
                if name != ('range' if url.span else 'parts')]
        equal('parameters', words, [w for w in want if w in words])
        expect('signature' in words and 'expires' in words, 'not signed')
        expect('Authorization' not in url.headers, 'Authorization')
    expect('signature' not in public.text, 'a public URL is signed')


def parts(t, s):
    """What a client may do within what was granted."""
    with guard.opened(t, s) as g:
        v = Victim(g)
        middle = (v.first + v.last) // 2
        for name, first, last in (
                ('all', v.first, v.last), ('the first byte', v.first, v.first),
                ('the last byte', v.last, v.last),
                ('the first half', v.first, middle),
                ('the second half', middle + 1, v.last)):
            with t.check('a signed range: ' + name):
                answer = g.data(v.url, {'Range': 'bytes=%d-%d' % (
                    first, last)})
                equal('status', answer.status, 206)
                v.check(answer)
                expect(answer.body == v.data[first:last + 1], 'other bytes')
                equal('Accept-Ranges', answer.headers.get('accept-ranges'),
                      'bytes')
        with t.check('a signed range: HEAD has its lines and no bytes'):
            answer = g.data(v.url, method='HEAD')
            expect(answer.status in (200, 206), '%d', answer.status)
            equal('body', answer.body, b'')
        with t.check('a signed range: If-Range with the ETag of before'):
            tag = g.data(v.url, v.headers).headers['etag']
            answer = g.data(v.url, dict(v.headers, **{'If-Range': tag}))
            equal('status', answer.status, 206)
            v.check(answer)
        with t.check('a signed range: parameters of a proxy are ignored'):
            answer = g.data(v.url + '&utm=x', v.headers)
            equal('status', answer.status, 206)
            v.check(answer)
        whole_file(t, g)
        span(t, g)
        tokens(t, g, v)


def whole_file(t, g):
    with t.check('a whole file: its URLs grant all of it between them'):
        urls = g.urls('jane', 'reads', 'guarded/plain')
        body = b''.join(g.data(u['url'], u['headers']).body for u in urls)
        with open(guard.file(g.world, 'plain.bam'), 'rb') as f:
            expect(body == f.read(), 'other bytes')


def span(t, g):
    with t.check('a span: whole, in two parts, and no more than that'):
        url = [u['url'] for u in g.urls('jane', 'reads', 'guarded/plain',
                                        REGION) if '/span/' in u['url']][-1]
        whole = g.data(url)
        equal('status', whole.status, 200)
        halves = [g.data(url, {'Range': value}) for value in (
            'bytes=0-99', 'bytes=100-')]
        equal('status', [a.status for a in halves], [206, 206])
        expect(halves[0].body + halves[1].body == whole.body, 'other bytes')
        equal('behind its end', g.data(url, {
            'Range': 'bytes=%d-' % len(whole.body)}).status, 416)


def tokens(t, g, v):
    """D-6: a signed URL needs nothing else, and what comes is not read."""
    for name, value in (('none', None),
                        ('a wrong password', guard.basic('jane', 'wrong')),
                        ('somebody else', guard.basic('bob')),
                        ('a token', 'Bearer abc.def.ghi')):
        with t.check('a signed URL, Authorization: %s (D-6)' % name):
            more = {} if value is None else {'Authorization': value}
            answer = g.data(v.url, dict(v.headers, **more))
            equal('status', answer.status, 206)
            v.check(answer)


def shown(answer):
    """What a client sees of bytes."""
    return (answer.status, answer.body) + tuple(
        answer.headers.get(name) for name in (
            'content-range', 'content-length', 'etag', 'last-modified',
            'accept-ranges', 'content-type', 'access-control-allow-origin',
            'cache-control'))


def sendfile(t, s):
    """The web server's answer in our place is the one that we give."""
    if not s.web:
        return
    with guard.opened(t, s) as over, \
            guard.opened(t, s, sendfile='none') as ours:
        fill_odd(s)
        for name in ['plain'] + ODD:
            with t.check('sendfile: %s: bytes, ETag, Last-Modified as by '
                         'ourselves' % name):
                both = []
                for g in (over, ours):
                    urls = g.urls('jane', 'reads', 'guarded/' + name, REGION)
                    url = [u for u in urls if '/file/' in u['url']][-1]
                    answer = g.data(url['url'], dict(
                        url['headers'], Origin='https://a.example'))
                    equal('status', answer.status, 206)
                    expect('x-sendfile' not in answer.headers and
                           'x-accel-redirect' not in answer.headers,
                           'the path is told: %s', answer.headers)
                    both.append(shown(answer))
                equal('answer', both[0], both[1])
        with t.check('sendfile: the audit says what was handed over'):
            equal('by the web server',
                  {line.get('handed_over') for line in over.audit()
                   if line['what'] == 'data' and line['id'] ==
                   'guarded/plain'}, {over.hands_over or None})
            expect(not any('handed_over' in line for line in ours.audit()),
                   'handed over without sendfile')


def fill_odd(s):
    for name in ODD:
        os.makedirs(os.path.dirname(guard.file(s.world, name)), exist_ok=True)
        guard.copy(s.world, 'gap-end', name, '.bam', '.bam.bai')


# Lines, protocol, method; is it handed over, and what else it is.
HANDOVER = [
    ('one plain range', 'bytes=A-B', {}, 'HTTP/1.1', 'GET', True, 206),
    ('HTTP/2', 'bytes=A-B', {}, 'HTTP/2.0', 'GET', True, 206),
    ('a part of it', 'bytes=A-A', {}, 'HTTP/1.1', 'GET', True, 206),
    ('HTTP/1.0', 'bytes=A-B', {}, 'HTTP/1.0', 'GET', False, 206),
    ('HTTP/0.9', 'bytes=A-B', {}, 'HTTP/0.9', 'GET', False, 206),
    ('no protocol', 'bytes=A-B', {}, None, 'GET', False, 206),
    ('HEAD', 'bytes=A-B', {}, 'HTTP/1.1', 'HEAD', False, 200),
    ('no Range', None, {}, 'HTTP/1.1', 'GET', False, 403),
    ('If-Range that matches', 'bytes=A-B', {'If-Range': 'ETAG'}, 'HTTP/1.1',
     'GET', False, 206),
    ('If-Range that does not', 'bytes=A-B', {'If-Range': '"x"'}, 'HTTP/1.1',
     'GET', False, 403),
    ('an empty If-Range', 'bytes=A-B', {'If-Range': ''}, 'HTTP/1.1', 'GET',
     False, None),
    ('the unit in capitals', 'BYTES=A-B', {}, 'HTTP/1.1', 'GET', False, 206),
    ('a blank in front', 'bytes= A-B', {}, 'HTTP/1.1', 'GET', False, None),
    ('leading zeros', 'bytes=00A-B', {}, 'HTTP/1.1', 'GET', False, None),
    ('a comma', 'bytes=A-B,', {}, 'HTTP/1.1', 'GET', False, 416),
    ('two ranges', 'bytes=A-A,B-B', {}, 'HTTP/1.1', 'GET', False, 416),
    ('backwards', 'bytes=B-A', {}, 'HTTP/1.1', 'GET', False, 416),
    ('one byte more', 'bytes=A-C', {}, 'HTTP/1.1', 'GET', False, 403),
]


def handover(t, s):
    """What a web server could read otherwise is never left to it."""
    if s.web:
        return
    for server, line in (('lighttpd', 'x-sendfile'),
                         ('apache', 'x-sendfile'),
                         ('nginx', 'x-accel-redirect'))[2 * t.small:]:
        with guard.opened(t, s, sendfile=server) as g:
            v = Victim(g)
            tag = g.data(v.url, method='HEAD').headers.get('etag', '')
            for name, value, more, version, method, over, status in HANDOVER:
                with t.check('sendfile = %s: %s' % (server, name)):
                    answer = ask_over(g, v, value, dict(more), version,
                                      method, tag)
                    equal('handed over', line in answer.headers, over)
                    if over:
                        equal('body', answer.body, b'')
                        told(g, v, server, answer.headers[line])
                    elif status is not None:
                        equal('status', answer.status, status)
                    if not over and method == 'GET':
                        v.check(answer)
        with guard.opened(t, s, sendfile='none') as g, t.check(
                'sendfile = none: nothing is handed over, for ' + server):
            v = Victim(g)
            expect(line not in g.data(v.url, v.headers).headers, 'it is')


def ask_over(g, v, value, headers, version, method, tag):
    for letter, place in (('A', v.first), ('B', v.last), ('C', v.last + 1)):
        value = value and re.sub(r'(?<![A-Z])%s(?![A-Z])' % letter,
                                 str(place), value)
    if value:
        headers['Range'] = value
    headers = {name: tag if text == 'ETAG' else text
               for name, text in headers.items()}
    return g.data(v.url, headers, method, extra={'SERVER_PROTOCOL': version})


def told(g, v, server, value):
    path = os.path.realpath(v.path)
    if server == 'nginx':
        expect(value.startswith('/htsgate-sendfile/'), 'line %s', value)
        value = value[len('/htsgate-sendfile'):]
    if server != 'apache':
        expect(' ' not in value, 'not encoded: %s', value)
        value = value.replace('%20', ' ')
    equal('path', value, path)


def secrets(t, s):
    """The first line signs, all verify."""
    with guard.opened(t, s) as g:
        old = Victim(g)
        name = split(old.url)[1]['key']
        with t.check('a new secret behind the old one: the old one signs'):
            guard.secret(s.world, SECRETS[0], SECRETS[1])
            equal('key', split(Victim(g).url)[1]['key'], name)
        with t.check('the new one in front: it signs, and both are good'):
            guard.secret(s.world, SECRETS[1], SECRETS[0])
            soon('another key', lambda: split(Victim(g).url)[1]['key'] !=
                 name)
            new = Victim(g)
            for victim in (old, new):
                answer = g.data(victim.url, victim.headers)
                equal('status', answer.status, 206)
                victim.check(answer)
        with t.check('the old one is taken out: its URLs end'):
            guard.secret(s.world, SECRETS[1])
            soon('refused', lambda: g.data(old.url, old.headers).status == 403)
            g.own.new_log()
            answer = g.data(old.url, old.headers)
            old.check(answer)
            g.own.check_error(answer, 403, DENIED, 'secret')
            equal('the new one', g.data(new.url, new.headers).status, 206)


def golden(t, s):
    """URLs that were signed by other means than the program's."""
    with guard.opened(t, s) as g:
        v = Victim(g)
        for name, url in [('file', v.url)] + [
                ('span', u['url']) for u in g.urls(
                    'jane', 'variants', 'guarded/plain', REGION)
                if '/span/' in u['url']][-1:]:
            with t.check('signed as documented: ' + name):
                equal('signature', split(url)[1]['signature'],
                      split(signing.sign(SECRETS[0], url))[1]['signature'])
        with t.check('a URL of our own making is good for its range'):
            url = signing.sign(SECRETS[0], changed(
                v.url, range='0-9', ticket='made.by_hand-1'))
            answer = g.data(url, {'Range': 'bytes=0-9'})
            equal('status', answer.status, 206)
            equal('bytes', answer.body, v.data[:10])
            equal('more', g.data(url, {'Range': 'bytes=0-10'}).status, 403)
        expiry(t, g, v)


def expiry(t, g, v):
    now = signing.now()
    with t.check('expires: 12 h, on a grid'):
        left = int(split(v.url)[1]['expires']) - now
        expect(12 * 3600 <= left + 5 and left <= 14 * 3600, '%d s', left)
    for name, at, good in (('in a minute', now + 60, True),
                           ('30 s ago, within the slack', now - 30, True),
                           ('two minutes ago', now - 120, False),
                           ('in 1970', 1, False)):
        with t.check('expires: ' + name):
            g.own.new_log()
            answer = g.data(signing.sign(SECRETS[0], changed(
                v.url, expires=str(at))), v.headers)
            v.check(answer)
            if good:
                equal('status', answer.status, 206)
            else:
                g.own.check_error(answer, 403, DENIED, 'expired')


def refused_texts(t, s):
    """A signed URL has all of its parameters once, in their one spelling."""
    with guard.opened(t, s) as g:
        v = Victim(g)
        words = split(v.url)[1]
        rows = [(name + ' missing', changed(v.url, **{name: None}))
                for name in ('range', 'expires', 'key', 'signature')]
        rows += [(name + ' twice', '%s&%s=%s' % (v.url, name, words[name]))
                 for name in ('range', 'expires', 'key', 'signature', 'user')
                 if name in words]
        rows += [(name + ': ' + value, changed(v.url, **{name: value}))
                 for name, value in (
                     ('range', '0-'), ('range', '-5'), ('range', '05-6'),
                     ('range', '9-5'), ('range', '0x0-5'),
                     ('range', '0-99999999999999999999'), ('expires', '+1'),
                     ('expires', '-1'), ('expires', '01'), ('expires', ''),
                     ('expires', '1e20'), ('key', 'ABCDEF01'),
                     ('key', 'abcdef0'), ('signature', 'abc'),
                     ('signature', words['signature'] + '='),
                     ('signature', words['signature'] + 'A'),
                     ('signature', '%20' * 43))]
        for name, url in rows:
            with t.check('a signed URL, ' + name):
                g.own.new_log()
                answer = g.data(url, v.headers)
                v.check(answer)
                g.own.check_error(answer, 400, IN)


FUNCTIONS = [inline, parts, sendfile, handover, secrets, golden,
             refused_texts]
