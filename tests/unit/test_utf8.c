/* Tests of utf8: the borders of RFC 3629, section 4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

static void
characters_have_the_length_of_rfc_3629(void **state)
{
	static const struct {
		const char	*text;
		size_t		 length;
	} rows[] = {
		{ "a", 1 }, { "\x7f", 1 }, { "az", 1 },
		{ "\xc2\x80", 2 }, { "\xdf\xbf", 2 },
		{ "\xe0\xa0\x80", 3 }, { "\xe1\x80\x80", 3 },
		{ "\xec\xbf\xbf", 3 }, { "\xed\x9f\xbf", 3 },
		{ "\xee\x80\x80", 3 }, { "\xef\xbf\xbf", 3 },
		{ "\xf0\x90\x80\x80", 4 }, { "\xf1\x80\x80\x80", 4 },
		{ "\xf3\xbf\xbf\xbf", 4 }, { "\xf4\x8f\xbf\xbf", 4 },
		/* a continuation byte alone, bytes that never occur */
		{ "\x80", 0 }, { "\xbf", 0 }, { "\xfe", 0 }, { "\xff", 0 },
		/* overlong */
		{ "\xc0\x80", 0 }, { "\xc1\xbf", 0 }, { "\xe0\x9f\xbf", 0 },
		{ "\xf0\x8f\xbf\xbf", 0 },
		/* surrogates */
		{ "\xed\xa0\x80", 0 }, { "\xed\xbf\xbf", 0 },
		/* past U+10FFFF */
		{ "\xf4\x90\x80\x80", 0 }, { "\xf5\x80\x80\x80", 0 },
		/* cut short, or followed by something else */
		{ "\xc3", 0 }, { "\xe2\x82", 0 }, { "\xf0\x9f\xa7", 0 },
		{ "\xc3z", 0 }, { "\xe2\x82z", 0 }, { "\xe2z\x82", 0 },
		{ "\xf0\x9f\xa7z", 0 }, { "\xf0\x9fz\xac", 0 },
		{ "\xc3\xc3", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(rows[i].length,
		    utf8_length(rows[i].text, strlen(rows[i].text)));
	assert_int_equal(0, utf8_length("", 0));
	assert_int_equal(1, utf8_length("\0", 1));
}

static void
a_character_ends_inside_the_bytes_given(void **state)
{
	(void)state;
	assert_int_equal(0, utf8_length("\xc3\xa9", 1));
	assert_int_equal(0, utf8_length("\xe2\x82\xac", 2));
	assert_int_equal(0, utf8_length("\xf0\x9f\xa7\xac", 3));
	assert_int_equal(0, utf8_length("a", 0));
	assert_false(utf8_valid("ab\xc3\xa9", 3));
	assert_true(utf8_valid("ab\xc3\xa9", 2));
}

static void
a_text_is_cut_between_characters(void **state)
{
	static const char text[] = "a\xc3\xa9\xe2\x82\xac" "b";
	static const size_t want[] = { 0, 1, 1, 3, 3, 3, 6, 7, 7 };
	size_t most;

	(void)state;
	for (most = 0; most < sizeof(want) / sizeof(want[0]); most++)
		assert_int_equal(want[most], utf8_prefix(text, most));
	assert_int_equal(1, utf8_prefix("a\xff" "b", 3));
	assert_int_equal(0, utf8_prefix("", 3));
}

static void
one_bad_byte_spoils_the_text(void **state)
{
	static const char good[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\xa7\xac";
	char text[sizeof(good) + 1];
	const size_t bytes = sizeof(good) - 1;
	size_t at;

	(void)state;
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid(good, bytes));
	for (at = 0; at <= bytes; at++) {
		memcpy(text, good, at);
		text[at] = '\xff';
		memcpy(text + at + 1, good + at, bytes - at);
		assert_false(utf8_valid(text, bytes + 1));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_have_the_length_of_rfc_3629),
		cmocka_unit_test(a_character_ends_inside_the_bytes_given),
		cmocka_unit_test(a_text_is_cut_between_characters),
		cmocka_unit_test(one_bad_byte_spoils_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
