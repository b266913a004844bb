"""Assertions on the command htsgate: what it checks of access."""
import os
import pwd
import shutil
import subprocess

from command import PROGRAM, call, good, lines_of, refused
from harness import Skip, equal, expect

OTHER = 'nobody'        # a user whom every system has
SECRET = '0123456789abcdef' * 2

SECTION = '''\
[access]
secret = DIR/guard/secret
groups = DIR/guard/groups
grants = DIR/guard/grants
[audit]
file = DIR/guard/audit.log
[log]
file = DIR/guard/log
[data sec]
path = DIR/guard/data
allow = ann @team
'''


def put(world, name, text, mode=0o640):
    world.write('guard/' + name, text)
    os.chmod(world.path('guard/' + name), mode)


def setup(world, guarded=SECTION):
    """A guarded folder of which all is good; the INI file."""
    shutil.rmtree(world.path('guard'), ignore_errors=True)
    os.makedirs(world.path('guard/data/sub'))
    for name in ('data/a', 'data/sub/b'):
        for end in ('.bam', '.bam.bai'):
            shutil.copy(world.path('data/a' + end),
                        world.path('guard/' + name + end))
    put(world, 'secret', '# of the test\n%s\n' % SECRET)
    put(world, 'groups', 'team: bob "carl c"\nothers: dora\n')
    put(world, 'grants', 'eve\tx/*\tDIR/guard/some.bed\n')
    put(world, 'some.bed', 'chr1\t0\t1000\n')
    return world.write('guard.ini', guarded)


def check(ini, *words):
    status, out, says = call('-c', ini, 'check', *words)
    return status, lines_of(out)[1], says


def files(checks, world):
    with checks.check('all is good'):
        equal('check', check(setup(world)), (0, '2 datasets, 0 with faults',
                                             ''))
        for name in ('log', 'audit.log'):
            expect(not os.path.exists(world.path('guard/' + name)),
                   '%s was made', name)
    rows = [('secret, for all to read', 'secret', SECRET, 0o644,
             'others than owner'),
            ('secret, short', 'secret', '# no\nshort\n', 0o640, 'line 2'),
            ('secret, empty', 'secret', '', 0o640, 'guard/secret'),
            ('groups', 'groups', 'team: bob\nno colon\n', 0o640,
             'guard/groups: line 2'),
            ('grants', 'grants', 'eve\tx/*\n', 0o640, 'guard/grants: line 1'),
            ('BED file', 'some.bed', 'chr1\t0\t5\nchr1\t0\tx\n', 0o640,
             'guard/some.bed: line 2'),
            ('BED file that is not there', 'grants',
             'eve\tx\tDIR/guard/no.bed\n', 0o640, 'guard/no.bed')]
    for name, file, text, mode, want in rows:
        with checks.check('faults: ' + name):
            ini = setup(world)
            put(world, file, text, mode)
            status, last, says = check(ini)
            equal('status', status, 1)
            equal('sum', last,
                  '2 datasets, 0 with faults; 1 faults of sections')
            expect(want in says and says.count('\n') == 1, 'it says %r', says)
            expect(SECRET not in says, 'it tells the secret')
    for key in ('secret', 'groups', 'grants'):
        with checks.check('faults: no file of ' + key):
            ini = setup(world)
            os.unlink(world.path('guard/' + key))
            status, last, says = check(ini)
            equal('status', status, 1)
            expect('[access] %s: ' % key in says and 'No such file' in says,
                   'it says %r', says)


def appended(checks, world):
    for section, name in (('log', 'log'), ('audit', 'audit.log')):
        ini = setup(world, SECTION.replace('guard/' + name,
                                           'guard/none/' + name))
        with checks.check(section + ': no folder for it'):
            status, last, says = check(ini)
            equal('status', status, 1)
            expect('[%s] file: ' % section in says and 'cannot be appended to'
                   in says, 'it says %r', says)
        with checks.check(section + ': a folder has its name'):
            os.makedirs(world.path('guard/none/' + name))
            status, last, says = check(ini)
            equal('status', status, 1)
            expect('Is a directory' in says, 'it says %r', says)
        with checks.check(section + ': what is there stays as it is'):
            os.rmdir(world.path('guard/none/' + name))
            put(world, 'none/' + name, 'old\n')
            equal('check', check(ini)[::2], (0, ''))
            with open(world.path('guard/none/' + name)) as f:
                equal('text', f.read(), 'old\n')


