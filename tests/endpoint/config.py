"""config: a bad configuration is an answer, not an end; it heals."""
import errno
import os
import re
import resource
import signal
import time

from harness import equal, expect, need_proc
from process import wait_until_catching
from world import INI

ERROR = 'InternalServerError'
PATIENCE = 10       # seconds; the file is looked at once a second

# Name, the whole file, what the log says.
BAD = [
    ('unknown section', '[sever]\nname = x\n', r'sever'),
    ('unknown key', '[server]\nnam = x\n', r'nam'),
    ('bad value', '[limits]\nurl_bytes = lots\n', r'url_bytes'),
    ('value out of range', '[limits]\nurl_bytes = 1\n', r'url_bytes'),
    ('a line that is none', INI + 'what is this\n', r'line|:\d+'),
    ('a key twice', '[server]\nname = a\nname = b\n', r'name'),
    ('two equal ids', INI + '[data more]\nid = only-cram\n'
     'bam = DIR/data/plain.bam\n', r'only-cram'),
    ('two equal prefixes', INI + '[data more]\npath = DIR/apart\n'
     'prefix = sample/\n', r'sample/'),
    ('a feature to come', INI + '[data more]\npath = DIR/apart\n'
     'prefix = more/\nallow = *\n', r'allow'),
    ('relative path', '[data more]\npath = data\n', r'path'),
    ('path and files', '[data more]\npath = DIR/data\n'
     'bam = DIR/data/plain.bam\n', r'more'),
    ('binary', 'x\x01\x02\n', r'.'),
]


