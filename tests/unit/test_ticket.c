/* Tests of ticket: the text itself, written by hand from the specification. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "htsget/ticket.h"

#define BYTES(s)	.data = (const uint8_t *)(s), .bytes = sizeof(s) - 1

static void
expect(enum format format, const struct ticket_url *urls, size_t n,
    const char *golden)
{
	struct fault fault = FAULT_INIT;
	char *text;
	size_t bytes;

	if (ticket_write(format, urls, n, &text, &bytes, &fault) != 0)
		fail_msg("%s: %s", fault.message, fault.detail);
	assert_string_equal(golden, text);
	assert_int_equal(strlen(golden), bytes);
	free(text);
}

static void
a_region_has_header_edges_and_ranges(void **state)
{
	static const struct ticket_url urls[] = {
		{ .url = "https://example.org/d/x%20y.bam", .start = 0,
		    .end = 28, .class = URL_CLASS_HEADER },
		{ BYTES("edge"), .class = URL_CLASS_BODY },
		{ .url = "https://example.org/d/x%20y.bam",
		    .start = 5000000000, .end = 6000000000,
		    .class = URL_CLASS_BODY },
	};

	(void)state;
	expect(FORMAT_BAM, urls, 3, "{\"htsget\":{\"format\":\"BAM\","
	    "\"urls\":["
	    "{\"url\":\"https://example.org/d/x%20y.bam\","
	    "\"headers\":{\"Range\":\"bytes=0-27\"},\"class\":\"header\"},"
	    "{\"url\":\"data:;base64,ZWRnZQ==\",\"class\":\"body\"},"
	    "{\"url\":\"https://example.org/d/x%20y.bam\","
	    "\"headers\":{\"Range\":\"bytes=5000000000-5999999999\"},"
	    "\"class\":\"body\"}]}}");
}

static void
a_whole_file_may_have_no_class(void **state)
{
	static const struct ticket_url urls[] = {
		{ .url = "http://127.0.0.1:8080/x.cram", .start = 0,
		    .end = 1 },
		{ .url = "http://127.0.0.1:8080/x.cram", .start = 1,
		    .end = UINT64_MAX },
	};

	(void)state;
	expect(FORMAT_CRAM, urls, 2, "{\"htsget\":{\"format\":\"CRAM\","
	    "\"urls\":[{\"url\":\"http://127.0.0.1:8080/x.cram\","
	    "\"headers\":{\"Range\":\"bytes=0-0\"}},"
	    "{\"url\":\"http://127.0.0.1:8080/x.cram\",\"headers\":"
	    "{\"Range\":\"bytes=1-18446744073709551614\"}}]}}");
}

/* RFC 4648, section 10, and the two letters that other alphabets change. */
static void
inline_bytes_are_padded_standard_base64(void **state)
{
	static const struct {
		struct ticket_url url;
		const char	*base64;
	} rows[] = {
		{ { BYTES("f") }, "Zg==" },
		{ { BYTES("fo") }, "Zm8=" },
		{ { BYTES("foo") }, "Zm9v" },
		{ { BYTES("foob") }, "Zm9vYg==" },
		{ { BYTES("fooba") }, "Zm9vYmE=" },
		{ { BYTES("foobar") }, "Zm9vYmFy" },
		{ { BYTES("\0") }, "AA==" },
		{ { BYTES("\xfb\xef\xbe") }, "++++" },
		{ { BYTES("\xff\xff\xff") }, "////" },
	};
	char golden[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(golden, sizeof(golden), "{\"htsget\":{\"format\":"
		    "\"VCF\",\"urls\":[{\"url\":\"data:;base64,%s\"}]}}",
		    rows[i].base64);
		expect(FORMAT_VCF, &rows[i].url, 1, golden);
	}
}

