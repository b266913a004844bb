"""datasets: the files of tests/data, what can be asked of them, and the
records of an answer."""
import json
import os
import tempfile
import urllib.parse

import crai
from payload import check
from records import EOF_BLOCK, Truth, cram_text


class Dataset:
    def __init__(self, folder, row):
        self.id, name, self.format, remarks = row
        self.path = os.path.join(folder, name)
        self.reference = None
        if remarks.startswith('reference='):
            self.reference = os.path.join(folder, remarks[10:])
        self.truth = Truth(self.path, self.format, self.reference)
        self.inner_eof = self.truth.bytes.count(EOF_BLOCK) > 1
        self.kind = ('reads' if self.format in ('BAM', 'CRAM')
                     else 'variants')
        self.containers = (crai.Containers(self.path, self.truth)
                           if self.format == 'CRAM' else None)

    def query(self, region=None, **more):
        q = dict(format=self.format, **more)
        if region:
            q['referenceName'] = region[0]
            if region[1] is not None:
                q['start'] = region[1]
            if region[2] is not None:
                q['end'] = region[2]
        return ('/%s/%s' % (self.kind, urllib.parse.quote(self.id)),
                urllib.parse.urlencode(q))

    def body(self, regions):
        """The body of a POST, which takes several regions."""
        body = {'format': self.format, 'regions': []}
        for name, start, end in regions:
            one = {'referenceName': name, 'start': start, 'end': end}
            body['regions'].append({key: value for key, value in one.items()
                                    if value is not None})
        return json.dumps(body).encode()

    def request(self, regions=(), **more):
        """What a door's request() takes; several regions go by POST."""
        if len(regions) > 1:
            return 'POST', self.query()[0], '', {}, self.body(regions)
        return ('GET',) + self.query(*regions, **more)


def regions(data, n, rnd):
    """Regions around real records, and where nothing is."""
    places = data.truth.places
    names = sorted(set(data.truth.references()) |
                   {p[0] for p in places if p[0] != '*'})
    out = []
    for name in rnd.sample(names, min(len(names), 4)):
        last = max([p[2] for p in places if p[0] == name], default=0)
        size = data.truth.references().get(name, 0)
        out += [(name, None, None), (name, last, None), (name, last - 1, None)
                if last else (name, 0, None), (name, 0, 2 ** 31 - 1),
                (name, 2 ** 31 - 1, 2 ** 31), (name, size, 2 ** 32 - 1),
                (name, None, 2 ** 32 - 1), (name, 2 ** 32 - 1, 2 ** 32 - 1)]
    out = rnd.sample(out, min(len(out), max(8, n // 3)))
    placed = [p for p in places if p[0] != '*']
    while placed and len(out) < n:
        name, beg, end, _ = rnd.choice(placed)
        at = max(0, rnd.choice((beg, beg + 1, end, end - 1, beg - 1, beg +
                                int(rnd.gauss(0, rnd.choice((9, 3e4, 1e6)))))))
        size = rnd.choice((0, 1, 1, 2, 100, 1000, 16384, 200000, 2500000))
        kind = rnd.random()
        out.append((name, None if kind < .05 else at,
                    None if .05 <= kind < .1 else at + size))
    return out


def contents(data, parts):
    """(header, records) of a payload."""
    if data.format != 'CRAM':
        return data.truth.split(b''.join(parts))
    with tempfile.NamedTemporaryFile(suffix='.cram') as f:
        f.write(b''.join(parts))
        f.flush()
        return cram_text(f.name, data.reference)


def is_subsequence(some, all_):
    rest = iter(all_)
    return all(any(x == y for y in rest) for x in some)


def check_records(data, must, may, header, got):
    """Header and records of an answer, against what must and may be there
    (Truth.select)."""
    all_ = data.truth.records
    wanted = [all_[i] for i in must]
    check(header == data.truth.header, 'header differs')
    if data.format == 'CRAM':
        check(is_subsequence(wanted, got), 'wanted %d, some are not in %d',
              len(wanted), len(got))
    elif may:
        allowed = [all_[i] for i in sorted(must + may)]
        check(is_subsequence(wanted, got) and is_subsequence(got, allowed),
              'wanted %d to %d records, got %d', len(wanted), len(allowed),
              len(got))
    else:
        check(got == wanted, 'wanted %d records, got %d%s', len(wanted),
              len(got), ', altered' if len(wanted) == len(got) else '')
