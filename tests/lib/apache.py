"""apache: doors by etc/apache-*.conf and etc/htaccess."""
import glob
import os
import re
import shutil
import signal
import time

import doors
from webdoor import SOURCE, WebServer, find, put

NOBODY = 65534
FOLDERS = ('/usr/lib/apache2/modules', '/usr/lib64/httpd/modules',
           '/usr/lib/httpd/modules', '/usr/local/libexec/apache24')
COMMON = ('authz_core', 'authn_core', 'authz_user', 'authn_file', 'auth_basic',
          'alias', 'env', 'headers', 'mime', 'deflate', 'filter', 'setenvif')

# What `make check' asks where the program runs as it does behind another door.
WHAT_A_SERVER_DOES = (
    'ids', 'queries', 'replies', 'methods', 'cors', 'post', 'data', 'forged',
    'streams', 'lengths', 'config', 'content', 'webserver', 'servers', 'load',
    'httpd')

# What Debian has in apache2.conf and in the files of its modules, as far as it
# matters.
MAIN = '''\
ServerRoot {dir}
DefaultRuntimeDir {dir}
PidFile {dir}/pid
ErrorLog {log}
ServerName door.invalid
Listen 127.0.0.1:{port}
KeepAliveTimeout 1
{user}
{modules}
Mutex file:{dir}/sockets default
<IfModule mod_mime.c>
	TypesConfig /dev/null
	AddType text/html .html
	AddEncoding x-gzip .gz
</IfModule>
AddOutputFilterByType DEFLATE text/html text/plain application/json
<IfModule mod_fcgid.c>
	FcgidIPCDir {dir}/sockets
	FcgidProcessTableFile {dir}/fcgid
</IfModule>
<IfModule mod_cgid.c>
	ScriptSock {dir}/cgid
</IfModule>
<Directory />
	AllowOverride None
	Require all denied
</Directory>
<FilesMatch "^\\.ht">
	Require all denied
</FilesMatch>
Include {dir}/site.conf
'''

LOG = '\nCustomLog %s "%%h %%l %%u %%t \\"%%m %%U %%H\\" %%>s %%B"\n'


def modules_folder():
    return next(filter(os.path.isdir, FOLDERS), FOLDERS[0])


class Apache(WebServer):
    binary = 'apache2'
    # Where root starts Apache, the program is somebody else anyway.
    wraps = json_errors = errors_without_query = True
    reload_signal = signal.SIGUSR1
    user = NOBODY           # the program's, where root starts Apache
    sends_files = True      # with mod_xsendfile
    no_login = r'\tRequire all granted\n(?=</Location>)'
    modules = ()

    @classmethod
    def cannot(cls):
        if find(cls.binary) is None:
            return cls.binary + ' is not installed'
        for name in COMMON + cls.modules:
            if not os.path.exists(cls.module(name)):
                return 'mod_%s is not installed' % name
        return None

    @staticmethod
    def module(name):
        return os.path.join(modules_folder(), 'mod_%s.so' % name)

    def prepare(self):
        os.symlink(self.log_path, self.path('logs', 'htsgate-error.log'))
        self.access_path = self.path('logs', 'htsgate-access.log')
        open(self.users, 'a').close()
        # mod_xsendfile gives what lies below the program's folder, too.
        os.mkdir(self.path('cgi-bin'))
        os.rename(self.program, self.path('cgi-bin', 'htsgate.fcgi'))
        self.program = self.path('cgi-bin', 'htsgate.fcgi')
        os.chmod(self.dir, 0o755)
        os.chmod(self.path('sockets'), 0o777)
        os.chmod(self.log_path, 0o666)

    def configure(self, text):
        values = dict({'ADDRESS': '127.0.0.1', 'PORT': self.port,
                       'NAME': 'door.invalid', 'PROGRAM': self.program,
                       'FILES': self.data, 'GUARDED': self.guarded,
                       'USERS': self.users, 'ROOT': self.path('root'),
                       'LOGS': self.path('logs')}, **self.own())
        if self.bind_user:
            text = put(text, (self.no_login, ''))
        return put(text, *((r'^Define HTSGATE_%s .*' % name,
                            'Define HTSGATE_%s "%s"' % (name, value))
                           for name, value in values.items()))

    def own(self):
        """Values that only one sample has."""
        return {'CONFIG': self.config}

    def static(self, prefix, folder):
        return ('Alias "%s" "%s"\n<Directory "%s">\n\tRequire all granted\n'
                '\tOptions FollowSymLinks\n\tSetHandler default-handler\n'
                '</Directory>\n' % (prefix, folder, folder))

    def finish(self, text, more):
        with open(self.path('site.conf'), 'w') as f:
            f.write(self.placed(text, more))
        names = COMMON + self.modules
        load = ['LoadModule %s_module %s' % (name, self.module(name))
                for name in names + ('mpm_event',)]
        user = 'User #%d\nGroup #%d' % (NOBODY, NOBODY)
        return MAIN.format(dir=self.dir, log=self.log_path, port=self.port,
                           user=user if os.getuid() == 0 else '',
                           modules='\n'.join(load))

    def placed(self, text, more):
        return put(text, ('^</VirtualHost>', more + '</VirtualHost>'))

    def command(self, conf):
        return [find(self.binary), '-D', 'FOREGROUND', '-f', conf]

    def wait_ready(self):
        """mod_cgid answers 503 until its daemon has its socket, whose name
        ends in a process id."""
        super().wait_ready()
        deadline = time.monotonic() + 20
        while 'cgid' in self.modules and time.monotonic() < deadline and \
                not glob.glob(self.path('cgid') + '*'):
            time.sleep(0.02)


