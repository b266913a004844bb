"""replies: status, header lines and form of every answer."""
import json
import subprocess

import doors
from answer import JSON_TYPE, TICKET_TYPE
from harness import equal, expect


def unknown_paths(t, s):
    for path in ('/', '/nothing', '/reads', '/variants', '/read/plain',
                 '/Reads/plain', '/readsplain', '/reads.html', '/service-info',
                 '/data', '/data/file', '/data/stream/plain', '/data/plain'):
        with t.check('nothing at ' + path):
            s.new_log()
            s.check_error(s.request('GET', path), 404, 'NotFound')


def types(t, s):
    for name, path, query, status, kind in (
            ('ticket (G-07)', '/reads/plain', 'class=header', 200,
             TICKET_TYPE),
            ('error', '/reads/nothing', '', 404, JSON_TYPE),
            ('service-info', '/reads/service-info', '', 200, JSON_TYPE)):
        for accept in (None, 'text/html', 'application/json;q=0, */*;q=0',
                       'application/vnd.ga4gh.htsget.v0.1.0+json'):
            with t.check('%s, Accept: %s: never 406' % (name, accept)):
                answer = s.request('GET', path, query, {} if accept is None
                                   else {'Accept': accept})
                equal('status', answer.status, status)
                answer.common(kind)
    with t.check('GET: 200 and JSON in UTF-8 (G-01)'):
        answer = s.get('reads', 'plain')
        equal('status', answer.status, 200)
        json.loads(answer.body.decode('utf-8', 'strict'))
    with t.check('one top-level key (G-02)'):
        for name, status in (('plain', 200), ('nothing', 404)):
            answer = s.get('reads', name)
            equal('status', answer.status, status)
            equal('keys', list(json.loads(answer.text())), ['htsget'])
    with t.check('never compressed (G-06)'):
        answer = s.request('GET', '/reads/plain', '', {
            'Accept-Encoding': 'gzip, deflate, br'})
        equal('Content-Encoding', answer.headers.get('content-encoding'),
              None)
        expect(answer.body.startswith(b'{"htsget":'), 'begins %r',
               answer.body[:10])


def ranges(t, s):
    """lighttpd would cut the answer of a program to a client's Range."""
    for path in ('/reads/plain', '/reads/nothing', '/reads/service-info'):
        for value in ('bytes=0-5', 'bytes=-5', 'bytes=999999999-'):
            with t.check('Range: %s on %s is not for JSON (decision 15)' % (
                    value, path)):
                plain = s.request('GET', path)
                answer = s.request('GET', path, '', {'Range': value})
                equal('status', answer.status, plain.status)
                equal('body', answer.body, plain.body)
                equal('Content-Range', answer.headers.get('content-range'),
                      None)


def exact_body(t, s):
    with t.check('nothing before and after the JSON (need 1)'):
        for path, query in (('/reads/plain', ''), ('/variants/plain', ''),
                            ('/variants/plain', 'class=header'),
                            ('/reads/nothing', '')):
            body = s.request('GET', path, query).body
            expect(body.startswith(b'{"htsget":{'), 'begins %r', body[:12])
            expect(body.endswith(b'}}'), 'ends %r', body[-12:])


def deterministic(t, s):
    query = 'referenceName=chr1&start=5000&end=90000'
    for endpoint in ('reads', 'variants'):
        with t.check('the same ticket twice, but for its id: ' + endpoint):
            equal('ticket', s.ticket(endpoint, 'plain', query).anonymous(),
                  s.ticket(endpoint, 'plain', query).anonymous())


def raw_lines(t, s):
    """What the program itself writes; the door's own reader is not asked."""
    if s.kind != 'cgi':
        return
    for name, method, path in (('ticket', 'GET', '/reads/plain'),
                               ('error', 'GET', '/reads/nothing'),
                               ('405', 'PUT', '/reads/plain'),
                               ('empty body', 'POST', '/reads/plain'),
                               ('HEAD', 'HEAD', '/reads/plain'),
                               ('service-info', 'GET',
                                '/reads/service-info')):
        with t.check('CGI header lines end in CRLF: ' + name):
            env = dict(s.door.env)
            env.update(doors.variables(method, path, '', {}, None))
            done = subprocess.run(s.door.command, env=env, timeout=60,
                                  input=b'', stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE)
            equal('exit status', done.returncode, 0)
            head_part, end, body = done.stdout.partition(b'\r\n\r\n')
            expect(end, 'no empty line')
            equal('lone newlines', head_part.replace(b'\r\n', b'').count(
                b'\n'), 0)
            expect(head_part.startswith(b'Status: '), '%r', head_part[:20])
            equal('body of HEAD', bool(body), method != 'HEAD')


FUNCTIONS = [unknown_paths, types, ranges, exact_body, deterministic,
             raw_lines]
