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

static void
hosts_and_ports_are_measured(void **state)
{
	static const struct {
		const char	*text;
		size_t		 host, whole;
	} rows[] = {
		{ "h", 1, 1 }, { "h/x", 1, 1 }, { "h:1", 1, 3 },
		{ "h:65535/x", 1, 7 }, { "a.b-c_d.example", 15, 15 },
		{ "127.0.0.1:80", 9, 12 }, { "[::1]", 5, 5 },
		{ "[::1]:8080", 5, 10 }, { "[::ffff:1.2.3.4]", 16, 16 },
		{ "A9", 2, 2 }, { "a b", 1, 1 }, { "a]", 1, 1 },
		{ "[::1]]", 5, 5 }, { "[::1]x", 5, 5 }, { "a@b", 1, 1 },
		{ "a:1:2", 1, 3 }, { "a%41", 1, 1 }, { "h\xc3\xa9", 1, 1 },
	};
	size_t i, host;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(rows[i].whole,
		    uri_authority(rows[i].text, &host));
		assert_int_equal(rows[i].host, host);
		assert_int_equal(rows[i].whole,
		    uri_authority(rows[i].text, NULL));
	}
}

static void
near_hosts_and_ports_are_none(void **state)
{
	static const char *const rows[] = {
		"", "[", "[abc", "[]", "[]:80", "]", "[::1", "[::g]", "[a b]",
		":80", ":", "a:", "a:b", "a:b:c", "a:/x", "a:0", "a:080",
		"a:65536", "a:123456", "a:-1", "a:+1", "[::1]:", "[::1]:x",
		".", "..", ".a", "a.", "a..b", "a.:80", "/", " a", "@a",
		"\xc3\xa9", "%41",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (uri_authority(rows[i], NULL) != 0)
			fail_msg("accepted: %s", rows[i]);
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
		cmocka_unit_test(hosts_and_ports_are_measured),
		cmocka_unit_test(near_hosts_and_ports_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
