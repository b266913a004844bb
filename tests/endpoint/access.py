"""access: who may read what: `allow`, groups, claims, `hide`, and logins that
are passed on."""
import re

import guard
from guard import CHALLENGE, DENIED, LOGIN, Victim, no_bytes
from harness import equal, expect

GROUPS = """# who is in which group
team: gina rita
team:
team: "two words"
other: bob
"""
# Words of `allow`, who may of jane, bob, gina, root; root is of the group of
# the system that is called so.
WORDS = [
    ('jane', 'jane'), ('jane bob', 'jane bob'), ('*', 'jane bob gina root'),
    ('', ''), ('@team', 'gina'), ('@other', 'bob'), ('@nobody', ''),
    ('@team @other', 'gina bob'), ('%root', 'root'), ('%no-such-group', ''),
    ('Jane', ''), ('jan', ''), ('jane2', ''), ('team', ''), ('@jane', ''),
    ('@tea', ''), ('claim:group=staff', ''),
    ('nobody @nobody %root jane', 'jane root'),
]
ASKING = ['jane', 'bob', 'gina', 'root', None]


def sections(rows):
    """A section of the same folder for each row of words."""
    return ''.join('\n[data a%d]\npath = GUARDED\nprefix = a%d/\nallow = %s\n'
                   % (n, n, words) for n, words in enumerate(rows))


def groups(world, text=GROUPS):
    guard.prepare(world)
    guard.put(world.path('guard', 'groups'), text)


WITH_GROUPS = 'groups = DIR/guard/groups\n'


def words(t, s):
    groups(s.world)
    with guard.opened(t, s, access=WITH_GROUPS, data=sections(
            [row[0] for row in WORDS])) as g:
        secret = Victim(g).data
        for n, (text, may) in enumerate(WORDS):
            for user in ASKING:
                with t.check('allow = %s: %s' % (text, user)):
                    if user in may.split():
                        g.ticket(user, 'reads', 'a%d/plain' % n,
                                 'class=header')
                    else:
                        answer = g.refused(
                            user, 'reads', 'a%d/plain' % n, '',
                            401 if user is None else 403,
                            LOGIN if user is None else DENIED)
                        challenged(answer, user is None)
                        no_bytes(answer, secret)
        everywhere(t, g)


def challenged(answer, wanted):
    equal('WWW-Authenticate', answer.headers.get('www-authenticate'),
          CHALLENGE if wanted else None)


def everywhere(t, g):
    """The same for each way to ask."""
    for user, status, word in ((None, 401, LOGIN), ('bob', 403, DENIED)):
        for endpoint, query in (('reads', ''), ('reads', 'class=header'),
                                ('reads', 'format=CRAM'),
                                ('reads', 'referenceName=chr1&end=5'),
                                ('variants', ''), ('variants', 'format=BCF')):
            with t.check('%s asks for %s?%s: %d' % (user, endpoint, query,
                                                   status)):
                g.refused(user, endpoint, 'guarded/plain', query, status,
                          word)
        with t.check('%s by HEAD: %d' % (user, status)):
            answer = g.get(user, 'reads', 'guarded/plain', method='HEAD')
            equal('status', answer.status, status)
            challenged(answer, user is None)
        with t.check('%s by POST: %d' % (user, status)):
            g.own.new_log()
            answer = g.post(user, 'reads', 'guarded/plain', {
                'regions': [{'referenceName': 'chr1'}]})
            g.own.check_error(answer, status, word)
        with t.check('%s: pages of other sites may read the refusal (X-1)' %
                     user):
            answer = g.get(user, 'reads', 'guarded/plain', headers={
                'Origin': 'https://a.example'})
            equal('origin', answer.headers.get('access-control-allow-origin'),
                  'https://a.example')
        with t.check('%s: public ids and service-info are there' % user):
            equal('public', g.get(user, 'reads', 'open/plain').status, 200)
            equal('service-info', g.get(user, 'reads', 'service-info'
                                        ).status, 200)
    with t.check('a preflight needs no login'):
        answer = g.ask(None, 'OPTIONS', '/reads/guarded/plain', headers={
            'Origin': 'https://a.example',
            'Access-Control-Request-Method': 'GET',
            'Access-Control-Request-Headers': 'authorization'})
        equal('status', answer.status, 204)
        equal('headers', answer.headers.get(
            'access-control-allow-headers', '').lower(), 'authorization')
    with t.check('no cache on the way keeps a ticket of hers, or her bytes'):
        answer = g.get('jane', 'reads', 'guarded/plain')
        expect('no-store' in answer.headers.get('cache-control', ''),
               'Cache-Control: %s', answer.headers.get('cache-control'))
        v = Victim(g)
        equal('Cache-Control of bytes', g.data(v.url, v.headers).headers.get(
            'cache-control'), 'private')
    with t.check('jane by POST: a ticket'):
        answer = g.post('jane', 'reads', 'guarded/plain', {
            'regions': [{'referenceName': 'chr1', 'end': 5000}]})
        equal('status', answer.status, 200)


