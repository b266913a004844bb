"""nearmiss: bad requests, each with its status, its word and its message;
more of them are in queries, ids, lengths and forged."""
from harness import expect

IN, RANGE, UNSUP = 'InvalidInput', 'InvalidRange', 'UnsupportedFormat'
MISSING, LARGE = 'NotFound', 'PayloadTooLarge'
DEEP = 10000


def regions(text):
    return b'{"regions":[{"referenceName":"chr1",%s}]}' % text


# Name, body, status, word, message; P-05 where nothing else is said.
BODIES = [
    # What is no JSON object.
    ('empty', b'', 400, IN, r'body: it is empty'),
    ('blanks', b' \r\n\t', 400, IN, r'body: it is empty'),
    ('a BOM', b'\xef\xbb\xbf{}', 400, IN, r'byte order mark at byte 1'),
    ('UTF-16', '{}'.encode('utf-16-le'), 400, IN, r'^body: '),
    ('an array', b'[]', 400, IN, r'no JSON object at byte 1'),
    ('a string', b'"regions"', 400, IN, r'no JSON object'),
    ('null', b'null', 400, IN, r'no JSON object'),
    ('a number', b'12', 400, IN, r'no JSON object'),
    ('a form', b'regions=chr1', 400, IN, r'no JSON object'),
    ('unfinished', b'{"regions":[{"referenceName":"chr1"', 400, IN,
     r'it ends, after 35 bytes, before'),
    ('unfinished string', b'{"format":"BA', 400, IN, r'it ends, after 13'),
    ('unfinished escape', b'{"format":"\\', 400, IN, r'it ends'),
    ('unfinished \\u', b'{"format":"\\u00', 400, IN, r'it ends'),
    ('two objects', b'{}{}', 400, IN, r'behind the JSON object at byte 3'),
    ('a NUL behind', b'{}\0', 400, IN, r'behind the JSON object at byte 3'),
    ('a NUL inside', b'{"x":\0}', 400, IN, r'control character at byte 6'),
    ('a comment', b'{/* x */}', 400, IN, r'is no JSON'),
    ('a comma too many', b'{"x":1,}', 400, IN, r'^body: '),
    ('a comma too few', b'{"x":1 "y":2}', 400, IN, r'^body: '),
    ('no colon', b'{"x" 1}', 400, IN, r'^body: '),
    ('keys without quotes', b'{regions:1}', 400, IN, r'"regions" at byte 2'),
    ('single quotes', b"{'x':1}", 400, IN, r'is no JSON'),
    ('mixed brackets', b'{"x":[1}]', 400, IN, r'^body: '),
    # Values that no JSON has, also under keys that we do not know.
    ('NaN', regions(b'"start":NaN'), 400, IN, r'"NaN" at byte \d+ is no'),
    ('NaN elsewhere', b'{"x":NaN}', 400, IN, r'"NaN" at byte 6 is no JSON'),
    ('Infinity', regions(b'"end":-Infinity'), 400, IN, r'"-Infinity"'),
    ('True', b'{"x":True}', 400, IN, r'"True"'),
    ('a leading zero', regions(b'"start":012'), 400, IN, r'"012"'),
    ('a plus', regions(b'"start":+1'), 400, IN, r'"\+1"'),
    ('hexadecimal', regions(b'"start":0x1'), 400, IN, r'"0x1"'),
    ('a fraction without digits', regions(b'"start":1.'), 400, IN, r'"1\."'),
    ('\\u0000', b'{"regions":[{"referenceName":"chr1\\u0000"}]}', 400, IN,
     r'a NUL character at byte 35'),
    ('\\u0000 in a key', b'{"regions\\u0000x":1}', 400, IN, r'NUL character'),
    ('half a pair', b'{"x":"\\ud800"}', 400, IN, r'half of a surrogate pair'),
    ('the other half', b'{"x":"\\udc00\\ud800"}', 400, IN, r'half of a surr'),
    ('an unknown escape', b'{"x":"\\x41"}', 400, IN, r'unknown escape'),
    ('a bare newline', b'{"x":"a\nb"}', 400, IN, r'bare control character'),
    ('bad UTF-8', b'{"x":"\xff"}', 400, IN, r'invalid UTF-8 at byte 7'),
    ('overlong UTF-8', b'{"x":"\xc0\xaf"}', 400, IN, r'invalid UTF-8'),
    ('a surrogate in UTF-8', b'{"x":"\xed\xa0\x80"}', 400, IN,
     r'invalid UTF-8'),
    ('%d arrays in one another' % DEEP, b'{"x":' + b'[' * DEEP + b']' * DEEP +
     b'}', 400, IN, r'more than 32 objects and arrays'),
    ('%d objects in one another' % DEEP, b'{"x":' * DEEP + b'1' + b'}' * DEEP,
     400, IN, r'more than 32 objects and arrays'),
    ('33 in one another', b'{"x":' + b'[' * 32 + b']' * 32 + b'}', 400, IN,
     r'more than 32'),
    ('very many arrays', b'{"x":[' + b'[],' * 12000 + b'[]]}', 413, LARGE,
     r'\[limits\] regions'),
    # Types and values of the keys (P-04 to P-07).
    ('regions empty (P-05)', b'{"regions":[]}', 400, IN,
     r'^regions: an empty array'),
    ('regions null (P-05)', b'{"regions":null}', 400, IN, r'^regions: null'),
    ('regions an object (P-05)', b'{"regions":{"referenceName":"chr1"}}',
     400, IN, r'^regions: an object is not an array'),
    ('regions a string (P-05)', b'{"regions":"chr1"}', 400, IN,
     r'^regions: "chr1" is not an array'),
    ('a region that is a string', b'{"regions":["chr1"]}', 400, IN,
     r'^regions\[0\]: "chr1" is not an object'),
    ('a region that is null', b'{"regions":[null]}', 400, IN,
     r'^regions\[0\]: null is not an object'),
    ('an empty region (P-06)', b'{"regions":[{}]}', 400, IN,
     r'^regions\[0\].referenceName: it is missing'),
    ('no referenceName (P-06)', b'{"regions":[{"start":1,"end":2}]}', 400,
     IN, r'referenceName: it is missing'),
    ('referenceName null', b'{"regions":[{"referenceName":null}]}', 400, IN,
     r'referenceName: null is not a string'),
    ('referenceName empty (decision 4)', b'{"regions":[{"referenceName":""}]}',
     400, IN, r'referenceName: "" is an empty value'),
    ('referenceName a number', b'{"regions":[{"referenceName":1}]}', 400, IN,
     r'referenceName: 1 is not a string'),
    ('referencename', b'{"regions":[{"referencename":"chr1"}]}', 400, IN,
     r'referenceName: it is missing'),
    ('"12" for 12', regions(b'"start":"12"'), 400, IN,
     r'^regions\[0\].start: "12" is not an integer'),
    ('12.0 for 12', regions(b'"start":12.0'), 400, IN, r'not an integer'),
    ('1e3', regions(b'"end":1e3'), 400, IN, r'^regions\[0\].end: '),
    ('true for 1', regions(b'"end":true'), 400, IN, r'true is not an int'),
    ('an array for 1', regions(b'"end":[1]'), 400, IN, r'an array is not'),
    ('negative', regions(b'"start":-1'), 400, IN, r'-1 is not an integer'),
    ('2^32', regions(b'"end":4294967296'), 400, IN, r'4294967296 is not'),
    ('20 digits', regions(b'"start":99999999999999999999'), 400, IN,
     r'a number of 19 or more digits is not'),
    ('20 digits, negative', regions(b'"start":-99999999999999999999'), 400,
     IN, r'a number of 19 or more digits is not'),
    ('500 digits', regions(b'"start":' + b'1' * 500), 400, IN,
     r'not an integer'),
    ('start = end (P-07)', regions(b'"start":5,"end":5'), 400, RANGE,
     r'^regions\[0\].start: 5 is not less than end: 5'),
    ('start > end (P-07)', regions(b'"start":6,"end":5'), 400, RANGE,
     r'^regions\[0\].start: 6'),
    ('end 0 (P-07)', regions(b'"end":0'), 400, RANGE, r'end: 0'),
    ('* with start', b'{"regions":[{"referenceName":"*","start":0}]}', 400,
     IN, r'^regions\[0\].start: .*no positions'),
    ('unknown reference (Q-05)', b'{"regions":[{"referenceName":"chrZ"}]}',
     404, MISSING, r'chrZ'),
    ('1 for chr1 (decision 8)', b'{"regions":[{"referenceName":"1"}]}', 404,
     MISSING, r'chr1'),
    ('the second of two', b'{"regions":[{"referenceName":"chr1"},'
     b'{"referenceName":"chr1","start":"x"}]}', 400, IN,
     r'^regions\[1\].start: "x"'),
    ('format a number', b'{"format":5}', 400, IN, r'^format: 5 is not a str'),
    ('format empty', b'{"format":""}', 400, IN, r'^format: "" is an empty'),
    ('format SAM (Q-02)', b'{"format":"SAM"}', 400, UNSUP, r'^format: "SAM"'),
    ('format VCF of reads (Q-02)', b'{"format":"VCF"}', 400, UNSUP, r'VCF'),
    ('class body (Q-04)', b'{"class":"body"}', 400, IN, r'^class: "body"'),
    ('class an array', b'{"class":["header"]}', 400, IN, r'^class: an array'),
    ('fields a string (Q-09)', b'{"fields":"QNAME"}', 400, IN,
     r'^fields: "QNAME" is not an array'),
    ('fields empty (Q-09)', b'{"fields":[]}', 400, IN, r'^fields: an empty'),
    ('unknown field (Q-09)', b'{"fields":["QNAME","NOSE"]}', 400, IN,
     r'"NOSE" is not one of'),
    ('a field that is none', b'{"fields":[null]}', 400, IN, r'^fields\[0\]'),
    ('tags a string (Q-10)', b'{"tags":"NM"}', 400, IN, r'^tags: "NM" is'),
    ('a tag of three letters (Q-10)', b'{"tags":["NMX"]}', 400, IN, r'NMX'),
    ('a tag that is a number', b'{"notags":[5]}', 400, IN, r'^notags\[0\]: 5'),
    ('a tag in both (Q-10)', b'{"tags":["NM"],"notags":["NM"]}', 400, IN,
     r'^tags: "NM" is in notags'),
]
# Name, endpoint, query, status, word, message.
QUERIES = [
    ('20 digits', 'reads', 'referenceName=chr1&start=' + '9' * 20, 400, IN,
     r'^start: '),
    ('quotes around a number', 'reads', 'referenceName=chr1&start=%2212%22',
     400, IN, r'^start: "?"12"'),
    ('NaN', 'reads', 'referenceName=chr1&end=NaN', 400, IN, r'^end: "NaN"'),
    ('other digits', 'reads', 'referenceName=chr1&end=%D9%A3', 400, IN,
     r'^end: '),
    ('a BOM in front of a number', 'reads',
     'referenceName=chr1&end=%EF%BB%BF3', 400, IN, r'^end: '),
    ('fields empty (decision 4)', 'reads', 'fields=', 400, IN, r'^fields: '),
    ('a field among commas', 'reads', 'fields=QNAME,,POS', 400, IN,
     r'^fields: '),
    ('a tag among commas', 'reads', 'tags=NM,', 400, IN, r'^tags: '),
    ('1,000 commas', 'reads', 'notags=' + ',' * 1000, 400, IN, r'^notags: '),
    ('the body of a POST', 'reads', 'format={}', 400, UNSUP, r'\{\}'),
    ('format twice', 'variants', 'format=VCF&format=BCF', 400, IN,
     r'^format: "BCF" is given on top'),
]


def bodies(t, s):
    for name, body, status, word, says in BODIES:
        with t.check('body: %s (P-04)' % name):
            s.refused_post('reads', 'plain', body, status, word, says)
    with t.check('body: * of variants (decision 3)'):
        s.refused_post('variants', 'plain', {'regions': [
            {'referenceName': '*'}]}, 404, MISSING, r'no unplaced records')
    with t.check('body: the deepest that may be (decision 5)'):
        s.posted('reads', 'plain', b'{"x":' + b'[' * 31 + b']' * 31 + b'}')
    with t.check('body: bad, and the id unknown: 400, nothing is looked up'):
        s.refused_post('reads', 'nothing', b'{', 400, IN)


def queries(t, s):
    for name, endpoint, query, status, word, says in QUERIES:
        with t.check('query: ' + name):
            s.refused(endpoint, 'plain', query, status, word, says)


def count(t, s):
    with t.check('at least 60 rows'):
        expect(len(BODIES) + len(QUERIES) >= 60, 'fewer')


FUNCTIONS = [bodies, queries, count]
