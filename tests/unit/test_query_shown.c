/* Tests of query_shown: what opens something is in no log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "htsget/query_shown.h"

static void
expect(const char *golden, const char *query)
{
	char text[LOG_QUERY_MAX];

	memset(text, 'z', sizeof(text));
	assert_ptr_equal(text, query_shown(text, query));
	assert_string_equal(golden, text);
}

static void
near_misses_are_hidden(void **state)
{
	static const struct {
		const char	*query;
		const char	*golden;
	} rows[] = {
	{ NULL, "" },
	{ "", "?" },
	/* what is known, as it is */
	{ "format=BAM&referenceName=chr%201&start=1&end=2&class=header",
	    "?format=BAM&referenceName=chr%201&start=1&end=2&class=header" },
	{ "fields=A,B&tags=&notags&encryptionScheme=x",
	    "?fields=A,B&tags=&notags&encryptionScheme=x" },
	{ "version=0&ticket=a&parts=0-1,eof&range=0-1&user=u&expires=1&key=0",
	    "?version=0&ticket=a&parts=0-1,eof&range=0-1&user=u&expires=1"
	    "&key=0" },
	{ "f%6Frmat=B%41M", "?f%6Frmat=B%41M" },
	{ "format=%zz&start=%", "?format=%zz&start=%" },
	/* the signature, however it is spelt */
	{ "signature=SECRET", "?signature=…" },
	{ "key=0&signature=SECRET", "?key=0&signature=…" },
	{ "signature=SECRET&format=BAM", "?signature=…&format=BAM" },
	{ "%73ignature=SECRET", "?%73ignature=…" },
	{ "%73%69%67%6e%61%74%75%72%65=SECRET",
	    "?%73%69%67%6e%61%74%75%72%65=…" },
	{ "%2573ignature=SECRET", "?%2573ignature=…" },
	{ "Signature=SECRET", "?Signature=…" },
	{ "signature=SECRET&signature=SECRET",
	    "?signature=…&signature=…" },
	{ "signature==SECRET", "?signature=…" },
	{ "signature=SECRET=", "?signature=…" },
	{ "signature=%53ECRET%", "?signature=…" },
	{ "signature =SECRET", "?signature =…" },
	{ "signature%00=SECRET", "?signature%00=…" },
	{ "amp;signature=SECRET", "?amp;signature=…" },
	{ "signature=", "?…" },
	{ "signature", "?…" },
	/* tokens of others */
	{ "access_token=SECRET&x=SECRET", "?access_token=…&x=…" },
	{ "=SECRET", "?=…" },
	{ "SECRET", "?…" },
	{ "SECRET=", "?…" },
	{ "SECRET&format=BAM", "?…&format=BAM" },
	{ "?signature=SECRET", "??signature=…" },
	/* near to a known name */
	{ "Format=SECRET", "?Format=…" },
	{ "formats=SECRET", "?formats=…" },
	{ "forma=SECRET", "?forma=…" },
	{ " format=SECRET", "? format=…" },
	{ "+format=SECRET", "?+format=…" },
	{ "format%20=SECRET", "?format%20=…" },
	{ "format%=SECRET", "?format%=…" },
	{ "format%0=SECRET", "?format%0=…" },
	{ "%=SECRET", "?%=…" },
	{ "format\xff=SECRET", "?format\xff=…" },
	/* known, but with another in it */
	{ "format=BAM;signature=SECRET", "?format=…" },
	{ "format=BAM%26signature%3DSECRET", "?format=…" },
	{ "format=BAM%2526signature%253dSECRET", "?format=…" },
	{ "format=BAM%252526signature%25253DSECRET", "?format=…" },
	{ "format=BAM%", "?format=BAM%" },
	{ "format=BAM%3", "?format=BAM%3" },
	{ "format=BAM%25", "?format=BAM%25" },
	{ "format=BAM%253", "?format=BAM%253" },
	{ "format=BAM%3E", "?format=BAM%3E" },
	/* nothing between */
	{ "&", "?&" },
	{ "&&", "?&&" },
	{ "&&format=BAM&&signature=SECRET&",
	    "?&&format=BAM&&signature=…&" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_null(strstr(rows[i].golden, "SECRET"));
		expect(rows[i].golden, rows[i].query);
	}
}

/* A known one that makes n bytes, and behind it the signature. */
static void
make_query(char query[2 * LOG_QUERY_MAX], size_t n)
{
	memset(query, 'a', n);
	memcpy(query, "format=", strlen("format="));
	strcpy(query + n, "&signature=SECRET");
}

static void
a_long_query_is_cut(void **state)
{
	char query[2 * LOG_QUERY_MAX], text[LOG_QUERY_MAX + 1];
	const size_t most = LOG_QUERY_MAX - 1 - sizeof("…");
	size_t n;

	(void)state;
	text[LOG_QUERY_MAX] = 'z';
	for (n = most - 30; n < LOG_QUERY_MAX + 30; n++) {
		make_query(query, n);
		query_shown(text, query);
		assert_int_equal('z', text[LOG_QUERY_MAX]);
		assert_null(strstr(text, "SECRET"));
		assert_true(strlen(text) < LOG_QUERY_MAX);
		assert_memory_equal("?format=aa", text, 10);
		assert_string_equal("…", text + strlen(text) - strlen("…"));
		query[n] = '\0';
		query_shown(text, query);
		if (n <= most)
			assert_string_equal(query, text + 1);
		else
			assert_string_equal("aa…", text + LOG_QUERY_MAX -
			    sizeof("aa…"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(near_misses_are_hidden),
		cmocka_unit_test(a_long_query_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
