"""htslib: samtools and bcftools as Debian has them."""
import programs
import wanted
from cache import need
from client import ONE_REGION, Client


class Htslib(Client):
    formats = ('BAM', 'CRAM', 'VCF', 'BCF')
    queries = ONE_REGION
    notes = {'several': 'htslib has no POST, and takes one region a URL'}

    def set_up(self, cache):
        need('samtools')
        need('bcftools')
        out, _ = programs.run(['samtools', '--version'])
        self.name = 'samtools, bcftools %s' % out.split()[1].decode()

    def ask(self, site, data, query):
        return wanted.Text(*wanted.read_text(site.query_url(data, query),
                                             data.reads))


CLIENTS = [Htslib]
