"""checker: runs the separate checker of answers, where it is there."""
import os
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

import doors
from lighttpd import Lighttpd

EXTENSIONS = {'.bam': ('.bam.bai', '.bam.csi', '.bai', '.csi'),
              '.cram': ('.cram.crai', '.crai'),
              '.vcf.gz': ('.vcf.gz.tbi', '.vcf.gz.csi'),
              '.vcf.bgz': ('.vcf.bgz.tbi', '.vcf.bgz.csi'),
              '.bcf': ('.bcf.csi',)}
URL = 'http://h.invalid/files'
FULL = os.environ.get('HTSGATE_CHECK') == 'full'
QUERIES = 100 if FULL else 30
# Each value of `inline` through one door; HTSGATE_CHECK=full: all through all.
INLININGS = {'cgi': ['reads'], 'fcgi': ['never'], 'lighttpd': ['always']}


def shared(*words):
    return os.path.join(os.environ.get('srcdir', '.'), '..', 'shared', *words)


def locate():
    path = os.environ.get('HTSGATE_ORACLE') or shared('tools',
                                                      'htsget-oracle')
    return os.path.abspath(path) if os.path.exists(path) else None


def indexed(folder):
    """(id, path) of every file below a folder that has an index."""
    out = []
    for base, _, names in os.walk(folder):
        for name in sorted(names):
            for extension, indexes in EXTENSIONS.items():
                stem = os.path.join(base, name[:-len(extension)])
                if name.endswith(extension) and any(
                        os.path.exists(stem + i) for i in indexes):
                    out.append((os.path.relpath(stem, folder),
                                os.path.join(base, name)))
    return sorted(out)


def groups(pairs, references):
    """Lists of ID=FILE with the checker's options for them."""
    out = {}
    for name, path in pairs:
        key = ()
        if path.endswith('.cram'):
            key = ('--covering',)
            if path in references:
                key += ('--reference', references[path])
        out.setdefault(key, []).append('%s=%s' % (name, path))
    return out.items()


class Run:
    """The checker on one folder through one door."""

    def __init__(self, tool, program, kind, inlining, folder, pairs,
                 references, n):
        self.tool, self.program, self.kind = tool, program, kind
        self.inlining, self.folder = inlining, folder
        self.pairs, self.n = pairs, n
        self.references = references

    def __call__(self):
        scratch = tempfile.mkdtemp(prefix='htsgate-checker-')
        config = os.path.join(scratch, 'htsgate.ini')
        try:
            if self.kind != 'lighttpd':
                self.write(config, URL)
                return self.without_server(scratch, config)
            listener = doors.listen()
            self.write(config, 'http://127.0.0.1:%d/files' %
                       doors.port_of(listener))
            with Lighttpd(self.program, config, listener=listener,
                                files={'/files/': self.folder}) as door:
                return self.ask('--url', door.base)
        finally:
            shutil.rmtree(scratch)

    def without_server(self, scratch, config):
        files = '%s=%s' % (URL, self.folder)
        if self.kind == 'cgi':
            return self.ask('--cgi', os.path.abspath(self.program),
                            '--config', config, '--files', files)
        with doors.FastCGI(self.program, config) as door:
            bridge = os.path.join(scratch, 'bridge')
            with open(bridge, 'w') as f:
                f.write('#!/bin/sh\nexec cgi-fcgi -bind -connect %s\n' %
                        door.address)
            os.chmod(bridge, 0o755)
            return self.ask('--cgi', bridge, '--files', files)

    def write(self, config, url):
        with open(config, 'w', encoding='utf-8') as f:
            f.write('[server]\ninline = %s\n[data t]\npath = "%s"\n'
                    'url = "%s"\n' % (self.inlining, self.folder, url))

    def ask(self, *options):
        texts = []
        env = dict(os.environ, REF_PATH='/nonexistent',
                   REF_CACHE='/nonexistent', PYTHONDONTWRITEBYTECODE='1')
        for more, words in groups(self.pairs, self.references):
            p = subprocess.run(
                ['python3', self.tool, '--post', '-n', str(self.n), *options,
                 *more,
                 *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                env=env)
            texts.append(p.stdout.decode('utf-8', 'replace'))
        return texts


def plan(kind, folder, rows, program, small, tool):
    sets = [(folder, [(row[0], os.path.join(folder, row[1])) for row in rows],
             {os.path.join(folder, row[1]):
              os.path.join(folder, row[3][10:])
              for row in rows if row[3].startswith('reference=')})]
    real = os.path.realpath(shared('data'))
    if os.path.isdir(real):
        sets.append((real, indexed(real), {}))
    n, modes = (20, ['reads']) if small else (QUERIES, INLININGS[kind])
    if FULL:
        modes = ['always', 'reads', 'never']
    return [Run(tool, program, kind, mode, *s, n)
            for mode in modes for s in sets]


def run(kind, folder, rows, program, small, counts):
    """Adds the checker's numbers. It knows CGI and web servers; cgi-fcgi
    makes a FastCGI process look like the former."""
    if small and kind != 'fcgi':
        return
    if kind == 'fcgi' and not shutil.which('cgi-fcgi'):
        counts.skip('the separate checker by FastCGI: no cgi-fcgi')
        return
    tool = locate()
    if tool is None:
        counts.skip('the separate checker: not there')
        return
    if not os.path.isdir(shared('data')):
        counts.skip('real files: not there')
    runs = plan(kind, folder, rows, program, small, tool)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for one, texts in zip(runs, pool.map(lambda r: r(), runs)):
            for text in texts:
                report(one, text, counts)


def label(line):
    """The checker's line in our words; a reason may have several lines."""
    if ': skipped: ' in line:
        return 'skipped: ' + line.replace(': skipped: ', ': ')
    if re.match(r'.* (GET|POST) \[', line):
        return 'failed: ' + line
    return '  ' + line


def report(one, text, counts):
    name = 'separate checker, %s, inline = %s, --post -n %d, %s' % (
        one.kind, one.inlining, one.n, os.path.basename(one.folder))
    m = re.search(r'(\d+) passed, (\d+) failed, (\d+) skipped\s*$', text)
    if not m:
        counts.fail(name, 'did not finish: ' + text[-500:])
        return
    for line in text.strip().split('\n')[:-1]:
        print(label(line))
    print('%s: %s' % (name, m[0].strip()), flush=True)
    counts.passed += int(m[1])
    counts.failed += int(m[2])
    counts.skipped += int(m[3])
