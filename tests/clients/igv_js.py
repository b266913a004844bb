"""igv_js: igv.js of npm in a headless Chromium.

The page comes from an origin of its own, so that every ticket and every range
needs CORS. Screenshots are in check-clients/igv-js-*.png.
"""
import contextlib
import functools
import http.server
import json
import os
import shutil
import threading

import chrome
import wanted
from cache import need
from client import Client
from gmod_bam import npm_folder
from versions import IGV_JS

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = os.path.join(HERE, 'igv_js.html')
WIDEST = 10 ** 6    # bases at which tracks still show their features


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def origin(folder):
    """A web server on a folder; its URL."""
    handler = functools.partial(Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield 'http://127.0.0.1:%d/' % server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def place(region):
    return '%s:%d-%d' % (region[0], region[1] + 1, region[2])


def merged(regions):
    """In order, none overlapping another: a view each."""
    out = []
    for name, start, end in sorted(regions):
        if out and out[-1][0] == name and start <= out[-1][2]:
            out[-1] = (name, out[-1][1], max(end, out[-1][2]))
        else:
            out.append((name, start, end))
    return out


class IgvJs(Client):
    name = 'igv.js ' + IGV_JS
    formats = ('BAM', 'VCF')
    queries = ('region', 'empty', 'several')
    notes = {'header': 'it fetches the header by itself before a region',
             'region': 'in headless Chromium, by CORS; unmapped reads are '
             'not for show',
             'several': 'by a GET for each of the places shown'}

    def set_up(self, cache):
        self.chromium = need('chromium', 'chromium-browser', 'google-chrome')
        self.cache = cache
        folder = npm_folder(cache, 'igv-js', {'igv': IGV_JS})
        self.folder = cache.path('igv-js-page')
        os.makedirs(self.folder, exist_ok=True)
        shutil.copy(PAGE, self.folder)
        shutil.copy(os.path.join(folder, 'node_modules', 'igv', 'dist',
                                 'igv.min.js'), self.folder)

    @contextlib.contextmanager
    def session(self, site):
        with origin(self.folder) as url, \
                chrome.Page(self.chromium, url + 'igv_js.html') as self.page:
            self.started = set()
            yield

    def start(self, site, data):
        """The browser anew, with one track: the file by htsget."""
        reference = {'id': 'sample', 'wholeGenomeView': False,
                     'fastaURL': site.origin + '/files/reference.fa',
                     'indexURL': site.origin + '/files/reference.fa.fai'}
        track = {'name': data.id, 'sourceType': 'htsget',
                 'url': site.url(data), 'format': data.format.lower(),
                 'type': 'alignment' if data.reads else 'variant',
                 'visibilityWindow': WIDEST, 'samplingDepth': 10 ** 6,
                 'filter': {'vendorFailed': False, 'duplicates': False}}
        self.call('igv.removeAllBrowsers')
        self.call('start', reference, [track])

    def call(self, function, *words):
        return self.page.evaluate('%s(%s)' % (
            function, ', '.join(map(json.dumps, words))))

    def ask(self, site, data, query):
        self.start(site, data)
        regions = merged(query.regions)
        self.call('show', data.id, ' '.join(map(place, regions)))
        self.page.screenshot(self.cache.path('igv-js-%s-%s-%s.png' % (
            data.format.lower(), query.name, site.inline)))
        function = 'alignments' if data.reads else 'variants'
        rows = [row for region in regions
                for row in self.call(function, data.id, *region)]
        check_drawn(self.call('drawn', data.id), len(regions), bool(rows))
        return wanted.Rows(rows, alignment if data.reads else variant,
                           ordered=False)


def check_drawn(places, count, something):
    wanted.expect(len(places) == count, '%d places shown, not %d',
                  len(places), count)
    for shown in places:
        wanted.expect(bool(shown['features']) == something,
                      '%d features shown', shown['features'])
        wanted.expect(shown['pixels'] or not something, 'nothing is drawn')


def alignment(line):
    """What igv_js.html makes of a read; unmapped ones are left out."""
    f = line.decode().split('\t')
    if int(f[1]) & 4:
        return None
    return {'name': f[0], 'flags': int(f[1]), 'reference': f[2],
            'start': int(f[3]) - 1, 'mapq': int(f[4]),
            'cigar': '' if f[5] == '*' else f[5], 'length': int(f[8]),
            'sequence': '' if f[9] == '*' else f[9]}


def variant(line):
    return line.decode().split('\t')[:7]


CLIENTS = [IgvJs]
