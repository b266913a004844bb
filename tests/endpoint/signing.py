"""signing: signs data URLs by means of our own, as the program documents it:
both sides of a signature are checked."""
import base64
import hashlib
import hmac
import struct
import time
import urllib.parse

from guard import changed, split


def now():
    return int(time.time())


def derive(secret):
    """(key, its name in URLs) of a line of the file of secrets."""
    line = secret.encode()
    key = hashlib.blake2b(line, digest_size=32,
                          key=b'htsgate: a key that signs URLs').digest()
    name = hashlib.blake2b(line, digest_size=16,
                           key=b'htsgate: the name of a secret').digest()
    return key, name[:4].hex()


def number(value):
    return struct.pack('<Q', value)


def sized(data):
    """A field with its length in front."""
    return number(len(data)) + data


def span(text):
    """(parts, header, eof) of the parameter `parts`."""
    words = text.split(',')
    pairs = [tuple(int(offset, 16) for offset in word.split('-'))
             for word in words if '-' in word]
    return pairs, int('header' in words), int('eof' in words)


def fields(kind, name, query):
    """All that is signed, as bytes."""
    if kind == 'file':
        first, last = map(int, query['range'].split('-'))
        parts, header, eof = [(first, last + 1)], 0, 0
    else:
        parts, header, eof = span(query['parts'])
    user = urllib.parse.unquote(query.get('user', ''))
    texts = [kind, name, query['format'], query['version'],
             query.get('ticket', '')]
    return b''.join([sized(text.encode()) for text in texts] +
                    [sized(b''.join(number(a) + number(b) for a, b in parts)),
                     sized(number(header)), sized(number(eof)),
                     sized(number(int(query['expires']))),
                     sized(user.encode())])


def sign(secret, url, name=None):
    """The URL with the signature that it needs; `name`: its id, if it is not
    what the path says."""
    front, query = split(url)
    _, _, path = front.partition('/htsget/data/')
    kind, _, own = path.partition('/')
    key, label = derive(secret)
    digest = hmac.new(key, fields(kind, name or urllib.parse.unquote(own),
                                  query), hashlib.sha256).digest()
    text = base64.urlsafe_b64encode(digest).decode().rstrip('=')
    return changed(url, key=label, signature=text)