def warnings(checks, world):
    http = '[server]\nbase_url = http://HOST/htsget\n'
    sendfile = SECTION.replace('[audit]', 'sendfile = nginx\n[audit]')
    pub = '[data pub]\nprefix = pub/\npath = DIR/'
    forward = '[data fwd]\npath = DIR/elsewhere\nprefix = f/\nallow = *\n' \
        'forward_authorization = yes\nurl = '
    rows = [('http', http.replace('HOST', 'h.example') + SECTION,
             'go in the clear by [server] base_url'),
            ('http, a name like a loopback',
             http.replace('HOST', '127.example.org') + SECTION, 'clear'),
            ('http, localhost', http.replace('HOST', 'localhost:8080') +
             SECTION, None),
            ('http, 127.0.0.1', http.replace('HOST', '127.0.0.1') + SECTION,
             None),
            ('http, ::1', http.replace('HOST', '[::1]:80') + SECTION, None),
            ('https', http.replace('http:', 'https:').replace('HOST', 'h') +
             SECTION, None),
            ('http without allow', http.replace('HOST', 'h.example') +
             '[data p]\npath = DIR/guard/data\n', None),
            ('login to http', SECTION + forward + 'http://h.example/f\n',
             '[data fwd] forward_authorization: '),
            ('login to https', SECTION + forward + 'https://h.example/f\n',
             None),
            ('group that no line has', SECTION + 'hide = yes\n[data t]\n'
             'id = t\nbam = DIR/elsewhere/far.bam\nallow = @tea @tea\n',
             '[data t] allow: there is no group tea in '),
            ('group of another case', SECTION.replace('@team', '@Team'),
             'no group Team'),
            ('group without a file',
             SECTION.replace('groups = DIR/guard/groups\n', ''),
             'not set'),
            ('group of the system', SECTION.replace('@team', '%no-such-group'),
             'the system has no group no-such-group'),
            ('group of the system that is there',
             SECTION.replace('@team', '%root'), None),
            ('public, too', SECTION + pub + 'guard/data\n',
             '[data sec] allow: [data pub] gives '),
            ('public above', SECTION + pub + 'guard\n',
             '[data pub] gives %s to everybody' % world.path('guard/data')),
            ('public below', SECTION + pub + 'guard/data/sub\n',
             '[data pub] gives %s to' % world.path('guard/data/sub')),
            ('public by a link', SECTION + pub + 'way-to-guard\n',
             '[data pub] gives '),
            ('one public file of it', SECTION + '[data one]\nid = one\n'
             'bam = DIR/guard/data/a.bam\n', '[data one] gives '),
            ('public beside', SECTION + pub + 'guard/dat\n', None)]
    setup(world)
    os.symlink('guard/data', world.path('way-to-guard'))
    os.makedirs(world.path('guard/dat'))
    for name, text, want in rows:
        with checks.check(name):
            status, last, says = check(world.write('guard.ini', text))
            equal('status', status, 0)
            equal('warnings in the sum', '; 1 warnings' in last,
                  want is not None)
            if want is None:
                equal('it says', says, '')
                continue
            expect(says.startswith('htsgate: warning: ') and want in says,
                   'it says %r', says)
            equal('lines', says.count('\n'), 1)
    for mode, want in ((0o775, 1), (0o757, 1), (0o755, 0)):
        for words, most in ((sendfile, want), (SECTION, 0)):
            with checks.check('folder of mode %o, %s' % (
                    mode, 'sendfile' if words is sendfile else 'none')):
                ini = setup(world, words)
                os.chmod(world.path('guard/data'), mode)
                status, last, says = check(ini)
                equal('status', status, 0)
                equal('warnings', says.count('can write there'), most)


