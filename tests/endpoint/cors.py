"""cors: what lets the pages of other sites read, on every kind of answer."""
from harness import equal, expect
from methods import GETS, POSTS, RESOURCES, data_targets
from world import INI

ORIGIN = 'https://igv.org'
EXPOSED = 'Content-Length, Content-Range, Accept-Ranges, ETag, ' \
    'X-Request-Id, Retry-After, WWW-Authenticate'
ASKED = {'Origin': ORIGIN, 'Access-Control-Request-Method': 'GET',
         'Access-Control-Request-Headers': 'range,x-a'}
LIST = '[cors]\norigins = https://igv.org http://localhost:8080\n\n' + INI
ANY = '[cors]\norigins = *\n\n' + INI
# No browser writes them; one could end a header line or a value.
MALFORMED = ['a;b, "c"', 'https://igv.org https://a.b', "https://a.b'",
             'https://a.b,https://c.d', 'https://\u00fc.b', 'x' * 513]


def lines(answer):
    """The lines of CORS by the rest of their names."""
    front = 'access-control-'
    return {name[len(front):]: value for name, value in answer.headers.items()
            if name.startswith(front)}


def replies(s):
    """Name, status, method, path, query, headers, body: one of each kind."""
    out = [('ticket', 200, 'GET', '/reads/plain', '', {}, None),
           ('HEAD', 200, 'HEAD', '/reads/plain', '', {}, None),
           ('ticket by POST', 200, 'POST', '/reads/plain', '', {}, b'{}'),
           ('400', 400, 'GET', '/reads/plain', 'start=1', {}, None),
           ('400 of a POST', 400, 'POST', '/variants/plain', '', {}, b''),
           ('404', 404, 'GET', '/reads/nothing', '', {}, None),
           ('404 of no route', 404, 'GET', '/nothing', '', {}, None),
           ('405', 405, 'DELETE', '/reads/plain', '', {}, None),
           ('413', 413, 'POST', '/reads/plain', '', {}, b' ' * (1 << 20) +
            b'{}'),
           ('500', 500, 'GET', '/reads/sample/bad/no-eof-bam', '', {}, None),
           ('service-info', 200, 'GET', '/reads/service-info', '', {}, None)]
    for name, path, query in data_targets(s):
        out += [(name, 200, 'GET', path, query, {}, None),
                (name + ', HEAD', 200, 'HEAD', path, query, {}, None),
                (name + ', 206', 206, 'GET', path, query,
                 {'Range': 'bytes=0-9'}, None),
                (name + ', 416', 416, 'GET', path, query,
                 {'Range': 'bytes=9-8'}, None),
                (name + ', 404', 404, 'GET', path, query.replace(
                    'version=', 'version=%s&x=' % ('0' * 32)), {}, None),
                (name + ', 400', 400, 'GET', path, '', {}, None)]
    return out


def origins(t, s):
    """X-1; D-3 for the URLs of ours."""
    for name, status, method, path, query, headers, body in replies(s):
        with t.check('Origin echoed (X-1, D-3): ' + name):
            answer = s.request(method, path, query,
                               dict(headers, Origin='http://a.b:1'), body)
            equal('status', answer.status, status)
            equal('lines of CORS', lines(answer), {
                'allow-origin': 'http://a.b:1', 'expose-headers': EXPOSED})
            equal('Vary', answer.headers.get('vary'), 'Origin')
        with t.check('without Origin (X-1): ' + name):
            answer = s.request(method, path, query, headers, body)
            equal('status', answer.status, status)
            equal('lines of CORS', lines(answer), {})
            equal('Vary', answer.headers.get('vary'), 'Origin')
    for origin in MALFORMED:
        with t.check('an Origin that is none: %s' % ascii(origin[:40])):
            answer = s.request('GET', '/reads/plain', '', {'Origin': origin})
            equal('status', answer.status, 200)
            equal('lines of CORS', lines(answer), {})


def preflights(t, s):
    for path, allowed in RESOURCES.items():
        with t.check('preflight of %s (X-2, X-3, X-4)' % path):
            answer = s.request('OPTIONS', path, '', ASKED)
            equal('status', answer.status, 204)
            equal('lines of CORS', lines(answer), {
                'allow-origin': ORIGIN, 'allow-methods': allowed,
                'allow-headers': 'range,x-a', 'max-age': '2592000',
                'expose-headers': EXPOSED})
            equal('Vary', answer.headers.get('vary'), 'Origin')
        with t.check('OPTIONS without Origin: %s' % path):
            equal('lines of CORS', lines(s.request('OPTIONS', path)), {})
    with t.check('preflight of a POST (X-3)'):
        answer = s.request('OPTIONS', '/reads/plain', '', dict(ASKED, **{
            'Access-Control-Request-Method': 'POST',
            'Access-Control-Request-Headers': 'content-type'}))
        equal('methods', lines(answer)['allow-methods'], POSTS)
        equal('headers', lines(answer)['allow-headers'], 'content-type')
    for names in ('range, x-a', 'Authorization', 'a b', 'range;x', 'a,,b',
                  'x' * 1025):
        good = names in ('range, x-a', 'Authorization')
        with t.check('preflight for %s: %sechoed' % (names[:20],
                                                     'not ' * (not good))):
            answer = s.request('OPTIONS', '/reads/plain', '', dict(
                ASKED, **{'Access-Control-Request-Headers': names}))
            equal('status', answer.status, 204)
            equal('headers', lines(answer).get('allow-headers'),
                  names if good else None)
    with t.check('preflight of nothing: 404, which a page may read'):
        s.new_log()
        answer = s.request('OPTIONS', '/nothing', '', ASKED)
        s.check_error(answer, 404, 'NotFound')
        equal('origin', lines(answer).get('allow-origin'), ORIGIN)


def listed(t, s):
    with s.world.open(s.kind, LIST) as own:
        for origin in (ORIGIN, 'http://localhost:8080'):
            with t.check('origins, a list: %s may, and with a login' %
                         origin):
                for path in ('/reads/plain', '/reads/nothing'):
                    answer = own.request('GET', path, '', {'Origin': origin})
                    equal('lines of CORS', lines(answer), {
                        'allow-origin': origin, 'expose-headers': EXPOSED,
                        'allow-credentials': 'true'})
        for origin in ('https://a.b', 'http://igv.org', 'https://IGV.org',
                       'https://igv.org/', 'https://igv.org:443',
                       'https://igv.org.a.b', 'null', '*'):
            with t.check('origins, a list: %s may not' % origin):
                for method in ('GET', 'OPTIONS'):
                    answer = own.request(method, '/reads/plain', '',
                                         dict(ASKED, Origin=origin))
                    expect(answer.status in (200, 204), 'status')
                    equal('lines of CORS', lines(answer), {})
                    equal('Vary', answer.headers.get('vary'), 'Origin')
    with s.world.open(s.kind, ANY) as own:
        with t.check('origins = *: any is echoed, without a login'):
            answer = own.request('GET', '/reads/plain', '',
                                 {'Origin': 'null'})
            equal('lines of CORS', lines(answer), {
                'allow-origin': 'null', 'expose-headers': EXPOSED})
        with t.check('origins = *: preflight'):
            answer = own.request('OPTIONS', '/data/file/x', '', ASKED)
            equal('methods', lines(answer)['allow-methods'], GETS)


FUNCTIONS = [origins, preflights, listed]
