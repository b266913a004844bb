"""catalogue: folders of any size, without listing anything."""
import os
import shutil
import time

from harness import equal, expect
from world import INI

FILES = 100000
SECONDS = 2         # for the first ticket of a fresh process
BIG = '''\
[data big]
path = DIR/big
url = SITE/big
[data main]
path = DIR/data
prefix = main/
url = SITE/files
'''


def prepare(world):
    """One BAM and its index under very many names, once."""
    folder = world.path('big')
    if os.path.exists(folder):
        return
    os.mkdir(folder)
    world.copy('past-ln', 'big/base', '.bam', '.bam.bai')
    top = os.open(folder, os.O_RDONLY)
    try:
        for i in range(FILES // 2):
            os.symlink('base.bam', 'f%06d.bam' % i, dir_fd=top)
            os.symlink('base.bam.bai', 'f%06d.bam.bai' % i, dir_fd=top)
    finally:
        os.close(top)


def big_folder(t, s):
    prepare(s.world)
    with s.world.open(s.kind, BIG,
                      folders={'/big/': s.world.path('big/')}) as own:
        for name, status in (('f000000', 200), ('f%06d' % (FILES // 2 - 1),
                             200), ('f%06d' % (FILES // 2), 404)):
            with t.check('%d files: %s: %d within %d s' % (
                    FILES, name, status, SECONDS)):
                began = time.monotonic()
                answer = own.get('reads', name, 'referenceName=chr1&end=5000')
                took = time.monotonic() - began
                equal('status', answer.status, status)
                expect(took < SECONDS, '%.1f s', took)
        with t.check('%d files: service-info' % FILES):
            began = time.monotonic()
            equal('status', own.get('reads', 'service-info').status, 200)
            expect(time.monotonic() - began < SECONDS, 'too long')
        with t.check('%d files: the answer of the file behind the link' %
                     FILES):
            query = 'referenceName=chr1&end=5000'
            expect(own.ticket('reads', 'f000077', query).records() ==
                   s.ticket('reads', 'sample/past-ln', query).records(),
                   'other records')


INDEX_NAMES = [      # sample, its extension, its index, the index's name here
    ('bam-bai', '.bam', '.bam.bai', '.bam.bai'),
    ('bam-bai', '.bam', '.bam.bai', '.bai'),
    ('bam-csi', '.bam', '.bam.csi', '.bam.csi'),
    ('vcf-tbi', '.vcf.gz', '.vcf.gz.tbi', '.vcf.gz.tbi'),
    ('vcf-csi', '.vcf.gz', '.vcf.gz.csi', '.vcf.gz.csi'),
    ('bcf-csi', '.bcf', '.bcf.csi', '.bcf.csi'),
    ('cram-3.0', '.cram', '.cram.crai', '.cram.crai'),
    ('cram-3.0', '.cram', '.cram.crai', '.crai'),
]


def index_names(t, s):
    """doc/slicing.md, trap 9."""
    query = 'referenceName=chr1&start=5000&end=90000'
    for sample, extension, index, given in INDEX_NAMES:
        endpoint = 'reads' if extension in ('.bam', '.cram') else 'variants'
        base = s.world.path('data', 'indexed')
        source = os.path.join(s.world.sample, sample)
        with t.check('index named x' + given):
            try:
                shutil.copy2(source + extension, base + extension)
                shutil.copy2(source + index, base + given)
                expect(s.ticket(endpoint, 'indexed', query).part('body') ==
                       s.ticket(endpoint, 'sample/' + sample, query
                                ).part('body'), 'another answer')
            finally:
                os.unlink(base + extension)
                os.unlink(base + given)


def folder_of_indexes(t, s):
    with t.check('index folder: the index is not looked for beside the file'):
        s.world.copy('past-ln', 'apart/beside', '.bam', '.bam.bai')
        s.refused('reads', 'apart/beside', 'referenceName=chr1', 500,
                  'InternalServerError', 'index')
        s.ticket('reads', 'apart/beside')
    with t.check('index folder: regions are served'):
        query = 'referenceName=chr1&start=5000&end=90000'
        expect(s.ticket('reads', 'apart/far off', query).records() ==
               s.ticket('reads', 'sample/gap-end', query).records(),
               'other records')


def header_and_index(t, s):
    """doc/slicing.md, trap 3: what is known is the union of both."""
    for name, reference, some in (
            ('a contig in the header alone', 'chrNone', False),
            ('a contig in the index alone', 'chrX', True)):
        sample = 'sample/vcf-undeclared' if some else 'sample/vcf-tbi'
        with t.check(name):
            ticket = s.ticket('variants', sample,
                              'referenceName=' + reference)
            equal('records', bool(ticket.records()), some)


def farm(t, s):
    """A folder of links has the static URLs of what they lead to."""
    with t.check('farm: the URL of the file behind the link'):
        urls = {url.url for url in s.ticket('reads', 'farm/seen').urls}
        equal('URLs', urls, {s.site + '/files/plain.bam'})
    with t.check('farm: the index behind a link'):
        query = 'referenceName=chr2&start=1000&end=9000'
        expect(s.ticket('reads', 'farm/seen', query).records() ==
               s.ticket('reads', 'plain', query).records(), 'other records')
    with t.check('farm: a link into follow without a static URL'):
        ticket = s.ticket('reads', 'farm/unseen')
        with open(s.world.path('private', 'private.bam'), 'rb') as f:
            expect(ticket.joined() == f.read(), 'not the file')
        expect(all(url.own for url in ticket.urls), 'not our URLs')


def defaults(t, s):
    text = '[defaults]\nmissing_eof = serve\nindex = DIR/indexes\n\n' + INI
    with s.world.open(s.kind, text) as own:
        with t.check('[defaults] count for every section'):
            own.ticket('reads', 'sample/bad/no-eof-bam')
            own.refused('reads', 'plain', 'referenceName=chr1', 500,
                        'InternalServerError', 'index')
        with t.check('a key of the section beats [defaults]'):
            own.ticket('reads', 'lenient/no-eof-bam')
    text = text.replace('= serve', '= refuse', 1)
    with s.world.open(s.kind, text) as own:
        with t.check('a key of the section beats [defaults], the other way'):
            own.ticket('reads', 'lenient/no-eof-bam')
            own.refused('reads', 'sample/bad/no-eof-bam', '', 500,
                        'InternalServerError')


FUNCTIONS = [farm, defaults, big_folder, index_names, folder_of_indexes,
             header_and_index]
