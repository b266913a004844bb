"""paths: where a web server puts the path, and where clients find us."""
import re

from harness import equal, expect
from world import INI

# Name, variables of the request (None: absent), status.
VARIABLES = [
    ('PATH_INFO absent', {'PATH_INFO': None}, 200),
    ('PATH_INFO empty', {'PATH_INFO': ''}, 200),
    ('PATH_INFO and REQUEST_URI empty', {'PATH_INFO': '', 'REQUEST_URI': ''},
     404),
    ('neither', {'PATH_INFO': None, 'REQUEST_URI': None}, 404),
    ('PATH_INFO beats REQUEST_URI',
     {'PATH_INFO': '/reads/plain', 'REQUEST_URI': '/htsget/reads/nothing'},
     200),
    ('REQUEST_URI with its query',
     {'PATH_INFO': None, 'REQUEST_URI': '/htsget/reads/plain?x=/reads/y'},
     200),
    ('SCRIPT_NAME with the whole path, as ProxyPass gives it',
     {'PATH_INFO': None, 'SCRIPT_NAME': '/htsget/reads/plain'}, 200),
    ('SCRIPT_NAME absent', {'PATH_INFO': None, 'SCRIPT_NAME': None}, 200),
    ('SCRIPT_NAME of the program', {'PATH_INFO': None,
                                    'SCRIPT_NAME': '/cgi/htsgate.fcgi',
                                    'REQUEST_URI':
                                    '/cgi/htsgate.fcgi/reads/plain'}, 200),
    ('no base at all', {'PATH_INFO': None, 'SCRIPT_NAME': '',
                        'REQUEST_URI': '/reads/plain'}, 200),
    ('QUERY_STRING absent', {'QUERY_STRING': None}, 200),
    ('no HTTP_HOST', {'HTTP_HOST': None}, 200),
    ('a host that is none', {'HTTP_HOST': '"><script>'}, 200),
    ('CONTENT_LENGTH of a body that is not there',
     {'CONTENT_LENGTH': '0'}, 200),
]

# base_url, REQUEST_URI, status.
BASES = [
    ('http://door.invalid/some/where', '/some/where/reads/plain', 200),
    ('http://door.invalid/some/where', '/some/where/reads/nothing', 404),
    ('http://door.invalid/some/where/', '/some/where/variants/plain', 200),
    ('http://door.invalid/with%20blank', '/with%20blank/reads/plain', 200),
    ('http://door.invalid/reads', '/reads/reads/plain', 200),
    ('http://door.invalid', '/reads/plain', 200),
]


def variables(t, s):
    if s.web:
        return
    for name, extra, status in VARIABLES:
        with t.check(name):
            answer = s.request('GET', '/reads/plain', extra=extra)
            expect(answer.status == status, '%d: %s', answer.status,
                   answer.text()[:120])
    with t.check('no method'):
        if s.kind == 'fastcgi':     # else it is no CGI request
            s.new_log()
            s.check_error(s.request('GET', '/reads/plain', extra={
                'REQUEST_METHOD': None}), 400, 'InvalidInput')


def base_url(t, s):
    if s.web:
        return
    for base, uri, status in BASES:
        text = '[server]\nbase_url = %s\n' % base + INI
        with s.world.open(s.kind, text) as own:
            with t.check('base_url = %s, %s' % (base, uri)):
                answer = own.request('GET', '/unused', extra={
                    'PATH_INFO': None, 'REQUEST_URI': uri,
                    'SCRIPT_NAME': None})
                expect(answer.status == status, '%d: %s', answer.status,
                       answer.text()[:120])
            with t.check('base_url = %s does not change PATH_INFO' % base):
                equal('status', own.get('reads', 'plain').status, 200)


def host(t, s):
    """Without base_url the request tells where we are; nobody can put text
    of his own there."""
    if s.web:
        return
    for name, extra, want in (
            ('HTTP_HOST', {}, 'invalid.door.reads'),
            ('SERVER_NAME', {'HTTP_HOST': None, 'SERVER_NAME':
                             'genomes.example.org'},
             'org.example.genomes.reads'),
            ('a bad HTTP_HOST', {'HTTP_HOST': 'a b"c', 'SERVER_NAME':
                                 'genomes.example.org'},
             'org.example.genomes.reads')):
        with t.check('service-info by ' + name):
            text = s.request('GET', '/reads/service-info',
                             extra=extra).text()
            expect('"id":"%s"' % want in text, '%s', text[:200])


# Name, variables of the request, base_url or None, what our own URLs have.
ABSENT = {'PATH_INFO': None}
FOUND = [
    ('as the request says', {}, None, 'http://door.invalid/htsget'),
    ('a port', {'HTTP_HOST': 'h.org:8080'}, None, 'http://h.org:8080/htsget'),
    ('https', {'REQUEST_SCHEME': 'https'}, None,
     'https://door.invalid/htsget'),
    ('PATH_INFO absent', ABSENT, None, 'http://door.invalid/htsget'),
    ('ProxyPass', dict(ABSENT, SCRIPT_NAME='/htsget/reads/hidden'), None,
     'http://door.invalid/htsget'),
    ('no base at all', dict(ABSENT, SCRIPT_NAME='',
                            REQUEST_URI='/reads/hidden'), None,
     'http://door.invalid'),
    ('a base with a blank', {'SCRIPT_NAME': '/a b',
                             'REQUEST_URI': '/a%20b/reads/hidden'}, None,
     'http://door.invalid/a%20b'),
    ('base_url', {'HTTP_HOST': 'other.org'}, 'https://h.org/x/y',
     'https://h.org/x/y'),
    ('base_url without a host', {'HTTP_HOST': None, 'SERVER_NAME': None},
     'https://h.org', 'https://h.org'),
]


def found(t, s):
    """The base of data URLs (T-02); they lead back here."""
    if s.web:
        return
    for name, extra, base, want in FOUND:
        text = '[server]\nbase_url = %s\n\n' % base + INI if base else INI
        with t.check('base of our own URLs: %s (T-02)' % name), \
                s.world.open(s.kind, text) as own:
            answer = own.request('GET', '/reads/hidden', extra=extra)
            equal('status', answer.status, 200)
            for url in re.findall('"url":"([^"]*)"', answer.text()):
                expect(url.startswith(want + '/data/file/hidden?'), 'URL %s',
                       url)
            path, _, query = url[len(want):].partition('?')
            for more in ({}, dict(ABSENT, REQUEST_URI=url[url.index('/', 8):]
                                  )):
                equal('status', own.request('GET', path, query, extra=more
                                            ).status, 200)
    with t.check('no host for our own URLs: 500 with that reason'):
        s.new_log()
        s.check_error(s.request('GET', '/reads/hidden', extra={
            'HTTP_HOST': None, 'SERVER_NAME': None}), 500,
            'InternalServerError', 'base_url')


FUNCTIONS = [variables, base_url, host, found]
