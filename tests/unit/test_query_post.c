/* Tests of query_post and body: the JSON of a POST and its near misses. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "htsget/query.h"

#define READS		ENDPOINT_READS
#define VARIANTS	ENDPOINT_VARIANTS
#define INPUT		FAULT_INVALID_INPUT
#define RANGE		FAULT_INVALID_RANGE
#define FORMAT		FAULT_UNSUPPORTED_FORMAT
#define LARGE		FAULT_TOO_LARGE
#define COUNT(rows)	(sizeof(rows) / sizeof((rows)[0]))

static const struct query cleared;
static const struct query_rules lenient = { .regions = 10 };

/* Of exactly that size, for the sanitizer to see who reads on. */
static int
parse_with(const struct query_rules *rules, enum endpoint endpoint,
    const char *body, size_t bytes, struct query *q, struct fault *fault)
{
	char *copy = malloc(bytes > 0 ? bytes : 1);
	int rc;

	assert_non_null(copy);
	memcpy(copy, body, bytes);
	memset(q, 0xff, sizeof(*q));
	rc = query_parse_post(endpoint, copy, bytes, rules, q, fault);
	free(copy);
	return rc;
}

static void
parse(enum endpoint endpoint, const char *body, struct query *q)
{
	struct fault fault = FAULT_INIT;

	if (parse_with(&lenient, endpoint, body, strlen(body), q, &fault) != 0)
		fail_msg("%s: %s", body, fault.message);
	assert_int_equal(FAULT_NONE, fault.kind);
}

static void
refuse_bytes(enum endpoint endpoint, const char *body, size_t bytes,
    enum fault_kind kind, const char *piece)
{
	struct fault fault = FAULT_INIT;
	struct query q;

	if (parse_with(&lenient, endpoint, body, bytes, &q, &fault) != -1) {
		query_clear(&q);
		fail_msg("%.200s: taken", body);
	}
	if (fault.kind != kind || strstr(fault.message, piece) == NULL)
		fail_msg("%.200s: %s: %s", body, fault_word(fault.kind),
		    fault.message);
	assert_true(utf8_valid(fault.message, strlen(fault.message)));
	assert_memory_equal(&cleared, &q, sizeof(q));
}

static void
refuse(enum endpoint endpoint, const char *body, enum fault_kind kind,
    const char *piece)
{
	refuse_bytes(endpoint, body, strlen(body), kind, piece);
}

