/* Tests of fault and format: kinds, words, the first one wins, cut texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"
#include "base/format.h"
#include "base/utf8.h"

static void
kinds_have_the_status_and_word_of_the_specification(void **state)
{
	static const struct {
		enum fault_kind	 kind;
		int		 status;
		const char	*word;
	} rows[] = {
		{ FAULT_INVALID_INPUT, 400, "InvalidInput" },
		{ FAULT_INVALID_RANGE, 400, "InvalidRange" },
		{ FAULT_UNSUPPORTED_FORMAT, 400, "UnsupportedFormat" },
		{ FAULT_INVALID_AUTHENTICATION, 401,
		    "InvalidAuthentication" },
		{ FAULT_PERMISSION_DENIED, 403, "PermissionDenied" },
		{ FAULT_NOT_FOUND, 404, "NotFound" },
		{ FAULT_METHOD, 405, "InvalidInput" },
		{ FAULT_TOO_LARGE, 413, "PayloadTooLarge" },
		{ FAULT_RANGE, 416, "InvalidRange" },
		{ FAULT_INTERNAL, 500, "InternalServerError" },
		{ FAULT_UNAVAILABLE, 503, "InternalServerError" },
		{ FAULT_OFFLINE, 503, "InternalServerError" },
		/* Nobody should ask for these; never a success. */
		{ FAULT_NONE, 500, "InternalServerError" },
		{ FAULT_COUNT, 500, "InternalServerError" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(rows[i].status, fault_status(rows[i].kind));
		assert_string_equal(rows[i].word, fault_word(rows[i].kind));
	}
	assert_int_equal(i, FAULT_COUNT + 1);
}

static void
the_first_fault_wins(void **state)
{
	struct fault fault = FAULT_INIT;

	(void)state;
	assert_int_equal(-1, fault_set(&fault, FAULT_NOT_FOUND, "no %s %d",
	    "id", 7));
	assert_int_equal(-1, fault_set(&fault, FAULT_INTERNAL, "second"));
	assert_int_equal(-1, fault_detail(&fault, FAULT_INTERNAL, "third",
	    "exact"));
	assert_int_equal(-1, fault_nomem(&fault));
	assert_int_equal(FAULT_NOT_FOUND, fault.kind);
	assert_string_equal("no id 7", fault.message);
	assert_string_equal("", fault.detail);
}

static void
the_detail_is_kept_apart_from_the_message(void **state)
{
	struct fault fault = FAULT_INIT;

	(void)state;
	assert_int_equal(-1, fault_detail(&fault, FAULT_INTERNAL,
	    "100% of it", "/data/x at %d", 28));
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	assert_string_equal("100% of it", fault.message);
	assert_string_equal("/data/x at 28", fault.detail);
	assert_int_equal(-1, fault_set(&fault, FAULT_NOT_FOUND, "later"));
	assert_string_equal("/data/x at 28", fault.detail);
}

static void
a_fault_without_a_kind_is_an_internal_one(void **state)
{
	struct fault fault = FAULT_INIT;

	(void)state;
	assert_int_equal(-1, fault_set(&fault, FAULT_NONE, "odd"));
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	assert_string_equal("odd", fault.message);
}

static void
no_memory_may_pass(void **state)
{
	struct fault fault = FAULT_INIT;

	(void)state;
	assert_int_equal(-1, fault_nomem(&fault));
	assert_int_equal(FAULT_UNAVAILABLE, fault.kind);
	assert_string_equal("out of memory", fault.message);
}

/* Whatever the place of the cut, no character is halved. */
static void
long_texts_are_cut_between_characters(void **state)
{
	char text[2048];
	size_t shift, i;

	(void)state;
	for (shift = 0; shift < 4; shift++) {
		struct fault fault = FAULT_INIT;

		memset(text, 'a', shift);
		for (i = shift; i + 4 < sizeof(text); i += 4)
			memcpy(text + i, "\xf0\x9f\xa7\xac", 4);
		text[i] = '\0';
		fault_detail(&fault, FAULT_INTERNAL, text, "%s", text);
		assert_true(strlen(fault.message) >=
		    sizeof(fault.message) - 4);
		assert_true(utf8_valid(fault.message,
		    strlen(fault.message)));
		assert_true(strlen(fault.detail) >= sizeof(fault.detail) - 4);
		assert_true(utf8_valid(fault.detail, strlen(fault.detail)));
	}
}

static void
a_text_that_just_fits_is_whole(void **state)
{
	struct fault fault = FAULT_INIT;
	char text[sizeof(fault.message)];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	memcpy(text + sizeof(text) - 3, "\xc3\xa9", 3);
	fault_set(&fault, FAULT_INTERNAL, "%s", text);
	assert_string_equal(text, fault.message);
}

static void
formats_are_read_in_any_case_and_whole(void **state)
{
	static const struct {
		const char	*text;
		enum format	 format;
	} rows[] = {
		{ "BAM", FORMAT_BAM }, { "bam", FORMAT_BAM },
		{ "Cram", FORMAT_CRAM }, { "VCF", FORMAT_VCF },
		{ "bcF", FORMAT_BCF }, { "", FORMAT_NONE },
		{ "BA", FORMAT_NONE }, { "BAMS", FORMAT_NONE },
		{ " BAM", FORMAT_NONE }, { "VCFTEXT", FORMAT_NONE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(rows[i].format, format_parse(rows[i].text));
}

static void
each_format_is_listed_by_its_endpoint_alone(void **state)
{
	const enum format *list;
	unsigned endpoint, i, n, seen = 0;

	(void)state;
	for (endpoint = 0; endpoint < ENDPOINT_COUNT; endpoint++) {
		list = endpoint_formats(endpoint, &n);
		for (i = 0; i < n; i++) {
			assert_int_equal(endpoint, format_endpoint(list[i]));
			assert_false(seen & 1U << list[i]);
			seen |= 1U << list[i];
		}
	}
	assert_int_equal(seen, ((1U << FORMAT_COUNT) - 1) & ~1U);
	assert_int_equal(FORMAT_BAM, endpoint_formats(ENDPOINT_READS, &n)[0]);
	assert_int_equal(FORMAT_VCF,
	    endpoint_formats(ENDPOINT_VARIANTS, &n)[0]);
	assert_string_equal("reads", endpoint_name(ENDPOINT_READS));
	assert_string_equal("variants", endpoint_name(ENDPOINT_VARIANTS));
	assert_string_equal("CRAM", format_name(FORMAT_CRAM));
	assert_string_equal("", format_name(FORMAT_NONE));
	assert_string_equal("", format_name(FORMAT_COUNT));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    kinds_have_the_status_and_word_of_the_specification),
		cmocka_unit_test(the_first_fault_wins),
		cmocka_unit_test(the_detail_is_kept_apart_from_the_message),
		cmocka_unit_test(a_fault_without_a_kind_is_an_internal_one),
		cmocka_unit_test(no_memory_may_pass),
		cmocka_unit_test(long_texts_are_cut_between_characters),
		cmocka_unit_test(a_text_that_just_fits_is_whole),
		cmocka_unit_test(formats_are_read_in_any_case_and_whole),
		cmocka_unit_test(each_format_is_listed_by_its_endpoint_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
