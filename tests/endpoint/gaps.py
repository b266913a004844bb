"""gaps: regions that end where there is nothing cost few blocks. The samples
are cut into small blocks first, so that a walk through a gap would show: a
file has thousands."""
import os
import re
import subprocess

import bgzf
from answer import Original, blocks
from harness import Skip, equal, expect
from profile import check_region
from slices import tool
from world import INI

MOST_BLOCKS = 100
END = [2 ** 31 - 1, 2 ** 32 - 1]
GAPS = INI + '\n[data gaps]\npath = DIR/gaps\nprefix = gaps/\n' \
    'url = SITE/gaps\n'

# Sample, its extension, endpoint, commands that index, regions of gaps, and
# inflated bytes of a block: such that 16 kb have about 15 blocks, as in a
# whole genome at 30x.
FILES = [
    ('gap-middle', '.bam', 'reads', ['samtools', 'index'],
     [('chr1', 300000, 1500000), ('chr1', 599000, 2599000),
      ('chr1', 1000000, 1500000), ('chr1', 3000000, 4999999),
      ('chr1', 3100000, 5000000), ('chr1', 3000000, 9000000),
      ('chr2', 380000, 400000)], 3500),
    ('gap-end', '.bam', 'reads', ['samtools', 'index', '-c'],
     [('chr1', 300000, 2500000), ('chr1', 599999, 4999999),
      ('chr1', 300000, 5000001), ('chr1', 0, 700000)], 3500),
    ('past-ln', '.bam', 'reads', ['samtools', 'index'],
     [('chr1', 20000, 30000), ('chr1', 20000, 30001), ('chr1', 29999, 60000),
      ('chr1', 60000, 90001), ('chr2', 40000, 400000), ('chr3', 0, 100),
      ('chr3', 50, 200000)], 5000),
    ('far', '.bam', 'reads', ['samtools', 'index', '-c'],
     [('chr1', 200000, 536000000), ('chr1', 536870000, 1299000000),
      ('chr2', 0, 600000100), ('chr2', 600100000, 700000000)], 2000),
    ('vcf-bgz', '.vcf.bgz', 'variants', ['tabix', '-p', 'vcf'],
     [('chr1', 400000, 2000000), ('chr1', 490000, 2499999),
      ('chr1', 2900000, 4999999), ('chr1', 2900000, 6000000)], 400),
    ('bcf-gap', '.bcf', 'variants', ['bcftools', 'index'],
     [('chr1', 400000, 2000000), ('chr1', 490000, 2499999),
      ('chr1', 2900000, 4999999), ('chr1', 2900000, 6000000)], 200),
]
EXTENSION = {'.bam': 'BAM', '.vcf.bgz': 'VCF', '.bcf': 'BCF'}


def prepare(world):
    """Cuts the samples into small blocks and indexes them, once."""
    folder = world.path('gaps')
    if os.path.exists(folder):
        return
    os.mkdir(folder)
    for name, extension, _, index, _, size in FILES:
        path = os.path.join(folder, name + extension)
        source = os.path.join(world.sample, name + extension)
        bgzf.reblock(source, path, size)
        tool(*index, path)


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
    with s.world.open(s.kind, GAPS, **more(s)) as own:
        own.files['/gaps/'] = s.world.path('gaps/')
        for name, extension, endpoint, _, regions, _ in FILES:
            path = s.world.path('gaps', name + extension)
            original = Original(path, EXTENSION[extension])
            count = len(blocks(original.data))
            expect(count > 2 * MOST_BLOCKS, '%s: %d blocks are too few for '
                   'a test', name, count)
            for region in regions + far_ends(regions):
                one(t, own, endpoint, name, original, region)


def more(s):
    """lighttpd has to know the folder before it starts."""
    if s.kind != 'lighttpd':
        return {}
    return {'files': dict(s.files, **{'/gaps/': s.world.path('gaps/')})}


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
        check_region(ticket, original)
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