/* What is not JSON, wherever it stands. */
static void
texts_are_strict(void **state)
{
	static const struct {
		const char	*text;
		size_t		 bytes;
		const char	*piece;
	} rows[] = {
#define TEXT(text, piece) { text, sizeof(text) - 1, piece }
	TEXT("", "body: it is empty; a POST asks by a JSON object"),
	TEXT(" \t\r\n", "body: it is empty"),
	TEXT("\xef\xbb\xbf{}", "body: a byte order mark at byte 1"),
	TEXT(" \xef\xbb\xbf{}", "body: a byte order mark at byte 2"),
	TEXT("\xef\xbb", "body: no JSON object at byte 1"),
	TEXT("[]", "body: no JSON object at byte 1"),
	TEXT("[{}]", "no JSON object"),
	TEXT("null", "no JSON object"),
	TEXT("1", "no JSON object"),
	TEXT("\"a\"", "no JSON object"),
	TEXT("format=BAM", "no JSON object"),
	TEXT("\v{}", "no JSON object"),
	TEXT("\xc2\xa0{}", "no JSON object"),
	TEXT("\0", "no JSON object"),
	TEXT("//\n{}", "no JSON object"),
	/* unfinished */
	TEXT("{", "it ends, after 1 bytes, before its JSON object does"),
	TEXT("{\"", "body: it ends"),
	TEXT("{\"a", "body: it ends"),
	TEXT("{\"a\\", "body: it ends"),
	TEXT("{\"a\\u00", "body: it ends"),
	TEXT("{\"a\\u004", "body: it ends"),
	TEXT("{\"a\"", "body: it ends"),
	TEXT("{\"a\":", "body: it ends"),
	TEXT("{\"a\":1", "body: it ends"),
	TEXT("{\"a\":[1,", "body: it ends"),
	TEXT("{\"a\":[{}]  ", "body: it ends"),
	/* behind the end */
	TEXT("{}x", "something behind the JSON object at byte 3"),
	TEXT("{} {}", "something behind the JSON object at byte 4"),
	TEXT("{}}", "something behind"),
	TEXT("{},", "something behind"),
	TEXT("{}\0", "something behind"),
	TEXT("{}\v", "something behind"),
	TEXT("{}//", "something behind"),
	/* the order of tokens is json-c's */
	TEXT("{]", "body: quoted object property name expected, at byte 2"),
	TEXT("{\"a\":1,}", "at byte 8"),
	TEXT("{,}", "at byte 2"),
	TEXT("{\"a\"}", "at byte 5"),
	TEXT("{\"a\":}", "at byte 6"),
	TEXT("{\"a\" 1}", "separator ':' expected"),
	TEXT("{\"a\":1 \"b\":2}", "separator ',' expected"),
	TEXT("{\"a\":[1,]}", "unexpected character"),
	TEXT("{\"a\":[,1]}", "unexpected character"),
	TEXT("{\"a\":[1 2]}", "separator ',' expected"),
	TEXT("{\"a\":[1}", "it ends"),
	TEXT("{\"a\":[1}}", "body: array value separator"),
	TEXT("{1:1}", "quoted object property name expected"),
	TEXT("{null:1}", "quoted object property name expected"),
	TEXT("{\"a\":\"b\"\"c\"}", "separator ',' expected"),
	TEXT("{\"a\":true\"b\"}", "separator ',' expected"),
	/* words */
	TEXT("{\"a\":NaN}", "body: \"NaN\" at byte 6 is no JSON"),
	TEXT("{\"a\":[-NaN]}", "\"-NaN\""),
	TEXT("{\"a\":Infinity}", "\"Infinity\""),
	TEXT("{\"a\":-Infinity}", "\"-Infinity\""),
	TEXT("{\"a\":TRUE}", "\"TRUE\""),
	TEXT("{\"a\":Null}", "\"Null\""),
	TEXT("{\"a\":nulll}", "\"nulll\""),
	TEXT("{\"a\":tru}", "\"tru\""),
	TEXT("{\"a\":truefalse}", "\"truefalse\""),
	TEXT("{\"a\":1true}", "\"1true\""),
	TEXT("{a:1}", "\"a\" at byte 2"),
	TEXT("{'a':1}", "\"'a'\""),
	TEXT("{\"a\":'b'}", "\"'b'\""),
	TEXT("{\"a\":/**/1}", "\"/**/1\""),
	TEXT("{\"a\":1#\n}", "\"1#\""),
	TEXT("{\"a\":\xff}", "\"?\" at byte 6"),
	TEXT("{\"a\":1\0}", "a control character at byte 7"),
	TEXT("{\"a\":\0}", "a control character at byte 6"),
	TEXT("{\f}", "a control character at byte 2"),
	/* numbers */
	TEXT("{\"a\":01}", "\"01\""),
	TEXT("{\"a\":-01}", "\"-01\""),
	TEXT("{\"a\":00}", "\"00\""),
	TEXT("{\"a\":+1}", "\"+1\""),
	TEXT("{\"a\":1.}", "\"1.\""),
	TEXT("{\"a\":1.e5}", "\"1.e5\""),
	TEXT("{\"a\":.5}", "\".5\""),
	TEXT("{\"a\":-.5}", "\"-.5\""),
	TEXT("{\"a\":-}", "\"-\""),
	TEXT("{\"a\":1e}", "\"1e\""),
	TEXT("{\"a\":1e+}", "\"1e+\""),
	TEXT("{\"a\":1e5e5}", "\"1e5e5\""),
	TEXT("{\"a\":1e5.5}", "\"1e5.5\""),
	TEXT("{\"a\":1.2.3}", "\"1.2.3\""),
	TEXT("{\"a\":1-2}", "\"1-2\""),
	TEXT("{\"a\":0x10}", "\"0x10\""),
	TEXT("{\"a\":1_000}", "\"1_000\""),
	TEXT("{\"a\":\xd9\xa1}", "\"\xd9\xa1\""),
	/* strings */
	TEXT("{\"a\":\"\n\"}", "a bare control character at byte 7"),
	TEXT("{\"a\":\"\t\"}", "a bare control character"),
	TEXT("{\"a\":\"\0\"}", "a bare control character"),
	TEXT("{\"a\x1f\":1}", "a bare control character at byte 4"),
	TEXT("{\"a\":\"\\u0000\"}", "a NUL character at byte 7"),
	TEXT("{\"format\\u0000x\":\"BAM\"}", "a NUL character at byte 9"),
	TEXT("{\"a\":\"\\a\"}", "an unknown escape"),
	TEXT("{\"a\":\"\\x41\"}", "an unknown escape"),
	TEXT("{\"a\":\"\\'\"}", "an unknown escape"),
	TEXT("{\"a\":\"\\\0\"}", "an unknown escape"),
	TEXT("{\"a\":\"\\u12g4\"}", "a \\u without four"),
	TEXT("{\"a\":\"\\u12\"}", "a \\u without four"),
	TEXT("{\"a\":\"\\u-123\"}", "a \\u without four"),
	TEXT("{\"a\":\"\\u 123\"}", "a \\u without four"),
	TEXT("{\"a\":\"\\u0x12\"}", "a \\u without four"),
	TEXT("{\"a\":\"\\ud800\"}", "half of a surrogate pair at byte 7"),
	TEXT("{\"a\":\"\\uDC00\"}", "half of a surrogate pair"),
	TEXT("{\"a\":\"\\ud800\\ud800\"}", "half of a surrogate pair"),
	TEXT("{\"a\":\"\\ud800\\u0041\"}", "half of a surrogate pair"),
	TEXT("{\"a\":\"\\udbff\\n\"}", "half of a surrogate pair"),
	TEXT("{\"a\":\"\\udc00\\udc00\"}", "half of a surrogate pair"),
	TEXT("{\"a\":\"\\ud800\\ue000\"}", "half of a surrogate pair"),
	TEXT("{\"a\":\"\\ud83d\\ude0", "half of a surrogate pair"),
	TEXT("{\"a\":\"\\ud83d\\ude0\"}", "half of a surrogate pair"),
	TEXT("{\"a\":\"\xff\"}", "invalid UTF-8 at byte 7"),
	TEXT("{\"\xc0\x80\":1}", "invalid UTF-8 at byte 3"),
	TEXT("{\"a\":\"\xed\xa0\x80\"}", "invalid UTF-8"),
	TEXT("{\"a\":\"\xf4\x90\x80\x80\"}", "invalid UTF-8"),
	TEXT("{\"a\":\"\xe2\x82\"}", "invalid UTF-8"),
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		refuse_bytes(READS, rows[i].text, rows[i].bytes, INPUT,
		    rows[i].piece);
}

#define REGION(members)	"{\"regions\":[{" members "}]}"
#define NUMBER		"is not an integer from 0 to 4294967295"

static void
near_misses_are_refused(void **state)
{
	static const struct {
		enum endpoint	 endpoint;
		const char	*body;
		enum fault_kind	 kind;
		const char	*piece;
	} rows[] = {
	/* format */
	{ READS, "{\"format\":\"\"}", INPUT,
	    "format: \"\" is an empty value" },
	{ READS, "{\"format\":\"XYZ\"}", FORMAT,
	    "format: \"XYZ\" is not supported: /reads gives BAM and CRAM" },
	{ READS, "{\"format\":\"VCF\"}", FORMAT, "is given by /variants" },
	{ VARIANTS, "{\"format\":\"bam\"}", FORMAT, "is given by /reads" },
	{ READS, "{\"format\":5}", INPUT, "format: 5 is not a string" },
	{ READS, "{\"format\":true}", INPUT, "format: true is not" },
	{ READS, "{\"format\":[\"BAM\"]}", INPUT,
	    "format: an array is not a string" },
	{ READS, "{\"format\":{}}", INPUT, "format: an object is not" },
	{ READS, "{\"format\":\"BAM\",\"format\":\"X\"}", FORMAT, "\"X\"" },
	/* class */
	{ READS, "{\"class\":\"\"}", INPUT, "class: \"\" is an empty" },
	{ READS, "{\"class\":\"body\"}", INPUT, "class: \"body\" is not a" },
	{ READS, "{\"class\":\"Header\"}", INPUT, "only \"header\" is" },
	{ READS, "{\"class\":1.5}", INPUT, "class: 1.5 is not a string" },
	/* fields */
	{ READS, "{\"fields\":\"QNAME\"}", INPUT,
	    "fields: \"QNAME\" is not an array" },
	{ READS, "{\"fields\":\"\"}", INPUT, "fields: \"\" is not an array" },
	{ READS, "{\"fields\":{}}", INPUT, "fields: an object is not an" },
	{ READS, "{\"fields\":[]}", INPUT, "fields: an empty array asks" },
	{ READS, "{\"fields\":[\"POS\",5]}", INPUT,
	    "fields[1]: 5 is not a string" },
	{ READS, "{\"fields\":[null]}", INPUT,
	    "fields[0]: null is not a string" },
	{ READS, "{\"fields\":[[\"POS\"]]}", INPUT, "fields[0]: an array" },
	{ READS, "{\"fields\":[\"POS\",\"pos\"]}", INPUT,
	    "fields: \"pos\" is not one of QNAME" },
	{ READS, "{\"fields\":[\"QNAME,POS\"]}", INPUT, "\"QNAME,POS\"" },
	{ READS, "{\"fields\":[\"\"]}", INPUT, "fields: \"\" is not one" },
	/* tags, notags */
	{ READS, "{\"tags\":\"NM\"}", INPUT, "tags: \"NM\" is not an array" },
	{ READS, "{\"tags\":\"\"}", INPUT, "tags: \"\" is not an array" },
	{ READS, "{\"tags\":[\"NM\",false]}", INPUT, "tags[1]: false is" },
	{ READS, "{\"tags\":[\"NMM\"]}", INPUT, "tags: \"NMM\" is not a tag" },
	{ READS, "{\"tags\":[\"\"]}", INPUT, "tags: \"\" is not a tag" },
	{ READS, "{\"notags\":[\"1M\"]}", INPUT, "notags: \"1M\" is not a" },
	{ READS, "{\"notags\":[{}]}", INPUT, "notags[0]: an object is" },
	{ READS, "{\"notags\":0}", INPUT, "notags: 0 is not an array" },
	{ READS, "{\"tags\":[\"MD\",\"NM\"],\"notags\":[\"NM\"]}", INPUT,
	    "tags: \"NM\" is in notags too" },
	/* regions (P-05) */
	{ READS, "{\"regions\":[]}", INPUT, "regions: an empty array asks" },
	{ READS, "{\"regions\":null}", INPUT,
	    "regions: null is not an array" },
	{ READS, "{\"regions\":{}}", INPUT,
	    "regions: an object is not an array" },
	{ READS, "{\"regions\":{\"referenceName\":\"a\"}}", INPUT,
	    "regions: an object is not an array" },
	{ READS, "{\"regions\":\"a\"}", INPUT, "regions: \"a\" is not an" },
	{ READS, "{\"regions\":[[]]}", INPUT,
	    "regions[0]: an array is not an object" },
	{ READS, "{\"regions\":[{\"referenceName\":\"a\"},\"b\"]}", INPUT,
	    "regions[1]: \"b\" is not an object" },
	{ READS, "{\"regions\":[null]}", INPUT, "regions[0]: null is not" },
	{ READS, "{\"regions\":[{\"referenceName\":\"a\"},null]}", INPUT,
	    "regions[1]: null is not an object" },
	/* of a GET */
	{ READS, "{\"referenceName\":\"a\"}", INPUT,
	    "referenceName: it belongs into an object of the array regions" },
	{ VARIANTS, "{\"start\":5}", INPUT, "start: it belongs into" },
	{ READS, "{\"regions\":[{\"referenceName\":\"a\"}],\"end\":5}",
	    INPUT, "end: it belongs into" },
	/* referenceName (P-06) */
	{ READS, REGION(""), INPUT,
	    "regions[0].referenceName: it is missing" },
	{ READS, REGION("\"start\":1"), INPUT, "referenceName: it is" },
	{ READS, REGION("\"ReferenceName\":\"a\""), INPUT, "missing" },
	{ READS, REGION("\"referenceName\":null"), INPUT,
	    "regions[0].referenceName: null is not a string" },
	{ READS, REGION("\"referenceName\":\"\""), INPUT,
	    "regions[0].referenceName: \"\" is an empty value" },
	{ READS, REGION("\"referenceName\":1"), INPUT,
	    "regions[0].referenceName: 1 is not a string" },
	{ READS, REGION("\"referenceName\":[\"a\"]"), INPUT, "an array" },
	/* start, end */
#define START(value) REGION("\"referenceName\":\"a\",\"start\":" value)
#define END(value) REGION("\"referenceName\":\"a\",\"end\":" value)
	{ READS, START("\"12\""), INPUT,
	    "regions[0].start: \"12\" " NUMBER },
	{ READS, START("\"\""), INPUT, "regions[0].start: \"\" " NUMBER },
	{ READS, START("1.0"), INPUT, "regions[0].start: 1.0 " NUMBER },
	{ READS, START("1e3"), INPUT, "regions[0].start: 1e3 is not" },
	{ READS, START("1E0"), INPUT, "regions[0].start: 1E0 is not" },
	{ READS, START("true"), INPUT, "regions[0].start: true is not" },
	{ READS, START("[1]"), INPUT, "regions[0].start: an array is not" },
	{ READS, START("{}"), INPUT, "regions[0].start: an object is" },
	{ READS, START("-1"), INPUT, "regions[0].start: -1 is not" },
	{ READS, START("4294967296"), INPUT, "start: 4294967296 is not" },
	{ READS, START("9223372036854775807"), INPUT,
	    "start: 9223372036854775807 is not" },
	{ READS, START("18446744073709551616"), INPUT,
	    "start: a number of 19 or more digits is not an integer" },
	{ READS, START("99999999999999999999"), INPUT, "19 or more digits" },
	{ READS, START("-99999999999999999999"), INPUT, "or more digits" },
	{ READS, END("\"12\""), INPUT, "regions[0].end: \"12\" " NUMBER },
	{ READS, END("false"), INPUT, "regions[0].end: false is not" },
	{ READS, END("4294967296"), INPUT, "regions[0].end: 4294967296" },
	{ READS, END("1e400"), INPUT, "regions[0].end: 1e400 is not" },
	/* the order of the two (P-07) */
	{ READS, START("5,\"end\":5"), RANGE,
	    "regions[0].start: 5 is not less than end: 5" },
	{ READS, START("5,\"end\":4"), RANGE, "regions[0].start: 5 is not" },
	{ READS, END("0"), RANGE, "start: 0 is not less than end: 0" },
	{ READS, START("4294967295,\"end\":4294967295"), RANGE, "not less" },
	{ READS, "{\"regions\":[{\"referenceName\":\"a\"},"
	    "{\"referenceName\":\"a\",\"start\":2,\"end\":1}]}", RANGE,
	    "regions[1].start: 2 is not less than end: 1" },
	/* the unplaced */
	{ READS, REGION("\"referenceName\":\"*\",\"start\":0"), INPUT,
	    "regions[0].start: 0 is given with referenceName \"*\"" },
	{ READS, REGION("\"end\":9,\"referenceName\":\"*\""), INPUT,
	    "regions[0].end: 9 is given with referenceName \"*\"" },
	{ VARIANTS, REGION("\"referenceName\":\"\\u002a\""),
	    FAULT_NOT_FOUND, "regions[0].referenceName: \"*\": variants" },
	/* class=header still has the rest checked */
	{ READS, "{\"class\":\"header\",\"regions\":[]}", INPUT, "empty" },
	{ READS, "{\"regions\":[{}],\"class\":\"header\"}", INPUT,
	    "regions[0].referenceName: it is missing" },
	};
	size_t i;

	(void)state;
	assert_true(COUNT(rows) >= 60);
	for (i = 0; i < COUNT(rows); i++)
		refuse(rows[i].endpoint, rows[i].body, rows[i].kind,
		    rows[i].piece);
}

/* With nothing said, everything is asked for (P-05); null is nothing. */
static void
nothing_said_is_everything(void **state)
{
	static const char *const bodies[] = {
		"{}", " \r\n\t{ } \n", "{\"encryptionScheme\":\"c4gh\"}",
		"{\"format\":null,\"class\":null,\"fields\":null,"
		"\"tags\":null,\"notags\":null,\"encryptionScheme\":null}",
		"{\"Format\":5,\"regions \":[],\"starts\":\"x\",\"\":{}}",
		"{\"x\":[-0,0,1.5,-1e5,1E+2,1.0e-2,0e0,10,true,false,null,"
		"\"\",\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\","
		"\"\xf0\x9f\x98\x80\x7f\",99999999999999999999]}",
		"{\"reference_name\":\"a\",\"End\":-1}",
		"{\"referenceName\":null,\"start\":null,\"end\":null}",
	};
	struct query q;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bodies); i++) {
		parse(VARIANTS, bodies[i], &q);
		assert_int_equal(VARIANTS, q.endpoint);
		assert_int_equal(FORMAT_NONE, q.format);
		assert_int_equal(CLASS_ALL, q.class);
		assert_int_equal(0, q.nregions);
		assert_null(q.regions);
		assert_int_equal(FIELD_ALL, q.fields);
		assert_false(q.has_tags);
		assert_int_equal(0, q.ntags);
		assert_int_equal(0, q.nnotags);
		query_clear(&q);
	}
}

