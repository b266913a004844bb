"""pysam_client: pysam of PyPI, which brings a current htslib."""
import os

import programs
import wanted
from cache import Absent
from client import ONE_REGION, Client
from python_packages import environment
from versions import PYSAM

# Its htslib loads the system's, the first time it is asked for a URL.
CURL = 'import ctypes; ctypes.CDLL("libcurl.so.4")'
VERSION = 'import pysam; print(pysam.version.__htslib_version__)'
READS = '''
import pysam, sys
with pysam.AlignmentFile(sys.argv[1], check_sq=False) as f:
    sys.stdout.write(str(f.header))
    for record in f.fetch(until_eof=True):
        print(record.to_string())
'''
VARIANTS = '''
import pysam, sys
with pysam.VariantFile(sys.argv[1]) as f:
    sys.stdout.write(str(f.header))
    for record in f:
        sys.stdout.write(str(record))
'''


class Pysam(Client):
    formats = ('BAM', 'CRAM', 'VCF', 'BCF')
    queries = ONE_REGION
    notes = {'several': 'htslib has no POST, and takes one region a URL'}

    def set_up(self, cache):
        self.python = os.path.join(
            environment(cache, 'pysam', 'pysam==' + PYSAM), 'python')
        self.name = 'pysam ' + PYSAM
        try:
            programs.run([self.python, '-c', CURL])
        except programs.Failed:
            raise Absent('no libcurl.so.4')
        out, _ = programs.run([self.python, '-c', VERSION])
        self.name = 'pysam %s (htslib %s)' % (PYSAM, out.decode().strip())

    def ask(self, site, data, query):
        out, err = programs.run([self.python, '-c',
                                 READS if data.reads else VARIANTS,
                                 site.query_url(data, query)])
        wanted.expect(b'EOF' not in err, programs.tail(err))
        return wanted.Text(*wanted.split(out))


CLIENTS = [Pysam]