/* Need 2: a span names its slice itself, and has headers all the same. */
static void
a_url_without_range_has_empty_headers(void **state)
{
	static const struct ticket_url url = {
		.url = "http://h/data/span/x?parts=eof",
		.class = URL_CLASS_BODY,
	};
	struct fault fault = FAULT_INIT;
	size_t bytes;
	char *text;

	(void)state;
	assert_int_equal(0, ticket_write(FORMAT_VCF, &url, 1, &text, &bytes,
	    &fault));
	assert_string_equal("{\"htsget\":{\"format\":\"VCF\",\"urls\":["
	    "{\"url\":\"http://h/data/span/x?parts=eof\",\"headers\":{},"
	    "\"class\":\"body\"}]}}", text);
	free(text);
}

/* Need 2: strings, beside the Range or alone. */
static void
an_authorization_is_a_header(void **state)
{
	static const struct ticket_url urls[] = {
		{ .url = "https://h/x.bam", .start = 0, .end = 28,
		    .class = URL_CLASS_HEADER, .authorization = "Bearer a.b" },
		{ BYTES("edge"), .class = URL_CLASS_BODY },
		{ .url = "https://h/x.bam", .class = URL_CLASS_BODY,
		    .authorization = "Digest a=\"\\\", b=/~" },
		{ .url = "https://h/data/file/x", .start = 1, .end = 2,
		    .class = URL_CLASS_BODY },
	};

	(void)state;
	expect(FORMAT_BAM, urls, 4, "{\"htsget\":{\"format\":\"BAM\","
	    "\"urls\":[{\"url\":\"https://h/x.bam\",\"headers\":{"
	    "\"Range\":\"bytes=0-27\",\"Authorization\":\"Bearer a.b\"},"
	    "\"class\":\"header\"},"
	    "{\"url\":\"data:;base64,ZWRnZQ==\",\"class\":\"body\"},"
	    "{\"url\":\"https://h/x.bam\",\"headers\":{\"Authorization\":"
	    "\"Digest a=\\\"\\\\\\\", b=/~\"},\"class\":\"body\"},"
	    "{\"url\":\"https://h/data/file/x\",\"headers\":{"
	    "\"Range\":\"bytes=1-1\"},\"class\":\"body\"}]}}");
}

static void
an_authorization_is_printable_and_not_long(void **state)
{
	static const char *const bad[] = { "", " ", " a", "a ", "a\r\nX: y",
	    "a\tb", "a\x7f", "a\x01", "j\xc3\xbcrgen", "\xff" };
	char text[TICKET_AUTHORIZATION_MAX + 2];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (ticket_authorization_valid(bad[i]))
			fail_msg("\"%s\" is taken", bad[i]);
	assert_true(ticket_authorization_valid("a"));
	assert_true(ticket_authorization_valid("Basic YWE6 ~!\"\\"));
	memset(text, 'a', sizeof(text));
	text[TICKET_AUTHORIZATION_MAX] = '\0';
	assert_true(ticket_authorization_valid(text));
	text[TICKET_AUTHORIZATION_MAX] = 'a';
	text[TICKET_AUTHORIZATION_MAX + 1] = '\0';
	assert_false(ticket_authorization_valid(text));
}

/* Many and large: a length that no 16-bit or page-sized buffer would hold. */
static void
large_inline_bytes_arrive_whole(void **state)
{
	const size_t size = 300001;
	struct fault fault = FAULT_INIT;
	struct ticket_url urls[2];
	uint8_t *data = calloc(1, size);
	size_t bytes, i;
	char *text, *at;

	(void)state;
	assert_non_null(data);
	memset(urls, 0, sizeof(urls));
	urls[0].data = urls[1].data = data;
	urls[0].bytes = 3;
	urls[1].bytes = size;
	assert_int_equal(0, ticket_write(FORMAT_BCF, urls, 2, &text, &bytes,
	    &fault));
	assert_int_equal(bytes, strlen(text));
	assert_non_null(strstr(text, "\"data:;base64,AAAA\"}"));
	at = strrchr(text, ',') + 1;
	for (i = 0; i < (size + 2) / 3 * 4 - 2; i++)
		assert_int_equal('A', at[i]);
	assert_string_equal("==\"}]}}", at + i);
	free(text);
	free(data);
}

