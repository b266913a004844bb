"""reads: SAM texts of the test data; all of it from fixed seeds."""
import hashlib
import random

READ = 150
BASE = [('chr1', 1200000), ('chr2', 300000), ('chrNone', 50000),
        ('HLA:01:01:01', 11000), ('chr1:100-200', 5000)]


def sequence(name, n):
    """Bases of a reference."""
    return ''.join(random.Random('bases ' + name).choices('ACGT', k=n))


BASES = {name: sequence(name, n) for name, n in BASE}
LONG = BASES['chr1'] + BASES['chr2']


def qualities():
    """A few quality strings: enough for a file to look real."""
    rnd, out = random.Random('qualities'), []
    for _ in range(48):
        q, text = 40, ''
        while len(text) < READ:
            text += chr(33 + q) * rnd.randint(1, 12)
            q = max(2, min(41, q + rnd.choice((-9, -3, 0, 2, 3))))
        out.append(text[:READ])
    return out


QUALITIES = qualities()


class Sam:
    """Lines with their places, written in coordinate order."""

    def __init__(self, seed, references, groups=True, order='coordinate'):
        self.rnd = random.Random(seed)
        self.references = references
        self.tid = {name: i for i, (name, _) in enumerate(references)}
        self.lines, self.unplaced, self.count = [], [], 0
        self.head = ['@HD\tVN:1.6' + ('\tSO:' + order if order else '')]
        self.head += ['@SQ\tSN:%s\tLN:%d' % r for r in references]
        if groups:
            self.head += ['@RG\tID:rg1\tSM:sample', '@CO\tfixed seed: ' + seed]

    def name(self):
        self.count += 1
        return 'r%06d' % self.count

    def bases(self, ref, pos, n):
        """The reference's own bases, now and then with a change."""
        text = BASES.get(ref, '')[pos:pos + n]
        if len(text) < n:
            at = pos % (len(LONG) - n)
            text = LONG[at:at + n]
        if self.rnd.random() < 0.3:
            i = self.rnd.randrange(n)
            text = text[:i] + self.rnd.choice('ACGTN') + text[i + 1:]
        return text

    def add(self, ref, pos, flag=0, cigar='%dM' % READ, mate=None, size=0,
            name=None, seq=None, qual=None, tags='NM:i:0\tRG:Z:rg1', mapq=60):
        seq = self.bases(ref, pos, READ) if seq is None else seq
        if qual is None:
            qual = self.rnd.choice(QUALITIES) if len(seq) == READ else '*'
        fields = [name or self.name(), str(flag), ref, str(pos + 1),
                  str(mapq), cigar, '=' if mate is not None else '*',
                  str(mate + 1 if mate is not None else 0), str(size), seq,
                  qual]
        self.lines.append((self.tid[ref], pos, len(self.lines),
                           '\t'.join(fields + ([tags] if tags else []))))

    def pair(self, ref, pos):
        name, size = self.name(), self.rnd.randint(250, 600)
        kind = self.rnd.random()
        if kind < 0.01:     # a mate without a place lies where its mate lies
            self.add(ref, pos, 73, mate=pos, name=name)
            self.add(ref, pos, 133, '*', pos, name=name, mapq=0, tags='')
            return
        mate = pos + size - READ
        cigar = ('%dM%dN%dM' % (70, self.rnd.randint(80, 60000), READ - 70)
                 if kind < 0.02 else '%dM' % READ)
        tags = 'NM:i:%d\tMD:Z:150\tAS:i:%d\tRG:Z:rg1' % (
            self.rnd.randint(0, 5), self.rnd.randint(100, 150))
        self.add(ref, pos, 99, cigar, mate, size, name, tags=tags)
        self.add(ref, mate, 147, mate=pos, size=-size, name=name, tags=tags)

    def pairs(self, ref, n, start, end):
        for _ in range(n):
            self.pair(ref, self.rnd.randrange(start, end - 800))

    def odd(self, ref, pos):
        """Legal records that look unusual."""
        self.add(ref, pos, 256, '150M', seq='*', tags='')
        self.add(ref, pos + 1, 0, '20S130M', tags='XB:B:c,-1,2\tXA:A:c')
        self.add(ref, pos + 2, 0, '150I')                   # no bases of REF
        self.add(ref, pos + 3, 2064, '60H50M40H', seq='*')
        self.add(ref, pos + 4, 0, '50M10D50M5P50M')
        self.add(ref, pos + 5, 0, '75=75X')
        self.add(ref, pos + 6, 4, '*', mapq=0)              # unmapped, placed

    def loose(self, n):
        for _ in range(n):
            at = self.rnd.randrange(1000000)
            self.unplaced.append('\t'.join(
                [self.name(), '4', '*', '0', '0', '*', '*', '0', '0',
                 LONG[at:at + READ], self.rnd.choice(QUALITIES), 'RG:Z:rg1']))

    def write(self, path):
        self.lines.sort()
        with open(path, 'w') as f:
            for line in self.head:
                f.write(line + '\n')
            for _, _, _, line in self.lines:
                f.write(line + '\n')
            for line in self.unplaced:
                f.write(line + '\n')


