"""audit: a line for each decision, and nothing without one.

What is given is recorded before; a second line tells of a reply that broke off.
"""
import json
import os
import re
import resource
import subprocess
import threading

import bgzf
import doors
import guard
from guard import Victim
from harness import equal, expect

REGION = 'referenceName=chr1&start=20000&end=300000'
TIME = r'20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z'
COMMON = {'time', 'request', 'what', 'id', 'verdict', 'status', 'bytes'}


def line_of(g, answer):
    """The one line on a request."""
    lines = [line for line in g.audit() if line['request'] == answer.id()]
    equal('lines', len(lines), 1)
    expect(COMMON <= set(lines[0]), 'keys %s', sorted(lines[0]))
    expect(re.fullmatch(TIME, lines[0]['time']), 'time %s', lines[0]['time'])
    return lines[0]


def tickets(t, s):
    with guard.opened(t, s) as g:
        for name, user, path, query, want in (
                ('a ticket', 'jane', 'guarded/plain', REGION, {
                    'verdict': 'granted', 'by': 'allow', 'status': 200,
                    'user': 'jane', 'format': 'BAM', 'regions': [{
                        'referenceName': 'chr1', 'start': 20000,
                        'end': 300000}]}),
                ('a ticket without an end', 'jane', 'guarded/plain',
                 'referenceName=chr1&start=7', {'regions': [{
                     'referenceName': 'chr1', 'start': 7}]}),
                ('a whole file', 'jane', 'guarded/plain', '', {
                    'verdict': 'granted', 'regions': None}),
                ('a header', 'jane', 'guarded/plain', 'class=header', {
                    'class': 'header', 'regions': None}),
                ('a public ticket', None, 'open/plain', '', {
                    'verdict': 'granted', 'by': 'open', 'user': None}),
                ('not allowed', 'bob', 'guarded/plain', REGION, {
                    'verdict': 'denied', 'by': 'allow', 'status': 403,
                    'user': 'bob', 'bytes': 0}),
                ('not logged in', None, 'guarded/plain', REGION, {
                    'verdict': 'denied', 'by': 'login', 'status': 401,
                    'user': None, 'bytes': 0}),
                ('an id that there is not', 'jane', 'guarded/nothing', '', {
                    'verdict': 'unknown', 'status': 404, 'bytes': 0,
                    'by': None}),
                ('a reference that there is not', 'jane', 'guarded/plain',
                 'referenceName=nowhere', {
                     'verdict': 'failed', 'status': 404, 'by': 'allow'})):
            with t.check('audit: ' + name):
                line = line_of(g, g.get(user, 'reads', path, query))
                want = dict({'what': 'ticket', 'id': path,
                             'address': '127.0.0.1'}, **want)
                for key, value in want.items():
                    equal(key, line.get(key), value)
        promised(t, g)
        posts(t, g)
        data(t, g)


def promised(t, g):
    with t.check('audit: the bytes of a whole file are promised'):
        answer = g.get('jane', 'reads', 'guarded/plain')
        equal('bytes', line_of(g, answer)['bytes'],
              os.path.getsize(guard.file(g.world, 'plain.bam')))


def posts(t, g):
    with t.check('audit: the regions of a POST'):
        some = [{'referenceName': 'chr1', 'start': 5, 'end': 9},
                {'referenceName': 'chr2', 'start': 0, 'end': 70}]
        line = line_of(g, g.post('jane', 'reads', 'guarded/plain',
                                 {'regions': some}))
        equal('regions', line['regions'], some)
    with t.check('audit: of very many regions that are refused some'):
        many = [{'referenceName': 'chr1', 'start': 5 * i, 'end': 5 * i + 1}
                for i in range(500)]
        line = line_of(g, g.post('bob', 'reads', 'guarded/plain',
                                 {'regions': many}))
        equal('regions', line['regions'], many[:10])
        equal('regionCount', line['regionCount'], 500)