static void
what_no_plan_gives_is_refused(void **state)
{
	static const struct ticket_url good[] = {
		{ .url = "http://h/x", .start = 0, .end = 5,
		    .class = URL_CLASS_HEADER },
		{ BYTES("x"), .class = URL_CLASS_BODY },
	};
	static const struct ticket_url bad[] = {
		{ .url = "http://h/x", .start = 5, .end = 5,
		    .class = URL_CLASS_BODY },
		{ .url = "http://h/x", .start = 6, .end = 5,
		    .class = URL_CLASS_BODY },
		{ .url = "http://h/x", .start = 1, .end = 0,
		    .class = URL_CLASS_BODY },
		{ .url = "", .start = 0, .end = 5, .class = URL_CLASS_BODY },
		{ BYTES(""), .class = URL_CLASS_BODY },
		{ .data = NULL, .bytes = 5, .class = URL_CLASS_BODY },
		{ .data = good[1].data, .bytes = SIZE_MAX,
		    .class = URL_CLASS_BODY },
		{ .data = good[1].data, .bytes = INT32_MAX,
		    .class = URL_CLASS_BODY },
		{ BYTES("x"), .class = URL_CLASS_NONE },
		{ BYTES("x"), .class = URL_CLASS_BODY + 1 },
		{ BYTES("x"), .class = URL_CLASS_BODY, .authorization = "a" },
		{ .url = "http://h/x", .class = URL_CLASS_BODY,
		    .authorization = "" },
		{ .url = "http://h/x", .class = URL_CLASS_BODY,
		    .authorization = "a\nb" },
	};
	struct ticket_url urls[3] = { good[0], good[1], good[1] };
	char *text = (char *)"unset";
	struct fault fault = FAULT_INIT;
	size_t bytes, i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		urls[2] = bad[i];
		fault.kind = FAULT_NONE;
		assert_int_equal(-1, ticket_write(FORMAT_BAM, urls, 3, &text,
		    &bytes, &fault));
		assert_int_equal(FAULT_INTERNAL, fault.kind);
		assert_non_null(strstr(fault.detail, "URL 2"));
		assert_null(text);
	}
	fault.kind = FAULT_NONE;
	assert_int_equal(-1, ticket_write(FORMAT_BAM, urls, 0, &text, &bytes,
	    &fault));
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	fault.kind = FAULT_NONE;
	assert_int_equal(-1, ticket_write(FORMAT_NONE, urls, 2, &text, &bytes,
	    &fault));
	assert_int_equal(FAULT_INTERNAL, fault.kind);
}

/* Sizes that are each allowed and together are not; nothing is read. */
static void
the_whole_ticket_has_a_limit(void **state)
{
	struct ticket_url urls[8];
	struct fault fault = FAULT_INIT;
	size_t bytes, i;
	char *text;

	(void)state;
	memset(urls, 0, sizeof(urls));
	for (i = 0; i < 8; i++) {
		urls[i].data = (const uint8_t *)"x";
		urls[i].bytes = 200000000;
	}
	assert_int_equal(-1, ticket_write(FORMAT_BAM, urls, 8, &text, &bytes,
	    &fault));
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	assert_non_null(strstr(fault.message, "over"));
	assert_null(text);
}

static void
odd_urls_are_escaped_but_not_their_slashes(void **state)
{
	static const struct ticket_url url = {
		.url = "http://h/a\"b\\c\nd", .start = 1, .end = 2,
		.class = URL_CLASS_BODY
	};

	(void)state;
	expect(FORMAT_BAM, &url, 1, "{\"htsget\":{\"format\":\"BAM\","
	    "\"urls\":[{\"url\":\"http://h/a\\\"b\\\\c\\nd\","
	    "\"headers\":{\"Range\":\"bytes=1-1\"},\"class\":\"body\"}]}}");
}

