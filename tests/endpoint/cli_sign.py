"""Assertions on the command htsgate: signed URLs."""
import json
import os
import re
import subprocess
import time

import cli_access
import doors
from command import PROGRAM, call, good, refused
from harness import Skip, equal, expect

BASE = 'http://localhost/htsget'        # without base_url
NAMES = ['id', 'kind', 'format', 'range', 'user', 'expires', 'key', 'ticket',
         'signature', 'file']
OTHER_SECRET = 'fedcba9876543210' * 2
OPEN = '[data open]\npath = DIR/apart\nprefix = open/\n'


def verify(ini, url, stdin=False):
    """(status, {name: value}); the signature stays with who has it."""
    words = [PROGRAM, '-c', ini, 'verify', '-' if stdin else url]
    p = subprocess.run(words, input=url + '\n', stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, timeout=60,
                       encoding='utf-8')
    signature = re.search(r'signature=([^&]+)', url)
    if signature and len(signature.group(1)) > 8:
        expect(signature.group(1) not in p.stdout + p.stderr,
               'it prints the signature')
    return p.returncode, dict(line.split(': ', 1)
                              for line in p.stdout.splitlines())


def sign(ini, *words):
    return good('-c', ini, 'sign', *words).decode().rstrip('\n')


def signing(checks, world):
    ini = cli_access.setup(world, cli_access.SECTION + OPEN)
    size = os.path.getsize(world.path('guard/data/a.bam'))
    rows = [((), 'range', '0-%d' % (size - 1)),
            (('--range', '5-9'), 'range', '5-9'),
            (('--range', '0-0'), 'range', '0-0'),
            (('--range=%d-%d' % (size - 1, size - 1),), 'range',
             '%d-%d' % (size - 1, size - 1)),
            (('-f', 'bam', '--user', 'ann b'), 'user', 'ann b'),
            (('--user', 'é&=%'), 'user', 'é&=%'),
            (('--parts', 'header'), 'parts', 'header'),
            (('--parts', '0-1f0000,2f0000-3f0001,eof'), 'parts',
             '0-1f0000,2f0000-3f0001,eof')]
    for words, name, want in rows:
        with checks.check('what %s grants' % ' '.join(words)):
            url = sign(ini, *words, 'a')
            kind = 'span' if name == 'parts' else 'file'
            expect(url.startswith('%s/data/%s/a?format=BAM&' % (BASE, kind)),
                   'URL %s', url)
            status, tells = verify(ini, url)
            equal('status', status, 0)
            equal('names', list(tells), [name if n == 'range' and
                                         name == 'parts' else n
                                         for n in NAMES])
            equal(name, tells[name], want)
            equal('kind', tells['kind'], kind)
            equal('signature', tells['signature'], 'good')
            equal('file', tells['file'], 'unchanged')
    for words, want in (((), 12 * 3600), (('--expires', '90'), 90),
                        (('--expires=2d',), 2 * 86400)):
        with checks.check('expires %s' % ' '.join(words)):
            url = sign(ini, *words, 'sub/b')
            left = int(re.search('expires=([0-9]+)', url).group(1))
            expect(want - 30 < left - time.time() <= want + 1, 'URL %s', url)
    with checks.check('base_url'):
        based = world.write('based.ini', '[server]\nbase_url = '
                            'https://h.org/data/file/x\n' + cli_access.SECTION)
        url = sign(based, 'a')
        expect(url.startswith('https://h.org/data/file/x/data/file/a?'),
               'URL %s', url)
        equal('id', verify(based, url)[1]['id'], 'a')
    rows = [('--range', '9-5'), ('--range', '5'), ('--range', '5-'),
            ('--range', '-5'), ('--range', '5-9,11-12'),
            ('--range', ' 5-9'), ('--range', '5-%d' % size),
            ('--range', '5-99999999999999999999'), ('--parts', ''),
            ('--parts', '5-4'), ('--parts', 'eof,0-1'), ('--expires', '-1'),
            ('--expires', '31d'), ('--expires', 'soon'), ('--user', ''),
            ('--user', 'a\nb'), ('--user', 'u' * 513)]
    for option, value in rows:
        with checks.check('refused: %s %.20r' % (option, value)):
            refused(1, option, '-c', ini, 'sign', option + '=' + value, 'a')
    with checks.check('refused: range and parts'):
        refused(2, 'not both', '-c', ini, 'sign', '--range', '0-1', '--parts',
                'eof', 'a')
    with checks.check('refused: unknown id'):
        refused(1, 'no such dataset', '-c', ini, 'sign', 'nope')
    with checks.check('refused: an empty file'):
        cli_access.put(world, 'data/empty.bam', '')
        refused(1, 'empty', '-c', ini, 'sign', 'empty')
    for name, mode in (('sign', 0o644), ('ticket', 0o644)):
        with checks.check('refused: %s by a secret that all can read' % name):
            os.chmod(world.path('guard/secret'), mode)
            refused(1, 'others than owner', '-c', ini, name, 'a')
            os.chmod(world.path('guard/secret'), 0o640)


