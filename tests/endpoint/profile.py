"""profile: what holds for every ticket, on every dataset of the samples.

Where `inline` of [server] is `reads`, the default, tickets of /variants have
no data: URLs; each assertion on inline bytes is made with `always` as well.
"""
import os
import struct

import bgzf
from answer import Original, blocks
from harness import equal, expect
from world import INI

ALWAYS = '[server]\ninline = always\n\n' + INI
ENDPOINT = {'BAM': 'reads', 'CRAM': 'reads', 'VCF': 'variants',
            'BCF': 'variants'}
MOST_URLS = 6       # of a region without holes
INLINE_ANSWER = 64 << 10
URL_BYTES = 1 << 30

# A file with many references, one whose header is not aligned, and so on.
SMALL = {'bam-bai', 'straddle-bai', 'straddle-header', 'no-references',
         'cram-3.0-references', 'cram-2.1', 'vcf-tbi', 'vcf-wide-tbi',
         'bcf-straddle', 'two-formats'}


def samples(t, s):
    """(id, format, its file read by ourselves)."""
    path = os.path.join(s.world.sample, 'datasets.tsv')
    with open(path, encoding='utf-8') as f:
        rows = [line.split('\t')[:3] for line in f]
    for name, file, kind in rows:
        if not t.small or name in SMALL:
            yield name, kind, Original(os.path.join(s.world.sample, file),
                                       kind)


def references(original):
    """Names that the header gives, the first three."""
    if original.format == 'CRAM':
        return ['chr1'] if b'external' in original.path.encode() else []
    if original.format == 'BAM':
        return bam_references(original.header)[:3]
    text = original.header.decode('utf-8', 'replace')
    return [line.split('ID=')[1].split(',')[0].rstrip('>')
            for line in text.splitlines()
            if line.startswith('##contig=')][:3]


def bam_references(header):
    at = 8 + struct.unpack_from('<I', header, 4)[0]
    count, = struct.unpack_from('<I', header, at)
    names, at = [], at + 4
    for _ in range(count):
        size, = struct.unpack_from('<I', header, at)
        names.append(header[at + 4:at + 3 + size].decode())
        at += 8 + size
    return names


def check_end(ticket, original):
    """Need 3: the EOF marker exactly once, at the very end."""
    joined = ticket.joined()
    expect(joined.endswith(original.eof), 'no EOF marker at the end')
    if original.format == 'CRAM':
        equal('EOF containers', joined.count(original.eof), 1)
        return
    end = len(joined) - len(bgzf.EOF)
    empty = [at for at in empty_blocks(joined) if at < end]
    if not inner_empty(original):
        equal('EOF blocks before the end', empty, [])
    expect(bgzf.EOF not in joined[-2 * len(bgzf.EOF):end], 'two EOF blocks')


def empty_blocks(data):
    return [at for at, size in blocks(data)
            if data[at:at + size] == bgzf.EOF]


def inner_empty(original):
    """Empty blocks among the file's own, which a range takes along."""
    data = original.data
    while data.endswith(bgzf.EOF):
        data = data[:-len(bgzf.EOF)]
    return empty_blocks(data)


def check_blocks(ticket, original):
    """Need 4: every URL holds whole BGZF blocks."""
    if original.format != 'CRAM':
        for url in ticket.urls:
            blocks(url.data)


def check_classes(ticket):
    """T-04, need 5: the first URL is the header, the rest is body."""
    equal('classes', [url.kind for url in ticket.urls],
          ['header'] + ['body'] * (len(ticket.urls) - 1))
    expect(len(ticket.urls) > 1, 'no URL behind the header')


def check_header(url, original):
    """Need 5: exactly the header, all of it, by one URL; the file's own bytes
    where it ends with a block."""
    if original.aligned:
        expect(url.data == original.data[:original.header_end],
               'the header is not that of the file')
    else:
        equal('inflated header', bgzf.gzip.decompress(url.data),
              original.header)
        expect(not url.raw, 'a header made again by a range')


