/* Tests of data_url: what is written is parsed; a table of near misses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "htsget/data_url.h"

#define COUNT(rows)	(sizeof(rows) / sizeof((rows)[0]))
#define HALF		"0123456789abcdef"
#define VERSION		HALF HALF
#define GIVEN		"format=BAM&version=" VERSION
#define PARTS		GIVEN "&parts="
#define TEXT		"0123456789-ABCDEFGHIJKLMNOPQRST_abcdefghijk"
#define RANGE		"&range=0-27"
#define EXPIRES		"&expires=1764066000"
#define KEY		"&key=00ff00ff"
#define SIGNATURE	"&signature=" TEXT
#define SIGNED		EXPIRES KEY SIGNATURE
#define EOF_		PARTS "eof"

static const struct data_query cleared;

static void
parse(enum data_kind kind, const char *text, struct data_query *q)
{
	struct fault fault = FAULT_INIT;

	if (data_url_parse(kind, text, q, &fault) != 0)
		fail_msg("%s: %s", text, fault.message);
	assert_int_equal(FAULT_NONE, fault.kind);
}

static void
refuse(enum data_kind kind, const char *text, const char *piece)
{
	struct fault fault = FAULT_INIT;
	struct data_query q;

	memset(&q, 0xff, sizeof(q));
	if (data_url_parse(kind, text, &q, &fault) != -1) {
		data_query_clear(&q);
		fail_msg("%.200s: taken", text);
	}
	if (fault.kind != FAULT_INVALID_INPUT ||
	    strstr(fault.message, piece) == NULL)
		fail_msg("%.200s: %s", text, fault.message);
	assert_true(utf8_valid(fault.message, strlen(fault.message)));
	assert_null(strstr(fault.message, "6789-ABC"));
	assert_memory_equal(&cleared, &q, sizeof(q));
}

static void
near_misses_are_refused(void **state)
{
	static const struct {
		enum data_kind	 kind;
		const char	*text;
		const char	*piece;
	} rows[] = {
	/* what is required */
	{ DATA_FILE, NULL, "format: it is missing" },
	{ DATA_FILE, "", "format: it is missing" },
	{ DATA_FILE, "version=" VERSION, "format: it is missing" },
	{ DATA_FILE, "format=BAM", "version: it is missing" },
	{ DATA_SPAN, GIVEN, "parts: it is missing" },
	{ DATA_SPAN, GIVEN "&part=header", "parts: it is missing" },
	{ DATA_FILE, GIVEN "&parts=header", "parts: a file is given whole" },
	{ DATA_FILE, GIVEN "&parts=0-1", "parts: a file is given whole" },
	{ DATA_FILE, GIVEN "&parts=", "parts: \"\" is an empty value" },
	/* format, version, ticket */
	{ DATA_FILE, "format=&version=" VERSION, "format: \"\" is an empty" },
	{ DATA_FILE, "format=SAM&version=" VERSION,
	    "format: \"SAM\" is not one of BAM, CRAM, VCF, BCF" },
	{ DATA_FILE, "format=BAM,BAM&version=" VERSION, "\"BAM,BAM\"" },
	{ DATA_FILE, "format=BAM&version=", "version: \"\" is an empty" },
	{ DATA_FILE, "format=BAM&version=0123456789abcdef",
	    "version: \"0123456789abcdef\" is not 32 lower-case" },
	{ DATA_FILE, "format=BAM&version=" HALF "0123456789abcde",
	    "version: \"" HALF "0123456789abcde\" is not 32 lower-case" },
	{ DATA_FILE, GIVEN "0", "version: \"" VERSION "0\" is not" },
	{ DATA_FILE, "format=BAM&version=" HALF "0123456789ABCDEF",
	    "version: " },
	{ DATA_FILE, "format=BAM&version=" HALF "0123456789abcdeg",
	    "version: " },
	{ DATA_FILE, "format=BAM&version=+123456789abcdef" HALF, "\" 123" },
	{ DATA_FILE, "format=BAM&version=0x23456789abcdef" HALF,
	    "version: " },
	{ DATA_FILE, GIVEN "&ticket=", "ticket: \"\" is an empty value" },
	{ DATA_FILE, GIVEN "&ticket=a/b", "ticket: \"a/b\" is not 1 to 64" },
	{ DATA_FILE, GIVEN "&ticket=a+b", "ticket: \"a b\"" },
	{ DATA_FILE, GIVEN "&ticket=%0a", "ticket: \"\n\"" },
	{ DATA_FILE, GIVEN "&ticket=%C3%A9", "ticket: \"\xc3\xa9\"" },
	{ DATA_FILE, GIVEN "&ticket=0123456789012345678901234567890123456789"
	    "0123456789012345678901234", "is not 1 to 64" },
	/* twice */
	{ DATA_FILE, GIVEN "&format=BAM", "format: \"BAM\" is given on top" },
	{ DATA_FILE, GIVEN "&version=x", "version: \"x\" is given on top" },
	{ DATA_FILE, GIVEN "&ticket=a&ticket=a", "ticket: \"a\" is given on" },
	{ DATA_SPAN, PARTS "0-1&parts=0-1", "parts: \"0-1\" is given on" },
	{ DATA_SPAN, PARTS "header&parts=eof", "parts: \"eof\" is given on" },
	/* the list */
	{ DATA_SPAN, PARTS, "parts: \"\" is an empty value" },
	{ DATA_SPAN, PARTS ",", "parts: \"\" is not two virtual offsets" },
	{ DATA_SPAN, PARTS "0-1,", "parts: \"\" is not two" },
	{ DATA_SPAN, PARTS ",0-1", "parts: \"\" is not two" },
	{ DATA_SPAN, PARTS "0-1,,1-2", "parts: \"\" is not two" },
	{ DATA_SPAN, PARTS "Header", "parts: \"Header\" is not two" },
	{ DATA_SPAN, PARTS "header,0-1", "parts: \"header\" is not two" },
	{ DATA_SPAN, PARTS "header,eof", "parts: \"header\" is not two" },
	{ DATA_SPAN, PARTS "0-1,header", "parts: \"header\" is not two" },
	{ DATA_SPAN, PARTS "eof,0-1", "parts: \"eof\" is not two" },
	{ DATA_SPAN, PARTS "eof,eof", "parts: \"eof\" is not two" },
	{ DATA_SPAN, PARTS "eof,", "parts: \"eof\" is not two" },
	{ DATA_SPAN, PARTS "EOF", "parts: \"EOF\" is not two" },
	{ DATA_SPAN, PARTS "0-1;1-2", "parts: \"0-1;1-2\" is not two" },
	{ DATA_SPAN, PARTS "0-1+", "parts: \"0-1 \" is not two" },
	/* one part */
	{ DATA_SPAN, PARTS "0", "parts: \"0\" is not two" },
	{ DATA_SPAN, PARTS "-", "parts: \"-\" is not two" },
	{ DATA_SPAN, PARTS "0-", "parts: \"0-\" is not two" },
	{ DATA_SPAN, PARTS "-1", "parts: \"-1\" is not two" },
	{ DATA_SPAN, PARTS "0--1", "parts: \"0--1\" is not two" },
	{ DATA_SPAN, PARTS "0-1-2", "parts: \"0-1-2\" is not two" },
	{ DATA_SPAN, PARTS "00-1", "parts: \"00-1\" is not two" },
	{ DATA_SPAN, PARTS "0-01", "parts: \"0-01\" is not two" },
	{ DATA_SPAN, PARTS "0-A", "parts: \"0-A\" is not two" },
	{ DATA_SPAN, PARTS "0-0x1", "parts: \"0-0x1\" is not two" },
	{ DATA_SPAN, PARTS "0-g", "parts: \"0-g\" is not two" },
	{ DATA_SPAN, PARTS "0-10000000000000000", "is not two" },
	{ DATA_SPAN, PARTS "0-0", "parts: \"0-0\" does not end behind" },
	{ DATA_SPAN, PARTS "2-1", "parts: \"2-1\" does not end behind" },
	{ DATA_SPAN, PARTS "10-f", "parts: \"10-f\" does not end behind" },
	/* one after another */
	{ DATA_SPAN, PARTS "0-2,1-3", "parts: \"1-3\" begins before" },
	{ DATA_SPAN, PARTS "5-6,1-2", "parts: \"1-2\" begins before" },
	{ DATA_SPAN, PARTS "0-1,0-1", "parts: \"0-1\" begins before" },
	/* what is ignored is decoded all the same */
	{ DATA_FILE, GIVEN "&x=%zz", "x: bad percent-encoding" },
	{ DATA_SPAN, PARTS "0-1%00", "parts: NUL byte" },
	{ DATA_FILE, GIVEN "&ticket=%ff", "ticket: invalid UTF-8" },
	};
	size_t i;

	(void)state;
	assert_true(COUNT(rows) >= 60);
	for (i = 0; i < COUNT(rows); i++)
		refuse(rows[i].kind, rows[i].text, rows[i].piece);
}