class ApacheFcgid(Apache):
    sample = 'apache-fcgid.conf'
    modules = ('fcgid', 'xsendfile')
    reload_fails = 'mod_fcgid: a request that needs a process meanwhile may ' \
        'wait for ever'

    def own(self):
        # More than clients, as the sample has it, but where one is wanted.
        return {'CONFIG': self.config, 'PROCESSES':
                1 if self.processes == 1 else 8 * self.processes}

    def responders(self):
        """mod_fcgid has a process that starts them."""
        return [pid for child in doors.children(self.pid())
                for pid in doors.children(child)]


class ApacheProxyFcgi(Apache):
    sample = 'apache-proxy-fcgi.conf'
    modules = ('proxy', 'proxy_fcgi', 'xsendfile')
    user = 0                # that of the pool
    line_max = 16000

    def own(self):
        return {'TICKETS': self.pool('tickets', self.processes),
                'DATA': self.pool('data', self.streams)}

    def pool(self, name, count):
        address = super().pool(name, count)
        os.chmod(address, 0o666)
        return address


class ApacheCGI(Apache):
    sample = 'apache-cgi.conf'
    modules = ('cgid', 'xsendfile')
    cgi = True
    parts = WHAT_A_SERVER_DOES
    reload_fails = 'mod_cgid: 503 while its daemon is replaced'
    line_max = 8190


class Htaccess(Apache):
    """A folder of a user, which is the document root as well."""
    sample = 'htaccess'
    modules = ('cgid', 'userdir')
    cgi = True
    parts = WHAT_A_SERVER_DOES
    reload_fails = ApacheCGI.reload_fails
    line_max = 8190
    sends_files = False
    no_login = r'\t\tRequire expr %{REQUEST_URI} .*\n'
    home = '/~user/genomes'

    def prepare(self):
        super().prepare()
        folder = self.path('user', 'public_html', 'genomes')
        os.makedirs(os.path.dirname(folder))
        os.rename(self.path('root'), folder)
        os.symlink(folder, self.path('root'))

    def configure(self, text):
        shutil.copy(self.program, self.path('root', 'htsget'))
        os.symlink(self.data, self.path('root', 'files'))
        if self.bind_user:
            text = put(text, (self.no_login, ''))
        return put(text, ('"/home/USER/htsgate.ini"', '"%s"' % self.config),
                   ('IfFile "/home/USER/htsgate.users"',
                    'IfFile "%s"' % self.users),
                   ('AuthUserFile "/home/USER/htsgate.users"',
                    'AuthUserFile "%s"' % self.users))

    def static(self, prefix, folder):
        os.symlink(folder, self.path('root', prefix.strip('/')))
        return ''

    def placed(self, text, more):
        with open(self.path('root', '.htaccess'), 'w') as f:
            f.write(text)
        return self.allowed() + more

    def allowed(self):
        """What doc/cgi.md asks of an administrator, and an access log."""
        with open(os.path.join(SOURCE, 'doc', 'cgi.md')) as f:
            text = re.search(r'(?m)^    UserDir(.*\n?    .*|\n)*', f.read())[0]
        text = put(text.replace('\n    ', '\n'),
                   ('UserDir public_html', 'UserDir %s/*/public_html\n'
                    'DocumentRoot %s' % (self.dir, os.path.realpath(
                        self.path('root')))),
                   ('"/home/', '"%s/' % self.dir))
        return text + LOG % self.access_path


class HtaccessFcgid(Htaccess):
    modules = ('fcgid', 'userdir')
    cgi = False
    reload_fails = ApacheFcgid.reload_fails
    responders = ApacheFcgid.responders
