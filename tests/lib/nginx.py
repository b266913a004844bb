"""nginx: a door by etc/nginx.conf, with a pool for tickets and one for data."""
import getpass
import re

from webdoor import WebServer, find, put

TEMPORARY = ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi')


def quote(text):
    return '"' + re.sub(r'(["\\$])', r'\\\1', text) + '"'


class Nginx(WebServer):
    sample = 'nginx.conf'
    binary = 'nginx'
    wraps = json_errors = errors_without_query = True

    def prepare(self):
        self.tickets = self.pool('tickets', self.processes)
        self.bytes = self.pool('data', self.streams)

    def configure(self, text):
        error = 'error_log ' + self.log_path
        guarded = self.guarded + '/'
        rows = [('user www-data;', 'user %s;' % getpass.getuser()),
                ('pid .*;', 'pid %s;' % self.path('pid')),
                ('listen .*;', 'listen 127.0.0.1:%d;' % self.port),
                ('root .*;', 'root %s;' % self.path('root')),
                ('server unix:.*tickets.*;', 'server unix:%s;' % self.tickets),
                ('server unix:.*data.*;', 'server unix:%s;' % self.bytes),
                (r'alias /srv/htsgate/;', 'alias %s;' % quote(self.data + '/')
                 ),
                (r'alias /srv/htsgate-guarded/;', 'alias %s;' % guarded),
                (r'location /htsgate-sendfile/srv/htsgate-guarded/ ',
                 'location /htsgate-sendfile%s ' % guarded),
                ('auth_basic_user_file .*;', 'auth_basic_user_file %s;' %
                 self.users),
                (r'access_log \S*', 'access_log ' + self.access_path),
                (r'error_log \S*;', error + ';')]
        text = put(text, *((r'(?<=[\t\n])' + a, b) for a, b in rows))
        text = put(text, (r'error_log \S* emerg;', error + ' emerg;', 2))
        if self.bind_user:
            login = re.search(r'auth_basic (.*\n)+?.*_checked;\n', text).group()
            text = put(text, (r'(?<=location ~ \^/htsget/data/ {\n)', login))
        return put(text, ('^http {$', 'http {\n' + ''.join(
            '\t%s_temp_path %s;\n' % (name, self.path('spool', name))
            for name in TEMPORARY)))

    def static(self, prefix, folder):
        return 'location %s { alias %s; }\n' % (prefix, quote(folder))

    def finish(self, text, more):
        """Into the server, which ends before http does."""
        server, _ = re.fullmatch(r'(.*)(\t}\n}\n)', text, re.S).groups()
        return server + more + '\t}\n}\n'

    def command(self, conf):
        return [find(self.binary), '-e', self.log_path, '-g', 'daemon off;',
                '-c', conf]
