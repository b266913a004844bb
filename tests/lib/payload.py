"""payload: a ticket's form, and the bytes that its URLs lead to."""
import base64
import json
import re
import urllib.parse
import zlib

from records import EOF_BLOCK

INLINE_MAX = 1 << 20    # bytes that a region's body may hold inline


class Wrong(Exception):
    """The answer breaks a promise."""


def check(ok, text, *words):
    if not ok:
        raise Wrong(text % words)


def blocks(data):
    """The inflated BGZF blocks of one URL; it must hold whole ones."""
    out = []
    while data:
        z = zlib.decompressobj(31)
        out.append(z.decompress(data))
        check(z.eof, 'a URL does not end on a block border')
        check(data[:4] == b'\x1f\x8b\x08\x04' and data[12:14] == b'BC',
              'a block without its BC field')
        check(len(data) - len(z.unused_data) ==
              int.from_bytes(data[16:18], 'little') + 1,
              'a block whose BSIZE is wrong')
        data = z.unused_data
    return out


def ticket(status, headers, body, format):
    """The list of URLs of a ticket that has the right form."""
    check(status == 200, 'status %d: %s', status, body[:300])
    check(headers.get('content-type', '').startswith(
        'application/vnd.ga4gh.htsget.v1.3.0+json'), 'content type')
    check(body.startswith(b'{"htsget":'), 'the body begins %r', body[:20])
    t = json.loads(body)
    check(set(t) == {'htsget'}, 'keys beside htsget')
    t = t['htsget']
    check(set(t) <= {'format', 'urls', 'md5'}, 'keys %s', sorted(t))
    check(t['format'] == format, 'format %s', t['format'])
    check(t['urls'], 'no URLs')
    check(len({'class' in u for u in t['urls']}) == 1,
          'class on some URLs only')
    return t['urls']


def is_inline(url):
    return url['url'].startswith('data:')


def resolve(url, fetch):
    """The bytes of one URL; fetch(url, headers) gets those of http."""
    if is_inline(url):
        check(url['url'].startswith('data:;base64,'), 'spelt %s',
              url['url'][:30])
        return base64.b64decode(url['url'][13:], validate=True)
    head = url.get('headers')
    check(isinstance(head, dict) and all(
        isinstance(v, str) for v in head.values()), 'headers of a URL')
    data = fetch(url['url'], head)
    limits = range_of(head)
    check(limits is None or len(data) == limits[1] - limits[0] + 1,
          '%d bytes for %s', len(data), head.get('Range'))
    return data


def range_of(headers):
    """(first, last) of a Range header, or None without one."""
    value = headers.get('Range')
    if value is None:
        return None
    m = re.fullmatch(r'bytes=(\d+)-(\d+)', value)
    check(m, 'Range %r', value)
    return int(m[1]), int(m[2])


def fetch_data(door, url, headers):
    """What our own data endpoint gives: a span, or a range of a file."""
    path, _, query = url[len(door.base):].partition('?')
    status, _, body = door.request('GET', path, query, headers)
    check(status == (206 if headers else 200), 'status %d for %s', status,
          url)
    return body


def local_fetch(prefix, folder, door=None):
    """Reads what a web server would serve from `folder` at `prefix`."""
    def fetch(url, headers):
        if door and url.startswith(door.base + '/data/'):
            return fetch_data(door, url, headers)
        check(url.startswith(prefix + '/'), 'URL %s', url)
        limits = range_of(headers)
        check(limits, 'no Range for %s', url)
        path = folder + urllib.parse.unquote(url[len(prefix):])
        with open(path, 'rb') as f:
            f.seek(limits[0])
            return f.read(limits[1] - limits[0] + 1)
    return fetch


def http_fetch(door):
    """Asks the web server."""
    def fetch(url, headers):
        if url.startswith(door.base + '/data/'):
            return fetch_data(door, url, headers)
        check(url.startswith(door.site + '/files/'), 'URL %s', url)
        check(range_of(headers), 'no Range for %s', url)
        status, _, body = door.get('GET', url[len(door.site):], headers)
        check(status == 206, 'status %d for %s', status, url)
        return body
    return fetch


def check_bgzf(urls, parts, inner_eof):
    """Whole blocks in every URL, one EOF block, at the very end."""
    for part in parts:
        blocks(part)
    check(parts[-1].endswith(EOF_BLOCK), 'no EOF block at the end')
    if not inner_eof:
        check(b''.join(parts).count(EOF_BLOCK) == 1,
              'an EOF block before the end')


def check_region(urls, parts, header, format, runs, limit):
    """The first URL is the whole header and no more; classes; sizes."""
    check(urls[0].get('class') == 'header', 'class of the first URL')
    check(all(u.get('class') == 'body' for u in urls[1:]),
          'class of the later URLs')
    if format != 'CRAM':
        check(b''.join(blocks(parts[0])) == header,
              'the first URL is not exactly the header')
    inline = sum(len(p) for u, p in zip(urls[1:], parts[1:]) if is_inline(u))
    check(inline <= INLINE_MAX, '%d bytes inline', inline)
    if limit and runs <= 1:
        check(len(urls) <= limit, '%d URLs without a hole', len(urls))


def check_whole(urls, parts, original):
    check(not any(map(is_inline, urls)), 'a whole file with inline bytes')
    check(b''.join(parts) == original, 'the whole file is altered')
