"""gaps: regions that end where there is nothing cost few blocks.

The samples are small, so they are made again of many small blocks, stored
and not compressed: a window of an index (16 kb) and the 64 kB that htslib
unites in an index then have a handful of blocks, as in a large file, and a
file has hundreds, so that a walk through it would show.
"""
import gzip
import os
import re
import struct
import subprocess
import zlib

import bgzf
import reads
import variants
from answer import Original, blocks
from harness import Skip, equal, expect
from profile import ALWAYS, check_region
from slices import tool

MOST_BLOCKS = 100
END = [2 ** 31 - 1, 2 ** 32 - 1]
# Inline, so that edges, too, are inflated for the ticket.
GAPS = ALWAYS + '\n[data gaps]\npath = DIR/gaps\nprefix = gaps/\n' \
    'url = SITE/gaps\n'

# Name, extension, endpoint, command that indexes, inflated bytes of a block,
# regions of gaps.
VARIANTS = [('chr1', 400000, 2000000), ('chr1', 490000, 2499999),
            ('chr1', 2900000, 4999999), ('chr1', 2900000, 6000000)]
FILES = [
    ('gap-middle', '.bam', 'reads', ['samtools', 'index'], 8000,
     [('chr1', 300000, 1500000), ('chr1', 599000, 2599000),
      ('chr1', 1000000, 1500000), ('chr1', 3000000, 4999999),
      ('chr1', 3100000, 5000000), ('chr1', 3000000, 9000000),
      ('chr2', 380000, 400000)]),
    ('gap-end', '.bam', 'reads', ['samtools', 'index', '-c'], 8000,
     [('chr1', 300000, 2500000), ('chr1', 599999, 4999999),
      ('chr1', 300000, 5000001), ('chr1', 0, 700000)]),
    ('past-ln', '.bam', 'reads', ['samtools', 'index'], 5000,
     [('chr1', 20000, 30000), ('chr1', 20000, 30001), ('chr1', 29999, 60000),
      ('chr1', 60000, 90001), ('chr2', 40000, 400000), ('chr3', 0, 100),
      ('chr3', 50, 200000)]),
    ('far', '.bam', 'reads', ['samtools', 'index', '-c'], 16000,
     [('chr1', 200000, 536000000), ('chr1', 536870000, 1299000000),
      ('chr2', 0, 600000100), ('chr2', 600100000, 700000000)]),
    ('gap', '.vcf.gz', 'variants', ['tabix', '-p', 'vcf'], 16000, VARIANTS),
    ('gap', '.bcf', 'variants', ['bcftools', 'index'], 16000, VARIANTS),
]
EXTENSION = {'.bam': 'BAM', '.vcf.gz': 'VCF', '.bcf': 'BCF'}


def stored(data):
    """A BGZF block without compression."""
    z = zlib.compressobj(0, zlib.DEFLATED, -15)
    body = z.compress(data) + z.flush()
    return (b'\x1f\x8b\x08\x04\0\0\0\0\0\xff\6\0BC\2\0' +
            struct.pack('<H', len(body) + 25) + body +
            struct.pack('<II', zlib.crc32(data), len(data)))


def store(data, target, size):
    with open(target, 'wb') as f:
        for i in range(0, len(data), size):
            f.write(stored(data[i:i + size]))
        f.write(bgzf.EOF)


def many_samples():
    """Lines of 2 kB with a gap of 2 Mb and one at the end."""
    v = variants.Vcf('gap', [('chr1', 5000000), ('chr2', 400000)], 120)
    v.small('chr1', 1500, 0, 500000)
    v.small('chr1', 1500, 2500000, 3000000)
    v.small('chr2', 500, 0, 390000)
    return v


def far_reads():
    """Clusters with hundreds of Mb between, past 2^29."""
    s = reads.Sam('far gaps', [('chr1', 1300000000), ('chr2', 700000000)])
    s.pairs('chr1', 3000, 0, 300000)
    s.pairs('chr1', 3000, 536800000, 537000000)
    s.pairs('chr1', 3000, 1299000000, 1299900000)
    s.pairs('chr2', 1000, 600000000, 600200000)
    return s