static void
keys_are_read(void **state)
{
	struct query q;

	(void)state;
	parse(READS, "{\"notags\":[\"OQ\"],\"tags\":[\"NM\",\"x0\"],"
	    "\"fields\":[\"POS\",\"QUAL\",\"POS\"],\"format\":\"cRam\"}", &q);
	assert_int_equal(FORMAT_CRAM, q.format);
	assert_int_equal(CLASS_ALL, q.class);
	/* G-09 */
	assert_int_equal(FIELD_POS | FIELD_QUAL | FIELD_SEQ, q.fields);
	assert_true(q.has_tags);
	assert_int_equal(2, q.ntags);
	assert_string_equal("NM", q.tags[0]);
	assert_string_equal("x0", q.tags[1]);
	assert_int_equal(1, q.nnotags);
	assert_string_equal("OQ", q.notags[0]);
	query_clear(&q);

	parse(READS, "{\"tags\":[],\"notags\":[]}", &q);
	assert_true(q.has_tags);
	assert_int_equal(0, q.ntags);
	assert_int_equal(0, q.nnotags);
	query_clear(&q);

	/* The last of two counts; json-c does not tell. */
	parse(READS, "{\"format\":\"BAM\",\"format\":\"CRAM\"}", &q);
	assert_int_equal(FORMAT_CRAM, q.format);
	query_clear(&q);
}

