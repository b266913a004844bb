"""sign: what bench/sign_cost says: CPU of a signature, made or checked, and of
the URL that it is in."""
import re
import subprocess

from clock import median
from row import Row

TITLE = 'Signatures'
DATA = []
NAMES = {'a range': 'range', 'a span of one part': 'span-1',
         'a span of 128 parts': 'span-128'}


def measure(bench, rounds):
    """What it prints: name -> (four numbers, bytes of the URL)."""
    text = subprocess.run([bench.build('bench/sign_cost'), str(rounds)],
                          check=True, capture_output=True, text=True).stdout
    found = re.findall(r'(?m)^(a .*?)((?: +[0-9.]+){4}) +(\d+)$', text)
    return {name.strip(): (list(map(float, numbers.split())), int(size))
            for name, numbers, size in found}


def rows(bench):
    rounds = [measure(bench, 20000 if bench.full else 2000) for _ in range(3)]
    for what, name in NAMES.items():
        sign, verify, write, parse = (
            median(r[what][0][n] for r in rounds) for n in range(4))
        for step, cost, detail in (
                ('sign', sign, 'to write the URL of %d bytes %.2f us more' % (
                    rounds[0][what][1], write)),
                ('verify', verify, 'to parse the URL %.2f us more' % parse)):
            yield Row('%s-%s' % (step, name), cost, 'us', workload=what,
                      detail=detail)
