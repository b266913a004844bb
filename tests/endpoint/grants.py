"""grants: regions of a dataset, by BED files, and not a record more."""
import os
import shutil

import guard
from access import FORWARD
from guard import DENIED, IN, LOGIN, no_bytes
from harness import equal, expect
from profile import ENDPOINT

PANEL = """# a panel
chr1\t20000\t40000\tfirst
chr1\t40000\t60000\tthe next one, which touches it
chr1\t70000\t80000
chr1\t75000\t90000
chr1\t80\t90
chr2\t0\t5000
"""
GRANTS = """# who, id, BED file
rita\tguarded/plain\tDIR/guard/panel.bed
@team\tguarded/p*\tDIR/guard/panel.bed
bob\topen/*\tDIR/guard/panel.bed
rita\tguarded/stale\tDIR/guard/panel.bed
rita\tguarded/pile\tDIR/guard/panel.bed
"""
ACCESS = 'groups = DIR/guard/groups\ngrants = DIR/guard/grants\n'

# Name, query, status for rita.
REGIONS = [
    ('inside', 'referenceName=chr1&start=25000&end=30000', 200),
    ('a whole interval', 'referenceName=chr1&start=20000&end=40000', 200),
    ('one base', 'referenceName=chr1&start=20000&end=20001', 200),
    ('the last base', 'referenceName=chr1&start=59999&end=60000', 200),
    ('across intervals that touch',
     'referenceName=chr1&start=30000&end=50000', 200),
    ('all of those that touch', 'referenceName=chr1&start=20000&end=60000',
     200),
    ('across intervals that overlap',
     'referenceName=chr1&start=70000&end=90000', 200),
    ('from the start of a reference', 'referenceName=chr2&end=5000', 200),
    ('empty, inside', 'referenceName=chr1&start=25000&end=25000', 200),
    ('one base too early', 'referenceName=chr1&start=19999&end=30000', 403),
    ('one base too many', 'referenceName=chr1&start=50000&end=60001', 403),
    ('a hole between', 'referenceName=chr1&start=60000&end=70000', 403),
    ('across a hole', 'referenceName=chr1&start=50000&end=75000', 403),
    ('all of them', 'referenceName=chr1&start=80&end=90000', 403),
    ('before all', 'referenceName=chr1&start=0&end=10', 403),
    ('behind all', 'referenceName=chr1&start=200000&end=200010', 403),
    ('without an end', 'referenceName=chr1&start=25000', 403),
    ('without a start', 'referenceName=chr1&end=30000', 403),
    ('a whole reference', 'referenceName=chr1', 403),
    ('another reference', 'referenceName=chr3&start=25000&end=30000', 403),
    ('the greatest end', 'referenceName=chr1&start=25000&end=4294967295',
     403),
    ('unplaced reads', 'referenceName=*', 403),
    ('no region', '', 403),
    ('no region, a class that there is not', 'class=body', 400),
    ('a start behind its end', 'referenceName=chr1&start=30000&end=25000',
     400),
]


def write(world, grants=GRANTS, panel=PANEL):
    guard.prepare(world)
    guard.put(world.path('guard', 'panel.bed'), panel)
    guard.put(world.path('guard', 'grants'), grants.replace('DIR', world.dir))
    guard.put(world.path('guard', 'groups'), 'team: gina\n')


def fill(world):
    """An index that is another file's, and a file of many small blocks."""
    guard.copy(world, 'gap-end', 'stale', '.bam')
    shutil.copy2(os.path.join(world.sample, 'past-ln.bam.bai'),
                 guard.file(world, 'stale.bam.bai'))
    guard.copy(world, 'blocks-small', 'pile', '.bam', '.bam.bai')


def region(text):
    """The query as an object of a POST."""
    pairs = dict(pair.split('=') for pair in text.split('&'))
    return {key: value if key == 'referenceName' else int(value)
            for key, value in pairs.items()}


def regions(t, s):
    write(s.world)
    fill(s.world)
    with guard.opened(t, s, access=ACCESS) as g:
        with open(guard.file(g.world, 'plain.bam'), 'rb') as f:
            secret = f.read()
        for name, query, status in REGIONS:
            with t.check('grants: %s: %d' % (name, status)):
                if status == 200:
                    exactly(g, 'BAM', query)
                    continue
                answer = g.refused('rita', 'reads', 'guarded/plain', query,
                                   status, DENIED if status == 403 else
                                   IN if 'class' in query else
                                   'InvalidRange')
                no_bytes(answer, secret)
        who(t, g)
        formats(t, g)
        posts(t, g, secret)


def exactly(g, kind, query, user='rita'):
    """The very records that a public ticket of these regions has."""
    query += '&format=' + kind
    ticket = g.ticket(user, ENDPOINT[kind], 'guarded/plain', query)
    public = g.ticket(None, ENDPOINT[kind], 'open/plain', query)
    expect(ticket.records() == public.records(), 'other records')
    expect(ticket.joined() == public.joined(), 'other bytes')


