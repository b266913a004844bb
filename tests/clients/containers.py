"""containers: which records of a CRAM file lie in which container."""
import crai


def itf8(data, at):
    """(value, where it ends) of an ITF8 integer (CRAM 3.0, section 2.3)."""
    first = data[at]
    more = next(n for n in range(5) if n == 4 or not first & 0x80 >> n)
    value = first & (0x7f >> more if more < 4 else 0x0f)
    for byte in data[at + 1:at + more + 1]:
        value = value << 8 | byte
    if more == 4:       # of the last byte four bits count
        value = value >> 8 << 4 | data[at + 4] & 0x0f
    return value, at + 1 + more


def record_count(data, at):
    """Of the container at `at`: behind its length, the fourth ITF8."""
    at += 4
    for _ in range(4):
        value, at = itf8(data, at)
    return value


class Containers:
    def __init__(self, truth):
        self.index = crai.Containers(truth.path, truth)
        self.records, first = {}, 0
        for at in sorted(self.index.bytes):
            count = record_count(truth.bytes, at)
            self.records[at] = range(first, first + count)
            first += count
        if first != len(truth.records):
            raise ValueError('%d records in containers, %d in the file' %
                             (first, len(truth.records)))

    def cover(self, regions):
        """Indexes of the records in containers that overlap a region."""
        hit = set().union(*map(self.index.hit, regions))
        return [i for at in sorted(hit) for i in self.records[at]]