def data(t, g):
    v = Victim(g)
    ticket = guard.split(v.url)[1]['ticket']
    for name, url, headers, want in (
            ('bytes', v.url, v.headers, {
                'verdict': 'granted', 'by': 'signature', 'status': 206,
                'user': 'jane', 'bytes': v.last + 1 - v.first,
                'ticket': ticket, 'range': v.headers['Range']}),
            ('bytes that were not granted', v.url, {'Range': 'bytes=0-9'}, {
                'verdict': 'denied', 'status': 403, 'bytes': 0}),
            ('a wrong signature', guard.changed(v.url, range='0-9'),
             {'Range': 'bytes=0-9'}, {
                 'verdict': 'denied', 'status': 403, 'bytes': 0}),
            ('not signed', guard.changed(
                v.url, range=None, user=None, expires=None, key=None,
                signature=None), {'Range': 'bytes=0-9'}, {
                    'verdict': 'denied', 'status': 403, 'bytes': 0})):
        with t.check('audit: data: ' + name):
            answer = g.data(url, headers)
            if answer.id() is None:     # of a web server's own answer
                line = [line for line in g.audit()
                        if line['what'] == 'data'][-1]
            else:
                line = line_of(g, answer)
            want = dict({'what': 'data', 'id': 'guarded/plain',
                         'format': 'BAM'}, **want)
            for key, value in want.items():
                if key == 'status' and line.get('handed_over'):
                    value = line['status']
                equal(key, line.get(key), value)


def addresses(t, s):
    rows = [('full', '192.0.2.77', '192.0.2.77'),
            ('net', '192.0.2.77', '192.0.2.0'), ('none', '192.0.2.77', None),
            ('full', '2001:db8:1:2::3', '2001:db8:1:2::3'),
            ('net', '2001:db8:1:2::3', '2001:db8:1::'),
            ('net', 'nonsense', None)]
    for how in ('net', 'none', 'full'):
        with guard.opened(t, s, audit='address = %s\n' % how) as g:
            with t.check('audit: address = %s' % how):
                equal('address', line_of(g, g.get('jane', 'reads',
                                                  'guarded/plain')).get(
                    'address'), {'net': '127.0.0.0', 'none': None,
                                 'full': '127.0.0.1'}[how])
            for word, address, shown in rows:
                if word != how or s.web:
                    continue
                with t.check('audit: address = %s, of %s' % (how, address)):
                    answer = g.get('jane', 'reads', 'guarded/plain', extra={
                        'REMOTE_ADDR': address})
                    equal('address', line_of(g, answer).get('address'), shown)
                    expect(how == 'full' or
                           address not in str(g.audit()), 'it is in there')


def rotated(t, s):
    with guard.opened(t, s) as g, t.check(
            'audit: rotated: the next line is in a new file'):
        first = g.get('jane', 'reads', 'guarded/plain')
        line_of(g, first)
        os.rename(g.audit_path, g.audit_path + '.1')
        second = g.get('jane', 'reads', 'guarded/plain')
        line_of(g, second)
        equal('lines', len(g.audit()), 1)
        with open(g.audit_path + '.1', encoding='utf-8') as f:
            text = f.read()
        expect(first.id() in text and second.id() not in text, 'others')


def odd(t, s):
    """A line is a line, whatever stands in it."""
    with guard.opened(t, s) as g:
        for name in ('a"b', 'a\\b', 'ü', '\u2028', 'a\nb', 'a\tb', '{}', "'"):
            with t.check('audit: the id guarded/no %r' % name):
                before = len(g.audit())
                answer = g.get('jane', 'reads', 'guarded/no ' + name)
                expect(answer.status in (400, 404), '%d', answer.status)
                if answer.id() is None or answer.status == 400:
                    g.audit()
                    continue
                equal('id', line_of(g, answer)['id'], 'guarded/no ' + name)
                equal('lines', len(g.audit()), before + 1)


def many(t, s):
    """Several processes write into one file."""
    if s.cgi and t.small:
        return
    options = {'processes': 4} if s.web and not s.cgi else {}
    with guard.opened(t, s, **options) as g, t.check(
            'audit: many at a time: whole lines, one for each'):
        seen = []

        def ask():
            for _ in range(10):
                seen.append(g.get('jane', 'reads', 'guarded/plain', REGION))

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal('answers', len([a for a in seen if a.status == 200]), 40)
        equal('lines', sorted(line['request'] for line in g.audit()),
              sorted(answer.id() for answer in seen))


