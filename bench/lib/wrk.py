"""wrk: how often a URL can be asked for, by so many connections that stay.

The client is the program wrk: one in Python would be the slowest part by far.
"""
import re
import shutil
import subprocess

from stage import Missing

# A server that has to start processes first answers late, which is no fault.
PATIENCE = '30s'
UNITS = {'B': 1, 'KB': 1 << 10, 'MB': 1 << 20, 'GB': 1 << 30}


class Load:
    """What came of it: requests a second, bytes a second, requests."""

    def __init__(self, text):
        number, unit = re.search(r'Transfer/sec: +([0-9.]+)([KMG]?B)',
                                 text).groups()
        self.bytes = float(number) * UNITS[unit]
        self.rate = float(re.search(r'Requests/sec: +([0-9.]+)', text)[1])
        self.requests = int(re.search(r'(\d+) requests in', text)[1])


class Wrong(Exception):
    """An answer was no 2xx, or none."""


def load(url, connections, seconds, headers=None):
    if shutil.which('wrk') is None:
        raise Missing('wrk is not installed')
    command = ['wrk', '-t1', '-c%d' % connections, '-d%ds' % seconds,
               '--timeout', PATIENCE]
    for name, value in (headers or {}).items():
        command += ['-H', '%s: %s' % (name, value)]
    done = subprocess.run(command + [url], stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT)
    out = done.stdout
    if done.returncode or 'Non-2xx' in out or 'Socket errors' in out:
        raise Wrong('not all answers were good: ' + out)
    return Load(out)