def prepare(world):
    """Makes the files and their indexes, once."""
    folder = world.path('gaps')
    if os.path.exists(folder):
        return
    os.mkdir(folder)
    text, sam = (os.path.join(folder, name) for name in ('vcf', 'sam'))
    many_samples().write(text)
    far_reads().write(sam)
    for name, extension, _, index, size, _ in FILES:
        path = os.path.join(folder, name + extension)
        if name == 'far':
            store(gzip.decompress(tool('samtools', 'view', '-b', sam)), path,
                  size)
        elif extension == '.bam':
            with gzip.open(os.path.join(world.sample, name + '.bam')) as f:
                store(f.read(), path, size)
        elif extension == '.bcf':
            store(gzip.decompress(tool('bcftools', 'view', '-Ob', text)),
                  path, size)
        else:
            with open(text, 'rb') as f:
                store(f.read(), path, size)
        tool(*index, path)
    os.unlink(text)
    os.unlink(sam)


def inflated(s, path):
    """Blocks inflated for the last ticket of a path, by the log."""
    found = re.findall(re.escape(path) + r'\?[^\n]* (\d+) blocks inflated',
                       s.new_log())
    expect(found, 'no line with "blocks inflated" in the log')
    return int(found[-1])


def cost(t, s):
    try:
        prepare(s.world)
    except (OSError, subprocess.SubprocessError) as error:
        raise Skip('no data: %s' % error)
    with s.world.open(s.kind, GAPS,
                      folders={'/gaps/': s.world.path('gaps/')}) as own:
        for name, extension, endpoint, _, _, regions in FILES:
            path = s.world.path('gaps', name + extension)
            original = Original(path, EXTENSION[extension])
            count = len(blocks(original.data))
            expect(count > 2 * MOST_BLOCKS, '%s: %d blocks are too few for '
                   'a test', name, count)
            for region in regions + far_ends(regions):
                one(t, own, endpoint, name, original, region)


def far_ends(regions):
    """The same starts with ends that lie behind everything."""
    return [(reference, start, end) for end in END
            for reference, start in sorted({r[:2] for r in regions})[:3]
            ] + [(regions[0][0], END[0] - 1, END[0]),
                 (regions[0][0], END[1] - 1, END[1])]


def one(t, s, endpoint, name, original, region):
    reference, start, end = region
    query = 'format=%s&referenceName=%s&start=%d&end=%d' % (
        original.format, reference, start, end)
    with t.check('%s %s:%d-%d: at most %d blocks inflated' % (
            name, reference, start, end, MOST_BLOCKS)):
        s.new_log()
        ticket = s.ticket(endpoint, 'gaps/' + name, query)
        count = inflated(s, '/%s/gaps/%s' % (endpoint, name))
        check_region(ticket, original, True)
        expect(count <= MOST_BLOCKS, '%d blocks', count)
    with t.check('%s %s:%d-%d: as many records as there are' % (
            name, reference, start, end)):
        ticket = s.ticket(endpoint, 'gaps/' + name, query)
        equal('records', count_records(ticket.joined(), original.format),
              count_region(original, region))


def count_records(data, kind):
    if kind == 'BAM':
        return int(tool('samtools', 'view', '-c', '-', given=data))
    return tool('bcftools', 'view', '-H', '-', given=data).count(b'\n')


def count_region(original, region):
    """htslib of the tools reads ends up to 2^31 - 1 only."""
    text = '%s:%d-%d' % (region[0], region[1] + 1, min(region[2], END[0]))
    if region[1] >= END[0] - 1:
        return 0
    if original.format == 'BAM':
        return int(tool('samtools', 'view', '-c', original.path, text))
    return tool('bcftools', 'view', '-H', original.path, text).count(b'\n')


FUNCTIONS = [cost]
