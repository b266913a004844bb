"""httpd: what only Apache does, by its sample configurations."""
import base64
import json
import os
import shutil
import time

from harness import equal, expect
from webserver import open_own, own_url
from world import INI

# Names that mod_xsendfile gets as they are, and one that it might decode.
NAMES = ['a b', 'pl+us', 'ha#sh', "q'uote", 'd"quote', 'umläut', 'semi;c',
         'am&p=', 'que?s', 'per%25cent']
LOGIN = {'Authorization': 'Basic ' + base64.b64encode(b'ann:x').decode()}
GUARDED = INI + '''
[access]
secret = %s
sendfile = apache
[audit]
file = %s
[data guarded]
path = %s
prefix = guarded/
allow = ann
'''


def pools(t, s):
    """mod_fcgid takes another command line for another class."""
    if s.kind != 'apache-fcgid':
        return
    with t.check('data have processes of their own'):
        with open_own(s) as own:
            url = own_url(own, 'own/big')
            before = set(own.responders())
            for _ in range(3):
                equal('status', own.data(url, {'Range': 'bytes=0-9'}).status,
                      206)
            after = set(own.responders())
            expect(before < after, '%s, then %s', before, after)


def home(t, s):
    """The folder below a user's home, by mod_userdir."""
    if not s.kind.startswith('htaccess'):
        return
    with t.check('tickets below /~user'):
        status, _, body = s.door.get('GET', s.door.home +
                                     '/htsget/reads/hidden')
        equal('status', status, 200)
        for url in json.loads(body)['htsget']['urls']:
            own = s.site + s.door.home + '/htsget/data/file/hidden?'
            expect(url['url'].startswith(own), 'URL %s', url['url'])
            status, _, _ = s.door.get('GET', url['url'][len(s.site):],
                                      url['headers'])
            equal('status', status, 206)


def private(s, name):
    """A file of the program's user that nobody else reads."""
    path = s.world.path('conf', name)
    with open(path, 'w') as f:
        f.write('secret ' * 10 + '\n')
    os.chmod(path, 0o600)
    if os.getuid() == 0:
        os.chown(path, s.make.user, -1)
    return path


def guard(s):
    """Files in the guarded folder, and their section."""
    for name in NAMES:
        for extension in ('.bam', '.bam.bai'):
            shutil.copy2(s.world.path('data', 'plain' + extension),
                         os.path.join(s.door.guarded, name + extension))
    audit = private(s, 'audit')
    s.configure(GUARDED % (private(s, 'secret'), audit, s.door.guarded))
    deadline = time.monotonic() + 15
    while s.get('reads', 'guarded/a b', headers=LOGIN).status != 200:
        expect(time.monotonic() < deadline, 'no ticket: %s', s.get(
            'reads', 'guarded/a b', headers=LOGIN).text())
        time.sleep(0.2)
    return audit


def handed(t, s):
    """Guarded files by mod_xsendfile, and no name of a file to a client."""
    if not s.kind.startswith(('apache', 'htaccess')):
        return
    with t.whole('guarded files'), s.world.open(
            s.kind, login={'ann': 'x'}) as own:
        audit = guard(own)
        for name in NAMES:
            with t.check('given by Apache: ' + name):
                text = own.get('reads', 'guarded/' + name,
                               headers=LOGIN).text()
                url = json.loads(text)['htsget']['urls'][-2]
                given(own, name, url, audit)


def given(s, name, url, audit):
    answer = s.data(url['url'], url['headers'])
    for value in answer.headers.values():
        expect(s.door.guarded not in value, 'it says %s', value)
    with open(audit) as f:
        over = '"handed_over":true' in f.read().splitlines()[-1]
    equal('handed over', over, '%' not in name)
    if over and not s.make.sends_files:
        equal('body', answer.body, b'')
        return
    equal('status', answer.status, 206)
    first, last = map(int, url['headers']['Range'][6:].split('-'))
    with open(s.world.path('data', 'plain.bam'), 'rb') as f:
        f.seek(first)
        expect(answer.body == f.read(last + 1 - first), 'other bytes')


FUNCTIONS = [pools, home, handed]