def unwritable(t, s):
    """What cannot be recorded is not given."""
    with guard.opened(t, s) as g:
        v = Victim(g)
    for name, path in (('its folder is missing', 'DIR/guard/no/audit'),
                       ('it is a folder', 'DIR/guard'),
                       ('no space is left', '/dev/full')):
        text = guard.INI.replace('file = AUDIT', 'file = ' + path)
        with guard.opened(t, s, text) as g:
            url = g.own.door.base + v.url.partition('/htsget')[2]
            for what, answer in (
                    ('a ticket', g.get('jane', 'reads', 'guarded/plain')),
                    ('a header', g.get('jane', 'reads', 'guarded/plain',
                                       'class=header')),
                    ('a public ticket', g.get(None, 'reads', 'open/plain')),
                    ('bytes', g.data(url, v.headers))):
                with t.check('audit: %s: %s: 503' % (name, what)):
                    v.check(answer)
                    equal('status', answer.status, 503)
                    answer.error('InternalServerError')
                    expect('retry-after' in answer.headers, 'no Retry-After')
                    expect('signature' not in answer.text(), 'URLs in it')
            with t.check('audit: %s: a refusal is none the less' % name):
                full = path == '/dev/full'
                for user, status in (('bob', 403), (None, 401)):
                    answer = g.get(user, 'reads', 'guarded/plain')
                    equal('status', answer.status, status if full else 503)
                answer = g.data(guard.changed(url, range='0-9'), v.headers)
                v.check(answer)
                equal('status', answer.status, 403 if full else 503)
            with t.check('audit: %s: it is in the log' % name):
                g.own.new_log()
                g.get('jane', 'reads', 'guarded/plain')
                expect('[audit] file' in g.own.new_log(), 'it is not')


def take_some(g, url, headers):
    """Some bytes of an answer, and then no more."""
    path, _, query = url[len(g.own.door.base):].partition('?')
    if g.own.kind == 'fastcgi':
        with g.own.door.send('GET', path, query, headers) as sock:
            sock.recv(1000)
        return
    env = dict(g.own.door.env, **{os.fsdecode(k): os.fsdecode(v) for k, v in
                                  doors.variables('GET', path, query, headers,
                                                  None).items()})
    with subprocess.Popen(g.own.door.command, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE) as process:
        process.stdout.read(1000)
        process.terminate()         # as web servers do it
        process.stdout.read(100000)


def cut(t, s):
    """A second line says how much of what was promised went out."""
    if s.web:
        return
    with guard.opened(t, s) as g, t.check('audit: a client that hangs up'):
        path = guard.file(s.world, 'long.bam')
        try:
            with open(path, 'wb') as f:
                f.write(bgzf.block(b'BAM\1' + bytes(9)))
                f.truncate(30 << 20)
                f.seek(0, 2)
                f.write(bgzf.EOF)
            size = os.path.getsize(path)
            for url in g.urls('jane', 'reads', 'guarded/long')[-1:]:
                take_some(g, url['url'], url['headers'])
            guard.soon('a second line', lambda: len(g.audit()) > 2)
            first, second = g.audit()[-2:]
            equal('verdicts', (first['verdict'], second['verdict']),
                  ('granted', 'cut'))
            equal('request', first['request'], second['request'])
            expect(first['bytes'] > size - 1000, '%s', first)
            expect(second['bytes'] < first['bytes'], '%s', second)
        finally:
            os.unlink(path)


def half_a_line(t, s):
    """A full disk takes a part of a line; the next one stands apart."""
    if s.kind != 'fastcgi' or os.getuid() != 0:
        return
    with guard.opened(t, s) as g, t.check('audit: half a line'):
        limit = os.path.getsize(g.audit_path) if os.path.exists(
            g.audit_path) else 0
        resource.prlimit(g.own.pid(), resource.RLIMIT_FSIZE,
                         (limit + 100, resource.RLIM_INFINITY))
        equal('status', g.get('jane', 'reads', 'guarded/plain').status, 503)
        expect(g.own.alive(), 'the process has ended')
        resource.prlimit(g.own.pid(), resource.RLIMIT_FSIZE,
                         (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        answer = g.get('jane', 'reads', 'guarded/plain')
        equal('status', answer.status, 200)
        with open(g.audit_path, encoding='utf-8') as f:
            last = f.read().split('\n')[-2]
        equal('request', json.loads(last)['request'], answer.id())


FUNCTIONS = [tickets, addresses, rotated, odd, many, unwritable, cut,
             half_a_line]
