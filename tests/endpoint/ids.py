"""ids: what is, and what is not, an id; nothing leads out of its folder."""
import os
import time
from urllib.parse import quote

from harness import Skip, equal, expect


# A name in which every reserved character is only a character.
ODD = 'sub/50% a+b&c=ü?d#e;f,g"h\'i[j]@:k'

# Ids as they are meant: each is there.
GOOD = [
    ('id with a slash', 'reads', 'sub/inner'),
    ('id with blanks and UTF-8', 'reads', ODD),
    ('link inside the folder', 'reads', 'link-inside'),
    ('link into follow', 'reads', 'link-follow'),
    ('longer prefix beats shorter', 'reads', 'sub/deeper/inner'),
    ('index in a folder of its own', 'reads', 'apart/far off'),
    ('id of its own with a slash', 'reads', 'two/formats'),
    ('id by the name of the file', 'variants', 'by-name'),
    ('id that looks like a probe for an index (need 14)', 'reads', 'odd.bai'),
    ('farm of links', 'reads', 'farm/seen'),
]

# Name, path on the wire behind /reads/, status, error word.
BAD = [
    ('unknown id', 'nothing', 404, 'NotFound'),
    ('no id', '', 404, 'NotFound'),
    ('unknown id below a prefix', 'sample/nothing', 404, 'NotFound'),
    ('a prefix alone', 'sample/', 404, 'NotFound'),
    ('a prefix without its slash', 'sample', 404, 'NotFound'),
    ('id that goes on behind the file', 'plain/more', 404, 'NotFound'),
    ('file name with its extension', 'plain.bam', 404, 'NotFound'),
    ('probe for an index (need 14)', 'plain.bai', 404, 'NotFound'),
    ('probe for an index of a file', 'plain.bam.bai', 404, 'NotFound'),
    ('probe for another index', 'plain.csi', 404, 'NotFound'),
    ('another case', 'PLAIN', 404, 'NotFound'),
    ('id of 1,500 bytes', 'x' * 1500, 404, 'NotFound'),
    ('segment of 300 bytes', 'y' * 300 + '/z', 404, 'NotFound'),
    ('double-encoded dots', '%252e%252e/private/private', 404, 'NotFound'),
    ('double-encoded slash', '..%252fprivate%252fprivate', 404, 'NotFound'),
    ('backslashes', '..%5cprivate%5cprivate', 404, 'NotFound'),
    ('link out of the folder', 'link-outside', 404, 'NotFound'),
    ('absolute link out of the folder', 'link-absolute', 404, 'NotFound'),
    ('linked folder out of the folder', 'link-folder/private', 404,
     'NotFound'),
    ('dangling link', 'link-dangling', 404, 'NotFound'),
    ('link to itself', 'link-round', 404, 'NotFound'),
    ('folder named x.bam', 'folder', 404, 'NotFound'),
    ('FIFO named x.bam', 'fifo', 404, 'NotFound'),
    ('absolute path', '%2fetc%2fpasswd', 404, 'NotFound'),
]

# The same, where a web server refuses or changes the path before we see it.
RAW = [
    ('dots', '../private/private', 404, 'NotFound'),
    ('encoded dots', '%2e%2e/private/private', 404, 'NotFound'),
    ('dots and encoded slash', '..%2fprivate%2fprivate', 404, 'NotFound'),
    ('dots in the middle', 'sub/../nothing', 404, 'NotFound'),
    ('dots at the end', 'sub/..', 404, 'NotFound'),
    ('dots far up', '../../../../../../../../etc/passwd', 404, 'NotFound'),
    ('newline', 'pla%0ain', 404, 'NotFound'),
    ('delete', 'pla%7fin', 404, 'NotFound'),
    ('NUL', 'plain%00.txt', 400, 'InvalidInput'),
    ('bad UTF-8', 'plain%ff', 400, 'InvalidInput'),
    ('overlong slash', '..%c0%afplain', 400, 'InvalidInput'),
    ('surrogate', 'plain%ed%a0%80', 400, 'InvalidInput'),
]

# Only what has not been normalised.
UNCHANGED = [
    ('dots that lead back', 'sub/../plain', 404, 'NotFound'),
    ('one dot', './plain', 404, 'NotFound'),
    ('one dot in the middle', 'sub/./inner', 404, 'NotFound'),
    ('two slashes', 'sub//inner', 404, 'NotFound'),
    ('slash in front', '/plain', 404, 'NotFound'),
    ('slash at the end', 'plain/', 404, 'NotFound'),
]


