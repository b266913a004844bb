"""answer: what comes back: errors, tickets, and the bytes they lead to."""
import base64
import gzip
import json
import re
import struct

import bgzf
from harness import Wrong, equal, expect

TICKET_TYPE = 'application/vnd.ga4gh.htsget.v1.3.0+json; charset=utf-8'
JSON_TYPE = 'application/json; charset=utf-8'
CRAM_EOFS = {b'\2': bytes.fromhex('0b000000ffffffff0fe0454f46000000000100'
                                  '0001000606010001000100'),
             b'\3': bytes.fromhex('0f000000ffffffff0fe0454f46000000000100'
                                  '05bdd94f0001000606010001000100ee63014b')}


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def text(self):
        return self.body.decode('utf-8', 'replace')

    def id(self):
        return self.headers.get('x-request-id')

    def common(self, content_type):
        """What every answer of ours has."""
        equal('Content-Type', self.headers.get('content-type'), content_type)
        equal('Content-Length', self.headers.get('content-length'),
              str(len(self.body)))
        equal('Accept-Ranges', self.headers.get('accept-ranges'), 'none')
        expect(re.fullmatch('[0-9a-f]{16}', self.id() or ''),
               'X-Request-Id: %r', self.id())

    def error(self, word):
        """The message of an htsget error that has this word."""
        self.common(JSON_TYPE)
        expect(self.body.startswith(b'{"htsget":'), 'body %s', self.text())
        document = json.loads(self.body.decode('utf-8'))
        equal('top-level keys', list(document), ['htsget'])
        equal('keys of an error', sorted(document['htsget']),
              ['error', 'message'])
        equal('error', document['htsget']['error'], word)
        message = document['htsget']['message']
        expect(isinstance(message, str) and message, 'message %r', message)
        return message


class Url:
    """One URL of a ticket; `data` is what it gives."""

    def __init__(self, entry, server):
        self.url = entry['url']
        self.headers = entry.get('headers')
        self.kind = entry.get('class')
        self.start = self.end = None
        self.inline = self.url.startswith('data:')
        self.own = '/htsget/data/' in self.url      # of our data endpoint
        self.span = '/htsget/data/span/' in self.url
        self.raw = not self.inline and not self.span    # a range of a file
        self.keys = sorted(entry)
        if self.inline:
            self.decode()
        else:
            self.locate()
            self.data = server.fetch(self.url, self.headers)
            if not self.span:
                equal('bytes of %s' % self.headers['Range'], len(self.data),
                      self.end - self.start)

    def decode(self):
        """Client need 6: this spelling and no other."""
        match = re.fullmatch(r'data:;base64,([A-Za-z0-9+/]+={0,2})', self.url)
        expect(match, 'data URL %s', self.url[:60])
        self.data = base64.b64decode(match.group(1), validate=True)
        expect(self.headers in (None, {}), 'headers of a data URL: %r',
               self.headers)

    def locate(self):
        """Client need 2, T-02, T-03."""
        expect(self.url.startswith('http://'), 'URL %s', self.url)
        expect(isinstance(self.headers, dict), 'headers: %r', self.headers)
        for name, value in self.headers.items():
            expect(isinstance(value, str), 'header %s: %r', name, value)
        if self.span:
            equal('headers of a span', self.headers, {})
            return
        match = re.fullmatch(r'bytes=(\d+)-(\d+)',
                             self.headers.get('Range', ''))
        expect(match, 'Range: %r', self.headers)
        self.start, self.end = int(match.group(1)), int(match.group(2)) + 1
        expect(self.end > self.start, 'Range: %r', self.headers)


class Ticket:
    def __init__(self, answer, server):
        answer.common(TICKET_TYPE)
        expect(answer.body.startswith(b'{"htsget":'), 'body begins %r',
               answer.body[:20])
        self.text = answer.body.decode('utf-8')
        document = json.loads(self.text)
        equal('top-level keys', list(document), ['htsget'])
        ticket = document['htsget']
        expect(set(ticket) <= {'format', 'urls', 'md5'}, 'keys %r',
               list(ticket))
        self.format = ticket['format']
        expect(ticket['urls'], 'no URL')
        for entry in ticket['urls']:
            expect(set(entry) <= {'url', 'headers', 'class'}, 'keys %r',
                   list(entry))
        self.urls = [Url(entry, server) for entry in ticket['urls']]

    def joined(self):
        return b''.join(url.data for url in self.urls)

    def anonymous(self):
        """The ticket without what differs from request to request."""
        return re.sub(r'&ticket=[0-9a-f]{16}\b', '', self.text)

    def part(self, kind):
        return b''.join(url.data for url in self.urls if url.kind == kind)

    def inline(self):
        return all(url.inline for url in self.urls)

    def some_inline(self):
        return any(url.inline for url in self.urls)

    def records(self):
        """The inflated bytes behind the header: exactly the records."""
        whole = gzip.decompress(self.joined())
        return whole[header_length(whole, self.format):]

    def header(self):
        """The inflated bytes of the header."""
        whole = gzip.decompress(self.joined())
        return whole[:header_length(whole, self.format)]


def header_length(data, kind):
    """Bytes of the header at the beginning of an inflated file."""
    if kind == 'BCF':
        return 9 + struct.unpack_from('<I', data, 5)[0]
    if kind == 'VCF':
        at = 0
        while data[at:at + 1] == b'#':
            at = data.index(b'\n', at) + 1
        return at
    at = 8 + struct.unpack_from('<I', data, 4)[0]
    count, = struct.unpack_from('<I', data, at)
    at += 4
    for _ in range(count):
        at += 8 + struct.unpack_from('<I', data, at)[0]
    return at


def blocks(data):
    """(offset, bytes) of each BGZF block; the data are whole blocks."""
    out, at = [], 0
    while at < len(data):
        expect(data[at:at + 4] == b'\x1f\x8b\x08\x04' and
               data[at + 12:at + 16] == b'BC\2\0', 'no block at %d of %d',
               at, len(data))
        size = struct.unpack_from('<H', data, at + 16)[0] + 1
        expect(at + size <= len(data), 'half a block at %d of %d', at,
               len(data))
        out.append((at, size))
        at += size
    return out


class Original:
    """The file behind an id, read by means of our own."""

    def __init__(self, path, kind):
        self.path, self.format = path, kind
        with open(path, 'rb') as f:
            self.data = f.read()
        if kind == 'CRAM':
            self.eof = CRAM_EOFS[self.data[4:5]]
            self.header_end, self.aligned = self.cram_header(), True
            return
        self.eof = bgzf.EOF
        inflated = gzip.decompress(self.data)
        self.header = inflated[:header_length(inflated, kind)]
        self.header_end, self.aligned = self.bgzf_header()

    def cram_header(self):
        """Where the first data container begins, by the index."""
        index = self.path + '.crai'
        end = len(self.data) - len(self.eof)
        try:
            with open(index, 'rb') as f:
                text = f.read()
        except FileNotFoundError:
            with open(self.path[:-len('.cram')] + '.crai', 'rb') as f:
                text = f.read()
        if text[:2] == b'\x1f\x8b':
            text = gzip.decompress(text)
        return min([int(line.split(b'\t')[3])
                    for line in text.splitlines()] + [end])

    def bgzf_header(self):
        """(end of the header's last block, is that the header's end)."""
        length = 0
        for at, size in blocks(self.data):
            length += struct.unpack_from('<I', self.data, at + size - 4)[0]
            if length >= len(self.header):
                return at + size, length == len(self.header)
        raise Wrong('%s: no end of the header' % self.path)
