"""Calls of the command htsgate, for assertions."""
import os
import subprocess

from harness import equal, expect

PROGRAM = os.path.abspath(os.environ.get('HTSGATE', 'htsgate'))


def call(*words, env=None):
    """(status, output, what it says) of the command."""
    clean = {k: v for k, v in os.environ.items() if k != 'HTSGATE_CONFIG'}
    clean.update(env or {})
    p = subprocess.run([PROGRAM] + list(words), env=clean, timeout=300,
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE)
    return p.returncode, p.stdout, p.stderr.decode('utf-8', 'replace')


def good(*words, env=None):
    status, out, says = call(*words, env=env)
    expect(status == 0, 'status %d: %s', status, says)
    return out


def refused(status, text, *words, env=None):
    got, out, says = call(*words, env=env)
    equal('status', got, status)
    equal('output', out, b'')
    expect(says.startswith('htsgate: '), 'it says %r', says)
    expect(text in says, 'it says %r, not %r', says, text)
    equal('lines', says.count('\n'), 1)


def lines_of(out):
    lines = out.decode().splitlines()
    return {line.split('\t')[0]: line.split('\t')[1:] for line in lines[:-1]
            }, lines[-1]