def verifying(checks, world):
    ini = cli_access.setup(world, cli_access.SECTION + OPEN)
    url = sign(ini, '--range', '10-99', '--user', 'ann', 'a')
    digits = re.search('expires=([0-9]+)', url).group(1)
    with checks.check('a path, by standard input'):
        equal('status', verify(ini, url[len('http://localhost'):], True)[0],
              0)
    with checks.check('parameters that are not ours'):
        equal('status', verify(ini, url + '&utm=1#top')[0], 0)
    rows = [('id', '/data/file/a', '/data/file/sub/b'),
            ('range, longer', 'range=10-99', 'range=10-100'),
            ('range, shorter', 'range=10-99', 'range=11-99'),
            ('user', 'user=ann', 'user=bob'), ('no user', 'user=ann&', ''),
            ('expires', digits, str(int(digits) + 1)),
            ('a ticket', '&range', '&ticket=0123&range'),
            ('version', 'version=', 'version=0')]
    for name, old, new in rows:
        changed = url.replace(old, new)
        if name == 'version':
            changed = re.sub('version=0(.{31}).', r'version=0\1', changed)
        with checks.check('wrong: ' + name):
            status, tells = verify(ini, changed)
            equal('status', status, 1)
            equal('signature', tells['signature'], 'wrong')
    with checks.check('unknown secret'):
        status, tells = verify(ini, re.sub('key=.{8}', 'key=01234567', url))
        equal('verdict', (status, tells['signature']), (1, 'unknown secret'))
    with checks.check('an unsigned URL of a guarded dataset'):
        plain = re.sub('&(range|user|expires|key|signature)=[^&]*', '', url)
        status, tells = verify(ini, plain)
        equal('verdict', (status, tells['signature']), (1, 'missing'))
    with checks.check('an unsigned URL of a public dataset'):
        ticket = json.loads(good('-c', ini, 'ticket', 'open/p'))
        status, tells = verify(ini, ticket['htsget']['urls'][0]['url'])
        equal('verdict', (status, tells['signature']), (0, 'not needed'))
    for bad in ('/reads/a?format=BAM', '/data/file/?format=BAM', '/data/file',
                '/data/stream/a?format=BAM', '', 'data/file',
                '/data/file/%zz?x', '/data/file/a', '/data/file/a?format=BAM',
                url.replace('signature=', 'signature=x'),
                re.sub('&signature=.*', '', url)):
        with checks.check('no URL of data: %.60s' % bad):
            status, tells = verify(ini, bad)
            equal('verdict', (status, tells), (1, {}))
    with checks.check('an id that a terminal would obey'):
        status, tells = verify(ini, url.replace('/a?', '/%1b%5b2J?'))
        equal('id', (status, tells['id']), (1, '\\x1B[2J'))
    with checks.check('nothing on standard input'):
        refused(1, 'no URL', '-c', ini, 'verify', '-')