def default_challenge(t, s):
    with guard.opened(t, s, guard.INI.replace(
            "challenge = '%s'\n" % CHALLENGE, '')) as g:
        with t.check('WWW-Authenticate: Bearer, where nothing else is said'):
            answer = g.get(None, 'reads', 'guarded/plain')
            equal('status', answer.status, 401)
            equal('challenge', answer.headers.get('www-authenticate'),
                  'Bearer')


def names(t, s):
    """Users and claims as only the environment can give them."""
    if s.web:
        return
    odd = ['two words', 'a@b.example', 'ü', 'x,y', 'semi;colon', 'q"uo\'te',
           '50%', 'a&b=c', '日本', 'CN=x/O=y', '-', 'a' * 500]
    groups(s.world, GROUPS + 'odd: ü a@b.example\n')
    with guard.opened(t, s, access=WITH_GROUPS, data=sections(
            ['*', '@team', '@odd', 'claim:group=staff'])) as g:
        for user in odd:
            with t.check('a user: %s: the bytes' % user[:20]):
                ticket = g.ticket(user, 'reads', 'a0/plain', 'class=header')
                expect(ticket.joined(), 'no bytes')
                equal('user of the audit', g.audit()[-1].get('user'), user)
        for user in ('a\nb', '\1', 'a' * 5000, b'\xff\xfe'.decode(
                'utf-8', 'surrogateescape')):
            with t.check('a user that is no name: %r: no bytes' % user[:5]):
                answer = g.get(user, 'reads', 'a0/plain', headers={
                    'Authorization': 'Basic no-password'})
                expect(answer.status in (400, 401, 403, 500), '%d',
                       answer.status)
                g.audit()
        with t.check('an empty user is nobody'):
            equal('status', g.get('', 'reads', 'a0/plain', headers={
                'Authorization': 'Basic no-password'}).status, 401)
        for user, n, status in (('two words', 1, 200), ('two', 1, 403),
                                ('ü', 2, 200), ('a@b.example', 2, 200),
                                ('u', 2, 403)):
            with t.check('a group: %s: %d' % (user, status)):
                equal('status', g.get(user, 'reads', 'a%d/plain' % n).status,
                      status)
        claims(t, g)


def claims(t, g):
    for value, status in (('staff', 200), ('other,staff', 200),
                          ('staff,other', 200), ('staffer', 403),
                          ('Staff', 403), ('other', 403), ('', 403),
                          ('staff other', 403), (',', 403)):
        with t.check('claim:group=staff of "%s": %d' % (value, status)):
            answer = g.get('jane', 'reads', 'a3/plain', extra={
                'OIDC_CLAIM_group': value})
            equal('status', answer.status, status)
    for name in ('OIDC_CLAIM_GROUP', 'OIDC_CLAIM_groups', 'CLAIM_group',
                 'HTTP_OIDC_CLAIM_group', 'group'):
        with t.check('claim:group=staff, the variable %s: 403' % name):
            equal('status', g.get('jane', 'reads', 'a3/plain', extra={
                name: 'staff'}).status, 403)
    with t.check('claim:group=staff without a user: 401'):
        equal('status', g.get(None, 'reads', 'a3/plain', extra={
            'OIDC_CLAIM_group': 'staff'}).status, 401)


HIDDEN = """
[data hidden]
path = GUARDED
prefix = hidden/
allow = jane
hide = yes

[data hidden one]
id = hidden-one
bam = GUARDED/third.bam
allow = jane
hide = yes
"""
# Method, path, query; ID is hidden, and then unknown.
WAYS = [
    ('GET', '/reads/ID', ''), ('HEAD', '/reads/ID', ''),
    ('GET', '/reads/ID', 'class=header'), ('GET', '/variants/ID', ''),
    ('GET', '/reads/ID', 'format=CRAM'), ('GET', '/reads/ID', 'format=VCF'),
    ('GET', '/variants/ID', 'format=BAM'), ('GET', '/reads/ID', 'format=X'),
    ('GET', '/reads/ID', 'referenceName=chr1&start=5&end=9'),
    ('GET', '/reads/ID', 'referenceName=nothing'),
    ('GET', '/reads/ID', 'start=5'),
    ('GET', '/reads/ID', 'referenceName=chr1&start=9&end=5'),
    ('GET', '/reads/ID.bai', ''), ('GET', '/reads/ID/', ''),
    ('OPTIONS', '/reads/ID', ''), ('PUT', '/reads/ID', ''),
    ('POST', '/reads/ID', ''), ('POST', '/variants/ID', ''),
    ('GET', '/data/file/ID', ''), ('GET', '/data/span/ID', ''),
    ('GET', '/data/file/ID', 'format=BAM&version=' + '0' * 32),
    ('GET', '/data/file/ID', 'format=CRAM&version=' + '0' * 32),
    ('HEAD', '/data/file/ID', 'format=BAM&version=' + '0' * 32),
    ('GET', '/data/span/ID', 'format=BAM&parts=eof&version=' + '0' * 32),
    ('GET', '/data/file/ID', 'format=BAM&version=%s&range=0-9&expires=9999999'
     '999&key=KEY&signature=%s' % ('0' * 32, 'A' * 43)),
    ('GET', '/data/file/ID', 'format=BAM&version=%s&range=0-9&expires=9999999'
     '999&key=00000000&signature=%s' % ('0' * 32, 'A' * 43)),
    ('GET', '/data/file/ID', 'format=BAM&version=%s&range=0-9&expires=1'
     '&key=KEY&signature=%s' % ('0' * 32, 'A' * 43)),
    ('POST', '/data/file/ID', ''),
]


