"""rate: tickets that need no inflating, a second, against hello-JSON
(bench/hello.c) under a pool of the same size. The client is wrk. lighttpd, of
one thread, is busy before the pool is: a ratio near 1 says that tickets cost
the server nothing that shows; the CPU of the responders says what they cost.
"""
import contextlib

from clock import median, ratio, spent, turns
from row import Row
from wrk import load

TITLE = 'Tickets a second'
DATA = ['wgs.bam']
PLOT = {'x': 'connections', 'y': 'requests a second', 'log_x': True}
CONNECTIONS = (1, 8, 32)
PROCESSES = 4
WAYS = {'header': '/htsget/reads/wgs?class=header',
        'file': '/htsget/reads/wgs'}
NAMES = {'header': 'class=header', 'file': 'a whole file'}
REFERENCE = 'hello-JSON by FastCGI under the same lighttpd'


class Way:
    """A URL asked for by so many connections."""

    def __init__(self, door, path, bench):
        self.door, self.path = door, path
        self.seconds = bench.seconds

    def ask(self, connections):
        """(requests a second, microseconds of the responders' CPU each)."""
        used, _, got = spent(self.door.responders(), lambda: load(
            self.door.url(self.path), connections, self.seconds))
        return got.rate, used / got.requests * 1e6


def row(name, connections, got, hello):
    value = ratio([rate for rate, _ in got], [rate for rate, _ in hello])
    (rate, cpu), (rate0, cpu0) = (map(median, zip(*x)) for x in (got, hello))
    return Row('rate-%s-%d' % (name, connections), value,
               target=('>=', 0.6) if connections == 32 else None,
               reference=REFERENCE,
               workload='wgs.bam, %s, %d connections, %d processes' % (
                   NAMES[name], connections, PROCESSES),
               detail='%.0f against %.0f a second; CPU of a responder '
               '%.0f against %.0f us' % (rate, rate0, cpu, cpu0),
               series={NAMES[name]: [(connections, rate)],
                       'hello-JSON': [(connections, rate0)]
                       if name == 'header' else []})


def cpu_row(name, got, hello):
    used, least = (median(cpu for _, cpu in x) for x in (got, hello))
    return Row('rate-%s-cpu' % name, used, 'us', reference=REFERENCE,
               workload='CPU of the responders for a request, wgs.bam, %s, '
               '%d connections' % (NAMES[name], CONNECTIONS[-1]),
               detail='%.0f us of it cost hello-JSON' % least)


def rows(bench):
    bench.data('wgs.bam')
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(bench.lighttpd(processes=PROCESSES))
        hello = stack.enter_context(bench.lighttpd(
            processes=PROCESSES, program=bench.build('bench/hello')))
        ways = [Way(hello, '/htsget/', bench)] + [
            Way(ours, path, bench) for path in WAYS.values()]
        for way in ways:
            way.ask(PROCESSES)      # each process reads the header once
        for connections in CONNECTIONS:
            base, *results = turns(bench.rounds, *[
                lambda w=way: w.ask(connections) for way in ways])
            for name, got in zip(WAYS, results):
                yield row(name, connections, got, base)
        for name, got in zip(WAYS, results):
            yield cpu_row(name, got, base)