/* Of a signed URL: all of the set, each in its one spelling. */
static void
near_misses_of_signing_are_refused(void **state)
{
	static const struct {
		enum data_kind	 kind;
		const char	*text;
		const char	*piece;
	} rows[] = {
	/* all or none */
	{ DATA_FILE, GIVEN SIGNED, "range: it is missing" },
	{ DATA_FILE, GIVEN RANGE KEY SIGNATURE, "expires: it is missing" },
	{ DATA_FILE, GIVEN RANGE EXPIRES SIGNATURE, "key: it is missing" },
	{ DATA_FILE, GIVEN RANGE EXPIRES KEY, "signature: it is missing" },
	{ DATA_FILE, GIVEN RANGE, "expires: it is missing" },
	{ DATA_FILE, GIVEN EXPIRES, "range: it is missing" },
	{ DATA_FILE, GIVEN KEY, "range: it is missing" },
	{ DATA_FILE, GIVEN SIGNATURE, "range: it is missing" },
	{ DATA_FILE, GIVEN "&user=a", "range: it is missing" },
	{ DATA_SPAN, PARTS "eof&user=a", "expires: it is missing" },
	{ DATA_SPAN, PARTS "eof" KEY SIGNATURE, "expires: it is missing" },
	{ DATA_SPAN, PARTS "eof" EXPIRES SIGNATURE, "key: it is missing" },
	{ DATA_SPAN, PARTS "eof" EXPIRES KEY, "signature: it is missing" },
	{ DATA_SPAN, PARTS "eof" RANGE SIGNED, "range: a span is given" },
	{ DATA_SPAN, PARTS "eof" RANGE, "range: a span is given" },
	{ DATA_SPAN, GIVEN RANGE SIGNED, "range: a span is given" },
	{ DATA_FILE, PARTS "eof" RANGE SIGNED, "parts: a file is given" },
	/* range */
	{ DATA_FILE, GIVEN SIGNED "&range=", "range: \"\" is an empty" },
	{ DATA_FILE, GIVEN SIGNED "&range", "range: \"\" is an empty" },
	{ DATA_FILE, GIVEN SIGNED "&range=0", "range: \"0\" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=-", "range: \"-\" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=0-", "range: \"0-\" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=-1", "range: \"-1\" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=0--1", "\"0--1\" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=%2B0-1", "\"+0-1\" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=0-%2B1", "\"0-+1\" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=+0-1", "\" 0-1\" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=0-1+", "\"0-1 \" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=0-1-2", "\"0-1-2\" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=0-1,2-3", "\"0-1,2-3\" is not" },
	{ DATA_FILE, GIVEN SIGNED "&range=bytes%3D0-1", "is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=00-1", "\"00-1\" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=0-01", "\"0-01\" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=0-1a", "\"0-1a\" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=0x0-1", "\"0x0-1\" is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=0-18446744073709551615",
	    "is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=0-18446744073709551616",
	    "is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=18446744073709551616-"
	    "18446744073709551617", "is not two" },
	{ DATA_FILE, GIVEN SIGNED "&range=1-0", "\"1-0\" ends before it" },
	{ DATA_FILE, GIVEN SIGNED "&range=10-9", "\"10-9\" ends before" },
	{ DATA_FILE, GIVEN RANGE RANGE SIGNED, "\"0-27\" is given on top" },
	/* expires */
	{ DATA_SPAN, EOF_ KEY SIGNATURE "&expires=", "is an empty value" },
	{ DATA_SPAN, EOF_ KEY SIGNATURE "&expires=-1", "\"-1\" is not a time" },
	{ DATA_SPAN, EOF_ KEY SIGNATURE "&expires=%2B1", "\"+1\" is not a" },
	{ DATA_SPAN, EOF_ KEY SIGNATURE "&expires=+1", "\" 1\" is not a time" },
	{ DATA_SPAN, EOF_ KEY SIGNATURE "&expires=1+", "\"1 \" is not a time" },
	{ DATA_SPAN, EOF_ KEY SIGNATURE "&expires=01", "\"01\" is not a time" },
	{ DATA_SPAN, EOF_ KEY SIGNATURE "&expires=00", "\"00\" is not a time" },
	{ DATA_SPAN, EOF_ KEY SIGNATURE "&expires=1.5", "is not a time" },
	{ DATA_SPAN, EOF_ KEY SIGNATURE "&expires=1e9", "is not a time" },
	{ DATA_SPAN, EOF_ KEY SIGNATURE "&expires=0x1", "is not a time" },
	{ DATA_SPAN, EOF_ KEY SIGNATURE "&expires=18446744073709551615",
	    "is not a time" },
	{ DATA_SPAN, EOF_ KEY SIGNATURE "&expires=18446744073709551616",
	    "is not a time" },
	{ DATA_SPAN, EOF_ SIGNED EXPIRES, "expires: \"1764066000\" is given" },
	/* user */
	{ DATA_SPAN, EOF_ SIGNED "&user=", "user: \"\" is an empty value" },
	{ DATA_SPAN, EOF_ SIGNED "&user", "user: \"\" is an empty value" },
	{ DATA_SPAN, EOF_ SIGNED "&user=a%0Ab", "without control bytes" },
	{ DATA_SPAN, EOF_ SIGNED "&user=%1F", "without control bytes" },
	{ DATA_SPAN, EOF_ SIGNED "&user=%7F", "without control bytes" },
	{ DATA_SPAN, EOF_ SIGNED "&user=a%00", "user: NUL byte" },
	{ DATA_SPAN, EOF_ SIGNED "&user=%ff", "user: invalid UTF-8" },
	{ DATA_SPAN, EOF_ SIGNED "&user=%C3", "user: invalid UTF-8" },
	{ DATA_SPAN, EOF_ SIGNED "&user=a&user=a", "\"a\" is given on top" },
	/* key */
	{ DATA_SPAN, EOF_ EXPIRES SIGNATURE "&key=", "is an empty value" },
	{ DATA_SPAN, EOF_ EXPIRES SIGNATURE "&key=0123456", "is not 8 lower" },
	{ DATA_SPAN, EOF_ EXPIRES SIGNATURE "&key=012345678", "is not 8" },
	{ DATA_SPAN, EOF_ EXPIRES SIGNATURE "&key=0123456G", "is not 8" },
	{ DATA_SPAN, EOF_ EXPIRES SIGNATURE "&key=0123456F", "is not 8" },
	{ DATA_SPAN, EOF_ EXPIRES SIGNATURE "&key=+1234567", "is not 8" },
	{ DATA_SPAN, EOF_ SIGNED KEY, "key: \"00ff00ff\" is given on top" },
	/* signature: whatever it is, no message repeats it */
	{ DATA_SPAN, EOF_ EXPIRES KEY "&signature=", "signature: it is an" },
	{ DATA_SPAN, EOF_ EXPIRES KEY "&signature", "signature: it is an" },
	{ DATA_SPAN, EOF_ SIGNED "0", "signature: it is not 43 letters" },
	{ DATA_SPAN, EOF_ SIGNED "%3D", "signature: it is not 43 letters" },
	{ DATA_SPAN, EOF_ SIGNED "=", "signature: it is not 43 letters" },
	{ DATA_SPAN, EOF_ SIGNED "%0A", "signature: it is not 43 letters" },
	{ DATA_SPAN, EOF_ SIGNED SIGNATURE, "signature: it is given on top" },
	{ DATA_SPAN, EOF_ EXPIRES KEY SIGNATURE "&%73ignature=" TEXT,
	    "signature: it is given on top" },
	{ DATA_SPAN, EOF_ EXPIRES KEY
	    "&signature=0123456789-ABCDEFGHIJKLMNOPQRST_abcdefghij",
	    "signature: it is not 43 letters" },
	{ DATA_SPAN, EOF_ EXPIRES KEY
	    "&signature=0123456789-ABCDEFGHIJKLMNOPQRST_abcdefghij=",
	    "signature: it is not 43 letters" },
	{ DATA_SPAN, EOF_ EXPIRES KEY
	    "&signature=0123456789-ABCDEFGHIJKLMNOPQRST_abcdefghij+",
	    "signature: it is not 43 letters" },
	{ DATA_SPAN, EOF_ EXPIRES KEY
	    "&signature=0123456789-ABCDEFGHIJKLMNOPQRST_abcdefghij%2B",
	    "signature: it is not 43 letters" },
	{ DATA_SPAN, EOF_ EXPIRES KEY
	    "&signature=0123456789-ABCDEFGHIJKLMNOPQRST_abcdefghij/",
	    "signature: it is not 43 letters" },
	{ DATA_SPAN, EOF_ EXPIRES KEY
	    "&signature=0123456789-ABCDEFGHIJKLMNOPQRST_abcdefghij.",
	    "signature: it is not 43 letters" },
	{ DATA_SPAN, EOF_ EXPIRES KEY
	    "&signature=0123456789-ABCDEFGHIJKLMNOPQRST_abcdefghij%zz",
	    "signature: bad percent-encoding" },
	{ DATA_SPAN, EOF_ SIGNED "%ff", "signature: invalid UTF-8" },
	{ DATA_SPAN, EOF_ EXPIRES KEY "&Signature=" TEXT,
	    "signature: it is missing" },
	/* nor the value of one that is nobody's */
	{ DATA_SPAN, EOF_ SIGNED "&token=0123456789-ABC%zz",
	    "token: bad percent-encoding" },
	{ DATA_SPAN, EOF_ SIGNED "&0123456789-ABC%zz",
	    "query string: bad percent-encoding" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		refuse(rows[i].kind, rows[i].text, rows[i].piece);
}

/* A user of n bytes. */
static void
put_user(char *text, size_t n)
{
	text += sprintf(text, EOF_ SIGNED "&user=");
	memset(text, 'u', n);
	text[n] = '\0';
}

static void
a_user_has_a_limit(void **state)
{
	char text[2048];
	struct data_query q;

	(void)state;
	put_user(text, DATA_USER_MAX);
	parse(DATA_SPAN, text, &q);
	assert_int_equal(DATA_USER_MAX, strlen(q.user));
	data_query_clear(&q);
	put_user(text, DATA_USER_MAX + 1);
	refuse(DATA_SPAN, text, "user: \"uuuuuuuu");
}

static void
signed_queries_are_parsed(void **state)
{
	struct data_query q;

	(void)state;
	parse(DATA_FILE, "x=y&signature=" TEXT "&k%65y=00ff00ff"
	    "&user=J%C3%BCrgen%20a%2bb@x.org%26&expires=0&range=0-0&x&"
	    GIVEN, &q);
	assert_true(q.is_signed);
	assert_true(q.start == 0 && q.end == 1 && q.expires == 0);
	assert_string_equal("J\xc3\xbcrgen a+b@x.org&", q.user);
	assert_string_equal("00ff00ff", q.key);
	assert_string_equal(TEXT, q.signature);
	data_query_clear(&q);
	assert_memory_equal(&cleared, &q, sizeof(q));

	parse(DATA_FILE, GIVEN "&range=18446744073709551613-"
	    "18446744073709551614&expires=18446744073709551614"
	    KEY SIGNATURE, &q);
	assert_true(q.start == UINT64_MAX - 2 && q.end == UINT64_MAX);
	assert_true(q.expires == UINT64_MAX - 1);
	assert_string_equal("", q.user);
	data_query_clear(&q);

	parse(DATA_SPAN, PARTS "header" SIGNED, &q);
	assert_true(q.is_signed && q.span.header);
	assert_true(q.start == 0 && q.end == 0);
	data_query_clear(&q);

	parse(DATA_SPAN, PARTS "header&Signature=x&Key=x", &q);
	assert_false(q.is_signed);
	data_query_clear(&q);
}

static void
queries_are_parsed(void **state)
{
	struct data_query q;

	(void)state;
	parse(DATA_FILE, "cache=1&version=" VERSION "&x&format=cRaM&x", &q);
	assert_int_equal(FORMAT_CRAM, q.format);
	assert_string_equal(VERSION, q.version);
	assert_string_equal("", q.ticket);
	assert_int_equal(0, q.span.nparts);
	data_query_clear(&q);

	parse(DATA_SPAN, PARTS "0-1%2C1-a0000,ffffffffffff0000-"
	    "ffffffffffffffff,eof&ticket=aZ9._-", &q);
	assert_string_equal("aZ9._-", q.ticket);
	assert_false(q.span.header);
	assert_true(q.span.eof);
	assert_int_equal(3, q.span.nparts);
	assert_true(q.span.parts[0].start == 0 && q.span.parts[0].end == 1);
	assert_true(q.span.parts[1].start == 1);
	assert_true(q.span.parts[1].end == 0xa0000);
	assert_true(q.span.parts[2].start == 0xffffffffffff0000);
	assert_true(q.span.parts[2].end == UINT64_MAX);
	data_query_clear(&q);
	assert_memory_equal(&cleared, &q, sizeof(q));

	parse(DATA_SPAN, PARTS "eof", &q);
	assert_true(q.span.eof);
	assert_int_equal(0, q.span.nparts);
	data_query_clear(&q);

	parse(DATA_SPAN, PARTS "header", &q);
	assert_true(q.span.header);
	assert_false(q.span.eof);
	data_query_clear(&q);
}

/* The text of n parts, and perhaps of the marker behind them. */
static void
put_parts(char *text, size_t n, const char *behind)
{
	size_t i;

	text += sprintf(text, PARTS "0-1");
	for (i = 1; i < n; i++)
		text += sprintf(text, ",%zx-%zx", i, i + 1);
	strcpy(text, behind);
}

static void
a_span_has_a_limit(void **state)
{
	char text[2048];
	struct data_query q;

	(void)state;
	put_parts(text, SPAN_PARTS_MAX, "");
	parse(DATA_SPAN, text, &q);
	assert_int_equal(SPAN_PARTS_MAX, q.span.nparts);
	data_query_clear(&q);
	put_parts(text, SPAN_PARTS_MAX, ",eof");
	parse(DATA_SPAN, text, &q);
	assert_int_equal(SPAN_PARTS_MAX, q.span.nparts);
	data_query_clear(&q);
	put_parts(text, SPAN_PARTS_MAX + 1, "");
	refuse(DATA_SPAN, text, "parts: more than 128");
	put_parts(text, SPAN_PARTS_MAX + 1, ",eof");
	refuse(DATA_SPAN, text, "parts: more than 128");
}

#define QUERY(f, v, t, ...) \
	{ .format = (f), .version = v, .ticket = t, .span = __VA_ARGS__ }

/* What all signed ones have. */
#define WHO(name)	.is_signed = true, .expires = 1764066000, \
	.user = name, .key = "00ff00ff", .signature = TEXT

static struct part parts[] = { { 0, 0x10000 }, { 0x10000, UINT64_MAX } };
static struct part equal[] = { { 5, 5 } };
static struct part descending[] = { { 5, 7 }, { 6, 8 } };
static struct part many[SPAN_PARTS_MAX + 1];

static void
what_is_written_is_parsed(void **state)
{
	static const struct {
		enum data_kind		 kind;
		const char		*id;
		struct data_query	 query;
		const char		*url;
	} rows[] = {
	{ DATA_FILE, "1000g/NA12878 x?", QUERY(FORMAT_BAM, VERSION, "", { 0 }),
	    "https://h/htsget/data/file/1000g/NA12878%20x%3F"
	    "?format=BAM&version=" VERSION },
	{ DATA_FILE, "\xc3\xa9", QUERY(FORMAT_CRAM, VERSION, "a1", { 0 }),
	    "https://h/htsget/data/file/%C3%A9"
	    "?format=CRAM&version=" VERSION "&ticket=a1" },
	{ DATA_SPAN, "a", QUERY(FORMAT_VCF, VERSION, "a1", { true, NULL, 0,
	    false }),
	    "https://h/htsget/data/span/a"
	    "?format=VCF&version=" VERSION "&ticket=a1&parts=header" },
	{ DATA_SPAN, "a", QUERY(FORMAT_BCF, VERSION, "", { false, NULL, 0,
	    true }),
	    "https://h/htsget/data/span/a"
	    "?format=BCF&version=" VERSION "&parts=eof" },
	{ DATA_SPAN, "a", QUERY(FORMAT_BAM, VERSION, "", { false, parts, 2,
	    true }),
	    "https://h/htsget/data/span/a?format=BAM&version=" VERSION
	    "&parts=0-10000,10000-ffffffffffffffff,eof" },
	{ DATA_SPAN, "a", QUERY(FORMAT_BAM, VERSION, "", { false, parts, 1,
	    false }),
	    "https://h/htsget/data/span/a?format=BAM&version=" VERSION
	    "&parts=0-10000" },
	{ DATA_FILE, "a", QUERY(FORMAT_BAM, VERSION, "a1", { 0 }, WHO(
	    "J\xc3\xbcrgen +&=?#/%@x.org"), .start = 5000000000,
	    .end = 6000000000),
	    "https://h/htsget/data/file/a?format=BAM&version=" VERSION
	    "&ticket=a1&range=5000000000-5999999999"
	    "&user=J%C3%BCrgen%20%2B%26%3D%3F%23/%25%40x.org" SIGNED },
	{ DATA_FILE, "a", QUERY(FORMAT_BAM, VERSION, "", { 0 }, WHO(""),
	    .start = 0, .end = 1),
	    "https://h/htsget/data/file/a?format=BAM&version=" VERSION
	    "&range=0-0" SIGNED },
	{ DATA_SPAN, "a", QUERY(FORMAT_BAM, VERSION, "a1", { false, parts, 1,
	    true }, WHO("u")),
	    "https://h/htsget/data/span/a?format=BAM&version=" VERSION
	    "&ticket=a1&user=u" EXPIRES KEY "&parts=0-10000,eof"
	    SIGNATURE },
	};
	struct fault fault = FAULT_INIT;
	const struct data_query *wrote;
	struct data_query q;
	char *url;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		wrote = &rows[i].query;
		assert_int_equal(0, data_url_write("https://h/htsget",
		    rows[i].kind, rows[i].id, wrote, &url, &fault));
		assert_string_equal(rows[i].url, url);
		parse(rows[i].kind, strchr(url, '?') + 1, &q);
		assert_int_equal(wrote->format, q.format);
		assert_string_equal(wrote->version, q.version);
		assert_string_equal(wrote->ticket, q.ticket);
		assert_int_equal(wrote->span.header, q.span.header);
		assert_int_equal(wrote->span.eof, q.span.eof);
		assert_int_equal(wrote->is_signed, q.is_signed);
		assert_true(wrote->start == q.start && wrote->end == q.end);
		assert_true(wrote->expires == q.expires);
		assert_string_equal(wrote->user, q.user);
		assert_string_equal(wrote->key, q.key);
		assert_string_equal(wrote->signature, q.signature);
		assert_int_equal(wrote->span.nparts, q.span.nparts);
		if (q.span.nparts > 0)
			assert_memory_equal(wrote->span.parts, q.span.parts,
			    q.span.nparts * sizeof(*q.span.parts));
		data_query_clear(&q);
		free(url);
	}
}

static void
what_would_not_parse_is_not_written(void **state)
{
	static const struct {
		enum data_kind		 kind;
		struct data_query	 query;
	} rows[] = {
	{ DATA_FILE, QUERY(FORMAT_NONE, VERSION, "", { 0 }) },
	{ DATA_FILE, QUERY(FORMAT_BAM, "", "", { 0 }) },
	{ DATA_FILE, QUERY(FORMAT_BAM, HALF "0123456789ABCDEF", "", { 0 }) },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "a&b", { 0 }) },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { .header = true }) },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { .eof = true }) },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "",
	    { false, parts, 1, false }) },
	{ DATA_SPAN, QUERY(FORMAT_BAM, VERSION, "", { 0 }) },
	{ DATA_SPAN, QUERY(FORMAT_BAM, VERSION, "",
	    { true, parts, 1, false }) },
	{ DATA_SPAN, QUERY(FORMAT_BAM, VERSION, "", { true, NULL, 0, true }) },
	{ DATA_SPAN, QUERY(FORMAT_BAM, VERSION, "",
	    { false, equal, 1, false }) },
	{ DATA_SPAN, QUERY(FORMAT_BAM, VERSION, "",
	    { false, descending, 2, false }) },
	{ DATA_SPAN, QUERY(FORMAT_BAM, VERSION, "",
	    { false, many, SPAN_PARTS_MAX + 1, false }) },
	/* signed in part, or not said to be */
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { 0 }, .end = 1) },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { 0 }, .expires = 1) },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { 0 }, .user = "a") },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { 0 }, .key = "00ff00ff") },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { 0 }, .signature = TEXT) },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { 0 }, .is_signed = true) },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { 0 }, WHO("")) },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { 0 }, WHO(""), .start = 2,
	    .end = 2) },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { 0 }, WHO("\n"),
	    .end = 1) },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { 0 }, WHO("\xff"),
	    .end = 1) },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { 0 }, .is_signed = true,
	    .end = 1, .key = "0", .signature = TEXT) },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { 0 }, .is_signed = true,
	    .end = 1, .key = "00ff00ff", .signature = "x") },
	{ DATA_FILE, QUERY(FORMAT_BAM, VERSION, "", { 0 }, .is_signed = true,
	    .end = 1, .key = "00ff00ff", .signature = TEXT,
	    .expires = UINT64_MAX) },
	{ DATA_SPAN, QUERY(FORMAT_BAM, VERSION, "", { .eof = true }, WHO(""),
	    .end = 1) },
	};
	char *url;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(many); i++) {
		many[i].start = 2 * i;
		many[i].end = 2 * i + 1;
	}
	for (i = 0; i < COUNT(rows); i++) {
		struct fault fault = FAULT_INIT;

		url = (char *)"unset";
		assert_int_equal(-1, data_url_write("https://h",
		    rows[i].kind, "a", &rows[i].query, &url, &fault));
		assert_null(url);
		assert_int_equal(FAULT_INTERNAL, fault.kind);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(near_misses_are_refused),
		cmocka_unit_test(near_misses_of_signing_are_refused),
		cmocka_unit_test(a_user_has_a_limit),
		cmocka_unit_test(queries_are_parsed),
		cmocka_unit_test(signed_queries_are_parsed),
		cmocka_unit_test(a_span_has_a_limit),
		cmocka_unit_test(what_is_written_is_parsed),
		cmocka_unit_test(what_would_not_parse_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
