"""versions: every pinned version that the clients come in.

What Debian has (samtools, bcftools, libhtsjdk-java, igv, chromium) is taken
as the release has it. What depends on these in turn is left to the package
clients, but for NPM_OVERRIDES.
"""
PYSAM = '0.24.1'            # brings htslib 1.24
PYTHON_HTSGET = '0.2.6'
HTSJDK = '4.3.0'
IGV_JS = '3.8.10'
GMOD_BAM_OLD = '7.1.17'     # of JBrowse before August 2026
GMOD_BAM = '7.9.1'
NOODLES_HTSGET = '0.13.0'
NOODLES_CORE = '0.21.0'
CARGO = (1, 91)             # what noodles-htsget asks for

# @gmod/bam 7.9.1 asks for newer ones, which not every mirror has; its htsget
# reader needs `unzip' and `fetch' of them alone.
NPM_OVERRIDES = {'@gmod/bgzf-filehandle': '6.2.0',
                 'generic-filehandle2': '2.1.10'}
