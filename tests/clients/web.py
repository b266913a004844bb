"""web: lighttpd with htsgate on the sample configuration, for clients.

etc/lighttpd.conf as a user gets it, with the values of its first part set, so
that what it promises (static ranges, CORS) is tried as well. The origin is
http://127.0.0.1:PORT, with the tickets below /htsget and the files below
/files.
"""
import os
import tempfile
import urllib.parse

import doors
from lighttpd import Lighttpd

INLINE = {'reads': '',      # the default, not said
          'never': '[server]\ninline = never\n'}


class Site:
    """A server on a folder of data; a context manager."""

    def __init__(self, program, data, inline='reads'):
        self.data, self.inline = data, inline
        self.scratch = tempfile.TemporaryDirectory(prefix='htsgate-clients-')
        config = os.path.join(self.scratch.name, 'htsgate.ini')
        listener = doors.listen()
        self.origin = 'http://127.0.0.1:%d' % doors.port_of(listener)
        self.base = self.origin + doors.BASE
        with open(config, 'w', encoding='utf-8') as f:
            f.write('%s[data sample]\npath = "%s"\nurl = "%s/files"\n' %
                    (INLINE[inline], data, self.origin))
        self.door = Lighttpd(program, config, {'/files/': data}, listener)

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
