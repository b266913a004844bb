"""form: what a ticket looks like, whatever was asked, and what its URLs need
from a client."""
import json
import re
import time

from data import OWN
from harness import equal, expect
from profile import ALWAYS

TIMES = 5           # as long as another 404 may a probe's take
ASKED = [('reads', 'plain', ''), ('reads', 'plain', 'format=CRAM'),
         ('variants', 'plain', ''), ('variants', 'plain', 'class=header'),
         ('reads', 'sample/straddle-bai', ''),
         ('reads', 'plain', 'referenceName=chr1&start=5000&end=9000'),
         ('reads', 'sample/straddle-bai', 'referenceName=chr1'),
         ('variants', 'plain', 'referenceName=chr1&start=5000&end=90000')]


def entries(s, endpoint, name, query):
    """The URLs of a ticket as they stand in its JSON."""
    answer = s.get(endpoint, name, query)
    equal('status', answer.status, 200)
    return json.loads(answer.text())['htsget']['urls']


def one(t, s, how, *asked):
    label = '%s %s?%s, %s' % (asked + (how,))
    urls = entries(s, *asked)
    http = [u for u in urls if u['url'].startswith('http')]
    with t.check('never without URLs, format in capitals (T-01): ' + label):
        expect(urls, 'no URL')
        ticket = json.loads(s.get(*asked).text())['htsget']
        expect(ticket['format'] in ('BAM', 'CRAM', 'VCF', 'BCF'), 'format')
    with t.check('URLs absolute, http or data (T-02): ' + label):
        for u in urls:
            expect(re.match(r'https?://[^/]+/|data:', u['url']), 'URL %s',
                   u['url'])
    with t.check('headers on every http URL, strings only (T-03, need 2): ' +
                 label):
        for u in http:
            expect(isinstance(u.get('headers'), dict), '%r', u)
            expect(all(isinstance(v, str) for v in u['headers'].values()),
                   '%r', u)
    with t.check('inline data as clients read it (need 6): ' + label):
        for u in urls:
            if u['url'].startswith('data:'):
                expect(re.fullmatch('data:;base64,(?:[A-Za-z0-9+/]{4})*'
                                    '(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)'
                                    '?', u['url']), 'URL %s', u['url'][:60])
    with t.check('no credentials are asked for, none are given away (D-6): ' +
                 label):
        for u in http:
            expect(set(u['headers']) <= {'Range'}, '%r', u['headers'])
        with_login = s.get(*asked, headers={'Authorization': 'Bearer secret'})
        expect('secret' not in with_login.text(), 'the token')
    with t.check('class on all URLs or on none (T-04): ' + label):
        equal('URLs with class', sum('class' in u for u in urls) in (
            0, len(urls)), True)
    with t.check('positions of the file with a Range, those of a span '
                 'without (need 9): ' + label):
        for u in http:
            equal('Range of %s' % u['url'], 'Range' in u['headers'],
                  '/data/span/' not in u['url'])


def forms(t, s):
    for asked in ASKED:
        one(t, s, 'by default', *asked)
    for how, text in (('always inline', ALWAYS), ('never inline', OWN)):
        with s.world.open(s.kind, text) as own:
            for asked in ASKED[3:]:
                one(t, own, how, *asked)


def statuses(t, s):
    """need 16: what is final is told from what is tried again."""
    for name, status, word, ask in (
            ('bad query', 400, 'InvalidInput', lambda: s.get(
                'reads', 'plain', 'start=1')),
            ('unknown id', 404, 'NotFound', lambda: s.get('reads', 'no')),
            ('a large body', 413, 'PayloadTooLarge', lambda: s.post(
                'reads', 'plain', b' ' * (1 << 21)))):
        with t.check('%s: %d %s (need 16)' % (name, status, word)):
            answer = ask()
            equal('status', answer.status, status)
            answer.error(word)
    for name, level, path in (
            ('a client', 'info', '/reads/no-such'),
            ('the server', 'error', '/reads/sample/bad/no-eof-bam')):
        with t.check('a fault of %s is in the log as %s, with its message '
                     '(need 17)' % (name, level)):
            s.new_log()
            answer = s.request('GET', path)
            message = json.loads(answer.text())['htsget']['message']
            lines = [line for line in s.new_log().split('\n')
                     if '[%s]' % answer.id() in line and message in line]
            expect(lines and level + ': ' in lines[0], 'log: %s', lines)


def fastest(s, name):
    """Seconds of the quickest of some requests."""
    took = []
    for _ in range(5):
        began = time.monotonic()
        equal('status', s.get('reads', name).status, 404)
        took.append(time.monotonic() - began)
    return min(took)


def probes(t, s):
    for name in ('bai', 'csi', 'crai', 'tbi', 'gzi'):
        with t.check('a probe for an index .%s is a fast 404 (need 14)' %
                     name):
            quick = fastest(s, 'no-such-id')
            probe = fastest(s, 'sample/many-contigs.' + name)
            expect(probe < TIMES * quick + 0.05, '%.3f s, not %.3f s', probe,
                   quick)


FUNCTIONS = [forms, statuses, probes]
