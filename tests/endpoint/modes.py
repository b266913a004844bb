"""modes: which tickets hold data themselves (`inline` of [server]), and the
switches of [server] on what may be asked."""
import os

from answer import Original
from harness import equal, expect
from profile import ENDPOINT, check_blocks, check_classes, check_end, \
    check_header, check_ranges
from world import INI

IN = 'InvalidInput'
STRICT = '[server]\nstrict = yes\n\n' + INI
LENIENT = '[server]\nstrict = no\nencryption_scheme = ignore\n\n' + INI
REFUSE = '[server]\nencryption_scheme = refuse\n\n' + INI
FILES = [('bam-bai', 'bam-bai.bam', 'BAM'),
         ('straddle-bai', 'straddle-bai.bam', 'BAM'),
         ('cram-3.0', 'cram-3.0.cram', 'CRAM'),
         ('vcf-tbi', 'vcf-tbi.vcf.gz', 'VCF'),
         ('vcf-aligned', 'vcf-aligned.vcf.gz', 'VCF'),
         ('bcf-csi', 'bcf-csi.bcf', 'BCF')]
QUERIES = [('header', 'class=header'),
           ('small region', 'referenceName=chr1&start=50000&end=60000'),
           ('reference', 'referenceName=chr1'),
           ('nothing', 'referenceName=chr1&start=3&end=3')]
MODES = {'always': ('reads', 'variants'), 'reads': ('reads',), 'never': ()}


def modes(t, s):
    originals = {name: Original(os.path.join(s.world.sample, file), kind)
                 for name, file, kind in FILES}
    seen = {}
    for mode, inline in MODES.items():
        with s.world.open(s.kind, '[server]\ninline = %s\n\n%s' % (
                mode, INI)) as own:
            for name, _, kind in FILES:
                for label, query in QUERIES:
                    with t.check('inline = %s: %s: %s (need 7)' % (
                            mode, name, label)):
                        ticket = own.ticket(
                            ENDPOINT[kind], 'sample/' + name,
                            'format=%s&%s' % (kind, query))
                        check(ticket, originals[name],
                              ENDPOINT[kind] in inline,
                              query != 'referenceName=chr1')
                        content = contents(ticket)
                        equal('header and records', content, seen.setdefault(
                            (name, query), content))


def check(ticket, original, inline, small):
    """The promises of a ticket, with inline bytes or without."""
    check_classes(ticket)
    check_header(ticket.urls[0], original)
    check_blocks(ticket, original)
    check_ranges(ticket, original)
    check_end(ticket, original)
    if not inline:
        expect(not ticket.some_inline(), 'data: URLs')
        return
    expect(not any(url.own for url in ticket.urls), 'URLs of ours')
    if small and len(ticket.joined()) <= 65536:
        expect(ticket.some_inline(), 'no data: URL')


def contents(ticket):
    """CRAM bytes as they are; of other formats what they inflate to."""
    if ticket.format == 'CRAM':
        return ticket.joined()
    return ticket.records(), ticket.header()


def strict(t, s):
    beside = [('referenceName', 'chr1'), ('fields', 'QNAME'), ('tags', ''),
              ('notags', 'NM')]
    with s.world.open(s.kind, STRICT) as own:
        for key, value in beside:
            with t.check('strict: class=header beside %s (Q-04)' % key):
                own.refused('reads', 'plain', 'class=header&%s=%s' % (
                    key, value), 400, IN, '"header".*' + key)
        for key, value in (('regions', [{'referenceName': 'chr1'}]),
                           ('fields', ['QNAME']), ('tags', []),
                           ('notags', ['NM'])):
            with t.check('strict: class header beside %s, POST (Q-04)' %
                         key):
                own.refused_post('reads', 'plain', {
                    'class': 'header', key: value}, 400, IN,
                    '"header".*' + key)
        with t.check('strict: class=header beside format and what nobody '
                     'knows (Q-04)'):
            own.ticket('reads', 'plain', 'class=header&format=CRAM&x=1')
            own.posted('reads', 'plain', {'class': 'header', 'x': 1,
                                          'format': 'CRAM'})
        with t.check('strict: regions without class'):
            own.ticket('reads', 'plain', 'referenceName=chr1&fields=QNAME')
    with s.world.open(s.kind, LENIENT) as own:
        for key, value in beside:
            with t.check('not strict: class=header beside %s (need 13)' %
                         key):
                equal('ticket', own.ticket(
                    'reads', 'plain', 'class=header&%s=%s' % (key, value)
                    ).anonymous(), own.ticket('reads', 'plain', 'class=header'
                                              ).anonymous())


def encryption(t, s):
    query, body = 'encryptionScheme=c4gh', {'encryptionScheme': 'c4gh'}
    with s.world.open(s.kind, REFUSE) as own:
        with t.check('encryption_scheme = refuse (decision 10)'):
            own.refused('reads', 'plain', query, 400, IN, 'encryptionScheme')
            own.refused('variants', 'plain', 'class=header&' + query, 400, IN,
                        'c4gh')
        with t.check('encryption_scheme = refuse, POST (decision 10)'):
            own.refused_post('reads', 'plain', body, 400, IN,
                             'encryptionScheme')
            own.refused_post('reads', 'plain', {}, 400, IN,
                             'encryptionScheme', query=query)
        with t.check('encryption_scheme = refuse: other requests'):
            own.ticket('reads', 'plain', 'encryption=x')
            own.posted('reads', 'plain', {'encryptionScheme': None})
    with s.world.open(s.kind, LENIENT) as own:
        with t.check('encryption_scheme = ignore (need 12, decision 10)'):
            equal('ticket', own.ticket('reads', 'plain', query).anonymous(),
                  own.ticket('reads', 'plain').anonymous())
            own.posted('reads', 'plain', body, query=query)


FUNCTIONS = [modes, strict, encryption]
