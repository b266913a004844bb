"""versions: of several formats two files, A and B, with their indexes, of
which no record and no header is alike; and ways to put one over the other.

    make(sample, folder)    -> a list of Kinds; files are left in the folder
    Kind    .name, .format, .versions   (A, B), a Dataset each
            .extensions     of the file and of its index
            .twins          one index fits both
            .shifted        the index of the other one fits well enough to
                            be taken for the right one
    Renamed, Rewritten, Moved (folder, kind, count)
            a place where now A is, now B; .data is the Dataset to ask for,
            put(part, version) changes the file (0) or the index (1), of Moved
            both
"""
import copy
import gzip
import os
import shutil
import subprocess
import time

from datasets import Dataset
from records import QUIET, run

SPLIT = 9           # A has the first of each nine records, B the second
SHIFT = 5000        # bases
CHUNK = 50000       # bytes of a write in place


def shifted(row, by):
    fields = row.split(b'\t', 4)
    if fields[2] != b'*':
        fields[3] = b'%d' % (int(fields[3]) + by)
    return b'\t'.join(fields)


def sam(sample, which, alike=False, shift=0):
    """A ninth of the reads, named after the version. `alike`: the same ones
    for both, those of B so many bases further on."""
    lines = run('samtools', 'view', '-h', '--no-PG',
                os.path.join(sample, 'bam-bai.bam')).split(b'\n')
    head = [line for line in lines if line.startswith(b'@')]
    rows = [line for line in lines if line and not line.startswith(b'@')]
    rows = rows[0 if alike else which::SPLIT]
    if shift:
        rows = [shifted(row, which * shift) for row in rows]
    name = b'AB'[which:which + 1]
    return b'\n'.join(head + [b'@CO\tversion ' + name] +
                      [name + row for row in rows]) + b'\n'


def vcf(sample, which):
    with gzip.open(os.path.join(sample, 'vcf-tbi.vcf.gz')) as f:
        lines = f.read().split(b'\n')
    head = [line for line in lines if line.startswith(b'#')]
    rows = [line.split(b'\t', 3) for line in lines
            if line and not line.startswith(b'#')][which::SPLIT]
    name = b'AB'[which:which + 1]
    head.insert(1, b'##version=' + name)
    return b'\n'.join(head + [b'\t'.join(
        [chrom, pos, b'%s%d' % (name, i), rest])
        for i, (chrom, pos, _, rest) in enumerate(rows)]) + b'\n'


def pipe(data, path, *command):
    with open(path, 'wb') as f:
        subprocess.run(command, input=data, stdout=f, check=True, env=QUIET)


def make_bam(sample, which, path):
    pipe(sam(sample, which), path, 'samtools', 'view', '-b', '--no-PG')
    run('samtools', 'index', path)


def reblock(path, *options):
    """Blocks as bgzip cuts them: header and records share one."""
    with gzip.open(path) as f:
        data = f.read()
    pipe(data, path, 'bgzip', *options)


def make_straddle(sample, which, path):
    pipe(sam(sample, which), path, 'samtools', 'view', '-u', '--no-PG')
    reblock(path)
    run('samtools', 'index', path)


def make_twin(sample, which, path, shift=0):
    """Only content, inode and ctime tell one of them from the other."""
    pipe(sam(sample, which, True, shift), path, 'samtools', 'view', '-u',
         '--no-PG')
    reblock(path, '-l', '0')
    run('samtools', 'index', path)
    os.utime(path, (10 ** 9, 10 ** 9))


def make_shifted(sample, which, path):
    """Twins, but that each record is somewhere else."""
    make_twin(sample, which, path, SHIFT)


def make_indexes(sample, which, path):
    """One file with two indexes, both right."""
    make_bam(sample, 0, path)
    os.unlink(path + '.bai')
    run('samtools', 'index', '-c', '-m', ('14', '10')[which], path)


def make_cram(sample, which, path):
    pipe(sam(sample, which), path, 'samtools', 'view', '--no-PG', '-O',
         'cram,no_ref=1,seqs_per_slice=200')
    run('samtools', 'index', path)


