"""world: a folder of data, its configuration, and servers on it."""
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile

import doors
from apache import (ApacheCGI, ApacheFcgid, ApacheProxyFcgi, Htaccess,
                    HtaccessFcgid)
from lighttpd import Lighttpd, LighttpdCGI
from nginx import Nginx
from server import Server

# Every door; lib/webdoor.py says how to add a web server.
DOORS = {'cgi': doors.CGI, 'fastcgi': doors.FastCGI, 'lighttpd': Lighttpd,
         'lighttpd-cgi': LighttpdCGI, 'nginx': Nginx,
         'apache-fcgid': ApacheFcgid,
         'apache-proxy-fcgi': ApacheProxyFcgi, 'apache-cgi': ApacheCGI,
         'htaccess': Htaccess, 'htaccess-fcgid': HtaccessFcgid}
NOBODY = 65534

# An id of our own is a copy of a sample, so that it can be changed.
COPIES = [('bam-bai', 'plain', '.bam', '.bam.bai'),
          ('bam-csi-fine', 'other', '.bam', '.bam.csi'),
          ('cram-3.0', 'plain', '.cram', '.cram.crai'),
          ('vcf-tbi', 'plain', '.vcf.gz', '.vcf.gz.tbi'),
          ('bcf-csi', 'plain', '.bcf', '.bcf.csi')]

# SITE is where static files are, DIR the folder of the world.
INI = '''\
[data main]
path = DIR/data
url = SITE/files
follow = DIR/elsewhere

[data sample]
path = SAMPLE
prefix = sample/
url = SITE/sample

[data apart]
path = DIR/apart
prefix = apart/
url = SITE/apart
index = DIR/indexes

[data deeper]
path = DIR/deeper
prefix = sub/deeper/
url = SITE/deeper

[data lenient]
path = SAMPLE/bad
prefix = lenient/
url = SITE/sample/bad
missing_eof = serve

[data two]
id = two/formats
bam = DIR/data/plain.bam
cram = DIR/data/plain.cram

[data only cram]
id = only-cram
cram = DIR/data/plain.cram

[data named]
bcf = DIR/data/by-name.bcf

[data explicit]
id = shadowed
bam = DIR/data/other.bam

[data farm]
path = DIR/farm
prefix = farm/
follow = DIR/data:DIR/private

[data probe]
id = odd.bai
bam = DIR/data/plain.bam

[data hidden]
id = hidden
bam = DIR/private/private.bam

[data hidden directory]
path = DIR/private
prefix = private/
'''
DROP = ('import os, sys; os.setgroups([]); os.setgid(%d); os.setuid(%d); '
        'os.execv(sys.argv[1], sys.argv[1:])' % (NOBODY, NOBODY))


class World:
    def __init__(self, program, sample):
        self.program, self.sample = program, sample
        self.dir = os.path.join(tempfile.mkdtemp(prefix='htsgate-'), 'a b')
        self.count = 0
        self.complaints = []    # of sanitizers and the C library
        try:
            self.fill()
            self.let_in()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        shutil.rmtree(os.path.dirname(self.dir), ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def copy(self, sample, target, *extensions):
        """A sample with its index, under another name, with its times."""
        for extension in extensions:
            shutil.copy2(os.path.join(self.sample, sample + extension),
                         self.path(target + extension))

    def fill(self):
        os.mkdir(self.dir)
        for name in ('data', 'data/sub', 'elsewhere', 'apart', 'deeper',
                     'indexes', 'private', 'farm', 'data/folder.bam', 'conf'):
            os.mkdir(self.path(name))
        for sample, name, *extensions in COPIES:
            self.copy(sample, 'data/' + name, *extensions)
        bam = ('.bam', '.bam.bai')
        self.copy('gap-end', 'data/shadowed', *bam)
        self.copy('past-ln', 'private/private', *bam)
        self.copy('past-ln', 'elsewhere/followed', *bam)
        self.copy('past-ln', 'data/sub/inner', *bam)
        self.copy('gap-end', 'deeper/inner', *bam)
        self.copy('bcf-end', 'data/by-name', '.bcf', '.bcf.csi')
        self.copy('gap-end', 'apart/far off', '.bam')
        self.copy('gap-end', 'indexes/far off', '.bam.bai')
        self.links()
        os.mkfifo(self.path('data/fifo.bam'))
        for folder in (os.path.dirname(self.dir), self.dir):
            os.chmod(folder, 0o755)     # also for who has given up root
        os.chmod(self.path('conf'), 0o777)  # their logs

    def let_in(self):
        """Apache gives up root, and then may not come into a checkout in a
        home: programs and samples get copies that it can reach."""
        self.build = os.path.join(os.path.dirname(self.program), '..')
        if os.getuid() != 0 or self.probe(
                ['/usr/bin/test', '-x', self.program],
                ['/usr/bin/test', '-r', os.path.join(self.sample,
                                                     'datasets.tsv')]):
            return
        folder = os.path.dirname(self.dir)
        self.program = self.within_reach(self.program)
        self.sample = shutil.copytree(
            self.sample, os.path.join(folder, 'sample'), symlinks=True)

    def within_reach(self, program):
        """A program, or its copy where it lies outside of their reach."""
        if os.getuid() != 0 or self.probe(
                ['/usr/bin/test', '-x', program]):
            return program
        return shutil.copy(program, os.path.join(
            os.path.dirname(self.dir), os.path.basename(program)))

    def probe(self, *commands):
        """Whether all of them work for who has given up root."""
        return all(subprocess.run([sys.executable, '-c', DROP] + command,
                                  stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL).returncode == 0
                   for command in commands)

    def links(self):
        data = self.path('data')
        for name, target in (('inside', 'plain.bam'),
                             ('follow', '../elsewhere/followed.bam'),
                             ('outside', '../private/private.bam'),
                             ('absolute', self.path('private/private.bam')),
                             ('dangling', 'nowhere.bam'),
                             ('round', 'link-round.bam')):
            os.symlink(target, os.path.join(data, 'link-%s.bam' % name))
        os.symlink('plain.bam.bai', os.path.join(data, 'link-inside.bam.bai'))
        os.symlink('../elsewhere/followed.bam.bai',
                   os.path.join(data, 'link-follow.bam.bai'))
        os.symlink('../private', os.path.join(data, 'link-folder'))
        for name, target in (('seen', 'data/plain'),
                             ('unseen', 'private/private')):
            for extension in ('.bam', '.bam.bai'):
                os.symlink(self.path(target + extension),
                           self.path('farm', name + extension))

    @staticmethod
    def doors():
        small = os.environ.get('HTSGATE_CHECK') == 'small'
        return [name for name, door in DOORS.items()
                if not (small and door.web)]

    @contextlib.contextmanager
    def open(self, door, text=INI, **options):
        """A server on a configuration; `text` None: there is no file."""
        self.count += 1
        with contextlib.ExitStack() as stack:
            server = Server(self, door, DOORS[door], self.count)
            stack.callback(server.close)
            if text is not None:
                server.configure(text)
            server.start(**options)
            yield server

    def unprivileged(self):
        """A wrapper that gives up root: None where that would not help."""
        if os.getuid() != 0:
            return ()
        if not self.probe([self.program, '--version'], ['/bin/ls', self.dir]):
            return None
        return [sys.executable, '-c', DROP]
