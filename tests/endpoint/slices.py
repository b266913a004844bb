"""slices: a few regions against samtools and bcftools (tests/exact has the
many), and that an answer does not depend on how it was asked for."""
import os
import shutil
import subprocess

from harness import Skip, equal, expect

BAM = [('sample/bam-bai', 'bam-bai.bam'),
       ('sample/bam-csi', 'bam-csi.bam'),
       ('sample/straddle-bai', 'straddle-bai.bam'),
       ('sample/blocks-small', 'blocks-small.bam'),
       ('sample/old-index', 'old-index.bam')]
VARIANTS = [('VCF', 'sample/vcf-tbi', 'vcf-tbi.vcf.gz'),
            ('VCF', 'sample/vcf-csi', 'vcf-csi.vcf.gz'),
            ('BCF', 'sample/bcf-csi', 'bcf-csi.bcf'),
            ('BCF', 'sample/bcf-straddle', 'bcf-straddle.bcf')]
# 0-based, half-open (G-05); the first ends right behind the first read's
# position, others lie around 16 kb windows and the hot spot.
REGIONS = [('chr1', 0, 1200), ('chr1', 16383, 16385), ('chr1', 49000, 51000),
           ('chr1', 200000, 200001), ('chr1', 399000, 905000),
           ('chr2', 100000, 150000), ('HLA:01:01:01', 5000, 6000),
           ('chr1:100-200', 150, 160)]


def tool(*command, given=None):
    if shutil.which(command[0]) is None:
        raise Skip(command[0] + ' is not installed')
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    expect(done.returncode == 0, '%s: %s', ' '.join(command[:2]),
           done.stderr[-200:])
    return done.stdout


def samtools(path, region):
    """Records of a region of a file, by samtools."""
    return tool('samtools', 'view', path, region)


def touching(path):
    """Regions that begin where a read ends, or end where one begins, and
    those a base wider."""
    lines = samtools(path, 'chr1:60000-60500').splitlines()
    read = [line.split(b'\t') for line in lines if b'\t150M\t' in line][-1]
    pos = int(read[3]) - 1
    return [('chr1', pos + 150, pos + 151), ('chr1', pos + 149, pos + 150),
            ('chr1', pos - 1, pos), ('chr1', pos, pos + 1)]


def bam(t, s):
    for name, file in BAM:
        path = os.path.join(s.world.sample, file)
        for reference, start, end in REGIONS + touching(path):
            with t.check('%s %s:%d-%d as samtools gives it (G-05, G-08, '
                         'G-09, decision 6)' %
                         (name, reference, start, end)):
                query = 'referenceName=%s&start=%d&end=%d' % (
                    reference, start, end)
                ticket = s.ticket('reads', name, query)
                got = tool('samtools', 'view', '-', given=ticket.joined())
                want = samtools(path, '{%s}:%d-%d' % (reference, start + 1,
                                                      end))
                equal('records', got.count(b'\n'), want.count(b'\n'))
                expect(got == want, 'other records')
        with t.check('%s: unplaced reads as samtools gives them (Q-06)'
                     % name):
            ticket = s.ticket('reads', name, 'referenceName=*')
            got = tool('samtools', 'view', '-', given=ticket.joined())
            if name.endswith('old-index'):  # of whose kind samtools gives none
                path = os.path.join(s.world.sample, 'bam-csi-fine.bam')
            expect(got and got == samtools(path, '*'), 'other records')


def variants(t, s):
    for kind, name, file in VARIANTS:
        path = os.path.join(s.world.sample, file)
        for reference, start, end in REGIONS[1:6]:
            with t.check('%s %s:%d-%d as bcftools gives it (G-05, G-08, '
                         'G-09)' %
                         (name, reference, start, end)):
                ticket = s.ticket(
                    'variants', name, 'format=%s&referenceName=%s&start=%d'
                    '&end=%d' % (kind, reference, start, end))
                got = tool('bcftools', 'view', '-H', '-',
                           given=ticket.joined())
                want = tool('bcftools', 'view', '-H', path, '%s:%d-%d' %
                            (reference, start + 1, end))
                equal('records', got.count(b'\n'), want.count(b'\n'))
                expect(got == want, 'other records')


def cram(t, s):
    """Covering: all that was asked for, and whole containers around it."""
    for name in ('cram-2.1', 'cram-3.0', 'cram-3.1', 'cram-3.0-slices'):
        path = os.path.join(s.world.sample, name + '.cram')
        fasta = os.path.join(s.world.sample, 'reference.fa')
        for reference, start, end in REGIONS[2:4] + REGIONS[5:6]:
            with t.check('sample/%s %s:%d-%d covers what samtools gives' %
                         (name, reference, start, end)):
                ticket = s.ticket(
                    'reads', 'sample/' + name, 'format=CRAM&referenceName='
                    '%s&start=%d&end=%d' % (reference, start, end))
                got = tool('samtools', 'view', '-T', fasta, '-',
                           given=ticket.joined())
                want = tool('samtools', 'view', '-T', fasta, path, '%s:%d-%d'
                            % (reference, start + 1, end))
                lines = set(got.splitlines())
                expect(set(want.splitlines()) <= lines, 'records are missing')


def sums(t, s):
    """Parts of a reference, cut where no read reaches across, are the
    reference."""
    with t.check('two halves at a gap are the whole reference'):
        halves = [s.ticket('reads', 'sample/straddle-bai',
                           'referenceName=chr1&' + part).records()
                  for part in ('end=600000', 'start=600000')]
        whole = s.ticket('reads', 'sample/straddle-bai',
                         'referenceName=chr1').records()
        expect(b''.join(halves) == whole, 'not the whole')
    with t.check('straddling records do not change the answer'):
        query = 'referenceName=chr1&start=30000&end=70000'
        first = s.ticket('reads', 'sample/bam-bai', query).records()
        for name in ('straddle-bai', 'straddle-csi', 'blocks-full'):
            expect(s.ticket('reads', 'sample/' + name, query).records() ==
                   first, '%s differs', name)


FUNCTIONS = [bam, variants, cram, sums]
