"""mangle: files that must be answered with an error, never a wrong slice."""
import os
import shutil

import bgzf

# The same contents as in the good files: bam-bai has about a hundred blocks.
SOURCES = {'bam': 'bam-bai.bam', 'vcf': 'vcf-tbi.vcf.gz',
           'bcf': 'bcf-csi.bcf', 'cram': 'cram-3.0.cram'}
INDEX = {'bam': '.bai', 'vcf': '.tbi', 'bcf': '.csi', 'cram': '.crai'}
EXTENSION = {'bam': '.bam', 'vcf': '.vcf.gz', 'bcf': '.bcf', 'cram': '.cram'}


class Bad:
    def __init__(self, folder, older, unsorted):
        self.folder, self.older, self.unsorted = folder, older, unsorted
        self.rows = []

    def read(self, kind, index=False):
        name = SOURCES[kind] + (INDEX[kind] if index else '')
        with open(os.path.join(self.folder, name), 'rb') as f:
            return f.read()

    def blocks(self, kind):
        return bgzf.addresses(os.path.join(self.folder, SOURCES[kind]))

    def put(self, name, kind, data, index, what):
        """`index`: bytes, or None for no index at all."""
        path = os.path.join(self.folder, 'bad', name + EXTENSION[kind])
        with open(path, 'wb') as f:
            f.write(data)
        if index is not None:
            with open(path + INDEX[kind], 'wb') as f:
                f.write(index)
        self.rows.append(('bad/' + name, 'bad/' + name + EXTENSION[kind],
                          what))

    def indexes(self):
        with open(self.older + '.bai', 'rb') as f:
            older = f.read()
        with open(os.path.join(self.folder, 'gap-middle.bam.bai'),
                  'rb') as f:
            foreign = f.read()
        for kind in SOURCES:
            data, index = self.read(kind), self.read(kind, True)
            self.put('no-index-' + kind, kind, data, None, 'no index')
            self.put('truncated-index-' + kind, kind, data,
                     index[:len(index) * 2 // 3], 'index cut off')
            self.put('empty-index-' + kind, kind, data, b'',
                     'index of no bytes')
            self.put('wrong-index-' + kind, kind, data, b'not an index\n' * 9,
                     'index that is none')
        self.put('stale-index', 'bam', self.read('bam'), older,
                 'index of an older version of the file')
        path = os.path.join(self.folder, 'bad', 'stale-index.bam')
        os.utime(path + '.bai', (1500000000, 1500000000))
        os.utime(path, (1600000000, 1600000000))
        self.put('foreign-index', 'bam', self.read('bam'), foreign,
                 'index of another file')
        self.put('foreign-index-past-end', 'vcf', self.small_vcf(),
                 self.read('vcf', True), 'index of a longer file')
        self.put('foreign-index-past-end-cram', 'cram',
                 self.read('cram')[:60000] + CRAM_EOF,
                 self.read('cram', True), 'index of a longer file')

    def small_vcf(self):
        """The first blocks of the VCF with an EOF block, a valid file."""
        at = self.blocks('vcf')
        return self.read('vcf')[:at[2]] + bgzf.EOF

    def contents(self):
        for kind in ('bam', 'vcf', 'bcf'):
            data, index = self.read(kind), self.read(kind, True)
            at = self.blocks(kind)
            middle = at[len(at) // 2]
            self.put('cut-in-block-' + kind, kind, data[:middle + 1000],
                     index, 'file cut inside a block')
            self.put('cut-at-boundary-' + kind, kind, data[:middle], index,
                     'file cut at a block boundary')
            self.put('no-eof-' + kind, kind, data[:-len(bgzf.EOF)], index,
                     'all records, no EOF block')
            # Blocks from the second to the last but two: whichever an edge
            # inflates, it meets a flipped bit. The header stays good.
            self.put('flipped-bit-' + kind, kind, self.flip(data, at), index,
                     'a flipped bit in the blocks of records')
            self.put('wrong-magic-' + kind, kind, b'XX' + data[2:], index,
                     'first bytes altered')
            self.put('cut-in-header-' + kind, kind, data[:60], index,
                     'file cut inside its first block')
            self.put('empty-file-' + kind, kind, b'', index, 'no bytes')
            self.put('only-eof-' + kind, kind, bgzf.EOF, index,
                     'the EOF block alone')
            self.put('not-a-' + kind, kind, b'This is a letter.\n' * 5000,
                     index, 'text under this name')
        self.put('other-content-bam', 'bam', self.read('vcf'),
                 self.read('bam', True), 'a VCF named .bam')
        self.put('other-content-vcf', 'vcf', self.read('bam'),
                 self.read('vcf', True), 'a BAM named .vcf.gz')
        self.put('other-content-bcf', 'bcf', self.read('vcf'),
                 self.read('bcf', True), 'a VCF named .bcf')

    def flip(self, data, at):
        out = bytearray(data)
        for begin, end in zip(at[1:-2], at[2:-1]):
            if end - begin > 100:
                out[(begin + end) // 2] ^= 4
        return bytes(out)

    def crams(self):
        data, index = self.read('cram'), self.read('cram', True)
        self.put('cut-cram', 'cram', data[:len(data) // 2], index,
                 'file cut inside a container')
        self.put('no-eof-cram', 'cram', data[:-len(CRAM_EOF)], index,
                 'all containers, no EOF container')
        self.put('wrong-magic-cram', 'cram', b'XX' + data[2:], index,
                 'first bytes altered')
        self.put('wrong-version-cram', 'cram', data[:4] + b'\x09' + data[5:],
                 index, 'version 9.0')
        self.put('cut-in-header-cram', 'cram', data[:60], index,
                 'file cut inside its header')
        self.put('empty-file-cram', 'cram', b'', index, 'no bytes')
        self.put('not-a-cram', 'cram', b'This is a letter.\n' * 5000, index,
                 'text under this name')
        broken = bytearray(data)
        broken[30] ^= 16
        self.put('flipped-bit-cram', 'cram', bytes(broken), index,
                 'a flipped bit in the header container')
        with open(self.unsorted, 'rb') as f:
            self.put('unsorted-cram', 'cram', f.read(), index,
                     'sorted by name, says its header')

    def write(self):
        path = os.path.join(self.folder, 'bad', 'bad.tsv')
        with open(path, 'w', encoding='utf-8') as f:
            f.writelines('\t'.join(row) + '\n' for row in self.rows)


CRAM_EOF = bytes.fromhex('0f000000ffffffff0fe0454f4600000000010005bdd94f00'
                         '01000606010001000100ee63014b')


def write(folder, older, unsorted):
    bad = Bad(folder, older, unsorted)
    shutil.rmtree(os.path.join(folder, 'bad'), ignore_errors=True)
    os.mkdir(os.path.join(folder, 'bad'))
    bad.indexes()
    bad.contents()
    bad.crams()
    bad.write()