def base(seed='base', scale=1.0):
    """Two dense stretches, a hot spot, odd records, unplaced reads."""
    s = Sam(seed, BASE)
    s.pairs('chr1', int(4500 * scale), 1000, 400000)
    s.pairs('chr1', int(1500 * scale), 900000, 1190000)
    s.pairs('chr2', int(2500 * scale), 0, 290000)
    s.pairs('HLA:01:01:01', int(150 * scale), 0, 10500)
    s.pairs('chr1:100-200', int(60 * scale), 0, 4500)
    for _ in range(int(800 * scale)):
        s.add('chr1', 200000 + s.rnd.randrange(60))
    for pos in (150, 210000, 399000, 950000):
        s.odd('chr1', pos)
    s.loose(int(500 * scale))
    return s


def hot():
    """A pile of reads over reads that reach into it from far away."""
    s = Sam('hot spot', [('chr1', 1000000)])
    s.pairs('chr1', 1500, 1000, 990000)
    for _ in range(5000):
        s.add('chr1', 500000 + s.rnd.randrange(200))
    for _ in range(40):
        s.add('chr1', s.rnd.randrange(100000, 480000), 0,
              '75M%dN75M' % s.rnd.randint(20000, 500000))
    return s


def long_reads():
    """Records larger than a block; one with more than 65,535 operations."""
    s = Sam('long reads', [('chr1', 1200000), ('chr2', 300000)])
    for _ in range(9):
        n = s.rnd.randint(90000, 310000)
        pos = s.rnd.randrange(0, 850000)
        s.add('chr1', pos, 0, '%dM' % n, seq=s.bases('chr1', pos, n),
              qual='*', tags='NM:i:9')
    n = s.rnd.randint(280000, 300000)
    s.add('chr1', 100, 0, '%dM' % n, seq=s.bases('chr1', 100, n),
          qual=''.join(s.rnd.choices('+5?I', k=n)))
    s.add('chr2', 5000, 0, '1M1I' * 35000 + '1M',
          seq=s.bases('chr2', 0, 70001), qual='*')
    for ref, end in (('chr1', 1190000), ('chr2', 290000)):
        s.pairs(ref, 100, 0, end)
    s.loose(5)
    return s


def many_contigs():
    """A header of several blocks."""
    refs = [('contig_%05d' % i, 1000 + i % 977) for i in range(4000)]
    s = Sam('many contigs', refs)
    s.head = [line if not line.startswith('@SQ') else line + '\tM5:' +
              hashlib.md5(line.encode()).hexdigest() for line in s.head]
    for i in range(0, 4000, 7):
        for _ in range(s.rnd.randint(1, 6)):
            s.add(refs[i][0], s.rnd.randrange(0, 850))
    s.loose(50)
    return s


def gap(where):
    """2 Mb without reads: in the middle, or up to the reference's end."""
    s = Sam('gap ' + where, [('chr1', 5000000), ('chr2', 400000)])
    s.pairs('chr1', 3000, 1000, 600000)
    if where == 'middle':
        s.pairs('chr1', 3000, 2600000, 3200000)
    s.pairs('chr2', 2000, 0, 390000)
    s.loose(100)
    return s


def past_ln():
    """Reads behind the end that the header gives."""
    s = Sam('past LN', [('chr1', 30000), ('chr2', 20000), ('chr3', 100)])
    s.pairs('chr1', 1200, 0, 90000)
    s.pairs('chr2', 800, 0, 60000)
    s.pairs('chr3', 100, 40000, 90000)
    return s


def far():
    """References past 2^29 bases."""
    s = Sam('far', [('chr1', 1300000000), ('chr2', 700000000)])
    s.pairs('chr1', 700, 0, 300000)
    s.pairs('chr1', 700, 536800000, 537000000)
    s.pairs('chr1', 700, 1299000000, 1299900000)
    s.pairs('chr2', 300, 600000000, 600200000)
    s.loose(20)
    return s


def colons():
    s = Sam('colons', [(name, 9000) for name in (
        'HLA:01:01:01', 'HLA:01:01', 'chr1:100-200', 'chr1', 'a=b;c&d+e',
        'x%20y')])
    for ref, _ in s.references:
        s.pairs(ref, 120, 0, 8900)
    return s


def plain(name):
    """Header only, unplaced reads only, no references at all."""
    s = Sam(name, [] if name == 'no references' else BASE,
            groups=name != 'no references')
    if name == 'unmapped only':
        s.loose(1200)
    return s


def small_contigs(order='coordinate'):
    """Many references with a few reads each: several to a CRAM slice."""
    s = Sam('small contigs', [('c%03d' % i, 2000) for i in range(120)],
            order=order)
    for ref, _ in s.references:
        if ref != 'c050':
            for _ in range(s.rnd.randint(3, 40)):
                s.add(ref, s.rnd.randrange(0, 1800))
    s.loose(60)
    return s


def write(folder):
    texts = {
        'base': base(), 'small': base('small', 0.15),
        'older': base('older', 0.2), 'hot-spot': hot(),
        'long-reads': long_reads(), 'many-contigs': many_contigs(),
        'gap-middle': gap('middle'), 'gap-end': gap('end'),
        'past-ln': past_ln(), 'far': far(), 'colons': colons(),
        'header-only': plain('header only'),
        'unmapped-only': plain('unmapped only'),
        'no-references': plain('no references'),
        'small-contigs': small_contigs(),
        'unsorted': small_contigs('queryname'),
    }
    for name, sam in texts.items():
        sam.write('%s/%s.sam' % (folder, name))
    with open(folder + '/reference.fa', 'w') as f:
        for name, _ in BASE:
            f.write('>%s\n' % name)
            for i in range(0, len(BASES[name]), 100):
                f.write(BASES[name][i:i + 100] + '\n')