def who(t, g):
    inside = REGIONS[0][1]
    with t.check('grants: the header, always'):
        ticket = g.ticket('rita', 'reads', 'guarded/plain', 'class=header')
        expect(ticket.header(), 'no header')
        expect(not ticket.records(), 'records')
    with t.check('grants: a group, and a pattern of ids'):
        exactly(g, 'BAM', inside, 'gina')
    with t.check('grants: who is in `allow` has all of it'):
        g.ticket('jane', 'reads', 'guarded/plain')
    for name, user, dataset in (
            ('another id', 'rita', 'guarded/other'),
            ('an id that the pattern has not', 'gina', 'guarded/other'),
            ('another pattern', 'bob', 'guarded/plain'),
            ('no line', 'root', 'guarded/plain')):
        for query in (inside, 'class=header', ''):
            with t.check('grants: %s: 403, ?%s' % (name, query)):
                g.refused(user, 'reads', dataset, query, 403, DENIED)
    with t.check('grants: nobody is logged in: 401'):
        g.refused(None, 'reads', 'guarded/plain', inside, 401, LOGIN)
    with t.check('grants do not matter where there is no `allow`'):
        g.ticket('bob', 'reads', 'open/plain')


def formats(t, g):
    inside = REGIONS[0][1]
    for kind in ('BCF', 'VCF'):
        with t.check('grants: %s: exactly the records' % kind):
            exactly(g, kind, 'referenceName=chr1&start=20000&end=60000')
            for query in ('', 'referenceName=chr1&start=1&end=60000'):
                g.refused('rita', 'variants', 'guarded/plain',
                          query + '&format=' + kind if query else
                          'format=' + kind, 403, DENIED)
    with t.check('grants: CRAM, which covers more: refused'):
        g.refused('rita', 'reads', 'guarded/plain', inside + '&format=CRAM',
                  403, DENIED)
    with t.check('grants: the header of CRAM'):
        g.ticket('rita', 'reads', 'guarded/plain', 'class=header&format=CRAM')
    with t.check('grants: a foreign index: refused'):
        answer = g.get('rita', 'reads', 'guarded/stale', inside)
        expect(answer.status in (403, 500), '%d', answer.status)
    with guard.opened(t, g.own, access=ACCESS + '\n[limits]\nhead_scan = 1\n'
                      ) as few, t.check('grants: a head scan that ends early '
                                        'is refused, not answered with more'):
        seen = set()
        for start in range(21000, 60000, 3500):
            query = 'referenceName=chr1&start=%d&end=%d' % (start,
                                                            start + 100)
            answer = few.get('rita', 'reads', 'guarded/pile', query)
            seen.add(answer.status)
            if answer.status == 200:
                expect(few.ticket('rita', 'reads', 'guarded/pile', query
                                  ).records() ==
                       g.ticket('jane', 'reads', 'guarded/pile', query
                                ).records(), 'other records')
            else:
                answer.error(DENIED)
        expect(403 in seen, 'never refused')


def posts(t, g, secret):
    inside = [region(row[1]) for row in REGIONS[:3]]
    for name, some, status, word in (
            ('all inside', inside, 200, None),
            ('the same twice', inside[:1] * 2, 200, None),
            ('one outside', inside + [region(REGIONS[9][1])], 403, DENIED),
            ('one in a hole', [region(REGIONS[11][1])] + inside, 403, DENIED),
            ('one without an end', inside + [{
                'referenceName': 'chr1', 'start': 25000}], 403, DENIED),
            ('a whole reference', [{'referenceName': 'chr1'}], 403, DENIED),
            ('unplaced reads', inside + [{'referenceName': '*'}], 403,
             DENIED),
            ('none', [], 400, IN), ('no list', None, 403, DENIED)):
        with t.check('grants, by POST: %s: %d' % (name, status)):
            g.own.new_log()
            body = {'format': 'BAM'}
            if some is not None:
                body['regions'] = some
            answer = g.post('rita', 'reads', 'guarded/plain', body)
            if status != 200:
                g.own.check_error(answer, status, word)
                no_bytes(answer, secret)
                continue
            equal('status', answer.status, 200)
            public = g.post(None, 'reads', 'open/plain', body)
            both = [guard.Ticket(a, g.own) for a in (answer, public)]
            expect(both[0].records() == both[1].records(), 'other records')


def inline(t, s):
    """Small answers are whole in their ticket."""
    write(s.world)
    with guard.opened(t, s, guard.INI.replace('inline = never',
                                              'inline = always'),
                      access=ACCESS) as g:
        for kind, query in (('BAM', 'referenceName=chr1&start=20000&end=20100'
                             ), ('VCF', 'referenceName=chr1&start=20000'
                                 '&end=21000')):
            with t.check('grants: a small answer inline, %s' % kind):
                exactly(g, kind, query)
                expect(g.ticket('rita', ENDPOINT[kind], 'guarded/plain',
                                query + '&format=' + kind).inline(),
                       'it has URLs')


def no_static(t, s):
    """At a static URL there is all of the file, not the regions alone."""
    write(s.world)
    with guard.opened(t, s, FORWARD.replace(
            '[access]\n', '[server]\ninline = never\n[access]\n' + ACCESS),
                      data='forward_authorization = yes\n') as g:
        query = 'referenceName=chr1&start=20000&end=60000'
        with t.check('grants: no static URL, no Authorization'):
            static = g.get('jane', 'reads', 'guarded/plain', query).text()
            expect('/guarded-files/' in static and 'Authorization' in static,
                   'jane has none either')
            answer = g.get('rita', 'reads', 'guarded/plain', query)
            equal('status', answer.status, 200)
            expect('/guarded-files/' not in answer.text() and
                   'Authorization' not in answer.text(), 'it is in there')
        with t.check('grants: signed URLs in its place'):
            ticket = g.ticket('rita', 'reads', 'guarded/plain', query)
            expect(ticket.records(), 'no records')


FUNCTIONS = [regions, inline, no_static]
