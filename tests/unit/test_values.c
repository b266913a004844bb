/* Tests of values: good values, and what is nearly one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conf/values.h"

#define ROWS(rows)	(sizeof(rows) / sizeof((rows)[0]))

static void
counts_are_decimal_and_in_range(void **state)
{
	static const struct {
		const char	*text;
		uint64_t	 value;
	} rows[] = {
		{ "1", 1 }, { "10", 10 }, { "4096", 4096 },
	};
	uint64_t value;
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++) {
		value = 0;
		assert_null(value_count(rows[i].text, 1, 4096, &value));
		assert_int_equal(rows[i].value, value);
	}
	assert_null(value_count("0", 0, 1, &value));
	assert_int_equal(0, value);
	assert_null(value_count("18446744073709551615", 0, UINT64_MAX,
	    &value));
	assert_true(value == UINT64_MAX);
}

static void
near_counts_are_refused(void **state)
{
	static const char *const rows[] = {
		"", " ", "0", "4097", "-1", "+1", "01", "010", "0x10", "1.0",
		"1e3", " 1", "1 ", "12abc", "1,000", "4K", "abc", "00",
		"18446744073709551616", "18446744073709551617",
		"99999999999999999999999",
	};
	uint64_t value = 77;
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++)
		assert_string_equal("a number from 1 to 4096",
		    value_count(rows[i], 1, 4096, &value));
	assert_int_equal(77, value);
}

static void
bytes_have_a_unit_or_none(void **state)
{
	static const struct {
		const char	*text;
		uint64_t	 value;
	} rows[] = {
		{ "0", 0 }, { "1", 1 }, { "1023", 1023 }, { "64K", 65536 },
		{ "4M", 4194304 }, { "1G", 1073741824 },
		{ "3T", 3298534883328 }, { "16777215T", 16777215ull << 40 },
		{ "18446744073709551615", UINT64_MAX },
	};
	uint64_t value;
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++) {
		value = 1;
		assert_null(value_bytes(rows[i].text, 0, UINT64_MAX, &value));
		assert_true(rows[i].value == value);
	}
}

static void
seconds_have_units(void **state)
{
	static const struct { const char *text; uint64_t seconds; } good[] = {
		{ "0", 0 }, { "59", 59 }, { "60s", 60 }, { "2m", 120 },
		{ "1h", 3600 }, { "1d", 86400 }, { "86400", 86400 },
	};
	static const char *const bad[] = { "", "s", "-1", "+1", "01", "1 h",
		"1H", "1ms", "1hh", "1.5h", "2d", "86401", " 1", "1 ",
		"18446744073709551616", "18446744073709551615d" };
	uint64_t seconds;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_null(value_seconds(good[i].text, 0, 86400, &seconds));
		assert_true(seconds == good[i].seconds);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_non_null(value_seconds(bad[i], 0, 86400, &seconds));
}

static void
near_bytes_are_refused(void **state)
{
	static const char *const rows[] = {
		"", "K", "1023", "1048577", "2M", "4k", "4KB", "4KiB", "4 K",
		"4K ", " 4K", "4KK", "1.5M", "-4K", "04K", "4B", "4P", "4096b",
		"16777216T", "18014398509481984K", "18446744073709551616",
	};
	uint64_t value = 77;
	const char *why;
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++) {
		why = value_bytes(rows[i], 1024, 1048576, &value);
		assert_non_null(why);
		assert_non_null(strstr(why, "a size from 1K to 1M "));
	}
	assert_int_equal(77, value);
	why = value_bytes("x", 0, 1536, &value);
	assert_non_null(strstr(why, "a size from 0 to 1536 "));
}

typedef const char *reader(const char *, char **);

static void
reads(reader *read, const char *text, const char *expected)
{
	char *value = NULL;
	const char *why = read(text, &value);

	if (why != NULL)
		fail_msg("\"%s\" is refused: %s", text, why);
	assert_string_equal(expected, value);
	free(value);
}

static void
refuses(reader *read, const char *text, const char *words)
{
	char *value = NULL;
	const char *why = read(text, &value);

	if (why == NULL)
		fail_msg("\"%s\" is accepted as \"%s\"", text, value);
	assert_null(value);
	assert_non_null(strstr(why, words));
}

static void
texts_are_not_empty_and_plain(void **state)
{
	(void)state;
	reads(value_text, "x", "x");
	reads(value_text, " Bärenhöhle; \\ \"q\" ", " Bärenhöhle; \\ \"q\" ");
	refuses(value_text, "", "text");
	refuses(value_text, "a\tb", "control");
	refuses(value_text, "a\x7f", "control");
	refuses(value_text, "a\xff", "UTF-8");
}

static void
paths_are_absolute_and_clean(void **state)
{
	static const struct {
		const char *text, *value;
	} rows[] = {
		{ "/a", "/a" }, { "/a/", "/a" }, { "/a/b.c/d", "/a/b.c/d" },
		{ "/a b/c", "/a b/c" }, { "/...", "/..." }, { "/..a", "/..a" },
		{ "/.a/b.", "/.a/b." }, { "/a;b#c", "/a;b#c" },
		{ "/\xc3\xa4", "/\xc3\xa4" }, { "/a\\b", "/a\\b" },
	};
	static const char *const near[] = {
		"", "/", "//", "a", "a/b", "./a", "../a", "~/a", " /a",
		"/.", "/..", "/./a", "/../a", "/a/.", "/a/..", "/a/./b",
		"/a/../b", "//a", "/a//b", "/a//", "/a/./", "/a/../",
		"/a\nb", "/a\tb", "/\x7f", "/\xff", "/a\xc3", "file:///a",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++)
		reads(value_path, rows[i].text, rows[i].value);
	for (i = 0; i < ROWS(near); i++)
		refuses(value_path, near[i], "absolute path");
}

static void
urls_can_have_paths_put_behind_them(void **state)
{
	static const struct {
		const char *text, *value;
	} rows[] = {
		{ "http://h", "http://h" }, { "http://h/", "http://h" },
		{ "https://h.example/a/", "https://h.example/a" },
		{ "https://h:8443/a/b", "https://h:8443/a/b" },
		{ "http://127.0.0.1:1", "http://127.0.0.1:1" },
		{ "http://[::1]:65535/x", "http://[::1]:65535/x" },
		{ "http://[::1]", "http://[::1]" },
		{ "http://a-b.c_d/%7Ea/~b", "http://a-b.c_d/%7Ea/~b" },
		{ "http://h/a;b=c,d@e", "http://h/a;b=c,d@e" },
	};
	static const char *const near[] = {
		"", "h", "http:", "http:/h", "http://", "http:///a",
		"https:///", "ftp://h", "HTTP://h", "//h", "file:///a",
		"http://h?x", "http://h#x", "http://h/a?b", "http://h/a#b",
		"http://u@h", "http://u:p@h/", "http://h:", "http://h:0",
		"http://h:65536", "http://h:80a", "http://h:080",
		"http://h:/a", "http://.h", "http://h.", "http://a..b",
		"http://h/a b", "http://h /a", "http://h/\xc3\xa4",
		"http://h\xc3\xa4", "http://h/%", "http://h/%4",
		"http://h/%4g", "http://h/a//b", "http://h//", "http://h/a//",
		"http://h/./a", "http://h/../a", "http://h/a/..",
		"http://h/a\tb", "http://h/<a>", "http://h/\"a\"",
		"http://[::1", "http://[]", "http://[x]", "http://[::1]a",
		"http://h/[a]", "http://h/a\\b", " http://h", "http://h ",
		"http://http://h",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++)
		reads(value_url, rows[i].text, rows[i].value);
	for (i = 0; i < ROWS(near); i++)
		refuses(value_url, near[i], "a URL");
}

static void
links_stay_as_they_are(void **state)
{
	static const char *const rows[] = {
		"http://h", "https://h/", "https://h/a?b=c#d", "http://h?x",
		"http://h#x", "mailto:a@b.example",
	};
	static const char *const near[] = {
		"", "h", "a@b.example", "mailto:", "mailto:a", "mailto:a b@c",
		"ftp://h", "http://", "http://h:x", "http://h/a b",
		"http://u@h", "http://h/\xc3\xa4", "http://h/%x",
		"javascript:alert(1)", "javascript:a@b",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++)
		reads(value_link, rows[i], rows[i]);
	for (i = 0; i < ROWS(near); i++)
		refuses(value_link, near[i], "a link");
}

static void
ids_are_free_text_without_steps_upwards(void **state)
{
	static const char *const rows[] = {
		"a", "NA12878", "1000g/", "a/b/c", "a b", "..a", "a..", "...",
		".a", "a/.b", "a?b#c%d", "\xc3\xa4", "a\\b", "a:b;c",
	};
	static const char *const near[] = {
		"", "/", "/a", "//", "a//b", "a//", ".", "..", "./a", "../a",
		"a/.", "a/..", "a/./b", "a/../b", "a/../", "./", "../",
		"a\nb", "a\x01", "a\x7f", "\xff", "a\xed\xa0\x80",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++)
		reads(value_id, rows[i], rows[i]);
	for (i = 0; i < ROWS(near); i++)
		refuses(value_id, near[i], "an id");
}

static void
times_are_those_of_rfc_3339(void **state)
{
	static const char *const good[] = {
		"2026-11-25T18:30:00Z", "2026-02-28T00:00:60+23:59",
		"1999-12-31T23:59:59.123456-01:00",
	};
	static const char *const bad[] = {
		"", "2026", "2026-11-25", "2026-11-25T18:30:00",
		"2026-11-25 18:30:00Z", "2026-11-25t18:30:00Z",
		"2026-13-25T18:30:00Z", "2026-00-25T18:30:00Z",
		"2026-11-32T18:30:00Z", "2026-11-25T24:30:00Z",
		"2026-11-25T18:60:00Z", "2026-11-25T18:30:61Z",
		"2026-11-25T18:30:00z", "2026-11-25T18:30:00.Z",
		"2026-11-25T18:30:00+1:00", "2026-11-25T18:30:00+01:60",
		"2026-11-25T18:30:00+24:00", "2026-11-25T18:30:00Z ",
		"x026-11-25T18:30:00Z",
	};
	char *value = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(good); i++) {
		assert_null(value_time(good[i], &value));
		assert_string_equal(good[i], value);
		free(value);
	}
	for (i = 0; i < ROWS(bad); i++)
		assert_string_equal("a time such as 2026-11-25T18:30:00Z",
		    value_time(bad[i], &value));
}

static void
origins_are_sites_and_no_more(void **state)
{
	static const char *const good[] = {
		"http://h", "https://igv.org", "http://127.0.0.1:8080",
		"https://[::1]:8443", "https://h:80", "http://h:443",
	};
	static const char *const bad[] = {
		"", "*", "null", "h", "http://", "HTTP://h", "https://IGV.org",
		"https://igv.org/", "https://igv.org/app", "ftp://h",
		"https://h:443", "http://h:80", "https://h:0",
		"https://h:65536", "https://u@h",
		"https://h?x", "https://*.igv.org", "https://h,https://g",
	};
	char *value = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(good); i++) {
		assert_null(value_origin(good[i], strlen(good[i]), &value));
		assert_string_equal(good[i], value);
		free(value);
	}
	for (i = 0; i < ROWS(bad); i++)
		assert_string_equal("a site: http:// or https:// and a host",
		    value_origin(bad[i], strlen(bad[i]), &value));
	assert_null(value_origin("http://h http://g", 8, &value));
	assert_string_equal("http://h", value);
	free(value);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seconds_have_units),
		cmocka_unit_test(counts_are_decimal_and_in_range),
		cmocka_unit_test(times_are_those_of_rfc_3339),
		cmocka_unit_test(origins_are_sites_and_no_more),
		cmocka_unit_test(near_counts_are_refused),
		cmocka_unit_test(bytes_have_a_unit_or_none),
		cmocka_unit_test(near_bytes_are_refused),
		cmocka_unit_test(texts_are_not_empty_and_plain),
		cmocka_unit_test(paths_are_absolute_and_clean),
		cmocka_unit_test(urls_can_have_paths_put_behind_them),
		cmocka_unit_test(links_stay_as_they_are),
		cmocka_unit_test(ids_are_free_text_without_steps_upwards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
