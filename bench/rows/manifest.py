"""manifest: what a table of a million ids costs beside one of 10: the header
(class=header) of random ids that all lead to wgs.bam, asked in turns of two
FastCGI processes, and by CGI, a process for each."""
import contextlib
import os
import random

from clock import child, median, ratio, resident, spent
from row import Row

TITLE = 'A table of very many ids'
DATA = ['wgs.bam']
FEW, MANY = 10, 1000000
REQUESTS, CGI_REQUESTS = 500, 50
REFERENCE = 'a table of %d ids' % FEW
WHAT = {'cpu': 'CPU of the FastCGI process, a ticket',
        'wall': 'its round trip',
        'cgi': 'CPU of a whole CGI process for one'}


class Table:
    """A server on a table of n ids."""

    def __init__(self, bench, stack, n):
        self.n, self.spent = n, {name: [] for name in WHAT}
        self.random = random.Random(1)
        path = os.path.join(bench.folder(), '%d.tsv' % n)
        with open(path, 'w') as f:
            f.write('#id\tformat\tpath\n')
            f.writelines('SAMPLE%08d\tBAM\t%s\t\t\t\n' % (
                i, bench.data('wgs.bam')) for i in range(n))
        ini = '[data many]\nmanifest = %s\n' % path
        self.fastcgi = stack.enter_context(bench.fastcgi(ini))
        self.cgi = stack.enter_context(bench.cgi(ini))

    def ask(self, door, times):
        for _ in range(times):
            path = '/reads/SAMPLE%08d' % self.random.randrange(self.n)
            status = door.request('GET', path, 'class=header')[0]
            if status != 200:
                raise ValueError('%s: status %d: %s' % (path, status,
                                                        door.log()))

    def tickets(self):
        """(CPU, wall) of one of many."""
        cpu, wall, _ = spent(self.fastcgi.responders(),
                             lambda: self.ask(self.fastcgi, REQUESTS))
        return cpu / REQUESTS, wall / REQUESTS

    def round(self):
        cpu, wall = self.tickets()
        cgi, _, _ = child(lambda: self.ask(self.cgi, CGI_REQUESTS))
        for name, value in zip(WHAT, (cpu, wall, cgi / CGI_REQUESTS)):
            self.spent[name].append(value)

    def memory(self):
        return resident(self.fastcgi.pid())


def rows(bench):
    with contextlib.ExitStack() as stack:
        many, few = [Table(bench, stack, n) for n in (MANY, FEW)]
        for table in (many, few):
            table.tickets()     # the first reads the header
        for _ in range(2 * bench.rounds):
            for table in (many, few):
                table.round()
        for name, what in WHAT.items():
            got, base = many.spent[name], few.spent[name]
            yield Row('manifest-' + name, ratio(got, base),
                      target=('<=', 1.1) if name == 'cpu' else None,
                      reference=REFERENCE, workload='%s of a table of %d ids' %
                      (what, MANY), detail='%.0f against %.0f us' % (
                          median(got) * 1e6, median(base) * 1e6))
        yield Row('manifest-memory', many.memory() / few.memory(),
                  reference=REFERENCE, workload='resident memory at the end',
                  detail='%d against %d KiB' % (many.memory() >> 10,
                                                few.memory() >> 10))
