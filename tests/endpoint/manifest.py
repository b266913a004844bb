"""manifest: ids of a table, its rights, and tables that are replaced, broken
or large."""
import json
import os
import time

import guard
from guard import DENIED, LOGIN, MISSING
from harness import equal, expect

ERROR = 'InternalServerError'
REGION = 'referenceName=chr1&start=30000&end=70000'
OPEN = '''\
[server]
inline = never
[data main]
path = DIR/data
url = SITE/files
[data sample]
path = SAMPLE
prefix = sample/
[data table]
manifest = DIR/table/NAME.tsv
[data behind]
manifest = DIR/table/behind.tsv
'''
ROWS = '''\
#id	format	path	index	reference	allow
by index	BAM	SAMPLE/bam-bai.bam	DIR/table/odd.bai
direct	BAM	DIR/data/plain.bam
formats/x	BAM	SAMPLE/bam-bai.bam
formats/x	CRAM	SAMPLE/cram-3.0.cram
formats/x	VCF	SAMPLE/vcf-tbi.vcf.gz
missing	BAM	DIR/table/none.bam
plain	BAM	SAMPLE/gap-end.bam
só é	BAM	SAMPLE/bam-bai.bam
'''
BEHIND = '''\
formats/x	BAM	SAMPLE/gap-end.bam
second	BAM	SAMPLE/gap-end.bam
'''
GUARDED = guard.INI.split('[data open]')[0] + '''\
[data table]
manifest = DIR/table/NAME.tsv
MORE_DATA
'''
SHUT = '''\
hers	BAM	GUARDED/plain.bam			jane
nobody's	BAM	GUARDED/plain.bam			nobody
open	BAM	GUARDED/other.bam
mixed	BAM	GUARDED/plain.bam			jane
mixed	VCF	GUARDED/plain.vcf.gz
'''
MANY = 200000
SECONDS = 2         # for the first ticket of a fresh process


class Table:
    """A table of this door's own; `text` as in the configuration."""

    def __init__(self, s, rows):
        self.world, self.name = s.world, 'ids-%s' % s.kind
        os.makedirs(s.world.path('table'), exist_ok=True)
        self.path = s.world.path('table', self.name + '.tsv')
        self.put(rows)

    def fill(self, text):
        return text.replace('SAMPLE', self.world.sample).replace(
            'GUARDED/', guard.file(self.world)).replace(
            'DIR', self.world.dir)

    def put(self, rows, sort=False):
        text = self.fill(rows)
        if sort:
            text = ''.join(sorted(text.splitlines(True),
                                  key=lambda line: line.encode()))
        guard.put(self.path, text)

    def ini(self, text):
        return text.replace('NAME', self.name)


def opened(s, rows=ROWS):
    table = Table(s, rows)
    guard.put(s.world.path('table', 'behind.tsv'), table.fill(BEHIND))
    s.world.copy('bam-bai', 'table/odd', '.bam.bai')
    os.replace(s.world.path('table/odd.bam.bai'),
               s.world.path('table/odd.bai'))
    return table, s.world.open(s.kind, table.ini(OPEN))


def like(own, endpoint, name, sample, query=REGION):
    """Both answer the same bytes."""
    expect(own.ticket(endpoint, name, query).joined() ==
           own.ticket(endpoint, 'sample/' + sample, query).joined(),
           '%s is not %s', name, sample)


