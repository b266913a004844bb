"""crai: how many bytes a covering slice of a CRAM may have."""
import gzip
import os

from payload import check

EOF_BYTES = 38      # of the EOF container, at most


class Containers:
    def __init__(self, path, truth):
        self.size = os.path.getsize(path)
        self.names = list(truth.references())
        name = next(n for n in (path + '.crai', path[:-5] + '.crai')
                    if os.path.exists(n))
        with open(name, 'rb') as f:
            data = f.read()
        if data[:2] == b'\x1f\x8b':
            data = gzip.decompress(data)
        self.rows = [tuple(map(int, line.split()))[:4]
                     for line in data.decode().splitlines() if line]
        starts = sorted({row[3] for row in self.rows})
        self.bytes = {a: b - a for a, b in
                      zip(starts, starts[1:] + [self.size])}
        self.first = starts[0] if starts else self.size

    def hit(self, region):
        """Offsets of the containers that overlap a region."""
        name, beg, end = region
        wanted = -1 if name == '*' else self.names.index(name)
        return {at for ref, start, span, at in self.rows if ref == wanted and
                (ref == -1 or (start - 1 + max(1, span) > beg and
                               (end is None or start - 1 < end)))}

    def check(self, regions, size):
        """No more than header, overlapping containers and EOF."""
        hit = set().union(*map(self.hit, regions))
        limit = self.first + sum(self.bytes[at] for at in hit) + EOF_BYTES
        check(size <= limit, '%d bytes, the containers that overlap have %d',
              size, limit)