/* P-06, P-08: as asked, in any order, with what overlaps. */
static void
regions_are_taken_as_they_are(void **state)
{
	static const struct region wanted[] = {
		{ "chr2", 5, 10 }, { "chr1", 0, QUERY_OPEN_END },
		{ "chr1", 0, 7 }, { "chr1", 4294967295, QUERY_OPEN_END },
		{ "chr1", 0, 4294967295 }, { "*", 0, QUERY_OPEN_END },
		{ "chr2", 5, 10 }, { "**", 0, 1 },
		{ "a b\xc3\xa9\xf0\x9f\x98\x80/", 3, QUERY_OPEN_END },
	};
	static const char body[] = "{\"regions\":["
	    "{\"referenceName\":\"chr2\",\"start\":5,\"end\":10},"
	    "{\"referenceName\":\"chr1\"},"
	    "{\"end\":7,\"referenceName\":\"chr1\"},"
	    "{\"referenceName\":\"chr1\",\"start\":4294967295},"
	    "{\"referenceName\":\"chr1\",\"start\":0,\"end\":4294967295},"
	    "{\"referenceName\":\"*\",\"start\":null,\"end\":null,\"x\":[]},"
	    "{\"referenceName\":\"chr2\",\"start\":5,\"end\":10},"
	    "{\"referenceName\":\"**\",\"start\":-0,\"end\":1},"
	    "{\"referenceName\":\"a b\\u00e9\\uD83D\\uDE00\\/\",\"start\":3}"
	    "]}";
	struct query q;
	size_t i;

	(void)state;
	parse(READS, body, &q);
	assert_int_equal(COUNT(wanted), q.nregions);
	for (i = 0; i < COUNT(wanted); i++) {
		assert_string_equal(wanted[i].reference,
		    q.regions[i].reference);
		assert_int_equal(wanted[i].start, q.regions[i].start);
		assert_int_equal(wanted[i].end, q.regions[i].end);
	}
	query_clear(&q);
	assert_memory_equal(&cleared, &q, sizeof(q));
}

