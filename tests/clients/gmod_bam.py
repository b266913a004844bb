"""gmod_bam: @gmod/bam of npm, the reader of JBrowse, old and current.

The old one asks for the header by referenceName=na&class=header.
"""
import json
import os
import shutil

import programs
import wanted
from cache import install, need
from client import Client
from versions import GMOD_BAM, GMOD_BAM_OLD, NPM_OVERRIDES

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPT = os.path.join(HERE, 'gmod_bam.mjs')


def npm_folder(cache, name, packages, overrides=None):
    """A folder with node_modules in it; packages: name -> version."""
    text = json.dumps({'private': True, 'dependencies': packages,
                       'overrides': overrides or {}})

    def fill(folder):
        with open(os.path.join(folder, 'package.json'), 'w') as f:
            f.write(text)
        install(need('npm'), 'install', '--no-audit', '--no-fund',
                '--no-package-lock', '--ignore-scripts', cwd=folder)

    return cache.make(name, text, fill)


class GmodBam(Client):
    formats = ('BAM',)
    queries = ('header', 'region', 'empty')
    notes = {'header': 'compared by tag and value'}

    def set_up(self, cache):
        self.name = '@gmod/bam ' + self.version
        self.node = need('node', 'nodejs')
        self.folder = npm_folder(cache, 'gmod-bam-' + self.version,
                                 {'@gmod/bam': self.version}, self.overrides)
        # beside node_modules, where it finds the package
        shutil.copy(SCRIPT, self.folder)

    def ask(self, site, data, query):
        words = ['header'] if query.name == 'header' else [
            str(word) for region in query.regions for word in region]
        out, _ = programs.run(
            [self.node, os.path.join(self.folder, os.path.basename(SCRIPT)),
             '@gmod/bam', site.base + '/reads', data.id, *words])
        lines = out.decode().splitlines()
        if query.name == 'header':
            check_header(data, json.loads(lines[0]))
            lines = []
        references = list(data.truth.references())
        return wanted.Rows([json.loads(line) for line in lines],
                           lambda line: self.row(line, references))

    def row(self, line, references):
        return row(line, references)


class Old(GmodBam):
    version, overrides = GMOD_BAM_OLD, None
    notes = dict(GmodBam.notes, region='it has no qualities of unmapped reads')

    def row(self, line, references):
        out = row(line, references)
        if out and out['flags'] & 4:
            out['quality'] = None
        return out


class Current(GmodBam):
    version, overrides = GMOD_BAM, NPM_OVERRIDES


def check_header(data, got):
    """A list of {tag, data: [{tag, value}]}, a line each."""
    lines = []
    for line in data.header.decode().splitlines():
        kind, *fields = line.split('\t')
        lines.append({'tag': kind[1:], 'data': [
            {'tag': f[:2], 'value': f[3:]} for f in fields]})
    known = [x for x in lines if x['tag'] != 'CO']
    got = [x for x in got if x['tag'] != 'CO']
    wanted.expect(got == known, 'another header: %s',
                  wanted.difference(got, known))


def row(line, references):
    """What gmod_bam.mjs makes of a record; it cannot ask for unplaced ones."""
    f = line.decode().split('\t')
    if f[2] == '*':
        return None
    other = references.index(f[2]) if f[6] == '=' else \
        -1 if f[6] == '*' else references.index(f[6])
    return {'name': f[0], 'flags': int(f[1]),
            'reference': references.index(f[2]), 'start': int(f[3]) - 1,
            'mapq': int(f[4]), 'cigar': '' if f[5] == '*' else f[5],
            'next': [other, int(f[7]) - 1], 'length': int(f[8]),
            'sequence': '' if f[9] == '*' else f[9],
            'quality': None if f[10] == '*' else
            [ord(c) - 33 for c in f[10]]}


CLIENTS = [Old, Current]