def good(t, s):
    s.world.copy('past-ln', 'data/' + ODD, '.bam', '.bam.bai')
    for name, endpoint, text in GOOD:
        with t.check(name + ' (Q-01)'):
            ticket = s.ticket(endpoint, text)
            again = s.ticket(endpoint, text, 'class=header')
            expect(ticket.joined(), 'nothing')
            expect(again.joined(), 'no header')


def bad(t, s):
    for name, path, status, word in BAD:
        with t.check(name):
            s.new_log()
            began = time.monotonic()
            answer = s.request('GET', '/reads/' + path)
            s.check_error(answer, status, word)
            expect(time.monotonic() - began < 5, 'took too long')
    for name, path, status, word in RAW:
        with t.check(name):
            s.new_log()
            answer = s.request('GET', '/reads/' + path)
            if not s.web:
                s.check_error(answer, status, word)
            else:
                expect(answer.status in (400, 404), '%d', answer.status)
                expect(b'urls' not in answer.body, 'a ticket')
    for name, path, status, word in () if s.web else UNCHANGED:
        with t.check(name):
            s.new_log()
            s.check_error(s.request('GET', '/reads/' + path), status, word)


def reserved(t, s):
    with t.check('service-info is no id, and one below it is unknown'):
        s.refused('reads', 'service-info/x', '', 404, 'NotFound')
        expect(b'"type"' in s.get('reads', 'service-info').body, 'no info')


def escapes(t, s):
    """The path comes decoded by PATH_INFO; else we decode it, once."""
    if s.web:
        return
    for name, path, status in (
            ('half an escape', 'plain%4', 400),
            ('percent alone', 'plain%', 400),
            ('no hexadecimal digits', 'pl%zzain', 400),
            ('NUL', 'plain%00', 400), ('bad UTF-8', 'pl%feain', 400),
            ('decoded once', 'pl%61in', 200),
            ('not decoded twice', 'pl%2561in', 404),
            ('all of it encoded', quote(ODD, safe=''), 200),
            ('plus is no blank', quote(ODD, safe='/+&='), 200),
            ('plus is no blank, encoded', quote(ODD).replace('%20', '+'),
             404)):
        with t.check('REQUEST_URI alone: ' + name):
            s.new_log()
            answer = s.request('GET', '/reads/' + path,
                               extra={'PATH_INFO': None})
            if status == 200:
                equal('status', answer.status, 200)
            else:
                s.check_error(answer, status, {
                    400: 'InvalidInput', 404: 'NotFound'}[status])


def reasons(t, s):
    """The client's message is bland, the log is exact."""
    for name, path, reason in (
            ('link out of the folder', 'link-outside', 'leads out'),
            ('folder', 'folder', 'not a regular file'),
            ('FIFO', 'fifo', 'not a regular file'),
            ('linked folder', 'link-folder/private', 'leads out')):
        with t.check('the log says why: ' + name):
            s.new_log()
            s.check_error(s.request('GET', '/reads/' + path), 404,
                          'NotFound')
            s.read_to = (0, 0)
            lines = [line for line in s.new_log().splitlines()
                     if '/reads/' + path + ':' in line]
            expect(lines and reason in lines[-1], 'log: %s', lines[-1:])
            expect(s.world.path('data') in lines[-1], 'log: %s', lines[-1:])
    with t.check('a request cannot forge a line of the log'):
        s.new_log()
        s.get('reads', 'plain', 'format=%0ahtsgate: error: forged')
        expect('\nhtsgate: error: forged' not in s.new_log(), 'forged')


def no_permission(t, s):
    """A file that the server may not read; root may read all."""
    path = s.world.path('data', 'locked.bam')
    s.world.copy('gap-end', 'data/locked', '.bam', '.bam.bai')
    os.chmod(path, 0)
    try:
        with t.check('no permission'):
            wrapper = s.world.unprivileged()
            if wrapper is None:
                raise Skip('root, and the program is not to be reached '
                           'without')
            if wrapper and not s.make.wraps:
                raise Skip('root, and so is the web server here')
            more = {'wrapper': wrapper} if wrapper else {}
            with s.world.open(s.kind, **more) as own:
                own.refused('reads', 'locked', '', 500,
                            'InternalServerError', 'cannot be read')
                own.ticket('reads', 'plain', 'class=header')
    finally:
        os.unlink(path)
        os.unlink(path + '.bai')


def encoded_urls(t, s):
    with t.check('static URLs are percent-encoded (T-02)'):
        for url in s.ticket('reads', ODD).urls:
            equal('URL', url.url, s.site + '/files/' + quote(ODD) + '.bam')
    with t.check('a link has the URL of its own name'):
        for url in s.ticket('reads', 'link-follow').urls:
            equal('URL', url.url, s.site + '/files/link-follow.bam')


FUNCTIONS = [good, bad, reserved, escapes, reasons, no_permission,
             encoded_urls]