/* Leniently the regions are dropped; by the text refused. */
static void
a_header_needs_no_region(void **state)
{
	static const struct query_rules strict = { true, false, 10 };
	static const struct {
		const char	*body;
		const char	*beside;	/* NULL: taken by both */
	} rows[] = {
		{ "{\"class\":\"header\"}", NULL },
		{ "{\"class\":\"header\",\"format\":\"VCF\",\"x\":1,"
		    "\"encryptionScheme\":\"x\",\"tags\":null}", NULL },
		{ "{\"class\":\"header\",\"regions\":"
		    "[{\"referenceName\":\"*\"}]}", "regions" },
		{ "{\"class\":\"header\",\"tags\":[]}", "tags" },
		{ "{\"notags\":[\"NM\"],\"class\":\"header\"}", "notags" },
		{ "{\"regions\":[{\"referenceName\":\"na\"}],"
		    "\"fields\":[\"POS\"],\"class\":\"header\"}", "fields" },
	};
	char message[128];
	struct query q;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct fault fault = FAULT_INIT;
		int rc;

		parse(VARIANTS, rows[i].body, &q);
		assert_int_equal(CLASS_HEADER, q.class);
		assert_int_equal(0, q.nregions);
		assert_null(q.regions);
		query_clear(&q);
		rc = parse_with(&strict, VARIANTS, rows[i].body,
		    strlen(rows[i].body), &q, &fault);
		assert_int_equal(rows[i].beside == NULL ? 0 : -1, rc);
		query_clear(&q);
		if (rows[i].beside == NULL)
			continue;
		snprintf(message, sizeof(message), "class: \"header\" is given "
		    "beside %s: only format may be", rows[i].beside);
		assert_string_equal(message, fault.message);
		assert_int_equal(INPUT, fault.kind);
	}
}

