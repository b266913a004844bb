"""Assertions on the command htsgate: tables of ids."""
import os
import shutil
import stat
import subprocess

from command import PROGRAM, call, good, lines_of, refused
from harness import equal, expect

INI = '''\
[access]
secret = DIR/table/secret
[data table]
manifest = DIR/table/ids.tsv
prefix = t/
[data web]
path = DIR/data
url = SITE/files
'''
SECRET = '0123456789abcdef' * 2
TABLE = '''\
#id	format	path
a	BAM	DIR/table/a.bam
a	VCF	DIR/table/v.vcf.gz
b/c	BAM	DIR/table/a.bam	DIR/table/odd.bai
shut	BAM	DIR/table/a.bam			ann
'''


# One id.
ROWS = '''\
#
# no ids
#
#
m	BAM	DIR/table/a.bam			%s
'''


def setup(world, table=TABLE):
    """A good table of three ids; the INI file."""
    shutil.rmtree(world.path('table'), ignore_errors=True)
    os.mkdir(world.path('table'))
    for source, target in (('data/a.bam', 'a.bam'),
                           ('data/a.bam.bai', 'a.bam.bai'),
                           ('data/a.bam.bai', 'odd.bai'),
                           ('data/sub/v w.vcf.gz', 'v.vcf.gz'),
                           ('data/sub/v w.vcf.gz.tbi', 'v.vcf.gz.tbi')):
        shutil.copy(world.path(source), world.path('table/' + target))
    world.write('table/secret', SECRET + '\n')
    os.chmod(world.path('table/secret'), 0o600)
    world.write('table/ids.tsv', table)
    return world.write('table.ini', INI.replace(
        '[data web]', '[data web]\nprefix = web/'))


def run(text, *words):
    """(status, output, what it says) of sorting a text."""
    p = subprocess.run([PROGRAM, 'manifest', *words], input=text.encode(),
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       timeout=60)
    return p.returncode, p.stdout.decode(), p.stderr.decode()


def sorting(checks, world):
    lines = ['b\tBAM\t/b.bam', 'a b\tBAM\t/x.bam', 'a\tVCF\t/a.vcf.gz',
             'B\tBAM\t/B.bam', 'a\tBAM\t/a.bam\t/i.bai\t/r.fa\tann @g',
             'é\tCRAM\t/e.cram', 'a/b\tBAM\t/y.bam', '~\tBCF\t/t.bcf',
             '!\tBAM\t/first.bam']
    wanted = sorted(lines, key=lambda line: line.encode())
    text = '# one\n# two\n' + '\n'.join(lines)
    want = '# one\n# two\n' + ''.join(line + '\n' for line in wanted)
    with checks.check('a table is sorted, its comments stay on top'):
        equal('answer', run(text + '\n'), (0, want, ''))
        equal('again', run(want), (0, want, ''))
    with checks.check('a newline at the end is added'):
        equal('answer', run(text), (0, want, ''))
    with checks.check('as sort(1) does'):
        p = subprocess.run(['sort'], input='\n'.join(lines).encode() + b'\n',
                           env=dict(os.environ, LC_ALL='C'),
                           stdout=subprocess.PIPE, check=True)
        equal('lines', p.stdout.decode(), want.split('\n', 2)[2])
    with checks.check('an empty table'):
        equal('answer', run(''), (0, '', ''))
        equal('comments', run('#\n'), (0, '#\n', ''))
    with checks.check('a file, to a file'):
        source = world.write('in.tsv', text)
        target = world.path('out.tsv')
        equal('tells', good('manifest', '-o', target, source),
              b'8 ids, 9 lines\n')
        with open(target) as f:
            equal('file', f.read(), want)
    with checks.check('onto itself, its mode stays'):
        os.chmod(source, 0o640)
        good('manifest', '--output=' + source, source)
        with open(source) as f:
            equal('file', f.read(), want)
        equal('mode', stat.S_IMODE(os.stat(source).st_mode), 0o640)
    with checks.check('nothing is left over'):
        equal('files', sorted(name for name in os.listdir(world.dir)
                              if name.startswith(('in.tsv', 'out.tsv'))),
              ['in.tsv', 'out.tsv'])


