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
#define VERSION		"0123456789abcdef"
#define GIVEN		"format=BAM&version=" VERSION
#define PARTS		GIVEN "&parts="

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
	{ DATA_FILE, "format=BAM&version=0123456789abcde",
	    "version: \"0123456789abcde\" is not 16 lower-case" },
	{ DATA_FILE, GIVEN "0", "version: \"0123456789abcdef0\" is not" },
	{ DATA_FILE, "format=BAM&version=0123456789ABCDEF", "version: " },
	{ DATA_FILE, "format=BAM&version=0123456789abcdeg", "version: " },
	{ DATA_FILE, "format=BAM&version=+123456789abcdef", "\" 123" },
	{ DATA_FILE, "format=BAM&version=0x23456789abcdef", "version: " },
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
	{ DATA_FILE, "1000g/NA12878 x?", { FORMAT_BAM, VERSION, "", { 0 } },
	    "https://h/htsget/data/file/1000g/NA12878%20x%3F"
	    "?format=BAM&version=" VERSION },
	{ DATA_FILE, "\xc3\xa9", { FORMAT_CRAM, VERSION, "a1", { 0 } },
	    "https://h/htsget/data/file/%C3%A9"
	    "?format=CRAM&version=" VERSION "&ticket=a1" },
	{ DATA_SPAN, "a", { FORMAT_VCF, VERSION, "a1", { true, NULL, 0,
	    false } },
	    "https://h/htsget/data/span/a"
	    "?format=VCF&version=" VERSION "&ticket=a1&parts=header" },
	{ DATA_SPAN, "a", { FORMAT_BCF, VERSION, "", { false, NULL, 0,
	    true } },
	    "https://h/htsget/data/span/a"
	    "?format=BCF&version=" VERSION "&parts=eof" },
	{ DATA_SPAN, "a", { FORMAT_BAM, VERSION, "", { false, parts, 2,
	    true } },
	    "https://h/htsget/data/span/a?format=BAM&version=" VERSION
	    "&parts=0-10000,10000-ffffffffffffffff,eof" },
	{ DATA_SPAN, "a", { FORMAT_BAM, VERSION, "", { false, parts, 1,
	    false } },
	    "https://h/htsget/data/span/a?format=BAM&version=" VERSION
	    "&parts=0-10000" },
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
	{ DATA_FILE, { FORMAT_NONE, VERSION, "", { 0 } } },
	{ DATA_FILE, { FORMAT_BAM, "", "", { 0 } } },
	{ DATA_FILE, { FORMAT_BAM, "0123456789ABCDEF", "", { 0 } } },
	{ DATA_FILE, { FORMAT_BAM, VERSION, "a&b", { 0 } } },
	{ DATA_FILE, { FORMAT_BAM, VERSION, "", { .header = true } } },
	{ DATA_FILE, { FORMAT_BAM, VERSION, "", { .eof = true } } },
	{ DATA_FILE, { FORMAT_BAM, VERSION, "", { false, parts, 1, false } } },
	{ DATA_SPAN, { FORMAT_BAM, VERSION, "", { 0 } } },
	{ DATA_SPAN, { FORMAT_BAM, VERSION, "", { true, parts, 1, false } } },
	{ DATA_SPAN, { FORMAT_BAM, VERSION, "", { true, NULL, 0, true } } },
	{ DATA_SPAN, { FORMAT_BAM, VERSION, "", { false, equal, 1, false } } },
	{ DATA_SPAN, { FORMAT_BAM, VERSION, "",
	    { false, descending, 2, false } } },
	{ DATA_SPAN, { FORMAT_BAM, VERSION, "",
	    { false, many, SPAN_PARTS_MAX + 1, false } } },
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
		cmocka_unit_test(queries_are_parsed),
		cmocka_unit_test(a_span_has_a_limit),
		cmocka_unit_test(what_is_written_is_parsed),
		cmocka_unit_test(what_would_not_parse_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
