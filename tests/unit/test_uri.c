/* Tests of uri: percent-encoding, both ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/uri.h"

#define ESCAPE	"bad percent-encoding"
#define NUL	"NUL byte"
#define UTF8	"invalid UTF-8"

static void
texts_are_decoded_once(void **state)
{
	static const struct {
		const char	*text;
		int		 plus;
		const char	*decoded;
	} rows[] = {
		{ "", 0, "" },
		{ "abc", 0, "abc" },
		{ "a%20b", 0, "a b" },
		{ "%41%62", 0, "Ab" },
		{ "%2f%2F", 0, "//" },
		{ "%2541", 0, "%41" },
		{ "a+b", 0, "a+b" },
		{ "a+b", 1, "a b" },
		{ "a%2Bb", 1, "a+b" },
		{ "%25", 1, "%" },
		{ "%c3%a9", 0, "\xc3\xa9" },
		{ "\xc3%a9", 0, "\xc3\xa9" },
		{ "\xc3\xa9", 0, "\xc3\xa9" },
		{ "%01%7f", 0, "\x01\x7f" },
		{ "HLA-A*01:01,<x>", 1, "HLA-A*01:01,<x>" },
	};
	const char *why;
	char *decoded;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		why = "unset";
		decoded = uri_decode(rows[i].text, strlen(rows[i].text),
		    rows[i].plus, &why);
		assert_non_null(decoded);
		assert_null(why);
		assert_string_equal(rows[i].decoded, decoded);
		free(decoded);
	}
}

static void
near_misses_say_why(void **state)
{
	static const struct {
		const char	*text;
		const char	*why;
	} rows[] = {
		{ "%", ESCAPE }, { "a%", ESCAPE }, { "%4", ESCAPE },
		{ "%%41", ESCAPE }, { "%4g", ESCAPE }, { "%g4", ESCAPE },
		{ "% 4", ESCAPE }, { "%+4", ESCAPE }, { "%-1", ESCAPE },
		{ "%0x", ESCAPE }, { "%u0041", ESCAPE }, { "%41%", ESCAPE },
		{ "%4\xc3", ESCAPE }, { "%:0", ESCAPE }, { "%@0", ESCAPE },
		{ "%/0", ESCAPE }, { "%`0", ESCAPE }, { "%G0", ESCAPE },
		{ "%00", NUL }, { "a%00b", NUL }, { "abc%00", NUL },
		{ "%00%ff", NUL }, { "%ff", UTF8 }, { "\xff", UTF8 },
		{ "%c3", UTF8 }, { "%c3x", UTF8 }, { "%c0%80", UTF8 },
		{ "%ed%a0%80", UTF8 }, { "%f4%90%80%80", UTF8 },
	};
	const char *why;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		why = NULL;
		assert_null(uri_decode(rows[i].text, strlen(rows[i].text), 0,
		    &why));
		assert_non_null(why);
		assert_string_equal(rows[i].why, why);
	}
}

static void
only_the_bytes_given_are_read(void **state)
{
	const char *why;
	char *decoded = uri_decode("ab%41", 2, 0, &why);

	(void)state;
	assert_string_equal("ab", decoded);
	free(decoded);
	assert_null(uri_decode("%41", 2, 0, &why));
	assert_string_equal(ESCAPE, why);
	assert_null(uri_decode("a\0b", 3, 0, &why));
	assert_string_equal(NUL, why);
}

static void
all_but_unreserved_and_slash_is_encoded(void **state)
{
	static const struct {
		const char	*path;
		const char	*encoded;
	} rows[] = {
		{ "", "" },
		{ "/a/b.bam", "/a/b.bam" },
		{ "AZaz09-._~", "AZaz09-._~" },
		{ "a b", "a%20b" },
		{ "100%", "100%25" },
		{ "a%20b", "a%2520b" },
		{ "a+b:c@d", "a%2Bb%3Ac%40d" },
		{ "?#[]!$&'()*,;=", "%3F%23%5B%5D%21%24%26%27%28%29%2A%2C"
		    "%3B%3D" },
		{ "\"<>\\^`{|}", "%22%3C%3E%5C%5E%60%7B%7C%7D" },
		{ "\xc3\xa9", "%C3%A9" },
		{ "\x01\x7f\xff", "%01%7F%FF" },
	};
	char *encoded;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		encoded = uri_encode_path(rows[i].path);
		assert_string_equal(rows[i].encoded, encoded);
		free(encoded);
	}
}

static void
every_character_survives_both_ways(void **state)
{
	char text[128], *encoded, *decoded;
	const char *why;
	int i;

	(void)state;
	for (i = 1; i < 128; i++)
		text[i - 1] = (char)i;
	text[127] = '\0';
	encoded = uri_encode_path(text);
	assert_non_null(encoded);
	decoded = uri_decode(encoded, strlen(encoded), 1, &why);
	assert_string_equal(text, decoded);
	free(encoded);
	free(decoded);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_decoded_once),
		cmocka_unit_test(near_misses_say_why),
		cmocka_unit_test(only_the_bytes_given_are_read),
		cmocka_unit_test(all_but_unreserved_and_slash_is_encoded),
		cmocka_unit_test(every_character_survives_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
