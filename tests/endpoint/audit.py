"""audit: a line for each decision, and nothing without one.

How many bytes we gave is known, and recorded, behind them: where the disk is
full they go out, on a ticket that was recorded, and the log says so. What the
web server gives is recorded before.
"""
import os
import re
import threading

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
                    'verdict': 'denied', 'status': 404, 'bytes': 0})):
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
                    if path == '/dev/full' and what == 'bytes' and \
                            not g.hands_over:
                        equal('status', answer.status, 206)
                        expect('not recorded' in g.own.new_log(),
                               'not in the log')
                        continue
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


FUNCTIONS = [tickets, addresses, rotated, odd, many, unwritable]
