"""methods: HEAD, OPTIONS, what is not served, and the id of a request."""
import re

from answer import Ticket
from harness import equal, expect

OURS = ('content-type', 'content-length', 'accept-ranges', 'allow', 'etag',
        'last-modified')
GETS = 'GET, HEAD, OPTIONS'
POSTS = 'GET, HEAD, POST, OPTIONS'
RESOURCES = {'/reads/plain': POSTS, '/variants/plain': POSTS,
             '/reads/no/such/id': POSTS, '/reads/service-info': GETS,
             '/variants/service-info': GETS, '/data/file/hidden': GETS,
             '/data/span/plain': GETS}
# Name, path, query; HEAD is answered like GET, without the body.
HEADS = [('ticket', '/reads/plain', 'referenceName=chr1&end=3000'),
         ('whole file', '/variants/plain', ''),
         ('header', '/reads/plain', 'class=header&format=CRAM'),
         ('service-info', '/reads/service-info', ''),
         ('unknown id', '/reads/nothing', ''),
         ('bad query', '/variants/plain', 'start=1'),
         ('bad data URL', '/data/file/hidden', 'format=BAM'),
         ('unknown path', '/nothing', '')]
REGION = 'referenceName=chr1&start=20000&end=90000'


def target(s, endpoint, name, query=''):
    """Path and query of the last URL of ours in a ticket."""
    url = [u.url for u in s.ticket(endpoint, name, query).urls if u.own][-1]
    return url[len(s.door.base):].partition('?')[::2]


def data_targets(s):
    return [('file',) + target(s, 'reads', 'hidden'),
            ('span',) + target(s, 'variants', 'plain', REGION)]


def ours(answer):
    return {name: answer.headers.get(name) for name in OURS}


def head(t, s):
    for name, path, query in HEADS + data_targets(s):
        with t.check('HEAD: %s (decision 11)' % name):
            get = s.request('GET', path, query)
            answer = s.request('HEAD', path, query)
            equal('status', answer.status, get.status)
            # A ticket's own length, if it has ids, is that of any other.
            equal('headers', ours(answer), ours(get))
            equal('body', answer.body, b'')
            equal('Content-Length', get.headers['content-length'],
                  str(len(get.body)))


def methods(t, s):
    for path, allowed in RESOURCES.items():
        for method in ('POST', 'PUT', 'DELETE', 'PATCH'):
            if method in allowed:
                continue
            with t.check('%s %s: 405' % (method, path)):
                s.new_log()
                body = b'{}' if method != 'DELETE' else None
                answer = s.request(method, path, '', {
                    'Content-Type': 'application/json'} if body else {}, body)
                s.check_error(answer, 405, 'InvalidInput', allowed)
                equal('Allow', answer.headers.get('allow'), allowed)
    with t.check('methods are told apart by their case'):
        if not s.web:   # which may answer 501 by itself
            s.new_log()
            s.check_error(s.request('get', '/reads/plain'), 405,
                          'InvalidInput')


def options(t, s):
    """No id is looked up, and no login is asked for."""
    for path, allowed in RESOURCES.items():
        with t.check('OPTIONS %s: 204' % path):
            answer = s.request('OPTIONS', path)
            equal('status', answer.status, 204)
            equal('Allow', answer.headers.get('allow'), allowed)
            equal('body', answer.body, b'')
            equal('Content-Type', answer.headers.get('content-type'), None)
            expect(answer.id(), 'no X-Request-Id')
    with t.check('OPTIONS of nothing: 404'):
        s.new_log()
        s.check_error(s.request('OPTIONS', '/nothing'), 404, 'NotFound')


def ids(t, s):
    """Each reply has one, of ours; the ticket's URLs carry it."""
    requests = [('GET', '/reads/plain', ''), ('HEAD', '/reads/plain', ''),
                ('GET', '/reads/nothing', ''), ('GET', '/nothing', ''),
                ('PUT', '/reads/plain', ''), ('POST', '/reads/plain', ''),
                ('OPTIONS', '/reads/plain', ''),
                ('GET', '/variants/service-info', ''),
                ('GET', '/data/file/hidden', '')]
    requests += [('GET',) + row[1:] for row in data_targets(s)]
    seen = []
    for method, path, query in requests:
        with t.check('X-Request-Id: %s %s' % (method, path)):
            for _ in range(2):
                answer = s.request(method, path, query,
                                   {'X-Request-Id': 'f' * 16},
                                   b'' if method in ('PUT', 'POST') else None)
                expect(re.fullmatch('[0-9a-f]{16}', answer.id() or ''),
                       'it is %r', answer.id())
                expect(answer.id() != 'f' * 16, 'that of the client')
                expect(answer.id() not in seen, 'one that was there before')
                seen.append(answer.id())
    with t.check('the data URLs of a ticket carry the id of its request'):
        for endpoint, name, query in (('reads', 'hidden', ''),
                                      ('variants', 'plain', REGION)):
            answer = s.get(endpoint, name, query)
            urls = [u for u in Ticket(answer, s).urls if u.own]
            expect(urls, 'no URL of ours')
            for url in urls:
                expect('&ticket=' + answer.id() in url.url, 'not %s',
                       url.url)
    with t.check('the log names the ticket of a span'):
        s.new_log()
        path, query = target(s, 'variants', 'plain', REGION)
        ticket = re.search(r'&ticket=([0-9a-f]+)', query)[1]
        answer = s.request('GET', path, query)
        expect(re.search(r'\[%s\] [^\n]*a span, of ticket %s' % (
            answer.id(), ticket), s.new_log()), 'the log does not')


FUNCTIONS = [head, methods, options, ids]