static void
encryption_is_ignored_or_refused(void **state)
{
	static const struct query_rules refusing = { false, true, 10 };
	static const struct {
		const char	*body;
		const char	*message;	/* NULL: taken */
	} rows[] = {
		{ "{\"encryptionScheme\":\"c4gh\"}", "encryptionScheme: "
		    "\"c4gh\" is asked for, but this server encrypts nothing" },
		{ "{\"encryptionScheme\":[1]}", "encryptionScheme: an array "
		    "is asked for, but this server encrypts nothing" },
		{ "{\"encryptionScheme\":null}", NULL },
		{ "{\"encryptionscheme\":\"c4gh\"}", NULL },
	};
	struct query q;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct fault fault = FAULT_INIT;
		int rc;

		parse(READS, rows[i].body, &q);
		query_clear(&q);
		rc = parse_with(&refusing, READS, rows[i].body,
		    strlen(rows[i].body), &q, &fault);
		assert_int_equal(rows[i].message == NULL ? 0 : -1, rc);
		assert_string_equal(rows[i].message == NULL ? "" :
		    rows[i].message, fault.message);
		query_clear(&q);
	}
}

/* `first`, `more` n times, `last`. */
static char *
repeat(const char *first, const char *more, size_t n, const char *last)
{
	char *text = malloc(strlen(first) + n * strlen(more) + strlen(last) +
	    1), *to;

	assert_non_null(text);
	for (to = stpcpy(text, first); n > 0; n--)
		to = stpcpy(to, more);
	strcpy(to, last);
	return text;
}