def ids(t, s):
    _, server = opened(s)
    with server as own:
        for endpoint, name, sample, query in (
                ('reads', 'formats/x', 'bam-bai', ''),
                ('reads', 'formats/x', 'cram-3.0', '&format=CRAM'),
                ('variants', 'formats/x', 'vcf-tbi', ''),
                ('reads', 'by index', 'bam-bai', ''),
                ('reads', 'só é', 'bam-bai', ''),
                ('reads', 'plain', 'gap-end', ''),
                ('reads', 'second', 'gap-end', '')):
            with t.check('%s: %s%s' % (endpoint, name, query)):
                like(own, endpoint, name, sample, REGION + query)
        with t.check('a format that the id lacks'):
            own.refused('reads', 'by index', 'format=CRAM', 400,
                        'UnsupportedFormat', 'has BAM')
            own.refused('variants', 'formats/x', 'format=BCF', 400,
                        'UnsupportedFormat', 'has VCF')
        with t.check('an endpoint that the id lacks'):
            own.refused('variants', 'second', '', 404, MISSING, '/reads')
        with t.check('what the table lacks a directory has'):
            like(own, 'variants', 'plain', 'vcf-tbi')
        for name in ('formats', 'formats/', 'formats/x2', 'formats/y',
                     '#id', 'zz', '!', 'missing'):
            with t.check('404: ' + name):
                own.refused('reads', name, '', 404, MISSING)
        with t.check('a static URL by the path'):
            urls = {url.url for url in own.ticket('reads', 'direct').urls}
            equal('URLs', urls, {own.site + '/files/plain.bam'})
        with t.check('all formats are in service-info'):
            for endpoint, formats in (('reads', ['BAM', 'CRAM']),
                                      ('variants', ['VCF', 'BCF'])):
                info = json.loads(own.get(endpoint, 'service-info').text())
                equal('formats', info['htsget']['formats'], formats)


def replaced(t, s):
    table, server = opened(s)
    with server as own:
        with t.check('before'):
            like(own, 'reads', 'second', 'gap-end')
            own.refused('reads', 'new', '', 404, MISSING)
        with t.check('a new table, by rename: at once'):
            table.put(ROWS + 'new\tBAM\tSAMPLE/bam-bai.bam\n'
                      'second\tBAM\tSAMPLE/bam-bai.bam\n', sort=True)
            like(own, 'reads', 'new', 'bam-bai')
            like(own, 'reads', 'second', 'bam-bai')
        with t.check('and back'):
            table.put(ROWS)
            own.refused('reads', 'new', '', 404, MISSING)
            like(own, 'reads', 'second', 'gap-end')


def broken(t, s):
    table, server = opened(s)
    rows = [('columns', 'plain\tBAM\n'),
            ('a format', 'plain\tSAM\tDIR/data/plain.bam\n'),
            ('a relative path', 'plain\tBAM\tdata/plain.bam\n'),
            ('a path with `..`', 'plain\tBAM\tDIR/x/../data/plain.bam\n'),
            ('of the other endpoint', 'plain\tVCF\tplain.vcf.gz\n'),
            ('twice', 'plain\tBAM\tSAMPLE/gap-end.bam\n' * 2),
            ('not sorted', 'plain\tBAM\tSAMPLE/gap-end.bam\n'
             'direct\tBAM\tDIR/data/plain.bam\n')]
    with server as own:
        for name, text in rows:
            head, tail = ROWS.split('plain\tBAM\tSAMPLE/gap-end.bam\n')
            table.put(head + text + tail)
            with t.check('a broken line: %s: no other file' % name):
                own.new_log()
                answer = own.get('reads', 'plain')
                equal('status', answer.status, 500)
                log = own.new_log()
                expect('[data table] manifest: %s: ' % table.path in log and
                       'at byte ' in log, 'the log: %s', log)
            if name == 'not sorted':    # whoever comes by there sees it
                continue
            with t.check('a broken line: %s: other ids are served' % name):
                like(own, 'reads', 'formats/x', 'bam-bai')
        for name, text in (('cut within a line', ROWS[:-20]),
                           ('without its last newline', ROWS[:-1])):
            table.put(text)
            for found in ('formats/x', 'plain', 'second', 'sample/bam-bai'):
                with t.check('a table that is %s: %s' % (name, found)):
                    own.refused('reads', found, '', 500, ERROR, 'broken')
        with t.check('cut where it lies'):
            table.put(ROWS)
            own.ticket('reads', 'plain')
            os.truncate(table.path, 200)
            own.refused('reads', 'plain', '', 500, ERROR, 'broken')
        with t.check('a table that is missing'):
            os.unlink(table.path)
            own.refused('reads', 'plain', '', 500, ERROR, 'cannot be read')
        with t.check('the next good one is served'):
            table.put(ROWS)
            like(own, 'reads', 'plain', 'gap-end')


