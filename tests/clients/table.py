"""table: client x format x query, as Markdown."""
import os

HEAD = '''\
# Clients

Written by `make check-clients`, which lets each client fetch the sample data
from lighttpd (`etc/lighttpd.conf`) and compares what it got with what samtools
and bcftools read from the local file: header and records, all of them and
nothing else; of CRAM, the records of the containers that overlap a region.
How that is done is in [HACKING.md](../HACKING.md).

`yes`: as it should be. `—`: the client cannot ask that. `inline` is the key of
`[server]` in htsgate.ini with which it was tried; `reads` is the default.

'''
COLUMNS = [('header', 'header'), ('whole', 'whole file'),
           ('region', 'one region'), ('empty', 'nothing there'),
           ('unplaced', '`*`'), ('several', 'several regions'),
           ('posted', 'several by POST')]
DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹'


class Table:
    def __init__(self):
        self.rows = {}      # (client, format) -> {query: {inline: passed}}
        self.notes = []

    def add(self, client, format, query, inline, passed):
        row = self.rows.setdefault((client, format), {})
        row.setdefault(query, {})[inline] = passed

    def mark(self, text):
        """The footnote's number, raised."""
        if text not in self.notes:
            self.notes.append(text)
        return ''.join(DIGITS[int(d)]
                       for d in str(self.notes.index(text) + 1))

    def cell(self, client, query, results):
        if not results:
            word = '—'
        elif all(results.values()):
            word = 'yes'
        else:
            bad = [i for i, passed in results.items() if not passed]
            word = 'no' if len(bad) == len(results) else \
                'no (%s)' % ', '.join(bad)
        note = client.notes.get(query)
        return word + (self.mark(note) if note else '')

    def line(self, client, format, row):
        tried = sorted({i for results in row.values() for i in results},
                       key=client.inline.index)
        note = client.notes.get('format')
        cells = [client.name, format + (self.mark(note) if note else ''),
                 ', '.join(tried)]
        cells += [self.cell(client, query, row.get(query))
                  for query, _ in COLUMNS]
        return '| ' + ' | '.join(cells) + ' |\n'

    def text(self, extra):
        out = [HEAD]
        head = ['client', 'format', 'inline'] + [name for _, name in COLUMNS]
        out.append('| ' + ' | '.join(head) + ' |\n')
        out.append('|' + '---|' * len(head) + '\n')
        out += [self.line(client, format, row)
                for (client, format), row in self.rows.items()]
        out += ['\n%s %s.\n' % (self.mark(note), note) for note in self.notes]
        return ''.join(out) + extra


def write(text, *paths):
    """Into each of these folders that can be written to."""
    for path in paths:
        if os.access(os.path.dirname(path), os.W_OK):
            with open(path, 'w', encoding='utf-8') as f:
                f.write(text)