/* The object around it is one of the 32. */
static char *
nest(size_t n, const char *innermost)
{
	char *open = repeat("{\"x\":", "[", n, innermost);
	char *text = repeat(open, "]", n, "}");

	free(open);
	return text;
}

static void
nesting_has_a_limit(void **state)
{
	static const struct {
		size_t		 arrays;
		const char	*innermost;
		bool		 taken;
	} rows[] = {
		{ 31, "", true }, { 31, "1", true }, { 31, "\"\"", true },
		{ 30, "{}", true }, { 30, "{\"a\":null}", true },
		{ 32, "", false }, { 32, "1", false }, { 31, "{}", false },
		{ 10000, "", false }, { 500000, "", false },
	};
	struct query q;
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		text = nest(rows[i].arrays, rows[i].innermost);
		if (rows[i].taken) {
			parse(READS, text, &q);
			query_clear(&q);
		} else
			refuse(READS, text, INPUT, "body: more than 32 "
			    "objects and arrays in one another, at byte 37");
		free(text);
	}
}

#define A_REGION	"{\"referenceName\":\"a\"}"

static void
lists_have_limits(void **state)
{
	static const struct {
		const char	*first, *more;
		size_t		 most;
		const char	*last;
		enum fault_kind	 kind;
		const char	*piece;
	} rows[] = {
		{ "{\"tags\":[\"NM\"", ",\"NM\"", 999, "]}", INPUT,
		    "tags: 1001 tags are more than 1000" },
		{ "{\"notags\":[\"NM\"", ",\"NM\"", 999, "]}", INPUT,
		    "notags: 1001 tags" },
		{ "{\"regions\":[" A_REGION, "," A_REGION, 9, "]}", LARGE,
		    "regions: 11 are more than the 10 that this server takes "
		    "([limits] regions)" },
		/* 1,000 and one for each region that may be */
		{ "{\"x\":[{}", ",{}", 1007, "]}", LARGE,
		    "body: more objects and arrays than this server takes "
		    "([limits] regions), at byte " },
		{ "{\"x\":[[]", ",[]", 1007, "]}", LARGE, "([limits]" },
	};
	struct query q;
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		text = repeat(rows[i].first, rows[i].more, rows[i].most,
		    rows[i].last);
		parse(READS, text, &q);
		query_clear(&q);
		free(text);
		text = repeat(rows[i].first, rows[i].more, rows[i].most + 1,
		    rows[i].last);
		refuse(READS, text, rows[i].kind, rows[i].piece);
		free(text);
	}
}