def make_vcf(sample, which, path):
    pipe(vcf(sample, which), path, 'bgzip')
    run('tabix', '-p', 'vcf', path)


def make_bcf(sample, which, path):
    pipe(vcf(sample, which), path, 'bcftools', 'view', '-Ob', '--no-version')
    run('bcftools', 'index', path)


class Kind:
    def __init__(self, sample, folder, name, format, extensions, maker):
        self.name, self.format, self.extensions = name, format, extensions
        self.twins = maker in (make_twin, make_indexes)
        self.shifted = maker is make_shifted
        self.versions = []
        for which, version in enumerate('AB'):
            file = '%s-%s%s' % (name, version, extensions[0])
            maker(sample, which, os.path.join(folder, file))
            self.versions.append(Dataset(folder, (name, file, format, '')))


def make(sample, folder):
    bam, names = ('.bam', '.bai'), (
        ('bam', 'BAM', make_bam), ('straddle', 'BAM', make_straddle),
        ('twin', 'BAM', make_twin), ('shifted', 'BAM', make_shifted))
    kinds = [Kind(sample, folder, name, format, bam, maker)
             for name, format, maker in names]
    return kinds + [
        Kind(sample, folder, 'indexes', 'BAM', ('.bam', '.csi'),
             make_indexes),
        Kind(sample, folder, 'cram', 'CRAM', ('.cram', '.crai'), make_cram),
        Kind(sample, folder, 'vcf', 'VCF', ('.vcf.gz', '.tbi'), make_vcf),
        Kind(sample, folder, 'bcf', 'BCF', ('.bcf', '.csi'), make_bcf)]


class Place:
    """One dataset below a folder, A and B by turns."""
    parts = 0, 1        # what put() changes, one after the other
    file = index = -1       # the versions that are there

    def __init__(self, folder, kind, count):
        self.kind = kind
        self.data = copy.copy(kind.versions[0])
        self.data.id = '%s-%s-%d' % (kind.name, type(self).__name__, count)
        self.path = os.path.join(folder, self.data.id) + kind.extensions[0]

    def source(self, part, version):
        path = self.kind.versions[version].path
        return path + self.kind.extensions[1] if part else path

    def target(self, part):
        return self.path + self.kind.extensions[1] if part else self.path

    def prepare(self, part, version):
        """What put() needs and takes long."""

    def put(self, part, version, pause=0):
        raise NotImplementedError


class Renamed(Place):
    """As one should: another file takes the name."""
    ready = None

    def prepare(self, part, version):
        self.ready = shutil.copy2(self.source(part, version),
                                  self.target(part) + '.new')

    def put(self, part, version, pause=0):
        if self.ready is None:
            self.prepare(part, version)
        os.rename(self.ready, self.target(part))
        self.ready = None


class Rewritten(Place):
    """As one should not: emptied, and written bit by bit."""

    def put(self, part, version, pause=0):
        with open(self.source(part, version), 'rb') as f:
            data = f.read()
        with open(self.target(part), 'wb', buffering=0) as f:
            for at in range(0, len(data), CHUNK):
                f.write(data[at:at + CHUNK])
                time.sleep(pause)
        stat = os.stat(self.source(part, version))
        os.utime(self.target(part), ns=(stat.st_atime_ns, stat.st_mtime_ns))


class Moved(Place):
    """File and index at once, by renaming their folder: neither is changed
    or becomes younger."""
    parts = 0,

    def __init__(self, folder, kind, count):
        super().__init__(folder, kind, count)
        self.live, self.now = os.path.join(folder, self.data.id), None
        self.data.id += '/x'
        self.path = os.path.join(self.live, 'x') + kind.extensions[0]
        for version in 0, 1:
            os.mkdir(self.resting(version))
            for part in 0, 1:
                name = os.path.basename(self.target(part))
                shutil.copy2(self.source(part, version),
                             os.path.join(self.resting(version), name))

    def resting(self, version):
        return '%s.%s' % (self.live, 'AB'[version])

    def put(self, part, version, pause=0):
        if self.now is not None:
            os.rename(self.live, self.resting(self.now))
            time.sleep(pause)
        os.rename(self.resting(version), self.live)
        self.now = version
