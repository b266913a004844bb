"""login: only the web server says who somebody is, and a URL may be good for
its user alone."""
import concurrent.futures

import guard
from guard import CHALLENGE, DENIED, LOGIN, Victim, changed, no_bytes
from harness import equal, expect

# Header lines that are no login.
FORGED = [
    ('REMOTE_USER', 'jane'), ('Remote-User', 'jane'), ('Remote_User', 'jane'),
    ('X-Remote-User', 'jane'), ('X-Forwarded-User', 'jane'),
    ('X_Forwarded_User', 'jane'), ('HTTP_REMOTE_USER', 'jane'),
    ('Auth-User', 'jane'), ('X-Webauth-User', 'jane'), ('From', 'jane'),
    ('Proxy', 'http://127.0.0.1:1/'), ('Cookie', 'REMOTE_USER=jane'),
    ('OIDC_CLAIM_group', 'staff'), ('OIDC-CLAIM-group', 'staff'),
    ('Proxy-Authorization', guard.basic('jane')),
    ('X-Authorization', guard.basic('jane')),
    ('X_Authorization', guard.basic('jane')),
    ('SSL_CLIENT_S_DN_CN', 'jane'), ('HTSGATE_CONFIG', '/dev/null'),
]


def identity(t, s):
    """Only the web server says who somebody is."""
    with guard.opened(t, s, data='\n[data claims]\npath = GUARDED\n'
                      'prefix = claims/\nallow = claim:group=staff\n') as g:
        v = Victim(g)
        for name, value in FORGED:
            for prefix in ('guarded', 'claims'):
                with t.check('attack: %s is no login, for %s' % (name,
                                                                prefix)):
                    g.own.new_log()
                    answer = g.wire('%s/reads/%s/plain' % (
                        g.own.door.base, prefix), [(name, value)])
                    no_bytes(answer, v.data)
                    expect(answer.status in (400, 401), '%d', answer.status)
                    if answer.id():
                        g.own.check_error(answer, 401, LOGIN)
                        equal('WWW-Authenticate', answer.headers.get(
                            'www-authenticate'), CHALLENGE)
            with t.check('attack: %s beside a login counts no more' % name):
                answer = g.get('bob', 'reads', 'guarded/plain',
                               headers={name: value})
                expect(answer.status in (400, 403), '%d', answer.status)
                no_bytes(answer, v.data)
        with t.check('attack: a user in the query, the path, the URL'):
            for path in ('/reads/guarded/plain?user=jane',
                         '/reads/guarded/plain?REMOTE_USER=jane',
                         '/reads/guarded/plain?user=jane&expires=9999999999'):
                equal(path, g.wire(g.own.door.base + path).status, 401)
        credentials(t, g)


# Paths of a ticket that a server may take for another place.
PLACES = ['/htsget/data/../reads/guarded/plain',
          '/htsget/data/%2e%2e/reads/guarded/plain',
          '/htsget/data/..%2freads/guarded/plain',
          '/htsget/data/file/../../reads/guarded/plain',
          '/htsget//reads/guarded/plain', '//htsget/reads/guarded/plain',
          '/htsget/./reads/guarded/plain', '/HTSGET/reads/guarded/plain',
          '/htsget/%72eads/guarded/plain', '/htsget%2freads/guarded/plain',
          '/htsget/reads/../reads/guarded/plain', '/htsgetX/reads/guarded/'
          'plain', '/htsget;x/reads/guarded/plain',
          '/files/../htsget/reads/guarded/plain']


def credentials(t, g):
    """The place of a password is the web server's."""
    wrong = ('Authorization', guard.basic('jane', 'wrong'))
    asked = [(path, lines) for path in PLACES if g.web
             for lines in ([wrong], [])]
    # All at once: a server may let those wait whose password was wrong.
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda row: g.raw(
            'GET %s HTTP/1.1' % row[0], row[1]), asked))
    for (path, lines), answer in zip(asked, answers):
        with t.check('attack: %s, %s' % (path, 'a wrong password' if lines
                                        else 'no login')):
            expect(answer.status >= 300, '%d', answer.status)
            expect('signature=' not in answer.text(), 'a ticket')
    for name, lines in (
            ('two, the first empty', [('Authorization', ''), wrong]),
            ('two, the second empty', [wrong, ('Authorization', '')]),
            ('two wrong ones', [wrong, wrong])):
        with t.check('attack: Authorization: ' + name):
            answer = g.wire(g.own.door.base + '/reads/guarded/plain', lines)
            expect(answer.status in (400, 401), '%d', answer.status)
    for name, value in (('a wrong password', guard.basic('jane', 'wrong')),
                        ('an unknown user', guard.basic('nobody')),
                        ('no password', 'Basic ' + 'amFuZTo='),
                        ('no colon', 'Basic ' + 'amFuZQ=='),
                        ('no base64', 'Basic ???'),
                        ('nothing', 'Basic'),
                        ('a token', 'Bearer a.token.of.jane'),
                        ('digest', 'Digest username="jane"')):
        with t.check('attack: Authorization: %s' % name):
            answer = g.wire(g.own.door.base + '/reads/guarded/plain',
                            [('Authorization', value)])
            expect(answer.status in (400, 401), '%d', answer.status)
            equal('WWW-Authenticate', 'www-authenticate' in answer.headers,
                  answer.status == 401)


def bound(t, s):
    """bind_user = yes: a URL is good for the user of its ticket alone."""
    with guard.opened(t, s, access='bind_user = yes\n') as g:
        places(t, g, Victim(g))
    options = {'bind_user': True} if s.web else {}
    with guard.opened(t, s, access='bind_user = yes\n',
                      text=guard.INI.replace('allow = jane',
                                             'allow = jane gina'),
                      **options) as g:
        v = Victim(g)
        with t.check('bind_user: the user of the ticket has the bytes'):
            answer = g.data(v.url, v.headers, user='jane')
            equal('status', answer.status, 206)
            v.check(answer)
        for user, statuses in (('gina', (403,)), ('bob', (403,)),
                               (None, (401, 403))):
            with t.check('attack: bind_user: a ticket of jane fetched by %s' %
                         user):
                g.own.new_log()
                answer = g.data(v.url, v.headers, user=user)
                v.check(answer)
                expect(answer.status in statuses, '%d', answer.status)
                if answer.status == 403:
                    g.own.check_error(answer, 403, DENIED, 'user')
        with t.check('attack: bind_user: the user of the URL changed'):
            answer = g.data(changed(v.url, user='gina'), v.headers,
                            user='gina')
            v.check(answer)
            equal('status', answer.status, 403)


def places(t, g, v):
    """Data ask for no login in the sample, so that nobody has one there."""
    for name, headers in (
            ('a password that nobody checks', {
                'Authorization': guard.basic('jane', 'wrong')}),
            ('the right password, too', {
                'Authorization': guard.basic('jane')}),
            ('X-Forwarded-User', {'X-Forwarded-User': 'jane'}),
            ('REMOTE_USER', {'REMOTE_USER': 'jane'}),
            ('Remote-User', {'Remote-User': 'jane'})):
        with t.check('attack: bind_user, no login for data: ' + name):
            answer = g.data(v.url, dict(v.headers, **headers))
            v.check(answer)
            expect(answer.status in (401, 403), '%d', answer.status)


FUNCTIONS = [identity, bound]