def check_ranges(ticket, original):
    """The URLs give what the file has there, and no more than a URL may."""
    for url in ticket.urls:
        if url.raw:
            expect(url.data == original.data[url.start:url.end],
                   'other bytes at %d-%d', url.start, url.end)
            expect(url.end - url.start <= URL_BYTES, 'too long a range')


def check_inline(ticket, always=False):
    """Need 7: inline data in tickets of /reads only, by default."""
    if ENDPOINT[ticket.format] == 'variants' and not always:
        expect(not ticket.some_inline(), 'variants by data: URLs')
    small = len(ticket.joined()) <= INLINE_ANSWER
    return small and (always or ENDPOINT[ticket.format] == 'reads')


def check_region(ticket, original, always=False):
    """What holds for each ticket but those of whole files."""
    check_inline(ticket, always)
    check_classes(ticket)
    check_header(ticket.urls[0], original)
    check_blocks(ticket, original)
    check_ranges(ticket, original)
    check_end(ticket, original)


def whole_files(t, s):
    """Bit for bit, raw ranges only; the header apart where it can be."""
    for name, kind, original in samples(t, s):
        with t.check('%s %s: whole file bit for bit (T-01, Q-05)' % (
                name, kind)):
            ticket = s.ticket(ENDPOINT[kind], 'sample/' + name,
                              'format=' + kind)
            equal('format (T-01)', ticket.format, kind)
            expect(ticket.joined() == original.data, 'not the file')
            expect(all(url.raw for url in ticket.urls), 'inline or spans')
            check_blocks(ticket, original)
            if original.aligned:
                check_classes(ticket)
                equal('end of the first URL', ticket.urls[0].end,
                      original.header_end)
            else:
                equal('classes (T-04)', {url.kind for url in ticket.urls},
                      {None})
            expect(len(ticket.urls) <= 2, '%d URLs', len(ticket.urls))


def headers(t, s):
    """class=header: the header, then the EOF block as class body."""
    for name, kind, original in samples(t, s):
        one_header(t, s, name, kind, original)


def one_header(t, s, name, kind, original, always=False):
    with t.check('%s %s%s: class=header (Q-04, T-04)' % (
            name, kind, always * ', always inline')):
        ticket = s.ticket(ENDPOINT[kind], 'sample/' + name,
                          'class=header&format=' + kind)
        check_region(ticket, original, always)
        equal('URLs', len(ticket.urls), 2)
        equal('body', ticket.urls[1].data, original.eof)


def regions(t, s):
    for name, kind, original in samples(t, s):
        all_references(t, s, name, kind, original)


def all_references(t, s, name, kind, original, always=False):
    found, header = references(original), None
    for reference in found + (['*'] if kind == 'BAM' else []):
        with t.check('%s %s%s: %s whole (needs 3 to 8, decision 1)' % (
                name, kind, always * ', always inline', reference)):
            query = 'format=%s&referenceName=%s' % (
                kind, reference.replace('%', '%25'))
            ticket = s.ticket(ENDPOINT[kind], 'sample/' + name, query)
            check_region(ticket, original, always)
            expect(len(ticket.urls) <= MOST_URLS, '%d URLs',
                   len(ticket.urls))
            header = header or s.ticket(
                ENDPOINT[kind], 'sample/' + name,
                'class=header&format=' + kind).part('header')
            expect(ticket.part('header') == header, 'another header '
                   'than that of class=header')
            small = check_inline(ticket, always)
            expect(ticket.inline() or not small, 'a small answer of %d '
                   'bytes is not inline', len(ticket.joined()))


def always_inline(t, s):
    """Variants as reads are by default."""
    with s.world.open(s.kind, ALWAYS) as own:
        for name, kind, original in samples(t, s):
            if ENDPOINT[kind] == 'variants':
                one_header(t, own, name, kind, original, True)
                all_references(t, own, name, kind, original, True)


FUNCTIONS = [whole_files, headers, regions, always_inline]