def ageing(checks, world):
    """Secrets that come and go, files that change, time that passes."""
    secret = cli_access.SECRET
    ini = cli_access.setup(world, cli_access.SECTION.replace(
        '[audit]', 'slack = 0\n[audit]'))
    url, late = sign(ini, 'a'), sign(ini, '--expires', '0', 'a')
    rows = [('first', secret + '\n' + OTHER_SECRET, 0, 'secret 1 of 2'),
            ('second', OTHER_SECRET + '\n\n# old\n' + secret, 0,
             'secret 2 of 2'),
            ('retired', OTHER_SECRET, 1, '')]
    for name, text, want, key in rows:
        with checks.check('secret: ' + name):
            cli_access.put(world, 'secret', text + '\n')
            status, tells = verify(ini, url)
            equal('status', status, want)
            equal('signature', tells['signature'],
                  'unknown secret' if want else 'good')
            expect(key in tells['key'], 'key %s', tells['key'])
            equal('another one signs', 'key=' + tells['key'][:8] in
                  sign(ini, 'a'), name == 'first')
    cli_access.put(world, 'secret', secret + '\n')
    with checks.check('expired'):
        time.sleep(1.5)
        status, tells = verify(ini, late)
        equal('verdict', (status, tells['signature']), (1, 'expired'))
        expect(tells['expires'].endswith('s ago)'), '%s', tells['expires'])
    path = world.path('guard/data/a.bam')
    with checks.check('changed'):
        os.utime(path, ns=(0, 0))
        status, tells = verify(ini, url)
        equal('verdict', (status, tells['signature'], tells['file']),
              (1, 'good', 'changed'))
    with checks.check('gone'):
        os.unlink(path)
        status, tells = verify(ini, url)
        equal('verdict', (status, tells['file']), (1, 'gone'))
    with checks.check('no secret at all'):
        os.unlink(world.path('guard/secret'))
        status, tells = verify(ini, url)
        equal('verdict', (status, tells['signature']),
              (1, 'no secret to check it by'))


def bound(checks, world):
    """Where a URL is for its user alone."""
    free = cli_access.setup(world)
    ini = world.write('bound.ini', cli_access.SECTION.replace(
        '[audit]', 'bind_user = yes\n[audit]'))
    with checks.check('sign says for whom'):
        refused(1, 'bind_user', '-c', ini, 'sign', 'a')
        equal('status', verify(ini, sign(ini, '--user', 'ann', 'a'))[0], 0)
    with checks.check('verify: a URL for nobody'):
        status, tells = verify(ini, sign(free, 'a'))
        equal('verdict', (status, tells['signature']), (1, 'good'))
        expect('bind_user' in tells['user'], 'user: %s', tells['user'])
    with checks.check('ticket tells it'):
        status, out, says = call('-c', ini, 'ticket', 'a')
        equal('status', status, 0)
        expect('for nobody' in says, 'it says %r', says)


def guarded_answers(checks, world):
    """get and ticket of who may read the secret; the server takes it."""
    ini = cli_access.setup(world)
    with open(world.path('guard/data/a.bam'), 'rb') as f:
        whole = f.read()
    with checks.check('get'):
        expect(good('-c', ini, 'get', 'a') == whole, 'it is another file')
    for words in ((), ('-r', 'chr1'), ('-r', 'chr1', '-s', '9', '-e', '99999'),
                  ('-H',)):
        with checks.check('ticket: all is signed: ' + ' '.join(words)):
            ticket = json.loads(good('-c', ini, 'ticket', *words, 'a'))
            for url in ticket['htsget']['urls']:
                if url['url'].startswith('data:'):
                    continue
                status, tells = verify(ini, url['url'])
                equal('status', status, 0)
                if 'range' in tells:
                    equal('range', 'bytes=' + tells['range'],
                          url['headers']['Range'])
    with checks.check('the server takes what sign signs'):
        responder = os.path.abspath(os.environ.get(
            'HTSGATE_FCGI', os.path.join('cgi-bin', 'htsgate.fcgi')))
        if not os.access(responder, os.X_OK):
            raise Skip('no ' + responder)
        url = sign(ini, '--range', '100-199', 'a')
        path, _, query = url[len(BASE):].partition('?')
        with doors.CGI(responder, ini) as door:
            status, _, body = door.request('GET', path, query,
                                           {'Range': 'bytes=120-149'})
        equal('answer', (status, body), (206, whole[120:150]))


def called_wrongly(checks, world):
    for words in (('sign',), ('sign', 'a', 'b'), ('verify',),
                  ('verify', 'a', 'b'), ('sign', '-r', 'chr1', 'a'),
                  ('verify', '--user', 'a', 'b'), ('get', '--range', '1-2',
                                                   'a'),
                  ('ticket', '--as', 'root', 'a'), ('check', '--as')):
        with checks.check('wrong: ' + ' '.join(words)):
            status, out, says = call(*words)
            equal('answer', (status, out), (2, b''))


FUNCTIONS = [signing, verifying, ageing, bound, guarded_answers,
             called_wrongly]
