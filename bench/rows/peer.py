"""peer: any other htsget server that serves the same data. PEER is the URL of
its dataset of wgs.bam: http://host/reads/wgs.

Both are asked in turns for the same regions: how many tickets a second they
give, how long the decoded answer is, in how many URLs, how long it takes a
client to follow it, one URL after the other on connections that stay, and
whether the records are those that samtools reads from the local file. A server
may give more than was asked for: records are right if those of the region are
all there, and exact if there are no others.
"""
import base64
import http.client
import json
import os
import random
import re
import subprocess
import time
import urllib.parse

from clock import mean, median, ratio, turns
from row import Row
from stage import LeftOut
from table import number
from wrk import load

TITLE = 'Beside another server'
DATA = ['wgs.bam']
PLOT = {'x': 'connections', 'y': 'tickets a second', 'log_x': True}
SIZES = (('1kb', 1000), ('10kb', 10000), ('100kb', 100000), ('1mb', 1000000))
CONNECTIONS = (1, 8, 32)
TIMEOUT = 60
WHAT = {'bytes': ('bytes of the decoded answer', 1),
        'urls': ('URLs of the ticket', 1),
        'ticket': ('ms until the ticket is there', 1e3),
        'follow': ('ms until all of it is there', 1e3)}


class Wrong(Exception):
    """Our own answer is not what it must be."""


def view(*words):
    return subprocess.run(['samtools', 'view', *words], check=True,
                          capture_output=True).stdout


def fetch(connection, *request):
    connection.request(*request)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status not in (200, 206):
        raise OSError('status %d: %s' % (answer.status, body[:100]))
    return body


class Server:
    """Asks and follows by HTTP, as a client does."""

    def __init__(self, url, file, folder):
        self.url, self.file, self.connections = url, file, {}
        self.answer = os.path.join(folder, 'answer.bam')

    def close(self):
        for connection in self.connections.values():
            connection.close()

    def connection(self, scheme, host):
        if (scheme, host) not in self.connections:
            kind = (http.client.HTTPSConnection if scheme == 'https' else
                    http.client.HTTPConnection)
            self.connections[scheme, host] = kind(host, timeout=TIMEOUT)
        return self.connections[scheme, host]

    def get(self, url, headers=None):
        scheme, host, *rest = urllib.parse.urlsplit(url)
        connection = self.connection(scheme, host)
        words = 'GET', urllib.parse.urlunsplit(['', ''] + rest), None
        try:
            return fetch(connection, *words, headers or {})
        except ConnectionError:     # it had been idle for too long
            connection.close()
            return fetch(connection, *words, headers or {})

    def piece(self, url):
        inline = re.match('data:[^,]*;base64,', url['url'])
        if inline:
            return base64.b64decode(url['url'][inline.end():])
        return self.get(url['url'], url.get('headers'))

    def query(self, region):
        return self.url + '?format=BAM&referenceName=%s&start=%d&end=%d' % (
            region)

    def follow(self, region):
        """Numbers of the answer to a region, as a dict."""
        began = time.perf_counter()
        ticket = self.get(self.query(region))
        asked = time.perf_counter() - began
        urls = json.loads(ticket)['htsget']['urls']
        data = b''.join(map(self.piece, urls))
        wall = time.perf_counter() - began
        with open(self.answer, 'wb') as f:
            f.write(data)
        right, exact = self.compare(region)
        return {'ticket': asked, 'follow': wall, 'urls': len(urls),
                'bytes': len(data), 'right': right, 'exact': exact}

    def compare(self, region):
        """Whether all records of the region are there, and no others."""
        place = '%s:%d-%d' % (region[0], region[1] + 1, region[2])
        want = view(self.file, place)
        try:
            if view(self.answer) == want:
                return True, True
            subprocess.run(['samtools', 'index', self.answer], check=True,
                           capture_output=True)
            return view(self.answer, place) == want, False
        except subprocess.CalledProcessError:
            return False, False


def called(peer):
    """What it says that it is, by its service-info."""
    base = re.match('.*/(?:reads|variants)/', peer.url)
    try:
        info = json.loads(peer.get(base[0] + 'service-info'))
        return 'PEER, %s %s' % (info['name'], info['version'])
    except (OSError, TypeError, KeyError, ValueError):
        return 'PEER'


def rates(bench, ours, peer, name):
    """Of one region of 1 kb, which both have seen before."""
    region = 'chr1', 2000000, 2001000
    for connections in CONNECTIONS:
        got, base = turns(bench.rounds, *[
            lambda s=server: load(s.query(region), connections,
                                  bench.seconds).rate
            for server in (ours, peer)])
        rate, rate0 = median(got), median(base)
        yield Row('peer-rate-%d' % connections, ratio(got, base),
                  reference=name, workload='tickets a second, the same '
                  '1 kb of wgs.bam, %d connections' % connections,
                  detail='%.0f against %.0f a second' % (rate, rate0),
                  series={'htsgate': [(connections, rate)],
                          'PEER': [(connections, rate0)]})


def followed(name, got, base):
    """The rows of one size of region."""
    for what, (words, factor) in WHAT.items():
        a, b = ([r[what] * factor for r in x] for x in (got, base))
        yield Row('peer-%s-%s' % (what, name), ratio(a, b), reference='PEER',
                  workload='%s, %d random regions of %s' % (words, len(got),
                                                            name),
                  detail='mean %s against %s' % (number(mean(a)),
                                                 number(mean(b))))


def records(name, answers, target=None):
    right, exact = (sum(r[w] for r in answers) for w in ('right', 'exact'))
    return Row('peer-wrong-' + name, len(answers) - right, 'answers',
               target, 'samtools view of the local file', 'wgs.bam, all '
               'these regions', '%d answers, %d right, %d of them without '
               'other records' % (len(answers), right, exact))


def compared(bench, ours, peer):
    rnd, all_ours, all_peers = random.Random(1), [], []
    for name, size in SIZES:
        got, base = [], []
        for _ in range(40 if bench.full else 10):
            start = rnd.randrange(1000000, 14000000)
            region = 'chr1', start, start + size
            pairs = [(ours, got), (peer, base)]
            for server, answers in pairs if start % 2 else pairs[::-1]:
                answers.append(server.follow(region))
        yield from followed(name, got, base)
        all_ours += got
        all_peers += base
    yield records('peer', all_peers)
    yield records('htsgate', all_ours, ('<=', 0))
    if not all(r['right'] for r in all_ours):
        raise Wrong('an answer of htsgate has not the records of samtools')


def rows(bench):
    if bench.peer is None:
        raise LeftOut('PEER is not set')
    file, folder = bench.data('wgs.bam'), bench.folder()
    with bench.lighttpd() as door:
        servers = [Server(url, file, folder) for url in (
            door.url('/htsget/reads/wgs'), bench.peer)]
        try:
            yield from rates(bench, *servers, called(servers[1]))
            yield from compared(bench, *servers)
        finally:
            for server in servers:
                server.close()
