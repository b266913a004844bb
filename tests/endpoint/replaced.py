"""replaced: a file or its index changes between two requests; a process that
has the old one in its cache answers from the new one."""
import os
import shutil

from harness import equal, expect

REGION = 'referenceName=chr1&start=30000&end=70000'
ERROR = 'InternalServerError'


class Swap:
    """An id whose file and index are put in place at once, by rename."""

    def __init__(self, s, name):
        self.s, self.name = s, name
        self.path = s.world.path('data', name + '.bam')

    def sample(self, name):
        return os.path.join(self.s.world.sample, name)

    def put(self, source, target):
        shutil.copy2(source, target + '.new')
        os.rename(target + '.new', target)

    def data(self, name):
        self.put(self.sample(name + '.bam'), self.path)

    def index(self, name, extension='.bai'):
        self.put(self.sample(name + '.bam' + extension),
                 self.path + extension)

    def both(self, name, extension='.bai'):
        self.index(name, extension)
        self.data(name)

    def clear(self):
        for extension in ('', '.bai', '.csi'):
            if os.path.exists(self.path + extension):
                os.unlink(self.path + extension)

    def expect_like(self, name):
        """Region, header and whole file are those of a sample."""
        s, sample = self.s, 'sample/' + name
        expect(s.ticket('reads', self.name, REGION).records() ==
               s.ticket('reads', sample, REGION).records(), 'other records')
        expect(s.ticket('reads', self.name, 'class=header').joined() ==
               s.ticket('reads', sample, 'class=header').joined(),
               'another header')
        with open(self.path, 'rb') as f:
            expect(s.ticket('reads', self.name).joined() == f.read(),
                   'not the file')


def replaced(t, s):
    swap = Swap(s, 'swapped')
    try:
        with t.check('before'):
            swap.both('bam-bai')
            swap.expect_like('bam-bai')
        with t.check('file and index replaced: the answer of the new file'):
            swap.both('gap-middle')
            swap.expect_like('gap-middle')
        with t.check('and back'):
            swap.both('bam-bai')
            swap.expect_like('bam-bai')
        with t.check('the same content with other blocks'):
            swap.both('straddle-bai')
            swap.expect_like('straddle-bai')
        with t.check('the file alone is replaced: its index is refused'):
            swap.data('gap-middle')
            s.refused('reads', 'swapped', REGION, 500, ERROR)
        with t.check('then the index follows: served again'):
            swap.index('gap-middle')
            swap.expect_like('gap-middle')
        with t.check('the index alone is replaced by a foreign one'):
            swap.index('bam-bai')
            s.refused('reads', 'swapped', REGION, 500, ERROR)
        with t.check('the file follows: served again'):
            swap.data('bam-bai')
            swap.expect_like('bam-bai')
    finally:
        swap.clear()


def same_size_and_time(t, s):
    """Only inode and ctime tell the two apart."""
    swap = Swap(s, 'alike')
    try:
        with t.check('another file of the same size and mtime'):
            swap.both('bam-bai')
            first = s.ticket('reads', 'alike', REGION).records()
            before = os.stat(swap.path)
            with open(swap.path, 'rb') as f:
                data = f.read()
            with open(swap.path + '.new', 'wb') as f:
                f.write(data[:-200] + b'\0' * 200)
            os.utime(swap.path + '.new', ns=(before.st_atime_ns,
                                             before.st_mtime_ns))
            os.rename(swap.path + '.new', swap.path)
            equal('size', os.stat(swap.path).st_size, before.st_size)
            expect(first, 'no records')
            s.refused('reads', 'alike', '', 500, ERROR,
                      'end-of-file marker|EOF')
    finally:
        swap.clear()


def comes_and_goes(t, s):
    swap = Swap(s, 'passing')
    try:
        with t.check('a file that comes is there at once'):
            s.refused('reads', 'passing', '', 404, 'NotFound')
            swap.data('bam-bai')
            s.ticket('reads', 'passing')
        with t.check('without an index: 500'):
            s.refused('reads', 'passing', REGION, 500, ERROR, 'index')
        with t.check('an index that comes is there at once'):
            swap.index('bam-bai')
            swap.expect_like('bam-bai')
        with t.check('an index of another kind'):
            os.unlink(swap.path + '.bai')
            swap.index('bam-csi', '.csi')
            swap.expect_like('bam-bai')
        with t.check('an index that goes is gone at once'):
            os.unlink(swap.path + '.csi')
            s.refused('reads', 'passing', REGION, 500, ERROR, 'index')
        with t.check('a file that goes is gone at once'):
            os.unlink(swap.path)
            s.refused('reads', 'passing', '', 404, 'NotFound')
    finally:
        swap.clear()


def truncated(t, s):
    """Cut in place, as a copy that broke off does it."""
    swap = Swap(s, 'shrunk')
    try:
        with t.check('a file that shrinks: the cut is seen'):
            swap.both('bam-bai')
            swap.expect_like('bam-bai')
            os.truncate(swap.path, os.stat(swap.path).st_size // 2)
            s.refused('reads', 'shrunk', '', 500, ERROR)
            s.refused('reads', 'shrunk', 'referenceName=chr2', 500, ERROR)
    finally:
        swap.clear()


def without_need(t, s):
    """What needs no index is served whatever there is in its place."""
    swap = Swap(s, 'needless')
    queries = 'class=header', ''

    def served():
        for query in queries:
            s.ticket('reads', 'needless', query)

    try:
        with t.check('no index: header and whole file are served'):
            swap.data('bam-bai')
            served()
        with t.check('an index that cannot be opened: told for regions alone'):
            os.symlink(swap.sample('bam-bai.bam.bai'), swap.path + '.bai')
            s.new_log()
            served()
            equal('log', 'passed over' in s.new_log(), False)
            s.get('reads', 'needless', REGION)
            expect('passed over' in s.new_log(), 'not in the log')
        with t.check('an index replaced between headers: the new one counts'):
            os.unlink(swap.path + '.bai')
            swap.index('bam-bai')
            swap.expect_like('bam-bai')
            swap.index('gap-middle')
            served()
            s.refused('reads', 'needless', REGION, 500, ERROR)
            swap.index('bam-bai')
            served()
            swap.expect_like('bam-bai')
    finally:
        swap.clear()


FUNCTIONS = [replaced, same_size_and_time, comes_and_goes, truncated,
             without_need]