def wait_for(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        expect(time.monotonic() < deadline, '%s: not within %d s', what,
               PATIENCE)
        time.sleep(0.1)


def status(s):
    return s.get('reads', 'plain', 'class=header').status


def refused(s, says):
    """500 in htsget JSON; the reason is in the log and nowhere else."""
    s.new_log()
    answer = s.get('reads', 'plain')
    equal('status', answer.status, 500)
    message = answer.error(ERROR)
    expect(s.world.dir not in message and s.config not in message,
           'the message names a path: %s', message)
    expect('configuration' in message, 'message %s', message)
    time.sleep(1.1)         # what was told a moment ago may not be repeated
    s.get('reads', 'plain')
    log = s.new_log()
    expect(s.config in log, 'the log does not name the file: %s', log[-300:])
    expect(re.search(says, log), 'the log does not say %s: %s', says,
           log[-300:])


def bad(t, s):
    """A CGI process per fault is quick; the others are seen below."""
    for name, text, says in BAD if s.kind == 'cgi' else BAD[:1]:
        with t.check('bad configuration: ' + name):
            with s.world.open(s.kind, text) as own:
                refused(own, says)


def missing(t, s):
    with t.check('no configuration: 500, and it heals'):
        with s.world.open(s.kind, None) as own:
            refused(own, r'No such file')
            own.configure(INI)
            wait_for(lambda: status(own) == 200, 'healing')
    with t.check('the configuration is a folder: 500, and it heals'):
        with s.world.open(s.kind, None) as own:
            os.mkdir(own.config)
            refused(own, r'.')
            os.rmdir(own.config)
            own.configure(INI)
            wait_for(lambda: status(own) == 200, 'healing')


def service_info(t, s):
    with t.check('bad configuration: service-info, unknown paths and HEAD'):
        with s.world.open(s.kind, 'nonsense\n') as own:
            for path in ('/reads/service-info', '/nothing', '/reads/plain'):
                answer = own.request('GET', path)
                equal('status of ' + path, answer.status, 500)
                answer.error(ERROR)
                equal('HEAD', own.request('HEAD', path).status, 500)


def heals(t, s):
    with t.check('bad at start: the process stays and heals'):
        with s.world.open(s.kind, '[nonsense]\n') as own:
            equal('status', status(own), 500)
            pid = own.pid() if s.kind != 'cgi' else 0
            own.configure(INI)
            wait_for(lambda: status(own) == 200, 'healing')
            expect(own.alive(), 'the process has ended')
            equal('process', own.pid() if s.kind != 'cgi' else 0, pid)


def reload(t, s):
    # One process, because another may have slept through the good reload.
    alone = {'processes': 1, 'streams': 1} if s.web else {}
    with s.world.open(s.kind, INI, **alone) as own:
        with t.check('reload: a new section is there'):
            equal('status', own.get('reads', 'new/plain').status, 404)
            own.configure(INI + '[data new]\npath = DIR/data\n'
                          'prefix = new/\nurl = SITE/files\n')
            wait_for(lambda: all(own.get('reads', 'new/plain').status == 200
                                 for _ in range(20)),   # of every process
                     'reload')
        if s.cgi:
            return
        with t.check('a bad reload: the old configuration stays'):
            own.new_log()
            own.configure(INI + '[nonsense]\n')
            time.sleep(1.5)
            for _ in range(10):
                equal('status', own.get('reads', 'new/plain').status, 200)
            log = own.new_log()
            expect('nonsense' in log and own.config in log, 'log: %s',
                   log[-300:])
        with t.check('a good reload after that'):
            own.configure(INI)
            wait_for(lambda: own.get('reads', 'new/plain').status == 404,
                     'reload')
            equal('status', status(own), 200)
        with t.check('the file goes: the old configuration stays'):
            os.rename(own.config, own.config + '.away')
            time.sleep(1.5)
            equal('status', status(own), 200)
            os.rename(own.config + '.away', own.config)
            equal('status', status(own), 200)


def hangup_signal(t, s):
    if s.kind != 'fastcgi':
        return
    with s.world.open(s.kind, INI) as own:
        with t.check('SIGHUP: read at once, the log opened again'):
            own.get('reads', 'plain')
            os.rename(own.log_path, own.log_path + '.old')
            own.configure(INI + '[data new]\npath = DIR/data\n'
                          'prefix = new/\nurl = SITE/files\n')
            os.kill(own.pid(), signal.SIGHUP)
            time.sleep(0.1)
            equal('status', own.get('reads', 'new/plain').status, 200)
            expect(os.path.exists(own.log_path), 'no new log')


def limit_files(s, more):
    """Lets the process open so many files more; without `more`, any."""
    most = resource.prlimit(s.pid(), resource.RLIMIT_NOFILE)[1]
    soft = most
    if more is not None:
        time.sleep(0.2)     # the last connection is closed behind its answer
        used = set(map(int, os.listdir('/proc/%d/fd' % s.pid())))
        soft = [n for n in range(len(used) + more + 1)
                if n not in used][more]
    resource.prlimit(s.pid(), resource.RLIMIT_NOFILE, (soft, most))


def passing(t, s):
    """The connection takes one file; there is none for the INI file."""
    if s.kind != 'fastcgi':
        return
    with t.check('no file descriptor at start: 503, and it heals'):
        need_proc()
        with s.world.open(s.kind, INI) as own:
            wait_until_catching(own.pid(), signal.SIGHUP)
            limit_files(own, 1)
            answer = own.get('reads', 'plain')
            equal('status', answer.status, 503)
            expect('configuration' in answer.error(ERROR), 'message')
            time.sleep(1.1)
            own.new_log()
            for _ in range(50):
                equal('status', status(own), 503)
            lines = own.new_log().count(own.config)
            expect(1 <= lines <= 3, '%d lines in the log', lines)
            limit_files(own, None)
            wait_for(lambda: status(own) == 200, 'healing')
    with t.check('no file descriptor at a reload: the file is read later'):
        need_proc()
        with s.world.open(s.kind, INI) as own:
            equal('status', status(own), 200)
            limit_files(own, 1)
            own.configure(INI + '[data new]\npath = DIR/data\n'
                          'prefix = new/\nurl = SITE/files\n')
            time.sleep(1.1)
            own.request('GET', '/reads/service-info')
            expect(os.strerror(errno.EMFILE) in own.new_log(), 'the log')
            limit_files(own, None)
            wait_for(lambda: own.get('reads', 'new/plain').status == 200,
                     'reload')


def log_fifo(t, s):
    with t.check('a log file that is a FIFO without reader'):
        with s.world.open(s.kind, None) as own:
            fifo = own.config + '.fifo'
            os.mkfifo(fifo)
            own.configure(INI + '[log]\nfile = %s\n' % fifo)
            equal('status', status(own), 200)
            log = own.new_log()
            expect(fifo in log, 'log: %s', log[-300:])


def by_parameter(t, s):
    """The environment of the process beats a parameter of the request."""
    if s.kind != 'fastcgi':
        return
    with t.check('HTSGATE_CONFIG of the request does not beat the process'):
        other = s.world.path('conf', 'other.ini')
        with open(other, 'w') as f:
            f.write('[nonsense]\n')
        answer = s.request('GET', '/reads/plain',
                           extra={'HTSGATE_CONFIG': other})
        equal('status', answer.status, 200)
    with t.check('HTSGATE_CONFIG of the request counts without another'):
        with s.world.open(s.kind, INI) as own:
            config = own.config
            own.door.close()
            own.config = None
            own.start()
            equal('status', own.request('GET', '/reads/plain', extra={
                'HTSGATE_CONFIG': config}).status, 200)


FUNCTIONS = [bad, missing, service_info, heals, reload, hangup_signal,
             passing, log_fifo, by_parameter]