def shown(answer, name):
    """All that a client sees, but for what differs from time to time."""
    headers = {key: value for key, value in answer.headers.items()
               if key not in ('x-request-id', 'date')}
    return answer.status, headers, answer.body.replace(name.encode(), b'ID')


def hide(t, s):
    """Hidden and unknown are the same, byte for byte."""
    with guard.opened(t, s, data=HIDDEN) as g:
        key = guard.split(Victim(g).url)[1]['key']
        for hidden, unknown in (('hidden/plain', 'hidden/plaim'),
                                ('hidden/plain', 'nowhere/plai'),
                                ('hidden-one', 'hidden-two')
                                )[:1 if t.small else 3]:
            for user in (None, 'bob'):
                for method, path, query in WAYS:
                    with t.check('hide: %s as %s: %s %s?%s, %s' % (
                            hidden, unknown, method, path,
                            re.sub('0{32}|A{43}', '…', query), user)):
                        both = []
                        for name in (hidden, unknown):
                            answer = g.ask(
                                user, method, path.replace('ID', name),
                                query.replace('KEY', key), {},
                                b'{"regions":[{"referenceName":"chr1"}]}'
                                if method == 'POST' else None)
                            both.append(shown(answer, name))
                        equal('hidden and unknown', both[0], both[1])
        with t.check('hide: nobody: 404, and no challenge'):
            answer = g.refused(None, 'reads', 'hidden/plain', '', 404,
                               'NotFound')
            challenged(answer, False)
        for name in ('hidden/plain', 'hidden-one'):
            with t.check('hide: %s is there for jane' % name):
                expect(g.ticket('jane', 'reads', name).joined(), 'no bytes')


FORWARD = """\
[access]
secret = DIR/guard/secret
challenge = '%s'

[audit]
file = AUDIT

[data forward]
path = GUARDED
prefix = guarded/
url = SITE/guarded-files
allow = jane
MORE_DATA
""" % CHALLENGE


def forward(t, s):
    """Static URLs of guarded files, where the web server asks there, too."""
    with guard.opened(t, s, FORWARD,
                      data='forward_authorization = yes\n') as g:
        for query in ('', 'referenceName=chr1&start=20000&end=300000'):
            with t.check('forward_authorization: ?%s' % query):
                urls = [u for u in g.urls('jane', 'reads', 'guarded/plain',
                                          query)
                        if not u['url'].startswith('data:')]
                static = [u for u in urls if '/guarded-files/' in u['url']]
                expect(static, 'no static URL')
                for u in static:
                    equal('Authorization', u['headers'].get('Authorization'),
                          guard.basic('jane'))
                    expect('signature' not in u['url'], 'signed')
        with t.check('forward_authorization: others get nothing'):
            answer = g.refused('bob', 'reads', 'guarded/plain', '', 403,
                               DENIED)
            expect('Authorization' not in answer.text(), 'it is in there')
            g.refused(None, 'reads', 'guarded/plain', '', 401, LOGIN)
    with guard.opened(t, s, FORWARD) as g:
        with t.check('`allow` and a static URL: refused by the configuration'):
            g.own.new_log()
            answer = g.get('jane', 'reads', 'guarded/plain')
            equal('status', answer.status, 500)
            log = g.own.new_log()
            expect('forward_authorization' in log or 'url' in log,
                   'not in the log: %s', log[-300:])
    with guard.opened(t, s, guard.INI.replace(
            'path = DIR/data\nprefix = open/',
            'path = GUARDED\nprefix = open/\nurl = SITE/x')) as g:
        with t.check('`allow` on files with the static URL of another '
                     'section: refused'):
            equal('status', g.get('jane', 'reads', 'guarded/plain').status,
                  500)


FUNCTIONS = [words, default_challenge, names, hide, forward]
