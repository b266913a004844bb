"""python_htsget: the command of the Python client, htsget of PyPI."""
import os
import tempfile

import programs
import wanted
from client import ONE_REGION, Client
from python_packages import environment
from versions import PYTHON_HTSGET


class PythonHtsget(Client):
    formats = ('BAM', 'CRAM', 'VCF', 'BCF')
    queries = ONE_REGION
    notes = {'header': 'class=header stands in the URL that it is given: it '
             'has no option for it',
             'several': 'it has no POST, and takes one region'}

    def set_up(self, cache):
        self.command = os.path.join(
            environment(cache, 'python-htsget', 'htsget==' + PYTHON_HTSGET),
            'htsget')
        self.name = 'htsget %s (Python)' % PYTHON_HTSGET

    def ask(self, site, data, query):
        url, options = site.url(data), ['--format', data.format]
        if query.name == 'header':
            url = site.url(data, **{'class': 'header'})
        elif query.regions:
            (name, start, end), = query.regions
            options += ['--reference-name', name]
            if name != '*':
                options += ['--start', str(start), '--end', str(end)]
        with tempfile.NamedTemporaryFile() as f:
            programs.run([self.command, url, *options, '--max-retries', '0',
                          '--timeout', '30', '--output', f.name])
            with open(f.name, 'rb') as got:
                return wanted.Payload(got.read())


CLIENTS = [PythonHtsget]
