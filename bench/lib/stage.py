"""stage: what a module of bench/rows is given: data, programs and doors.

    full            bool: BENCH=full
    rounds, seconds how often in turns, and how long a load each
    data(NAME)      the path of a file that bench/data makes; Missing: there is
                    none
    program         cgi-bin/htsgate.fcgi, absolute
    htsgate         the command, absolute
    build(NAME)     another program of the build: 'bench/hello'
    source          the folder of the sources, absolute
    folder()        a new temporary folder, removed at the end
    fastcgi(ini)    doors.FastCGI: one process with this INI text
    cgi(ini)        doors.CGI: a process for each request
    lighttpd(ini, more='', processes=4)
                    lighttpd with etc/lighttpd.conf on loopback, `more` behind
                    it, so many processes for tickets; /files/ is the folder of
                    the data. It has .port, .url(PATH), .responders() (process
                    ids) and what lib/webdoor.py says
    peer            the URL of a dataset of another server, or None
    note(text)      progress, to standard error

The doors are context managers. In the INI text the word DATA stands for the
folder of the data and SITE for the beginning of URLs: that of lighttpd, else
of a host that is none (URL of this module, for payload.local_fetch). Without
a text it is INI: every file of the data, delivered directly.

A module that a machine cannot measure raises Missing with the reason; one that
was not asked for, LeftOut.
"""
import os
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
for _folder in ('data', 'endpoint', 'lib'):
    _folder = os.path.join(SOURCE, 'tests', _folder)
    if _folder not in sys.path:
        sys.path.insert(0, _folder)
import doors                    # noqa: E402
import lighttpd                 # noqa: E402

SITE = 'http://h.invalid'
URL = SITE + '/files'
INI = '''\
[data bench]
path = DATA
url = SITE/files
'''


class Missing(Exception):
    """Why something cannot be measured here."""


class LeftOut(Missing):
    """Why nobody wanted it to be measured: no failure of the run."""


class Lighttpd(lighttpd.Lighttpd):
    def url(self, path):
        """The URL of a path of this server: '/htsget/reads/wgs'."""
        return self.site + path


class Stage:
    def __init__(self, data, build='.', full=False, peer=None):
        self.full, self.peer, self.source = full, peer, SOURCE
        self.rounds, self.seconds = (5, 3) if full else (3, 1)
        self.data_folder = os.path.abspath(data)
        self.build_folder = os.path.abspath(build)
        self.program = self.build('cgi-bin/htsgate.fcgi')
        self.htsgate = self.build('htsgate')
        self.began, self.folders = time.monotonic(), []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        while self.folders:
            shutil.rmtree(self.folders.pop(), ignore_errors=True)

    def build(self, name):
        return os.path.join(self.build_folder, name)

    def data(self, name):
        path = os.path.join(self.data_folder, name)
        if not os.path.exists(path):
            raise Missing('there is no %s' % name)
        return path

    def folder(self):
        path = tempfile.mkdtemp(prefix='htsgate-bench-')
        os.chmod(path, 0o755)
        self.folders.append(path)
        return path

    def ini(self, text, site=SITE):
        """The path of a file with this INI text."""
        path = os.path.join(self.folder(), 'bench.ini')
        text = (text or INI).replace('SITE', site)
        with open(path, 'w') as f:
            f.write(text.replace('DATA', self.data_folder))
        return path

    def fastcgi(self, ini=None, **words):
        return doors.FastCGI(self.program, self.ini(ini), **words)

    def cgi(self, ini=None, **words):
        return doors.CGI(self.program, self.ini(ini), **words)

    def lighttpd(self, ini=None, more='', processes=4, program=None, **words):
        """`program`: another one in place of ours, under the same pool."""
        why = Lighttpd.cannot()
        if why:
            raise Missing(why)
        listener = doors.listen()
        site = 'http://127.0.0.1:%d' % doors.port_of(listener)
        return Lighttpd(program or self.program, self.ini(ini, site),
                        files={'/files/': self.data_folder}, extra=more,
                        listener=listener, processes=processes, **words)

    def note(self, text):
        print('%6.0f s  %s' % (time.monotonic() - self.began, text),
              file=sys.stderr, flush=True)
