"""replies: methods, status and header lines of every answer."""
import subprocess

import doors
from answer import JSON_TYPE, TICKET_TYPE
from harness import equal, expect

OURS = ('content-type', 'content-length', 'accept-ranges', 'allow')
RESOURCES = ['/reads/plain', '/variants/plain', '/reads/service-info',
             '/variants/service-info', '/reads/no/such/id']

EXPOSED = 'Content-Length, Content-Range, Accept-Ranges, ETag, ' \
    'X-Request-Id, Retry-After, WWW-Authenticate'
METHODS = 'GET, HEAD, OPTIONS'

# Name, method, path, query; answered like GET, without the body.
HEADS = [('ticket', '/reads/plain', 'referenceName=chr1&end=3000'),
         ('whole file', '/variants/plain', ''),
         ('header', '/reads/plain', 'class=header&format=CRAM'),
         ('service-info', '/reads/service-info', ''),
         ('unknown id', '/reads/nothing', ''),
         ('bad query', '/variants/plain', 'start=1'),
         ('unknown path', '/nothing', '')]


def ours(answer):
    return {name: answer.headers.get(name) for name in OURS}


def head(t, s):
    for name, path, query in HEADS:
        with t.check('HEAD: ' + name):
            get = s.request('GET', path, query)
            answer = s.request('HEAD', path, query)
            equal('status', answer.status, get.status)
            equal('headers', ours(answer), ours(get))
            equal('body', answer.body, b'')
            equal('Content-Length', get.headers['content-length'],
                  str(len(get.body)))


def methods(t, s):
    for method in ('POST', 'PUT', 'DELETE', 'PATCH'):
        for path in RESOURCES:
            with t.check('%s %s: 405' % (method, path)):
                s.new_log()
                body = b'{}' if method in ('POST', 'PUT', 'PATCH') else None
                answer = s.request(method, path, '', {
                    'Content-Type': 'application/json'} if body else {}, body)
                s.check_error(answer, 405, 'InvalidInput', METHODS)
                equal('Allow', answer.headers.get('allow'), METHODS)
    with t.check('methods are told apart by their case'):
        if s.kind != 'lighttpd':    # which answers 501 by itself
            s.new_log()
            s.check_error(s.request('get', '/reads/plain'), 405,
                          'InvalidInput')


def options(t, s):
    """X-2 to X-4: no id is looked up, and no login is asked for."""
    asked = {'Origin': 'https://igv.org',
             'Access-Control-Request-Method': 'GET',
             'Access-Control-Request-Headers': 'range,x-a'}
    for path in RESOURCES:
        with t.check('OPTIONS %s: 204' % path):
            answer = s.request('OPTIONS', path)
            equal('status', answer.status, 204)
            equal('Allow', answer.headers.get('allow'), METHODS)
            equal('body', answer.body, b'')
            equal('Content-Type', answer.headers.get('content-type'), None)
            equal('lines of CORS', cors_lines(answer), {})
        with t.check('preflight of %s (X-2, X-3, X-4)' % path):
            answer = s.request('OPTIONS', path, '', asked)
            equal('status', answer.status, 204)
            equal('lines of CORS', cors_lines(answer), {
                'allow-origin': 'https://igv.org', 'allow-methods': METHODS,
                'allow-headers': 'range,x-a', 'max-age': '2592000',
                'expose-headers': EXPOSED})
    with t.check('OPTIONS of nothing: 404'):
        s.new_log()
        s.check_error(s.request('OPTIONS', '/nothing', '', asked), 404,
                      'NotFound')


def cors_lines(answer):
    """The lines of CORS by the rest of their names."""
    front = 'access-control-'
    return {name[len(front):]: value for name, value in answer.headers.items()
            if name.startswith(front)}


def cors(t, s):
    """X-1, on every kind of answer."""
    for name, method, path in (('ticket', 'GET', '/reads/plain'),
                               ('HEAD', 'HEAD', '/reads/plain'),
                               ('service-info', 'GET', '/reads/service-info'),
                               ('404', 'GET', '/reads/nothing'),
                               ('no path', 'GET', '/nothing'),
                               ('405', 'DELETE', '/reads/plain')):
        with t.check('Origin echoed (X-1): ' + name):
            answer = s.request(method, path, '', {'Origin': 'http://a.b:1'})
            equal('lines of CORS', cors_lines(answer), {
                'allow-origin': 'http://a.b:1', 'expose-headers': EXPOSED})
            equal('Vary', answer.headers.get('vary'), 'Origin')
        with t.check('without Origin: ' + name):
            answer = s.request(method, path)
            equal('lines of CORS', cors_lines(answer), {})
            equal('Vary', answer.headers.get('vary'), 'Origin')
    with t.check('an Origin that could split a header'):
        answer = s.request('GET', '/reads/plain', '', {'Origin': 'a;b, "c"'})
        equal('lines of CORS', cors_lines(answer), {})


def unknown_paths(t, s):
    for path in ('/', '/nothing', '/reads', '/variants', '/read/plain',
                 '/Reads/plain', '/readsplain', '/reads.html', '/service-info',
                 '/data/file/plain'):
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
            with t.check('Range: %s on %s' % (value, path)):
                plain = s.request('GET', path)
                answer = s.request('GET', path, '', {'Range': value})
                equal('status', answer.status, plain.status)
                equal('body', answer.body, plain.body)
                equal('Content-Range', answer.headers.get('content-range'),
                      None)


def exact_body(t, s):
    with t.check('nothing before and after the JSON (need 1)'):
        for path, query in (('/reads/plain', ''), ('/variants/plain', ''),
                            ('/reads/nothing', '')):
            body = s.request('GET', path, query).body
            expect(body.startswith(b'{"htsget":{'), 'begins %r', body[:12])
            expect(body.endswith(b'}}'), 'ends %r', body[-12:])


def deterministic(t, s):
    with t.check('the same ticket twice, byte for byte'):
        query = 'referenceName=chr1&start=5000&end=90000'
        first = s.request('GET', '/reads/plain', query)
        equal('body', s.request('GET', '/reads/plain', query).body,
              first.body)


def raw_lines(t, s):
    """What the program itself writes; the door's own reader is not asked."""
    if s.kind != 'cgi':
        return
    for name, method, path in (('ticket', 'GET', '/reads/plain'),
                               ('error', 'GET', '/reads/nothing'),
                               ('405', 'POST', '/reads/plain'),
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


FUNCTIONS = [head, methods, options, cors, unknown_paths, types, ranges, exact_body,
             deterministic, raw_lines]
