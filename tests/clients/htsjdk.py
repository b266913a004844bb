"""htsjdk: the Java library, of Maven Central and of Debian.

Fetch.java, a small program of ours, is compiled against each.
"""
import glob
import os
import re

import programs
import wanted
from cache import Absent, install, need
from client import ALL, Client
from versions import HTSJDK

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, 'Fetch.java')
POM = '''\
<project>
<modelVersion>4.0.0</modelVersion>
<groupId>htsgate</groupId><artifactId>client</artifactId><version>1</version>
<packaging>pom</packaging>
<dependencies><dependency>
<groupId>com.github.samtools</groupId><artifactId>htsjdk</artifactId>
<version>%s</version>
</dependency></dependencies>
</project>
'''
DEBIAN = '/usr/share/java'
# What libhtsjdk-java needs to read BAM by HTTP.
DEBIAN_JARS = ['htsjdk', 'mjson', 'commons-compress', 'commons-logging',
               'snappy-java', 'ngs-java']


class Htsjdk(Client):
    formats = ('BAM',)
    queries = ALL
    notes = {'region': 'its own filter leaves out unmapped reads that stand '
             'beside their mates',
             'several': 'by a GET for each region, joined by the client, '
             'without unmapped reads. Once a server has POST, `query` uses it '
             'unless told not to (`setUsingPOST(false)`), and then loses the '
             'rest of a region behind the first read that its filter refuses',
             'posted': 'by `HtsgetPOSTRequest`, whose stream is read without '
             'that filter'}

    def jars(self, cache):
        """(version, list of jars)."""
        raise NotImplementedError

    def set_up(self, cache):
        self.java, javac = need('java'), need('javac')
        version, jars = self.jars(cache)
        self.name = self.form % version

        def compile(folder):
            programs.run([javac, '-nowarn', '-d', folder, '-cp',
                          ':'.join(jars), SOURCE])

        with open(SOURCE, encoding='utf-8') as f:
            key = version + f.read()
        self.classes = ':'.join(
            [cache.make(self.folder + '-classes', key, compile)] + jars)

    def ask(self, site, data, query):
        words = []
        for name, start, end in query.regions or []:
            if name != '*':
                words += [name, str(start + 1), str(end)]
        kind = 'region' if query.name == 'empty' else query.name
        out, _ = programs.run(
            [self.java, '-Xmx512m', '-cp', self.classes, 'Fetch',
             site.url(data), kind, *words])
        header, lines = wanted.split(out)
        return wanted.Rows(
            list(map(wanted.sorted_tags, lines)),
            mapped if query.name in ('region', 'several') else
            wanted.sorted_tags, header)


def mapped(line):
    """htsjdk's own order of tags, and its filter of an interval's reads."""
    unmapped = int(line.split(b'\t', 2)[1]) & 4
    return None if unmapped else wanted.sorted_tags(line)


class Maven(Htsjdk):
    folder, form = 'htsjdk', 'htsjdk %s'

    def jars(self, cache):
        def fill(folder):
            mvn = need('mvn')
            with open(os.path.join(folder, 'pom.xml'), 'w') as f:
                f.write(POM % HTSJDK)
            install(mvn, '--batch-mode', '--quiet',
                    'dependency:copy-dependencies', '-DoutputDirectory=lib',
                    cwd=folder)

        self.name = self.form % HTSJDK
        folder = cache.make(self.folder, HTSJDK, fill)
        return HTSJDK, sorted(glob.glob(os.path.join(folder, 'lib/*.jar')))


class Debian(Htsjdk):
    folder, form = 'htsjdk-debian', 'htsjdk %s (Debian)'

    def jars(self, cache):
        jar = os.path.join(DEBIAN, 'htsjdk.jar')
        self.name = 'htsjdk of Debian'
        if not os.path.exists(jar):
            raise Absent('no libhtsjdk-java')
        version = re.search(r'-([\d.]+)\.jar$', os.path.realpath(jar))[1]
        return version, [os.path.join(DEBIAN, name + '.jar')
                         for name in DEBIAN_JARS]


CLIENTS = [Maven, Debian]
