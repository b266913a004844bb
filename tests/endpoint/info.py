"""info: /reads/service-info and /variants/service-info (GA4GH 1.0)."""
import json

from answer import JSON_TYPE
from harness import equal, expect

ENDPOINTS = {'reads': ['BAM', 'CRAM'], 'variants': ['VCF', 'BCF']}
# Of GA4GH service-info 1.0, and htsget's own.
MEMBERS = {'id', 'name', 'type', 'description', 'organization', 'contactUrl',
           'documentationUrl', 'createdAt', 'updatedAt', 'environment',
           'version', 'htsget'}
NAMED = '''\
[server]
base_url = https://genomes.example.org:8443/some/where
id = org.example.genomes
name = Genomes of Example
description = All of them
organization = Example
organization_url = https://example.org/
contact_url = mailto:genomes@example.org
documentation_url = https://genomes.example.org/help
environment = test
created_at = 2026-01-02T03:04:05Z
updated_at = 2026-11-25T00:00:00+01:00
'''
ONE_BAM = '''\
[data one]
id = one
bam = DIR/data/plain.bam
'''


def read(s, endpoint, query=''):
    answer = s.request('GET', '/%s/service-info' % endpoint, query)
    equal('status', answer.status, 200)
    answer.common(JSON_TYPE)
    return json.loads(answer.body.decode('utf-8'))


def required(t, s):
    for endpoint, formats in ENDPOINTS.items():
        with t.check('%s: required members (decision 13)' % endpoint):
            info = read(s, endpoint)
            expect(set(info) <= MEMBERS, 'members %s', sorted(info))
            for name in ('id', 'name', 'version'):
                expect(isinstance(info[name], str) and info[name], name)
            equal('type', info['type'], {
                'group': 'org.ga4gh', 'artifact': 'htsget',
                'version': '1.3.0'})
            equal('members of organization', sorted(info['organization']),
                  ['name', 'url'])
            for value in info['organization'].values():
                expect(isinstance(value, str) and value, 'organization')
            expect(info['organization']['url'].startswith('http'), 'url')
        with t.check('%s: htsget' % endpoint):
            htsget = read(s, endpoint)['htsget']
            equal('members', sorted(htsget), [
                'datatype', 'fieldsParameterEffective', 'formats',
                'tagsParametersEffective'])
            equal('datatype', htsget['datatype'], endpoint)
            equal('formats', sorted(htsget['formats']), sorted(formats))
            for name in ('fieldsParameterEffective',
                         'tagsParametersEffective'):
                expect(htsget[name] is False, '%s: %r', name, htsget[name])
        with t.check('%s: id says which endpoint' % endpoint):
            expect(read(s, endpoint)['id'].endswith('.' + endpoint), 'id')
        with t.check('%s: query parameters are ignored' % endpoint):
            equal('info', read(s, endpoint, 'format=XYZ&start=x'),
                  read(s, endpoint))
        with t.check('%s: a dataset of that name is not looked for'
                     % endpoint):
            s.new_log()
            s.check_error(s.request('GET', '/%s/service-info/' % endpoint),
                          404, 'NotFound')


def configured(t, s):
    with s.world.open(s.kind, NAMED) as own:
        for endpoint in ENDPOINTS:
            with t.check('%s: what the configuration says' % endpoint):
                info = read(own, endpoint)
                for key, want in (
                        ('id', 'org.example.genomes.' + endpoint),
                        ('name', 'Genomes of Example'),
                        ('description', 'All of them'),
                        ('contactUrl', 'mailto:genomes@example.org'),
                        ('documentationUrl',
                         'https://genomes.example.org/help'),
                        ('environment', 'test'),
                        ('createdAt', '2026-01-02T03:04:05Z'),
                        ('updatedAt', '2026-11-25T00:00:00+01:00'),
                        ('organization', {'name': 'Example',
                                          'url': 'https://example.org/'})):
                    equal(key, info.get(key), want)
            with t.check('%s: never without formats' % endpoint):
                equal('formats', read(own, endpoint)['htsget']['formats'],
                      ENDPOINTS[endpoint])


def formats_given(t, s):
    with s.world.open(s.kind, ONE_BAM) as own:
        with t.check('formats that the configuration can give'):
            equal('reads', read(own, 'reads')['htsget']['formats'], ['BAM'])
            equal('variants', read(own, 'variants')['htsget']['formats'],
                  ['VCF', 'BCF'])


def words(t, s):
    """A CGI server passes such a query as arguments of the program, too."""
    for query in ('--version', '--help', '-x', 'x+y', '--help+--version'):
        with t.check('the query ' + query):
            equal('info', read(s, 'reads', query), read(s, 'reads'))


def hosts(t, s):
    """What is no host of a URL is not used as one; a web server
    refuses some."""
    if s.web:
        return
    for host in ('[', '[abc', '[]', ':80', 'a:b:c', '..', 'a:', '[::1]x'):
        with t.check('Host: ' + host):
            answer = s.request('GET', '/reads/service-info',
                               extra={'HTTP_HOST': host})
            equal('info', json.loads(answer.body.decode('utf-8')),
                  read(s, 'reads'))


FUNCTIONS = [required, configured, formats_given, words, hosts]
