"""limits: the numbers of [limits] that shape a ticket."""
import gzip
import os

from answer import Original, blocks
from harness import equal, expect
from profile import check_end, check_region
from world import INI

KIB = 1 << 10
SPLIT = INI + '\n[limits]\nurl_bytes = 64K\n'
TINY_HEADER = INI + '\n[limits]\ninline_header = 1K\n'
NO_INLINE = INI + '\n[limits]\ninline_answer = 0\ninline_floor = 0\n'
ALL_INLINE = INI + '\n[limits]\ninline_answer = 4M\n'
LITTLE = INI + '\n[limits]\ninline_answer = 0\ninline_body = 4096\n'
SHORT_QUERY = INI + '\n[limits]\nquery = 256\n'
WHOLE = [('reads', 'bam-bai', 'bam-bai.bam', 'BAM'),
         ('reads', 'straddle-bai', 'straddle-bai.bam', 'BAM'),
         ('reads', 'cram-3.0-references', 'cram-3.0-references.cram', 'CRAM'),
         ('variants', 'vcf-tbi', 'vcf-tbi.vcf.gz', 'VCF'),
         ('variants', 'bcf-csi', 'bcf-csi.bcf', 'BCF')]


def starts(original):
    """Where blocks or containers begin, for a cut to fall on."""
    if original.format != 'CRAM':
        return {at for at, _ in blocks(original.data)}
    with gzip.open(original.path + '.crai') as f:
        return {int(line.split(b'\t')[3]) for line in f} | {
            original.header_end, len(original.data) - len(original.eof)}


def check_split(ticket, original, longest):
    raw = [url for url in ticket.urls if url.raw]
    good = starts(original) | {0}
    for url in raw:
        expect(url.start in good, 'cut inside at %d', url.start)
        expect(url.end - url.start <= longest, '%d bytes in a URL',
               url.end - url.start)
    expect(len(raw) >= len(original.data) // longest // 2, '%d URLs',
           len(raw))


def url_bytes(t, s):
    with s.world.open(s.kind, SPLIT) as own:
        for endpoint, name, file, kind in WHOLE:
            original = Original(os.path.join(s.world.sample, file), kind)
            query = 'format=' + kind
            with t.check('url_bytes: %s, the whole file in parts (L-1, L-2)' %
                         name):
                ticket = own.ticket(endpoint, 'sample/' + name, query)
                expect(ticket.joined() == original.data, 'not the file')
                check_split(ticket, original, 64 * KIB)
            if kind == 'CRAM':
                continue
            with t.check('url_bytes: %s, a reference in parts' % name):
                ticket = own.ticket(endpoint, 'sample/' + name, query +
                                    '&referenceName=chr1')
                check_region(ticket, original)
                check_split(ticket, original, 64 * KIB)


def inline_header(t, s):
    original = Original(os.path.join(s.world.sample, 'straddle-header.bam'),
                        'BAM')
    with s.world.open(s.kind, TINY_HEADER) as own:
        for query in ('class=header', 'referenceName=contig_00007'):
            with t.check('inline_header: %s: a span instead' % query):
                ticket = own.ticket('reads', 'sample/straddle-header', query)
                expect(ticket.urls[0].span, 'no span')
                expect(all(url.inline for url in ticket.urls[1:]),
                       'spans of the body, too')
                check_region(ticket, original)
        with t.check('inline_header: the whole file is given'):
            own.ticket('reads', 'sample/straddle-header')
        with t.check('inline_header: an aligned header needs no room'):
            own.ticket('reads', 'sample/many-contigs',
                       'referenceName=contig_00007')


def inline_answer(t, s):
    query = 'referenceName=chr1&start=50000&end=60000'
    original = Original(s.world.path('data', 'plain.bam'), 'BAM')
    with t.check('a small answer is wholly inline'):
        ticket = s.ticket('reads', 'plain', query)
        expect(ticket.inline(), 'http URLs')
        records = ticket.records()
    for name, text in (('inline_answer = 0', NO_INLINE),
                       ('inline_answer = 4M', ALL_INLINE)):
        with s.world.open(s.kind, text) as own:
            with t.check(name + ': the same records'):
                ticket = own.ticket('reads', 'plain', query)
                check_region(ticket, original)
                expect(ticket.records() == records, 'other records')
            with t.check(name + ': a whole file is never inline'):
                ticket = own.ticket('reads', 'plain')
                expect(not any(url.inline for url in ticket.urls), 'inline')
            if text is ALL_INLINE:
                with t.check(name + ': a whole reference inline'):
                    ticket = own.ticket('reads', 'plain',
                                        'referenceName=chr1')
                    expect(ticket.inline(), 'http URLs')
                    check_end(ticket, original)
            else:
                with t.check(name + ': an aligned header by http'):
                    ticket = own.ticket('reads', 'plain', 'class=header')
                    expect(not ticket.urls[0].inline, 'inline')


def inline_body(t, s):
    """What does not fit is a span; the whole is as exact as without."""
    query = 'referenceName=chr1&start=50000&end=1000000'
    original = Original(s.world.path('data', 'plain.bam'), 'BAM')
    with s.world.open(s.kind, LITTLE) as own:
        with t.check('inline_body: what is beyond it is a span'):
            ticket = own.ticket('reads', 'plain', query)
            check_region(ticket, original)
            body = ticket.urls[1:]
            expect(sum(len(url.data) for url in body if url.inline) <= 4096,
                   'more inline bytes')
            expect(any(url.span for url in body), 'no span')
            expect(ticket.records() == s.ticket('reads', 'plain', query
                                                ).records(), 'other records')


def query_length(t, s):
    with s.world.open(s.kind, SHORT_QUERY) as own:
        with t.check('query: one byte too long'):
            own.refused('reads', 'plain', 'x=' + 'a' * 255, 400,
                        'InvalidInput', '256')
        with t.check('query: just as long as allowed'):
            equal('status', own.get('reads', 'plain', 'x=' + 'a' * 254
                                    ).status, 200)


FUNCTIONS = [url_bytes, inline_header, inline_answer, inline_body,
             query_length]
