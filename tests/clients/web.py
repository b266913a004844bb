"""web: lighttpd with htsgate on the sample configuration, for clients.

etc/lighttpd.conf as a user gets it, with the values of its first part set, so
that what it promises (static ranges, CORS) is tried as well. The origin is
http://127.0.0.1:PORT, with the tickets below /htsget and the files below
/files.
"""
import os
import re
import tempfile
import urllib.parse

import doors

INLINE = {'reads': '',      # the default, not said
          'never': '[server]\ninline = never\n'}


class Lighttpd(doors.Lighttpd):
    def __init__(self, source, program, config, data, listener):
        self.source, self.config = source, config
        super().__init__(program, config, {'/files/': data}, listener)

    def configure(self, program, files, processes, extra):
        (_, data), = files.items()
        values = {'address': '/dev/stdin', 'program': link(self.dir, program),
                  'config': self.config, 'data': data,
                  'root': self.folder('root'), 'sockets': self.folder('run'),
                  'logs': self.folder('logs')}
        with open(os.path.join(self.dir, 'root', 'ready'), 'w') as f:
            f.write('ready')
        with open(os.path.join(self.source, 'etc', 'lighttpd.conf')) as f:
            text = f.read()
        text = set_variable(text, 'port', str(self.port))
        for name, value in values.items():
            text = set_variable(text, name, doors.quote(value))
        text = re.sub(r'(?m)^server\.(user|group)name.*\n', '', text)
        path = os.path.join(self.dir, 'lighttpd.conf')
        with open(path, 'w') as f:
            f.write(text)
        return path

    def folder(self, name):
        path = os.path.join(self.dir, name)
        os.mkdir(path)
        return path


def link(folder, program):
    """A path without spaces, which bin-path needs."""
    path = os.path.join(folder, 'htsgate.fcgi')
    os.symlink(os.path.abspath(program), path)
    return path


def set_variable(text, name, value):
    text, n = re.subn(r'(?m)^var\.%s *=.*' % name,
                      lambda _: 'var.%s = %s' % (name, value), text)
    if n != 1:
        raise ValueError('etc/lighttpd.conf: %d lines of var.%s' % (n, name))
    return text


class Site:
    """A server on a folder of data; a context manager."""

    def __init__(self, source, program, data, inline='reads'):
        self.data, self.inline = data, inline
        self.scratch = tempfile.TemporaryDirectory(prefix='htsgate-clients-')
        config = os.path.join(self.scratch.name, 'htsgate.ini')
        listener = doors.listen()
        self.origin = 'http://127.0.0.1:%d' % doors.port_of(listener)
        self.base = self.origin + doors.BASE
        with open(config, 'w', encoding='utf-8') as f:
            f.write('%s[data sample]\npath = "%s"\nurl = "%s/files"\n' %
                    (INLINE[inline], data, self.origin))
        self.door = Lighttpd(source, program, config, data, listener)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.door.close()
        self.scratch.cleanup()

    def url(self, wanted, **parameters):
        """The URL of a ticket."""
        url = '%s/%s/%s' % (self.base, wanted.endpoint(),
                            urllib.parse.quote(wanted.id))
        return url + ('?' + urllib.parse.urlencode(parameters)
                      if parameters else '')

    def query_url(self, wanted, query):
        """A URL that asks for one region at most by GET."""
        parameters = {'format': wanted.format}
        if query.name == 'header':
            parameters['class'] = 'header'
        elif query.regions:
            (name, start, end), = query.regions
            parameters['referenceName'] = name
            if name != '*':
                parameters.update(start=start, end=end)
        return self.url(wanted, **parameters)
