#!/usr/bin/env python3
"""compliance: the twelve cases of the GA4GH htsget compliance suite.

Each of six requests is made as it is and with encryptionScheme=c4gh, and the
answer compared byte by byte with the file that the suite names; header and
records, with all tags, are then read by samtools or bcftools and compared
again, as are the numbers that the suite's data are known by. The data are in
../shared/data/compliance, beside the sources; where they are not, all is
skipped, and said so. Runs alone as well: compliance.py [-v].
"""
import base64
import json
import os
import sys
import tempfile
import urllib.error
import urllib.request

if __name__ == '__main__':
    sys.dont_write_bytecode = True
    _tests = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
    sys.path[:0] = [os.path.join(_tests, n) for n in ('lib', 'exact',
                                                       'endpoint')]
import harness      # noqa: E402
import programs     # noqa: E402
import wanted       # noqa: E402
from web import Site        # noqa: E402
from wanted import expect   # noqa: E402

SECONDS = 30
READS, VARIANTS = 'reads/htsnexus_test_NA12878', 'variants/spec-v4.3'
# Request, what its `format' is asked as, and the file it stands for.
CASES = [(READS, None, 'htsnexus_test_NA12878.bam'),
         (READS, 'BAM', 'htsnexus_test_NA12878.bam'),
         (READS, 'CRAM', 'htsnexus_test_NA12878.cram'),
         (VARIANTS, None, 'spec-v4.3.vcf.gz'),
         (VARIANTS, 'VCF', 'spec-v4.3.vcf.gz'),
         (VARIANTS, 'BCF', 'spec-v4.3.bcf')]
FORMATS = {'.bam': 'BAM', '.cram': 'CRAM', '.gz': 'VCF', '.bcf': 'BCF'}
RECORDS = {'BAM': 39918, 'CRAM': 39918, 'VCF': 5, 'BCF': 5}
KEYS = {'url', 'headers', 'class'}


def get(url, headers=None):
    """Body and headers of an answer that has to be a good one."""
    request = urllib.request.Request(url, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        raise wanted.Wrong('%s: status %d: %s' % (
            url, error.code, programs.tail(error.read())))


def ticket(url):
    """A ticket that holds what the suite's schema allows, and no more."""
    body, headers = get(url)
    kind = headers.get('Content-Type', '')
    expect(kind.startswith('application/vnd.ga4gh.htsget.v1.'),
           'Content-Type %s', kind)
    answer = json.loads(body)
    expect(set(answer) == {'htsget'}, 'keys %s', sorted(answer))
    answer = answer['htsget']
    expect(set(answer) <= {'format', 'urls', 'md5'}, 'keys of htsget: %s',
           sorted(answer))
    expect(answer['urls'], 'no URLs')
    for url in answer['urls']:
        expect(set(url) <= KEYS, 'keys of a URL: %s', sorted(url))
    return answer


def joined(answer):
    """The bytes that a ticket's URLs give, one after the other."""
    out = []
    for url in answer['urls']:
        if url['url'].startswith('data:'):
            expect(url['url'].startswith('data:;base64,'), 'spelt %s',
                   url['url'][:40])
            out.append(base64.b64decode(url['url'][13:], validate=True))
        else:
            out.append(get(url['url'], url.get('headers'))[0])
    return b''.join(out)


def compare(data, path, format):
    """Bytes, then header and records as text."""
    with open(path, 'rb') as f:
        original = f.read()
    reads = format in ('BAM', 'CRAM')
    with tempfile.NamedTemporaryFile() as f:
        f.write(data)
        f.flush()
        header, lines = wanted.read_text(f.name, reads)
    there = wanted.read_text(path, reads)
    expect(header == there[0], 'another header: %s', wanted.difference(
        header.splitlines(), there[0].splitlines()))
    expect(lines == there[1], 'other records: %s',
           wanted.difference(lines, there[1]))
    expect(len(lines) == RECORDS[format], '%d records', len(lines))
    expect(data == original, '%d bytes, not the %d of the file', len(data),
           len(original))


def one(site, folder, case, encrypted):
    path, asked, name = case
    format = FORMATS[os.path.splitext(name)[1]]
    parameters = (['format=' + asked] if asked else []) + \
        (['encryptionScheme=c4gh'] if encrypted else [])
    answer = ticket('%s/%s%s' % (site.base, path, '?' + '&'.join(parameters)
                                 if parameters else ''))
    expect(answer['format'] == format, 'format %s', answer['format'])
    compare(joined(answer), os.path.join(folder, name), format)


def region(site):
    """32 records are known to overlap 11:5005001-5006000."""
    answer = ticket('%s/%s?referenceName=11&start=5004999&end=5006000' %
                    (site.base, READS))
    with tempfile.NamedTemporaryFile() as f:
        f.write(joined(answer))
        f.flush()
        lines = wanted.read_text(f.name, True)[1]
    expect(len(lines) == 32, '%d records of a region, not 32', len(lines))


def check(report, label, function, *words):
    try:
        function(*words)
    except Exception as error:
        report.fail('compliance: ' + label,
                    '%s: %s' % (type(error).__name__, error))
        return False
    report.good('compliance: ' + label)
    return True


def run(source, program, report):
    """Makes the cases; what the table of clients says of them."""
    folder = os.path.join(source, '..', 'shared', 'data', 'compliance')
    if not os.path.isdir(folder):
        report.skip('compliance', 'no ../shared/data/compliance')
        return ''
    passed = 0
    with Site(program, os.path.realpath(folder)) as site:
        for case in CASES:
            for encrypted in (False, True):
                label = '%s, format %s%s' % (case[0], case[1], ', c4gh'
                                             if encrypted else '')
                passed += check(report, label, one, site, folder, case,
                                encrypted)
        check(report, 'a region', region, site)
    return ('\nThe GA4GH htsget compliance suite: %d of its %d cases give '
            'the files that it names,\nbyte by byte.\n' %
            (passed, 2 * len(CASES)))


def main():
    report = harness.Report('-v' in sys.argv[1:])
    source = os.path.abspath(os.environ.get('srcdir') or
                             os.path.join(_tests, '..'))
    program = os.environ.get('HTSGATE_FCGI') or 'cgi-bin/htsgate.fcgi'
    run(source, os.path.abspath(program), report)
    return report.close()


if __name__ == '__main__':
    sys.exit(main())