static void
errors_are_the_word_and_the_message(void **state)
{
	static const struct {
		enum fault_kind	 kind;
		const char	*message;
		const char	*golden;
	} rows[] = {
		{ FAULT_NOT_FOUND, "no such id: a/b",
		    "{\"htsget\":{\"error\":\"NotFound\","
		    "\"message\":\"no such id: a/b\"}}" },
		{ FAULT_INVALID_INPUT, "start: \"a\\\n\x01\" is not",
		    "{\"htsget\":{\"error\":\"InvalidInput\",\"message\":"
		    "\"start: \\\"a\\\\\\n\\u0001\\\" is not\"}}" },
		{ FAULT_INTERNAL, "caf\xc3\xa9",
		    "{\"htsget\":{\"error\":\"InternalServerError\","
		    "\"message\":\"caf\xc3\xa9\"}}" },
		{ FAULT_METHOD, "a\xff\xe2\x82z\xc3",
		    "{\"htsget\":{\"error\":\"InvalidInput\",\"message\":"
		    "\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\xef\xbf\xbd"
		    "\"}}" },
		{ FAULT_UNAVAILABLE, "",
		    "{\"htsget\":{\"error\":\"InternalServerError\","
		    "\"message\":\"\"}}" },
	};
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault fault = FAULT_INIT;

		fault_detail(&fault, rows[i].kind, rows[i].message,
		    "/secret/path");
		text = ticket_error(&fault);
		assert_non_null(text);
		assert_string_equal(rows[i].golden, text);
		free(text);
	}
}

/* Every byte of the longest message bad: three bytes each in the answer. */
static void
the_longest_bad_message_is_made_safe(void **state)
{
	struct fault fault = FAULT_INIT;
	struct json_object *json, *htsget, *message;
	char *text;

	(void)state;
	fault.kind = FAULT_INTERNAL;
	memset(fault.message, 0x80, sizeof(fault.message) - 1);
	text = ticket_error(&fault);
	assert_non_null(text);
	json = json_tokener_parse(text);
	assert_true(json_object_object_get_ex(json, "htsget", &htsget));
	assert_true(json_object_object_get_ex(htsget, "message", &message));
	assert_int_equal(3 * (sizeof(fault.message) - 1),
	    json_object_get_string_len(message));
	json_object_put(json);
	free(text);
}

/* json-c reads what was written, and writes the same. */
static void
any_byte_of_a_message_comes_back(void **state)
{
	struct fault fault = { .kind = FAULT_INVALID_INPUT };
	struct json_object *top, *htsget, *message;
	char *text;
	int c;

	(void)state;
	for (c = 1; c < 0x80; c++) {
		snprintf(fault.message, sizeof(fault.message),
		    "a%c%cb/\xc3\xa9",
		    c, c);
		text = ticket_error(&fault);
		assert_non_null(text);
		top = json_tokener_parse(text);
		assert_true(json_object_object_get_ex(top, "htsget",
		    &htsget));
		assert_true(json_object_object_get_ex(htsget, "message",
		    &message));
		assert_string_equal(fault.message,
		    json_object_get_string(message));
		assert_string_equal(text, json_object_to_json_string_ext(top,
		    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
		json_object_put(top);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_region_has_header_edges_and_ranges),
		cmocka_unit_test(a_whole_file_may_have_no_class),
		cmocka_unit_test(inline_bytes_are_padded_standard_base64),
		cmocka_unit_test(a_url_without_range_has_empty_headers),
		cmocka_unit_test(an_authorization_is_a_header),
		cmocka_unit_test(an_authorization_is_printable_and_not_long),
		cmocka_unit_test(large_inline_bytes_arrive_whole),
		cmocka_unit_test(what_no_plan_gives_is_refused),
		cmocka_unit_test(the_whole_ticket_has_a_limit),
		cmocka_unit_test(odd_urls_are_escaped_but_not_their_slashes),
		cmocka_unit_test(errors_are_the_word_and_the_message),
		cmocka_unit_test(the_longest_bad_message_is_made_safe),
		cmocka_unit_test(any_byte_of_a_message_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
