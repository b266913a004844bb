"""lengths: bodies that are not as long as they say.

A web server refuses some itself, or waits for the rest: what is asserted there
instead is said below.
"""
import json
import subprocess

import doors
from harness import equal, expect

IN, LARGE = 'InvalidInput', 'PayloadTooLarge'
# What is no Content-Length; by CGI and FastCGI only.
LENGTHS = ['x', '-1', '+2', '0x2', '2.0', '2 ', '1e1', '2,2', '99999x']


def lengths(t, s):
    if s.web:
        lengths_of_http(t, s)
        return
    text = json.dumps({'class': 'header'}).encode()
    for more in (1, 100, 100000):
        with t.check('body: %d bytes shorter than its Content-Length' % more):
            short(s, text, len(text) + more, 'ended after %d of %d bytes' % (
                len(text), len(text) + more))
    with t.check('body: none, of a Content-Length of 5'):
        short(s, b'', 5, 'ended after 0 of 5 bytes')
    with t.check('body: longer than its Content-Length: cut there'):
        s.new_log()
        answer = s.request('POST', '/reads/plain', '', {}, text + b'x' * 9,
                           extra={'CONTENT_LENGTH': str(len(text))})
        equal('status', answer.status, 200)
    with t.check('body: longer than its Content-Length, which is half'):
        short(s, text, 5, 'it ends, after 5 bytes, before')
    with t.check('body: a Content-Length of 0'):
        short(s, text, 0, 'it is empty')
    for value in LENGTHS:
        with t.check('a Content-Length of "%s"' % value):
            short(s, text, value, 'not a number')
    with t.check('a Content-Length of 30 digits: 413 (P-03)'):
        s.new_log()
        answer = s.request('POST', '/reads/plain', '', {}, text,
                           extra={'CONTENT_LENGTH': '9' * 30})
        s.check_error(answer, 413, LARGE, 'at least')
    with t.check('afterwards a good body'):
        s.posted('reads', 'plain', {})


def short(s, body, length, says):
    s.new_log()
    answer = s.request('POST', '/reads/plain', '', {}, body,
                       extra={'CONTENT_LENGTH': str(length)})
    s.check_error(answer, 400, IN, says)


def unread(t, s):
    """Apache gives the client nothing of a reply while it cannot write the
    body to a CGI program that has left."""
    if s.kind != 'cgi':
        return
    body = b' ' * (3 << 20)
    for name, method, path, query, extra, status in (
            ('over the limit', 'POST', '/reads/plain', '', {}, b'413'),
            ('of a method that is not served', 'PUT', '/reads/plain', '', {},
             b'405'),
            ('beside parameters', 'POST', '/reads/plain', 'format=BAM', {},
             b'400'),
            ('in chunks', 'POST', '/reads/plain', '', {
                'CONTENT_LENGTH': None, 'HTTP_TRANSFER_ENCODING': 'chunked'},
             b'413')):
        with t.check('body: %s: taken all the same' % name):
            env = dict(s.door.env)
            env.update(doors.variables(method, path, query, {}, body))
            doors.override(env, extra)
            with subprocess.Popen(s.door.command, env=env,
                                  stdin=subprocess.PIPE, bufsize=0,
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL) as child:
                for at in range(0, len(body), 65536):
                    child.stdin.write(body[at:at + 65536])
                child.stdin.close()
                expect(child.stdout.read().startswith(b'Status: ' + status),
                       'another status')
            equal('exit status', child.returncode, 0)


def lengths_of_http(t, s):
    """A web server may read the body before it asks us: of one that ends
    early we never hear, and nothing that is a ticket comes back; the bytes
    behind one are the next request."""
    front = b'POST %s/reads/plain HTTP/1.1\r\nHost: h\r\nConnection: close' \
        b'\r\n' % doors.BASE.encode()
    for name, text in (
            ('shorter than its Content-Length',
             b'Content-Length: 50\r\n\r\n{}'),
            ('unfinished chunks', b'Transfer-Encoding: chunked\r\n\r\n'
             b'5\r\n{}\r\n')):
        with t.check('body: %s: no ticket' % name):
            expect(b'"urls"' not in s.door.raw(front + text, hang_up=True),
                   'a ticket')
    for name, text in (
            ('no number as Content-Length', b'Content-Length: x\r\n\r\n{}'),
            ('negative Content-Length', b'Content-Length: -2\r\n\r\n{}'),
            ('two lengths', b'Content-Length: 2\r\nContent-Length: 3\r\n\r\n'
             b'{} '),
            ('bad chunks', b'Transfer-Encoding: chunked\r\n\r\nx\r\n{}\r\n'
             b'0\r\n\r\n')):
        with t.check('body: %s: 400' % name):
            got = s.door.raw(front + text, hang_up=True)
            expect(got.startswith(b'HTTP/1.1 400 '), 'it says %r', got[:40])
    with t.check('body: longer than its Content-Length: cut there'):
        got = s.door.raw(front + b'Content-Length: 2\r\n\r\n{}xxxxxx')
        expect(b'HTTP/1.1 200 ' in got and b'"urls"' in got, '%r', got[:80])
        equal('replies', got.count(b'HTTP/1.1 '), 1)
    with t.check('body: announced by Expect: 100-continue, as curl does it'):
        got = s.door.raw(front + b'Expect: 100-continue\r\n'
                         b'Content-Length: 2\r\n\r\n{}')
        expect(b'HTTP/1.1 200 ' in got and b'"urls"' in got, '%r', got[:80])
    with t.check('afterwards a good body'):
        s.posted('reads', 'plain', {})


FUNCTIONS = [lengths, unread]