def rights(t, s):
    guard.prepare(s.world)
    table = Table(s, '')
    table.put(SHUT, sort=True)
    with guard.opened(t, s, text=table.ini(GUARDED)) as g:
        with t.check('who is named gets signed URLs, and the data'):
            ticket = g.ticket('jane', 'reads', 'hers')
            expect(all('signature=' in url.url for url in ticket.urls),
                   'not signed')
            with open(guard.file(s.world, 'plain.bam'), 'rb') as f:
                expect(ticket.joined() == f.read(), 'not the file')
        for user, name, status, word in (
                ('bob', 'hers', 403, DENIED), (None, 'hers', 401, LOGIN),
                ('jane', "nobody's", 403, DENIED),
                ('bob', 'mixed', 403, DENIED), (None, 'mixed', 401, LOGIN)):
            with t.check('%s: %s: %d' % (user, name, status)):
                g.refused(user, 'reads', name, '', status, word)
        with t.check('other lines are public'):
            g.ticket(None, 'reads', 'open')
            g.ticket(None, 'variants', 'mixed')
        with t.check('a new table takes rights away at once'):
            url = g.urls('jane', 'reads', 'hers')[0]
            table.put(SHUT.replace('\tjane', '\tgina'), sort=True)
            g.refused('jane', 'reads', 'hers', '', 403, DENIED)
            g.ticket('gina', 'reads', 'hers')
            equal('a URL from before', g.data(url['url'],
                  url.get('headers')).status, 206)
        with t.check('a broken `allow` gives nothing to anybody'):
            table.put(SHUT.replace('\tjane', '\t@'), sort=True)
            for user in ('jane', None):
                g.refused(user, 'reads', 'hers', '', 500, ERROR)
    table.put(SHUT, sort=True)
    with guard.opened(t, s, text=table.ini(GUARDED),
                      data='hide = yes') as g:
        with t.check('hidden: as unknown ids are'):
            g.ticket('jane', 'reads', 'hers')
            for user in ('bob', None):
                g.refused(user, 'reads', 'hers', '', 404, MISSING)
        with t.check('hidden: also with a broken line'):
            table.put(SHUT.replace('\tjane', '\t@'), sort=True)
            for user in ('jane', 'bob', None):
                g.refused(user, 'reads', 'hers', '', 404, MISSING)
    with guard.opened(t, s, text=table.ini(GUARDED),
                      data='allow = bob') as g:
        table.put(SHUT, sort=True)
        with t.check('`allow` of a line stands instead of the section\'s'):
            g.ticket('jane', 'reads', 'hers')
            g.refused('bob', 'reads', 'hers', '', 403, DENIED)
        with t.check('the section\'s holds for lines without'):
            g.ticket('bob', 'reads', 'open')
            g.refused('jane', 'reads', 'open', '', 403, DENIED)
            g.refused(None, 'variants', 'mixed', '', 401, LOGIN)


def no_secret(t, s):
    guard.prepare(s.world)
    table, server = opened(s, '')
    table.put(SHUT, sort=True)
    with server as own:
        with t.check('`allow` of a line without a secret: nobody'):
            own.refused('reads', 'hers', '', 500, ERROR, 'guarded')
            own.ticket('variants', 'mixed')
    table.put("direct\tBAM\tDIR/data/plain.bam\t\t\t*\n")
    guard.secret(s.world, guard.SECRETS[0])
    text = '[access]\nsecret = DIR/guard/secret\n' + table.ini(OPEN)
    with s.world.open(s.kind, text) as own:
        with t.check('`allow` of a line with a static URL: nobody'):
            own.refused('reads', 'direct', '', 401, LOGIN)
            if not s.web:
                answer = own.request('GET', '/reads/direct', '',
                                     extra={'REMOTE_USER': 'jane'})
                equal('status', answer.status, 500)


def large(t, s):
    table = Table(s, '')
    table.put(''.join('N%07d\tBAM\tSAMPLE/bam-bai.bam\n' % i
                      for i in range(MANY)))
    with s.world.open(s.kind, table.ini(OPEN)) as own:
        for name, status in (('N0000000', 200), ('N%07d' % (MANY - 1), 200),
                             ('N%07d' % MANY, 404), ('N000000', 404),
                             ('N%07d' % (MANY // 3), 200)):
            with t.check('%d ids: %s: %d within %d s' % (MANY, name, status,
                                                         SECONDS)):
                began = time.monotonic()
                equal('status', own.get('reads', name).status, status)
                expect(time.monotonic() - began < SECONDS, 'too long')


FUNCTIONS = [ids, replaced, broken, rights, no_secret, large]