def refusals(checks, world):
    good_line = 'a\tBAM\t/a.bam\n'
    rows = [('two columns', 'b\tBAM\n', 2, 'columns'),
            ('seven columns', 'b\tBAM\t/b.bam\t\t\t\t\n', 2, 'columns'),
            ('an empty line', '\n', 2, 'columns'),
            ('a format', 'b\tSAM\t/b.sam\n', 2, 'format'),
            ('a relative path', 'b\tBAM\tb.bam\n', 2, 'the path'),
            ('`..`', 'b\tBAM\t/x/../b.bam\n', 2, 'the path'),
            ('an id with `..`', 'b/../c\tBAM\t/b.bam\n', 2, 'segment'),
            ('a line of Windows', 'b\tBAM\t/b.bam\r\n', 2, 'the path'),
            ('who may read', 'b\tBAM\t/b.bam\t\t\t@\n', 2, '`allow`'),
            ('a comment further down', '# c\n', 2, 'comment'),
            ('a line twice', good_line, 2, 'already'),
            ('a format twice', 'b\tBAM\t/b.bam\na\tBAM\t/b.bam\n', 3,
             'already'),
            ('another allow', 'a\tCRAM\t/a.cram\t\t\t*\n', 2, '`allow`'),
            ('a long line', 'b\tBAM\t/%s.bam\n' % ('x' * 16384), 2,
             'too long')]
    target = world.write('kept.tsv', 'kept')
    for name, text, line, words in rows:
        with checks.check('refused: ' + name):
            status, out, says = run(good_line + text, '-o', target)
            equal('status', status, 1)
            equal('output', out, '')
            expect(says.startswith('htsgate: standard input: line %d: ' %
                                   line) and words in says, 'it says %r',
                   says)
            equal('lines', says.count('\n'), 1)
            with open(target) as f:
                equal('the old table', f.read(), 'kept')
    with checks.check('many faults: some are told, all counted'):
        status, out, says = run('x\n' * 50)
        equal('status', status, 1)
        equal('output', out, '')
        equal('lines', says.count('\n'), 21)
        expect('30 more lines' in says, 'it says %r', says)
    with checks.check('refused: two files'):
        refused(2, 'takes one FILE', 'manifest', 'a', 'b')
    with checks.check('refused: no such file'):
        refused(1, 'No such file', 'manifest', world.path('none.tsv'))
    with checks.check('refused: a folder that is not there'):
        refused(1, 'No such file', 'manifest', '-o',
                world.path('none/out.tsv'), world.write('one.tsv', good_line))


def checking(checks, world):
    with checks.check('check: all is good'):
        ini = setup(world)
        status, out, says = call('-c', ini, 'check')
        rows, last = lines_of(out)
        equal('says', says, '')
        size = os.path.getsize(world.path('table/a.bam'))
        equal('b/c', rows['t/b/c'], ['BAM', str(size), 'bai', 'eof', '-'])
        equal('a', rows['t/a'][0], 'BAM,VCF')
        equal('shut', rows['t/shut'][0], 'BAM')
        equal('faults of the table', [name for name in rows
              if name.startswith('t/') and 'fault' in rows[name][-1]], [])
    row = 'm\tBAM\tDIR/table/a.bam\n'
    cases = [('columns', 'm\tBAM\n', 6, 'columns'),
             ('not sorted', 'm\tBAM\tDIR/table/a.bam\n' +
              'l\tBAM\tDIR/table/a.bam\n', 7, 'not sorted'),
             ('a format twice', row + row, 7, 'already'),
             ('a path', 'm\tBAM\ttable/a.bam\n', 6, 'the path'),
             ('no newline', row[:-1], 6, 'newline'),
             ('a comment', row + '# here\n', 7, 'comment'),
             ('a reference', 'm\tBAM\tDIR/table/a.bam\t\t/none.fa\n', 6,
              'reference: No such file')]
    for name, more, line, words in cases:
        with checks.check('check: a broken line: ' + name):
            table = ''.join(sorted(TABLE.splitlines(True)))
            ini = setup(world, table.replace('shut', 'lock') + more)
            status, _, says = call('-c', ini, 'check', '-q')
            equal('status', status, 1)
            expect('[data table] manifest: %s: line %d: ' % (
                world.path('table/ids.tsv'), line) in says and
                words in says, 'it says %r', says)
    cases = [('a file that is missing', 'm\tBAM\tDIR/table/m.bam\n', 'No such'),
             ('a file that is none', 'm\tVCF\tDIR/table/m.vcf.gz\n', 'VCF: '),
             ('an index that is missing',
              'm\tBAM\tDIR/table/a.bam\tDIR/table/m.bai\n', 'index'),
             ('guarded, with a static URL',
              'm\tBAM\tDIR/data/a.bam\t\t\tann\n', 'static URL')]
    for name, more, words in cases:
        with checks.check('check: ' + name):
            ini = setup(world, TABLE.replace('shut', 'lock') + more)
            world.write('table/m.vcf.gz', 'no VCF')
            rows = lines_of(call('-c', ini, 'check')[1])[0]
            expect(rows['t/m'][-1].startswith('fault: ') and
                   words in rows['t/m'][-1], 'line %r', rows['t/m'])
    for name, section, allow, words in (
            ('guarded, below a public folder', '', 'ann',
             'line 5: `allow`: [data other] gives DIR/table/a.bam to every'),
            ('public, below a guarded folder', 'allow = ann\n', '',
             'line 5: gives DIR/table/a.bam, which [data other] guards, to')):
        with checks.check('check: ' + name):
            setup(world, ROWS % allow)
            ini = world.write('other.ini', INI.split('[data web]')[0] +
                              '[data other]\npath = DIR/table\n' + section)
            status, _, says = call('-c', ini, 'check', '-q')
            equal('status', status, 0)
            equal('warnings', says.count('warning: [data table]'), 1)
            expect(words.replace('DIR', world.dir) in says, 'it says %r',
                   says)
    with checks.check('check: no table'):
        ini = setup(world)
        os.unlink(world.path('table/ids.tsv'))
        status, _, says = call('-c', ini, 'check', '-q')
        equal('status', status, 1)
        expect('ids.tsv: No such file' in says, 'it says %r', says)


FUNCTIONS = [sorting, refusals, checking]
