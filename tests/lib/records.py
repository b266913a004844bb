"""records: a file's header and records, and where each record lies.

The places come from a scan of the whole file as text by samtools, bcftools or
gzip; no index is read. BAM and BCF records are compared by their bytes.
"""
import gzip
import os
import re
import struct
import subprocess

EOF_BLOCK = bytes.fromhex(
    '1f8b08040000000000ff0600424302001b0003000000000000000000')
# Reference sequences are never looked for on a network.
QUIET = dict(os.environ, REF_PATH='/nonexistent', REF_CACHE='/nonexistent')


class Unreadable(Exception):
    pass


def run(*command):
    p = subprocess.run(command, stdout=subprocess.PIPE, env=QUIET,
                       stderr=subprocess.PIPE)
    if p.returncode:
        raise Unreadable('%s: %s' % (
            command[0], p.stderr.decode('utf-8', 'replace').strip()[-300:]))
    return p.stdout


def split_text(data, mark):
    """(header, records) of SAM or VCF text, as bytes."""
    at = 0
    while data.startswith(mark, at):
        end = data.find(b'\n', at)
        at = len(data) if end < 0 else end + 1
    return data[:at], [line for line in data[at:].split(b'\n') if line]


def split_bam(data):
    """(header, records) of inflated BAM, as bytes (SAMv1 4.2)."""
    if data[:4] != b'BAM\1':
        raise Unreadable('no BAM magic')
    at = 8 + struct.unpack_from('<i', data, 4)[0]
    n, = struct.unpack_from('<i', data, at)
    at += 4
    for _ in range(n):
        at += 8 + struct.unpack_from('<i', data, at)[0]
    return data[:at], pieces(data, at, lambda i: (
        4 + struct.unpack_from('<I', data, i)[0]))


def split_bcf(data):
    """(header, records) of inflated BCF, as bytes (VCFv4.3 6)."""
    if data[:5] != b'BCF\2\2':
        raise Unreadable('no BCF magic')
    at = 9 + struct.unpack_from('<I', data, 5)[0]
    return data[:at], pieces(data, at, lambda i: (
        8 + sum(struct.unpack_from('<II', data, i))))


def pieces(data, at, size):
    out = []
    while at < len(data):
        if at + 8 > len(data) or at + size(at) > len(data):
            raise Unreadable('the last record is cut off')
        out.append(data[at:at + size(at)])
        at += size(at)
    return out


def cram_text(path, reference):
    """(header, records) of a CRAM as SAM text; tags in a fixed order. Names
    that a lossy file lacks are made from the file's name: taken away."""
    extra = ('-T', reference) if reference else ()
    head, rows = split_text(
        run('samtools', 'view', '-h', '--no-PG', *extra, path), b'@')
    prefix = os.path.basename(path).encode() + b':'
    out = []
    for row in rows:
        f = row.split(b'\t')
        if f[0].startswith(prefix):
            f[0] = f[0][len(prefix):]
        out.append(b'\t'.join(f[:11] + sorted(f[11:])))
    return head, out


def read_place(row):
    """(reference, beg, end, far) of a SAM line: 0-based, half-open."""
    f = row.split(b'\t', 6)
    if f[2] == b'*':
        return '*', -1, 0, 0
    size = 0
    if not int(f[1]) & 4:
        size = sum(int(n) for n, op in re.findall(rb'(\d+)(.)', f[5])
                   if op in b'MDN=X')
    beg = int(f[3]) - 1
    return f[2].decode(), beg, beg + max(1, size), beg + max(1, size)


def variant_place(row):
    """The same of a VCF line; `far` counts SVLEN and LEN in as well, which
    an index may know or not."""
    f = row.decode('utf-8', 'replace').split('\t')
    beg = int(f[1]) - 1
    info = dict(x.partition('=')[::2] for x in f[7].split(';'))
    end = beg + len(f[3])
    if re.fullmatch(r'\d+', info.get('END', '')):
        end = max(end, int(info['END']))
    reach = [end]
    if '<' in f[4]:
        reach += [beg + 1 + abs(int(x)) for x in
                  info.get('SVLEN', '').split(',') if re.fullmatch(r'-?\d+', x)]
    if len(f) > 9 and 'LEN' in f[8].split(':'):
        i = f[8].split(':').index('LEN')
        for sample in f[9:]:
            value = (sample.split(':') + [''] * i)[i]
            reach += [beg + int(value)] if value.isdigit() else []
    return f[0], beg, end, max(reach)


class Truth:
    """What a file holds: header, records, places (in the file's order)."""

    def __init__(self, path, format, reference=None):
        self.path, self.format, self.reference = path, format, reference
        with open(path, 'rb') as f:
            self.bytes = f.read()
        if format == 'CRAM':
            self.header, self.records = cram_text(path, reference)
            rows = self.records
        else:
            self.header, self.records = self.split(self.bytes)
            rows = self.text()
        place = variant_place if format in ('VCF', 'BCF') else read_place
        self.places = [place(row) for row in rows]
        if len(rows) != len(self.records):
            raise Unreadable('%d lines of text, %d records' %
                             (len(rows), len(self.records)))

    def text(self):
        if self.format == 'VCF':
            return self.records
        if self.format == 'BCF':
            return split_text(run('bcftools', 'view', '--no-version',
                                  self.path), b'#')[1]
        return split_text(run('samtools', 'view', '--no-PG', self.path),
                          b'\0')[1]

    def split(self, data):
        """(header, records) of a payload of this format but CRAM."""
        data = gzip.decompress(data) if data else b''
        if self.format == 'VCF':
            return split_text(data, b'#')
        return split_bam(data) if self.format == 'BAM' else split_bcf(data)

    def references(self):
        """name -> LN or length of the header, 0 if it gives none."""
        if self.format == 'BAM':
            n, = struct.unpack_from('<i', self.header, 4)
            at, out = 12 + n, {}
            while at < len(self.header):
                n, = struct.unpack_from('<i', self.header, at)
                name = self.header[at + 4:at + 3 + n].decode()
                out[name], = struct.unpack_from('<i', self.header, at + 4 + n)
                at += 8 + n
            return out
        text = self.header.decode('latin-1')
        if self.format == 'CRAM':
            return {re.search(r'\tSN:([^\t]+)', line)[1]:
                    int(re.search(r'\tLN:(\d+)', line)[1])
                    for line in text.split('\n') if line.startswith('@SQ')}
        out = {}
        for line in re.findall(r'##contig=<(.*)>', text):
            size = re.search(r'length=(\d+)', line)
            out[re.search(r'ID=([^,]+)', line)[1]] = int(size[1]) if size \
                else 0
        return out

    def select(self, regions):
        """Indexes of records that must be in the answer, and of those that
        may be. regions: (reference, beg, end) each, in any order."""
        must, may = [], []
        for i, place in enumerate(self.places):
            if any(overlaps(place, region) for region in regions):
                must.append(i)
            elif any(overlaps(place, region, True) for region in regions):
                may.append(i)
        return must, may


def overlaps(place, region, far=False):
    """Whether a record belongs to a region; `far`: by its furthest reach."""
    reference, beg, end, furthest = place
    name, start, stop = region
    if reference != name:
        return False
    return name == '*' or (start != stop and
                           (furthest if far else end) > start and
                           (stop is None or beg < stop))
