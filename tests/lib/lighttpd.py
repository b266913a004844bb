"""lighttpd: doors by etc/lighttpd.conf and etc/lighttpd-cgi.conf."""
import os
import signal

import doors
from webdoor import WebServer, find, put

# A replaced file is seen at once.
TEST = 'server.stat-cache-engine = "disable"\n'


def quote(text):
    """A string of lighttpd's configuration."""
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


class Lighttpd(WebServer):
    sample = 'lighttpd.conf'
    binary = 'lighttpd'
    reload_signal = signal.SIGUSR1
    spools = 256 << 10
    numbers = ('processes', 'streams')
    folders = ('root', 'sockets', 'logs', 'spool')
    logs = ('error.log', 'htsgate.log')

    def prepare(self):
        for name in self.logs:
            os.symlink(self.log_path, self.path('logs', name))

    def configure(self, text):
        values = {'address': '127.0.0.1', 'program': self.program,
                  'config': self.config, 'data': self.data,
                  'guarded': self.guarded, 'users': self.users}
        values.update((name, self.path(name)) for name in self.folders)
        rows = [(name, quote(value)) for name, value in values.items()]
        rows += [(name, str(getattr(self, name)))
                 for name in ('port',) + self.numbers]
        text = put(text, *((r'^var\.%s *=.*' % name, 'var.%s = %s' %
                            (name, value)) for name, value in rows),
                   (r'^server\.username .*\n', ''),
                   (r'^server\.groupname .*\n', ''))
        if self.bind_user:
            text = put(text, (r'(?<=\^/htsget/)\(\?!data/\)', ''))
        return text + TEST

    def static(self, prefix, folder):
        return 'alias.url += ( %s => %s )\n' % (quote(prefix), quote(folder))

    def command(self, conf):
        return [find(self.binary), '-D', '-f', conf]

    def responders(self):
        return doors.programs(self.pid())


class LighttpdCGI(Lighttpd):
    sample = 'lighttpd-cgi.conf'
    cgi = True
    numbers = ()
    folders = ('root', 'logs', 'spool')

    def responders(self):
        return []
