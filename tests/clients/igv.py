"""igv: IGV desktop of Debian, on a virtual screen, by its batch port.

Its picture of a ticket has to be, pixel by pixel, its picture of the local
file. Pictures are in check-clients/igv-*.png.
"""
import contextlib
import os
import re
import socket
import struct
import subprocess
import tempfile
import time
import zlib

import programs
import wanted
from cache import Absent, need
from client import Client

JAR = '/usr/share/java/igv.jar'
SECONDS = 60
START = 'bam-bai.bam'
WIDTH = 2000        # bases of a picture; IGV shows reads up to 30,000


@contextlib.contextmanager
def screen(xvfb):
    """A virtual screen; the value of DISPLAY."""
    ours, theirs = os.pipe()
    with programs.Process([xvfb, '-displayfd', str(theirs), '-nolisten',
                           'tcp', '-screen', '0', '1200x900x24'],
                          pass_fds=(theirs,),
                          stderr=subprocess.DEVNULL):
        os.close(theirs)
        with open(ours) as f:
            number = f.readline().strip()
        wanted.expect(number, 'Xvfb gave no display')
        yield ':' + number


def free_port():
    with socket.socket() as sock:
        sock.bind(('127.0.0.1', 0))
        return sock.getsockname()[1]


class Batch:
    """IGV, told what to do by lines of text; a context manager."""

    def __init__(self, program, genome, display, home):
        self.home, port = home, free_port()
        self.out = open(os.path.join(home, 'out'), 'wb')
        options = '-Xmx1g -Duser.home=' + home
        self.process = programs.Process(
            [program, '--port', str(port), '--igvDirectory', home,
             '--genome', genome], stdout=self.out, stderr=self.out,
            env=programs.environment(DISPLAY=display, HOME=home,
                                     JDK_JAVA_OPTIONS=options))
        try:
            self.socket = self.connect(port)
            self.stream = self.socket.makefile('rw')
            # Only a new session has its colours of bases.
            self.tell('new')
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()
        self.close()

    def close(self):
        self.process.stop()
        self.out.close()

    def connect(self, port):
        deadline = time.monotonic() + SECONDS
        while self.process.alive() and time.monotonic() < deadline:
            try:
                return socket.create_connection(('127.0.0.1', port), SECONDS)
            except OSError:
                time.sleep(0.2)
        with open(self.out.name, 'rb') as f:
            raise programs.Failed('IGV did not listen: ' +
                                  programs.tail(f.read()))

    def tell(self, *words):
        command = ' '.join(words)
        self.stream.write(command + '\n')
        self.stream.flush()
        answer = self.stream.readline().strip()
        wanted.expect(answer == 'OK', '%s: %s', command, answer)

    def complaint(self):
        """The last error of a track in its log, for it answers OK."""
        with open(os.path.join(self.home, 'igv0.log'), errors='replace') as f:
            found = re.findall(r'\[(?:IGV|TrackLoader)\] (\S.*)', f.read())
        return [x for x in found if 'rror' in x or 'xception' in x][-1:]

    def picture(self, path, source, places):
        """A picture of places; source None: of nothing."""
        before = self.complaint()
        self.tell('new')
        if source:
            self.tell('load', source, 'name=track')
        self.tell('goto', *places)
        self.tell('snapshotDirectory', os.path.dirname(path))
        self.tell('snapshot', os.path.basename(path))
        wanted.expect(self.complaint() == before, '%s: %s', source,
                      ''.join(self.complaint()))
        return pixels(path)

    def settle(self, path, source, places):
        """Waits until the window is laid out, and shows a local file."""
        last = None
        for _ in range(40):
            blank = self.picture(path, None, places)
            shown = self.picture(path, source, places)
            if shown == last != blank:
                return
            last = shown
            time.sleep(0.3)
        raise programs.Failed('IGV does not come to rest')


def pixels(path):
    """Size and inflated lines of a PNG."""
    with open(path, 'rb') as f:
        data = f.read()
    at, header, lines = 8, b'', b''
    while at < len(data):
        size, kind = struct.unpack_from('>I4s', data, at)
        body = data[at + 8:at + 8 + size]
        header += body if kind == b'IHDR' else b''
        lines += body if kind == b'IDAT' else b''
        at += 12 + size
    return header, zlib.decompress(lines)


class Igv(Client):
    formats = ('BAM',)
    queries = ('region', 'empty', 'several')
    notes = {'format': 'its reader of variants takes VCF as plain text alone; '
             'here, as for all others, VCF is compressed',
             'header': 'it fetches the header by itself before a region',
             'region': 'a picture of %d bases of it, compared with that of '
             'the local file' % WIDTH,
             'several': 'by a GET for each of the places shown'}

    def set_up(self, cache):
        self.name = 'IGV desktop'
        self.program, self.xvfb = need('igv'), need('Xvfb')
        need('java')
        match = re.search(r'-([\d.]+)\.jar$', os.path.realpath(JAR))
        if match is None:
            raise Absent('no %s of Debian' % JAR)
        self.name, self.cache = 'IGV desktop ' + match[1], cache

    @contextlib.contextmanager
    def session(self, site):
        genome = os.path.join(site.data, 'reference.fa')
        with tempfile.TemporaryDirectory(prefix='htsgate-igv-') as home, \
                screen(self.xvfb) as display, \
                Batch(self.program, genome, display, home) as self.batch:
            self.batch.settle(self.cache.path('igv-start.png'), os.path.join(
                site.data, START), ['chr1:100001-102000'])
            yield

    def ask(self, site, data, query):
        places = [place(region) for region in query.regions]

        def picture(kind, source):
            return self.batch.picture(self.cache.path(
                'igv-%s-%s-%s.png' % (kind, query.name, site.inline)),
                source, places)

        return wanted.Picture(picture('ticket', site.url(data)),
                              picture('file', data.path),
                              picture('blank', None))


def place(region):
    """A part of a region that can be shown, where few reads lie above each
    other: of many IGV shows some, by chance."""
    name, start, end = region
    start += max(0, (end - start - WIDTH) // 3)
    return '%s:%d-%d' % (name, start + 1, min(end, start + WIDTH))


CLIENTS = [Igv]
