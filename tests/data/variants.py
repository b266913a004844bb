"""variants: VCF texts of the test data; all of it from fixed seeds."""
import random

META = '''\
##fileformat=VCFv4.4
##FILTER=<ID=PASS,Description="All filters passed">
##FILTER=<ID=q10,Description="Low quality">
##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">
##INFO=<ID=AF,Number=A,Type=Float,Description="Frequency">
##INFO=<ID=END,Number=1,Type=Integer,Description="End">
##INFO=<ID=SVTYPE,Number=1,Type=String,Description="Type">
##INFO=<ID=SVLEN,Number=A,Type=Integer,Description="Length">
##ALT=<ID=DEL,Description="Deletion">
##ALT=<ID=DUP,Description="Duplication">
##ALT=<ID=INV,Description="Inversion">
##ALT=<ID=CNV,Description="Copy number">
##ALT=<ID=INS,Description="Insertion">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">
##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Likelihoods">
##FORMAT=<ID=LEN,Number=1,Type=Integer,Description="Length of <*>">
'''


class Vcf:
    def __init__(self, seed, contigs, samples=0, meta=META, newline=True):
        self.rnd = random.Random('variants ' + seed)
        self.samples, self.newline = samples, newline
        names = ['S%04d' % i for i in range(samples)]
        self.head = meta + ''.join(
            '##contig=<ID=%s,length=%d>\n' % c for c in contigs)
        self.head += '\t'.join(
            ['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO'] +
            (['FORMAT'] + names if names else [])) + '\n'
        self.order = {}
        self.lines = []

    def sample(self):
        r = self.rnd
        return '%d/%d:%d:%d,%d,%d' % (
            r.randrange(2), r.randrange(2), r.randrange(60),
            r.randrange(999), r.randrange(999), r.randrange(20000))

    def add(self, contig, pos, ref='A', alt='C', info='DP=10', keys=None,
            values=None):
        tid = self.order.setdefault(contig, len(self.order))
        fields = [contig, str(pos + 1), '.', ref, alt, '50', 'PASS', info]
        if self.samples:
            pool = [self.sample() for _ in range(min(self.samples, 400))]
            fields.append(keys or 'GT:DP:PL')
            fields += values or self.rnd.choices(pool, k=self.samples)
        self.lines.append((tid, pos, len(self.lines), '\t'.join(fields)))

    def small(self, contig, n, start, end):
        for _ in range(n):
            kind, pos = self.rnd.random(), self.rnd.randrange(start, end)
            ref, alt = 'A', 'G'
            if kind < 0.1:
                ref = 'A' + 'CGT' * self.rnd.randint(1, 60)
                alt = 'A'
            elif kind < 0.2:
                ref, alt = 'C', 'C' + 'ACGT' * self.rnd.randint(1, 20)
            self.add(contig, pos, ref, alt, 'DP=%d;AF=0.%d' % (
                self.rnd.randrange(500), self.rnd.randrange(1, 9)))

    def symbolic(self, contig, n, start, end, by):
        for _ in range(n):
            pos = self.rnd.randrange(start, end)
            size = int(10 ** self.rnd.uniform(1.5, 5.3))
            kind = self.rnd.choice(('DEL', 'DUP', 'INV', 'CNV', 'INS'))
            if by == 'END':
                info = 'SVTYPE=%s;END=%d' % (
                    kind, pos + 1 if kind == 'INS' else pos + 1 + size)
            else:
                info = 'SVTYPE=%s;SVLEN=%d' % (
                    kind, -size if kind == 'DEL' else size)
            self.add(contig, pos, 'N', '<%s>' % kind, info)

    def write(self, path):
        self.lines.sort()
        text = self.head + ''.join(line[3] + '\n' for line in self.lines)
        with open(path, 'w') as f:
            f.write(text if self.newline else text.rstrip('\n'))


CONTIGS = [('chr1', 1200000), ('chr2', 300000), ('chrNone', 50000),
           ('HLA:01:01:01', 11000), ('chr1:100-200', 5000)]


def base(newline=True, samples=12):
    v = Vcf('base', CONTIGS, samples, newline=newline)
    v.small('chr1', 2500, 1000, 400000)
    v.small('chr1', 600, 900000, 1190000)
    v.small('chr2', 900, 0, 290000)
    v.small('HLA:01:01:01', 60, 0, 10900)
    v.small('chr1:100-200', 30, 0, 4900)
    return v


def wide():
    """Records larger than a block, as text and as BCF."""
    v = Vcf('wide', [('chr1', 100000), ('chr2', 100000)], 8000)
    v.small('chr1', 18, 100, 60000)
    v.small('chr2', 8, 100, 60000)
    return v


def symbolic(by):
    v = Vcf('symbolic ' + by, CONTIGS[:2])
    v.small('chr1', 1500, 0, 1190000)
    v.symbolic('chr1', 250, 0, 900000, by)
    v.small('chr2', 400, 0, 290000)
    v.symbolic('chr2', 60, 0, 200000, by)
    return v


def blocks():
    """<*> blocks that reach by FORMAT/LEN alone (VCF 4.5)."""
    v = Vcf('blocks', CONTIGS[:2], 1)
    pos = 1000
    while pos < 290000:
        size = v.rnd.randint(1, 3000)
        v.add('chr2', pos, 'A', '<*>', '.', 'GT:LEN', ['0/0:%d' % size])
        pos += size + v.rnd.randrange(40)
    return v


def undeclared():
    """Records on a contig that the header does not name."""
    v = Vcf('undeclared', CONTIGS[:1])
    v.small('chr1', 300, 0, 1000000)
    v.small('chrX', 300, 0, 1000000)
    return v


def far():
    v = Vcf('far', [('chr1', 1300000000), ('chr2', 700000000)], 2)
    v.small('chr1', 300, 0, 300000)
    v.small('chr1', 300, 536800000, 537000000)
    v.small('chr1', 300, 1299000000, 1299900000)
    v.small('chr2', 200, 600000000, 600200000)
    return v


def gap():
    v = Vcf('gap', [('chr1', 5000000), ('chr2', 400000)], 6)
    v.small('chr1', 1500, 0, 500000)
    v.small('chr1', 1500, 2500000, 3000000)
    v.small('chr2', 500, 0, 390000)
    return v


def sparse():
    """A header whose IDX numbers have holes."""
    n, lines = 0, []
    for line in META.splitlines():
        if line.startswith(('##INFO', '##FORMAT')):
            n += 3
            line = line[:-1] + ',IDX=%d>' % n
        elif line.startswith('##FILTER'):
            line = line[:-1] + ',IDX=%d>' % n
            n += 1
        lines.append(line)
    v = Vcf('sparse', [], 3, '\n'.join(lines) + '\n' + ''.join(
        '##contig=<ID=%s,length=%d,IDX=%d>\n' % (name, size, idx)
        for (name, size), idx in zip(CONTIGS, (2, 5, 6, 11, 17))))
    v.small('chr1', 500, 0, 1190000)
    v.small('chr2', 300, 0, 290000)
    v.small('HLA:01:01:01', 100, 0, 10900)
    v.symbolic('chr2', 40, 0, 200000, 'END')
    return v


def write(folder):
    texts = {
        'base': base(), 'no-newline': base(False, 0), 'wide': wide(),
        'end': symbolic('END'), 'svlen': symbolic('SVLEN'),
        'len': blocks(), 'undeclared': undeclared(), 'far': far(),
        'gap': gap(), 'sparse': sparse(),
        'no-records': Vcf('no records', CONTIGS, 2),
    }
    for name, vcf in texts.items():
        vcf.write('%s/%s.vcf' % (folder, name))