def another_user(checks, world):
    """What root sees and the web server's user does not."""
    ini = setup(world)
    me = pwd.getpwuid(os.getuid()).pw_name
    with checks.check('who runs it'):
        equal('output', good('-c', ini, 'check', '--as', me),
              good('-c', ini, 'check'))
    with checks.check('nobody has that name'):
        refused(1, 'no such user', '-c', ini, 'check', '--as', 'no-such-user')
    if os.getuid() != 0:
        with checks.check('without root'):
            refused(1, 'only root', '-c', ini, 'check', '--as', 'root')
            raise Skip('what another user cannot read: needs root')
        return
    for path in (world.dir, world.path('guard')):
        os.chmod(path, 0o755)
    for file in ('groups', 'grants', 'some.bed'):
        os.chmod(world.path('guard/' + file), 0o644)
    shutil.chown(world.path('guard/secret'), OTHER)
    put(world, 'log', '', 0o666)
    put(world, 'audit.log', '', 0o666)
    with checks.check('all can be read'):
        equal('check', check(ini, '--as', OTHER),
              (0, '2 datasets, 0 with faults', ''))
    rows = ['guard/data/a.bam', 'guard/data/a.bam.bai', 'guard/data',
            'guard/data/sub', 'guard/secret', 'guard/groups', 'guard/grants',
            'guard/some.bed', 'guard/log', 'guard/audit.log', 'guard.ini']
    for name in rows:
        with checks.check('cannot read ' + name):
            path = world.path(name)
            before = os.stat(path)
            os.chown(path, 0, 0)
            os.chmod(path, 0o770)    # not by root's group either
            equal('as root', check(ini)[:2], (0, '2 datasets, 0 with faults'))
            status, out, says = call('-c', ini, 'check', '--as', OTHER)
            equal('status', status, 1)
            expect(path + ': ' in out.decode() + says or path + ' cannot' in
                   says, 'it does not name it: %r, %r', out, says)
            expect('Permission denied' in out.decode() + says, '%r', says)
            os.chown(path, before.st_uid, before.st_gid)
            os.chmod(path, before.st_mode & 0o7777)
    with checks.check('the groups of root are left'):
        os.chmod(world.path('guard/groups'), 0o640)
        p = subprocess.run([PROGRAM, '-c', ini, 'check', '--as', OTHER],
                           extra_groups=[0], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=60)
        equal('status', p.returncode, 1)
        expect(b'guard/groups: Permission denied' in p.stderr, 'it says %r',
               p.stderr)
    with checks.check('no folder to make the log in'):
        os.unlink(world.path('guard/log'))
        status, last, says = check(ini, '--as', OTHER)
        equal('status', status, 1)
        expect('[log] file: ' in says, 'it says %r', says)
        expect(not os.path.exists(world.path('guard/log')), 'it was made')


def offline(checks, world):
    ini = setup(world, '[data t]\nid = t\nbam = DIR/guard/tape.bam\n'
                'offline = 503\n')
    put(world, 'tape.bam', '')
    os.truncate(world.path('guard/tape.bam'), 1 << 20)
    with checks.check('a file on tape is a note, no fault'):
        if os.stat(world.path('guard/tape.bam')).st_blocks * 512 > 1 << 17:
            raise Skip('the file system has no sparse files')
        found, last = lines_of(good('-c', ini, 'check'))
        expect(found['t'][-1].startswith('note: BAM: ') and
               'on tape' in found['t'][-1], '%r', found['t'])
        equal('sum', last, '1 datasets, 0 with faults')
    with checks.check('it is not told by -q'):
        equal('output', good('-c', ini, 'check', '-q'),
              b'1 datasets, 0 with faults\n')


FUNCTIONS = [files, appended, warnings, another_user, offline]
