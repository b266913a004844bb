"""noodles: the Rust client noodles-htsget, by a small program of ours.

It asks by POST alone.
"""
import os
import re
import shutil

import programs
import wanted
from cache import Absent, install
from client import ALL, Client
from versions import CARGO, NOODLES_CORE, NOODLES_HTSGET

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'noodles')


def read(*names):
    with open(os.path.join(HERE, *names), encoding='utf-8') as f:
        return f.read()


def manifest():
    text = read('Cargo.toml.in')
    for name, value in (('NOODLES_CORE', NOODLES_CORE),
                        ('NOODLES_HTSGET', NOODLES_HTSGET)):
        text = text.replace('@%s@' % name, value)
    return text


def new_cargo():
    """A cargo that is new enough; Debian's is not."""
    path, version = shutil.which('cargo'), (0, 0)
    if path:
        text = programs.run([path, '--version'])[0].decode()
        version = tuple(map(int, re.search(r'(\d+)\.(\d+)', text).groups()))
    if version < CARGO:
        raise Absent('no cargo %d.%d or newer' % CARGO)
    return path


class Noodles(Client):
    name = 'noodles-htsget ' + NOODLES_HTSGET
    formats = ('BAM', 'CRAM', 'VCF', 'BCF')
    queries = tuple(q for q in ALL if q not in ('header', 'several'))
    notes = {'header': 'its `set_class` takes a type that it keeps private',
             'several': 'it asks by POST alone'}

    def set_up(self, cache):
        def fill(folder):
            cargo = new_cargo()
            shutil.copytree(os.path.join(HERE, 'src'),
                            os.path.join(folder, 'src'))
            with open(os.path.join(folder, 'Cargo.toml'), 'w') as f:
                f.write(manifest())
            install(cargo, 'build', '--quiet', cwd=folder)

        folder = cache.make('noodles', manifest() + read('src', 'main.rs'),
                            fill)
        self.program = os.path.join(folder, 'target', 'debug', 'fetch')

    def ask(self, site, data, query):
        words = [
            name if name == '*' else '%s:%d-%d' % (name, start + 1, end)
            for name, start, end in query.regions or []]
        out, _ = programs.run([self.program, site.base + '/',
                               data.endpoint(), data.id, data.format, *words])
        return wanted.Payload(out)


CLIENTS = [Noodles]