static void
long_values_are_shortened(void **state)
{
	static const struct {
		const char	*first, *more, *last, *piece;
	} rows[] = {
		{ "{\"class\":\"", "b", "\"}", "bb…\" is not a class" },
		{ "{\"class\":\"", "\xe2\x82\xac", "\"}",
		    "\xe2\x82\xac…\" is not a class" },
		{ "{\"format\":1", "1", "}",
		    "format: a number of 19 or more digits is not a string" },
		{ "{\"format\":1.", "1", "}", "11… is not a string" },
		{ "{\"regions\":\"", "b", "\"}", "b…\" is not an array" },
		{ "{\"x\":", "b", "}", "b…\" at byte 6 is no JSON" },
		{ "{\"x\":", "\xff", "}", "?…\" at byte 6 is no JSON" },
	};
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		text = repeat(rows[i].first, rows[i].more, 3000, rows[i].last);
		refuse(READS, text, INPUT, rows[i].piece);
		free(text);
	}
}

/* json-c counts with an int; a body like that is not even looked at. */
static void
a_body_that_int_cannot_count_is_too_large(void **state)
{
	struct fault fault = FAULT_INIT;
	struct query q;

	(void)state;
	assert_int_equal(-1, query_parse_post(READS, "{}",
	    (size_t)INT_MAX + 1, &lenient, &q, &fault));
	assert_int_equal(LARGE, fault.kind);
	assert_string_equal("body: 2147483648 bytes are more than 2147483647",
	    fault.message);
	memset(&fault, 0, sizeof(fault));
	assert_int_equal(-1, query_parse_post(READS, NULL, 0, &lenient, &q,
	    &fault));
	assert_int_equal(INPUT, fault.kind);
}

static void
many_regions_are_taken(void **state)
{
	static const struct query_rules wide = { .regions = SIZE_MAX };
	const size_t n = 20000;
	char *text = repeat("{\"regions\":[{\"referenceName\":\"chr1\"}",
	    ",{\"referenceName\":\"chr12\",\"start\":100000,\"end\":100200}",
	    n - 1, "]}");
	struct fault fault = FAULT_INIT;
	struct query q;

	(void)state;
	assert_true(strlen(text) > 1 << 20);
	assert_int_equal(0, query_parse_post(READS, text, strlen(text), &wide,
	    &q, &fault));
	assert_int_equal(n, q.nregions);
	assert_string_equal("chr12", q.regions[n - 1].reference);
	assert_int_equal(100200, q.regions[n - 1].end);
	query_clear(&q);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_strict),
		cmocka_unit_test(near_misses_are_refused),
		cmocka_unit_test(nothing_said_is_everything),
		cmocka_unit_test(keys_are_read),
		cmocka_unit_test(regions_are_taken_as_they_are),
		cmocka_unit_test(a_header_needs_no_region),
		cmocka_unit_test(encryption_is_ignored_or_refused),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(lists_have_limits),
		cmocka_unit_test(long_values_are_shortened),
		cmocka_unit_test(a_body_that_int_cannot_count_is_too_large),
		cmocka_unit_test(many_regions_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
