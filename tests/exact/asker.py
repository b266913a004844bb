"""asker: a process that is asked while files are replaced.

    Asker(program, scratch, data, more)
            a FastCGI process for the folder `data`; .ask(dataset, question)
            -> the bytes of each URL, or Refused
    questions(kind, n, rnd)
            Questions about both versions of a kind (versions.py)
"""
import tempfile

import doors
import payload
from datasets import check_records, contents, regions
from payload import check

# Where little is inline, most bytes come by data URLs.
URLS = ('[server]\ninline = never\n[limits]\ninline_answer = 1\n'
        'inline_floor = 1\ninline_header = 0\nurl_bytes = 100000\n')
ERRORS = 404, 409, 500, 502, 503


class Refused(Exception):
    """An error, as it may be while files are replaced."""


class Asker:
    """A process that stays, and what it is asked."""

    def __init__(self, program, scratch, data, more):
        config = tempfile.mkstemp('.ini', dir=scratch)[1]
        with open(config, 'w', encoding='utf-8') as f:
            f.write('%s[data t]\npath = "%s"\n' % (more, data))
        self.door = doors.FastCGI(program, config)

    def get(self, *words):
        try:
            status, headers, body = self.door.request(*words)
        except (doors.DoorError, OSError) as e:     # broken off
            check(self.door.process.poll() is None, 'the process is gone')
            check(not isinstance(e, TimeoutError), 'no answer')
            raise Refused('broken off') from e
        if status in ERRORS:
            raise Refused(status)
        return status, headers, body

    def fetch(self, url, headers):
        path, _, query = url[len(self.door.base):].partition('?')
        status, _, body = self.get('GET', path, query, headers)
        check(status == (206 if headers else 200), 'status %d', status)
        return body

    def ask(self, data, question):
        """The bytes of each URL."""
        request = data.request(question.regions, **question.more)
        urls = payload.ticket(*self.get(*request), data.format)
        return [payload.resolve(u, self.fetch) for u in urls]


class Question:
    """One for A and for B."""

    def __init__(self, kind, regions=(), **more):
        self.kind, self.regions, self.more = kind, regions, more
        self.rights = [data.truth.select([(name, start or 0, end) for
                                          name, start, end in regions])
                       for data in kind.versions]
        self.known = {}         # payload -> its versions

    def versions(self, parts):
        """Those whose answer it is, and why not the others."""
        joined = b''.join(parts)
        if joined not in self.known:
            self.known[joined] = self.compare(joined, parts)
        return self.known[joined]

    def compare(self, joined, parts):
        found, why = set(), ''
        for which, data in enumerate(self.kind.versions):
            try:
                if not self.regions and not self.more:
                    check(joined == data.truth.bytes, 'another file')
                else:
                    check_records(data, *self.rights[which],
                                  *contents(data, parts))
                found.add(which)
            except Exception as e:
                why += ' %s: %s %s' % ('AB'[which], type(e).__name__, e)
        return found, why


def questions(kind, n, rnd):
    """Regions of both versions, the header, the whole file."""
    some = [r for data in kind.versions for r in regions(data, n, rnd)]
    some = [r for r in some if r[1] is None or r[2] is None or r[1] < r[2]]
    out = [Question(kind, [r]) for r in rnd.sample(some, n)]
    # Of twins nothing but the version tells that a stream goes on in another.
    out += [Question(kind)] * (4 if kind.twins else 1)
    return out + [Question(kind, rnd.sample(some, 4)),
                  Question(kind, **{'class': 'header'})]
