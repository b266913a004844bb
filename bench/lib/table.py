"""table: bench/RESULTS.md, a head that says where, and a section a module.

A run of some modules alone replaces their sections, and keeps the others where
the head is still the same: the machine, the programs, the size of the data.
"""
import os
import re
import subprocess
import time

INTRODUCTION = '''\
# What it costs

Measured by `make bench` (HACKING.md, "Benchmarks"). A number without a unit is
a ratio to the reference in its row, which ran in the same run, in turns; it is
the median of the rounds unless the row says else. The date of a section is
that of its run.
'''


def said(pattern, *command):
    """What a program says about itself, or '?'."""
    try:
        text = subprocess.run(command, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, encoding='utf-8',
                              errors='replace').stdout
    except OSError:
        return '?'
    found = re.search(pattern, text)
    return found[1] if found else '?'


def read(pattern, path):
    try:
        with open(path) as f:
            return re.search(pattern, f.read())[1]
    except (OSError, TypeError):
        return '?'


def head(stage):
    memory = read(r'MemTotal:\s*(\d+)', '/proc/meminfo')
    facts = [
        ('processor', read(r'model name\s*: (.*)', '/proc/cpuinfo')),
        ('cores', len(os.sched_getaffinity(0))),
        ('memory', memory if memory == '?' else
            '%.0f GiB' % (int(memory) / 2 ** 20)),
        ('kernel', '%s %s' % (os.uname().sysname, os.uname().release)),
        ('htsgate', said(r'htsgate (\S+)', stage.htsgate, '--version')),
        ('lighttpd', said(r'lighttpd/(\S+)', 'lighttpd', '-v')),
        ('samtools', said(r'samtools (\S+)', 'samtools', '--version')),
        ('htslib', said(r'Using htslib (\S+)', 'samtools', '--version')),
        ('libdeflate', said(r'(\S+)', 'pkg-config', '--modversion',
                            'libdeflate')),
        ('data', 'BENCH=' + ('full' if stage.full else 'small')),
    ]
    return INTRODUCTION + '\n| | |\n|---|---|\n' + ''.join(
        '| %s | %s |\n' % fact for fact in facts)


def commit(stage):
    """Which sources they are, where git knows; what a run writes is none."""
    git = ['git', '-C', stage.source]
    name = said(r'^([0-9a-f]{7,})$', *git, 'rev-parse', '--short', 'HEAD')
    changed = said(r'(.)', *git, 'status', '--porcelain', '-uno', '--',
                   ':!/bench/RESULTS.md', ':!/bench/*.svg')
    return name if '?' in (name, changed) else name + ', changed since'


def number(value):
    if value is None:
        return 'not measured'
    if isinstance(value, int) or abs(value) >= 1000:
        return '{:,.0f}'.format(value)
    return '%.*f' % (0 if abs(value) >= 100 else 1 if abs(value) >= 20 else
                     2 if abs(value) >= 0.1 else 4, value)


def value(row):
    return (number(row.value) + ' ' + row.unit).strip()


def target(row):
    if row.target is None:
        return ''
    sign, bound = row.target
    word = {'<=': 'at most', '>=': 'at least'}[sign]
    return ('%s %g %s' % (word, bound, row.unit)).strip()


def cells(row):
    met = {True: 'yes', False: '**no**', None: ''}[row.met]
    return [row.name, value(row), target(row), met, row.reference,
            row.workload, row.detail]


def section(name, module, rows, stage, plot):
    out = ['## %s\n' % module.TITLE,
           '`make bench BENCH=%s ROWS=%s`, %s, commit %s\n' % (
               'full' if stage.full else 'small', name,
               time.strftime('%Y-%m-%d', time.gmtime()), commit(stage)),
           '| row | value | target | met | reference | workload | detail |',
           '|---|---|---|---|---|---|---|']
    out += ['| %s |' % ' | '.join(
        ' '.join(str(cell).split()).replace('|', '\\|') for cell in cells(row))
        for row in rows]
    if plot:
        out.append('\n![%s](%s)' % (module.TITLE, plot))
    return '\n'.join(out) + '\n'


def split(text):
    """The head, and the sections by the names of their modules."""
    first, *rest = re.split(r'(?m)^(?=## )', text)
    found = ((re.search(r'ROWS=([\w-]+)', part), part) for part in rest)
    return first, {m[1]: part for m, part in found if m}


def write(path, top, name, text):
    """Puts the section of a module into the table. One that was left out
    takes no place of numbers."""
    sections = {}
    if os.path.exists(path):
        with open(path, encoding='utf-8') as f:
            old, found = split(f.read())
        if old.strip() == top.strip():
            sections = found
    if name not in sections or '| left out: ' not in text:
        sections[name] = text
    text = '\n'.join([top] + [sections[key].rstrip('\n') + '\n'
                              for key in sorted(sections)])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + '.new', 'w', encoding='utf-8') as f:
        f.write(text)
    os.rename(path + '.new', path)
