"""delivery: how fast guarded bytes get out.

Starts each web server with its sample of etc/ and asks for a range of 4 MiB of
a file of 2 GB
  static    as a static file: direct delivery, and the measure of the others
  sendfile  by a signed URL that htsgate hands over to the web server
  streamed  by the same URL with `sendfile = none`
The client is wrk. The file is sparse, and its range in memory.
"""
import os
import subprocess
import time

import bgzf
from clock import median, ratio
from guard import put_secret
from row import Row
from world import DOORS
from wrk import load

TITLE = 'Guarded delivery'
DATA = []
SENDFILE = {'lighttpd': 'lighttpd', 'nginx': 'nginx',
            'apache-fcgid': 'apache', 'apache-proxy-fcgi': 'apache'}
CONNECTIONS = (1, 16)
SIZE = 2 << 30
START, LENGTH = 1 << 30, 4 << 20
RANGE = {'Range': 'bytes=%d-%d' % (START, START + LENGTH - 1)}
INI = '''\
[access]
secret = %(dir)s/secret
sendfile = %(sendfile)s
[data guarded]
path = %(guarded)s
allow = *
'''


def make_file(path):
    """Sparse, but for what makes it a BAM file, and for the range."""
    with open(path, 'wb') as f:
        f.write(bgzf.block(b'BAM\1' + bytes(8)))
        f.truncate(SIZE - len(bgzf.EOF))
        f.seek(START)
        f.write(os.urandom(LENGTH))
        f.seek(0, 2)
        f.write(bgzf.EOF)


def configure(folder, guarded, sendfile):
    """Replaces the INI file, and waits until it is read again."""
    path = os.path.join(folder, 'x.ini')
    with open(path + '.new', 'w') as f:
        f.write(INI % {'dir': folder, 'guarded': guarded,
                       'sendfile': sendfile})
    os.rename(path + '.new', path)
    time.sleep(1.1)


class Server:
    """A web server, with the file below /files/ and among guarded data."""

    def __init__(self, bench, name):
        self.bench, self.name, self.folder = bench, name, bench.folder()
        files = os.path.join(self.folder, 'files')
        os.mkdir(files)
        put_secret(os.path.join(self.folder, 'secret'),
                   os.urandom(32).hex() + '\n')
        make_file(os.path.join(files, 'big.bam'))
        configure(self.folder, self.folder, 'none')
        self.door = DOORS[name](
            bench.program, os.path.join(self.folder, 'x.ini'),
            files={'/files/': files + '/'})
        os.link(os.path.join(files, 'big.bam'),
                os.path.join(self.door.guarded, 'big.bam'))

    def signed(self, sendfile):
        """A signed URL, delivered this way, which has been tried."""
        configure(self.folder, self.door.guarded, sendfile)
        url = subprocess.run(
            [self.bench.htsgate, '-c', os.path.join(self.folder, 'x.ini'),
             'sign', '-f', 'BAM', '--range',
             '%d-%d' % (START, START + LENGTH - 1), 'big'],
            check=True, capture_output=True, text=True).stdout.strip()
        url = self.door.base + url[url.index('/data/'):]
        status, _, body = self.door.get('GET', url[len(self.door.site):],
                                        RANGE)
        if (status, len(body)) != (206, LENGTH):
            raise ValueError('%s: status %d, %d bytes' % (
                self.name, status, len(body)))
        return url

    def speed(self, url, connections):
        return load(url, connections, self.bench.seconds, RANGE).bytes

    def round(self, connections):
        """One after the other: bytes a second of each way."""
        out = {'static': self.speed(self.door.site + '/files/big.bam',
                                    connections)}
        for what, word in (('sendfile', SENDFILE[self.name]),
                           ('streamed', 'none')):
            out[what] = self.speed(self.signed(word), connections)
        return out

    def rows(self, connections):
        rounds = [self.round(connections)
                  for _ in range(self.bench.rounds)]
        base = [r['static'] for r in rounds]
        for what in ('sendfile', 'streamed'):
            got = [r[what] for r in rounds]
            yield Row('delivery-%s-%s-%d' % (self.name, what, connections),
                      ratio(got, base), reference='a static file of %s' %
                      self.name, workload='4 MiB of 2 GB, %s, %d connections' %
                      (what, connections),
                      detail='%.2f against %.2f GB/s' % (
                          median(got) / 1e9, median(base) / 1e9))


def rows(bench):
    for name in SENDFILE if bench.full else ['lighttpd']:
        why = DOORS[name].cannot() if name in DOORS else 'it is not known'
        if why:
            yield Row('delivery-' + name, None, detail=why)
            continue
        server = Server(bench, name)
        with server.door:
            for connections in CONNECTIONS:
                yield from server.rows(connections)
