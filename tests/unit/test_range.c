/* Tests of range: near misses; what is odd is never taken for the whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "http/date.h"
#include "http/range.h"

#define MAX_64 UINT64_MAX
#define BLANKS_30 "                              "

static const struct {
	const char	*value;
	uint64_t	 size;
	enum range_kind	 kind;
	uint64_t	 start, end;
} ranges[] = {
	{ NULL, 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=0-0", 100, RANGE_ONE, 0, 1 },
	{ "bytes=0-99", 100, RANGE_ONE, 0, 100 },
	{ "bytes=0-100", 100, RANGE_ONE, 0, 100 },
	{ "bytes=99-99", 100, RANGE_ONE, 99, 100 },
	{ "bytes=10-19", 100, RANGE_ONE, 10, 20 },
	{ "bytes=10-", 100, RANGE_ONE, 10, 100 },
	{ "bytes=0-", 100, RANGE_ONE, 0, 100 },
	{ "bytes=-1", 100, RANGE_ONE, 99, 100 },
	{ "bytes=-100", 100, RANGE_ONE, 0, 100 },
	{ "bytes=-101", 100, RANGE_ONE, 0, 100 },
	{ "bytes=007-0008", 100, RANGE_ONE, 7, 9 },
	/* The unit's case, blanks. */
	{ "Bytes=0-1", 100, RANGE_ONE, 0, 2 },
	{ "BYTES=0-1", 100, RANGE_ONE, 0, 2 },
	{ "bytes= 0-1", 100, RANGE_ONE, 0, 2 },
	{ "bytes=\t0-1 \t", 100, RANGE_ONE, 0, 2 },
	{ "bytes=0- ", 100, RANGE_ONE, 0, 100 },
	{ "bytes=-5 ", 100, RANGE_ONE, 95, 100 },
	{ " bytes=0-1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes =0-1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0 -1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0- 1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=- 1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0-1\n", 100, RANGE_REFUSED, 0, 0 },
	/* Nothing is there. */
	{ "bytes=100-", 100, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=100-100", 100, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=-0", 100, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=0-", 0, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=0-0", 0, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=-1", 0, RANGE_UNSATISFIABLE, 0, 0 },
	/* Another unit is not for us; what is no unit is no reason. */
	{ "items=0-1", 100, RANGE_WHOLE, 0, 0 },
	{ "byte=0-1", 100, RANGE_WHOLE, 0, 0 },
	{ "bytess=0-1", 100, RANGE_WHOLE, 0, 0 },
	{ "", 100, RANGE_REFUSED, 0, 0 },
	{ "=0-1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes", 100, RANGE_REFUSED, 0, 0 },
	{ "0-1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes:0-1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes 0-1/100", 100, RANGE_REFUSED, 0, 0 },
	{ "b\xc3\xa9=0-1", 100, RANGE_REFUSED, 0, 0 },
	/* Malformed. */
	{ "bytes=", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=-", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=--1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0-1-2", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0--1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=+0-1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0-+1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0x0-1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0-0x1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=a-b", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=*", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0-*", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=1.0-2", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=\"0-1\"", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0-1;", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes==0-1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=19-10", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=200-150", 100, RANGE_REFUSED, 0, 0 },
	/* Several; two headers arrive as one list. */
	{ "bytes=0-1,3-4", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0-1, 3-4", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0-1,", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=,0-1", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=,", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0-1, bytes=3-4", 100, RANGE_REFUSED, 0, 0 },
	/* Large numbers. */
	{ "bytes=4294967296-4294967297", 5000000000, RANGE_ONE, 4294967296,
	    4294967298 },
	{ "bytes=0-9999999999999999999", 100, RANGE_ONE, 0, 100 },
	{ "bytes=0-9999999999999999999", MAX_64, RANGE_ONE, 0,
	    10000000000000000000u },
	{ "bytes=9999999999999999999-", MAX_64, RANGE_ONE,
	    9999999999999999999u, MAX_64 },
	{ "bytes=-9999999999999999999", MAX_64, RANGE_ONE,
	    MAX_64 - 9999999999999999999u, MAX_64 },
	{ "bytes=9999999999999999999-", 100, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=0-10000000000000000000", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=18446744073709551616-", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=0-18446744073709551616", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=-18446744073709551616", 100, RANGE_REFUSED, 0, 0 },
	{ "bytes=00000000000000000000-1", 100, RANGE_REFUSED, 0, 0 },
	/* 128 bytes and 129. */
	{ "bytes=0-1" BLANKS_30 BLANKS_30 BLANKS_30 "                       "
	    "      ", 100, RANGE_ONE, 0, 2 },
	{ "bytes=0-1" BLANKS_30 BLANKS_30 BLANKS_30 BLANKS_30, 100,
	    RANGE_REFUSED, 0, 0 },
};

static void
test_ranges(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
		struct range range = range_parse(ranges[i].value,
		    ranges[i].size);

		print_message("%s\n", ranges[i].value != NULL ?
		    ranges[i].value : "none");
		assert_int_equal(range.kind, ranges[i].kind);
		assert_true(range.start == ranges[i].start);
		assert_true(range.end == ranges[i].end);
	}
}

static const struct {
	const char	*value;
	uint64_t	 size, start, end;
	bool		 plain;
} plains[] = {
	{ "bytes=0-0", 100, 0, 100, true },
	{ "bytes=0-99", 100, 0, 100, true },
	{ "bytes=10-19", 100, 10, 20, true },
	{ "bytes=10-10", 100, 10, 20, true },
	{ "bytes=19-19", 100, 10, 20, true },
	{ "bytes=0-9999999999999999999", MAX_64, 0, MAX_64, true },
	/* A byte longer at either end, of the bounds and of the file. */
	{ "bytes=9-19", 100, 10, 20, false },
	{ "bytes=10-20", 100, 10, 20, false },
	{ "bytes=9-20", 100, 10, 20, false },
	{ "bytes=9-9", 100, 10, 20, false },
	{ "bytes=20-20", 100, 10, 20, false },
	{ "bytes=0-100", 100, 0, 100, false },
	{ "bytes=0-100", 100, 0, 200, false },
	{ "bytes=100-100", 100, 0, 200, false },
	{ "bytes=0-0", 0, 0, 0, false },
	{ "bytes=0-0", 0, 0, 1, false },
	{ "bytes=0-0", 1, 0, 0, false },
	{ "bytes=15-15", 100, 20, 10, false },
	{ NULL, 100, 0, 100, false },
	{ "", 100, 0, 100, false },
	/* What range_parse takes and others may not, or otherwise. */
	{ "Bytes=10-19", 100, 0, 100, false },
	{ "BYTES=10-19", 100, 0, 100, false },
	{ "items=10-19", 100, 0, 100, false },
	{ "bytes=10-", 100, 0, 100, false },
	{ "bytes=-10", 100, 0, 100, false },
	{ "bytes=-", 100, 0, 100, false },
	{ "bytes=", 100, 0, 100, false },
	{ "bytes", 100, 0, 100, false },
	{ "bytes=10", 100, 0, 100, false },
	{ "bytes=19-10", 100, 0, 100, false },
	{ "bytes= 10-19", 100, 0, 100, false },
	{ "bytes=10-19 ", 100, 0, 100, false },
	{ " bytes=10-19", 100, 0, 100, false },
	{ "bytes =10-19", 100, 0, 100, false },
	{ "bytes=10 -19", 100, 0, 100, false },
	{ "bytes=10- 19", 100, 0, 100, false },
	{ "bytes=10-19\t", 100, 0, 100, false },
	{ "bytes=10-19\r", 100, 0, 100, false },
	{ "bytes=10-19\n", 100, 0, 100, false },
	{ "bytes=10-19,", 100, 0, 100, false },
	{ "bytes=,10-19", 100, 0, 100, false },
	{ "bytes=10-19,10-19", 100, 0, 100, false },
	{ "bytes=10-19, 30-39", 100, 0, 100, false },
	{ "bytes=10-19, bytes=0-99", 100, 0, 100, false },
	{ "bytes=10-19;0-99", 100, 0, 100, false },
	{ "bytes=10-19-", 100, 0, 100, false },
	{ "bytes=10--19", 100, 0, 100, false },
	{ "bytes=+10-19", 100, 0, 100, false },
	{ "bytes=10-+19", 100, 0, 100, false },
	{ "bytes=-10-19", 100, 0, 100, false },
	{ "bytes=0x1-19", 100, 0, 100, false },
	{ "bytes=1.0-19", 100, 0, 100, false },
	{ "bytes==10-19", 100, 0, 100, false },
	{ "bytes:10-19", 100, 0, 100, false },
	{ "bytes=10-19/100", 100, 0, 100, false },
	{ "bytes=\xef\xbc\x91-19", 100, 0, 100, false },
	/* One way to write a number. */
	{ "bytes=00-19", 100, 0, 100, false },
	{ "bytes=010-19", 100, 0, 100, false },
	{ "bytes=10-019", 100, 0, 100, false },
	{ "bytes=0-00", 100, 0, 100, false },
	/* 20 digits, and what wraps round. */
	{ "bytes=0-10000000000000000000", MAX_64, 0, MAX_64, false },
	{ "bytes=10000000000000000000-10000000000000000000", MAX_64, 0,
	    MAX_64, false },
	{ "bytes=0-18446744073709551615", MAX_64, 0, MAX_64, false },
	{ "bytes=0-18446744073709551617", 100, 0, 100, false },
	{ "bytes=18446744073709551626-19", 100, 0, 100, false },
};

static void
test_plain(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof plains / sizeof plains[0]; i++) {
		print_message("%s\n", plains[i].value != NULL ?
		    plains[i].value : "none");
		assert_int_equal(range_is_plain(plains[i].value,
		    plains[i].size, plains[i].start, plains[i].end),
		    plains[i].plain);
	}
}

#define DATE	"Sun, 06 Nov 1994 08:49:37 GMT"
#define WHEN	784111777

static const struct {
	const char	*if_range, *etag;
	time_t		 modified;
	bool		 counts;
} conditions[] = {
	{ NULL, NULL, 0, true },
	{ NULL, "\"a\"", WHEN, true },
	{ "\"a\"", "\"a\"", 0, true },
	{ "\"a\"", "\"b\"", 0, false },
	{ "\"a\"", "\"ab\"", 0, false },
	{ "\"a\" ", "\"a\"", 0, false },
	{ "\"a\", \"b\"", "\"a\"", 0, false },
	{ "a", "\"a\"", WHEN, false },
	{ "*", "\"a\"", WHEN, false },
	{ "", "\"a\"", WHEN, false },
	{ "\"a\"", NULL, WHEN, false },
	/* A weak one is equal to nothing here. */
	{ "W/\"a\"", "\"a\"", WHEN, false },
	{ "W/\"a\"", "W/\"a\"", WHEN, false },
	{ DATE, "\"a\"", WHEN, true },
	{ DATE, NULL, WHEN, true },
	{ DATE, NULL, WHEN + 1, false },
	{ DATE, NULL, WHEN - 1, false },
	{ DATE, "\"a\"", 0, false },
	{ "Sun, 06 Nov 1994 08:49:37 UTC", NULL, WHEN, false },
	{ "sun, 06 nov 1994 08:49:37 gmt", NULL, WHEN, false },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", NULL, WHEN, false },
	{ "Sun Nov  6 08:49:37 1994", NULL, WHEN, false },
	{ "Thu, 01 Jan 1970 00:00:00 GMT", NULL, 0, false },
};

static void
test_conditions(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
		print_message("%s\n", conditions[i].if_range != NULL ?
		    conditions[i].if_range : "none");
		assert_int_equal(range_counts(conditions[i].if_range,
		    conditions[i].etag, conditions[i].modified),
		    conditions[i].counts);
	}
}

static void
test_dates(void **state)
{
	char text[HTTP_DATE_BYTES];

	(void)state;
	assert_int_equal(http_date(text, WHEN), 0);
	assert_string_equal(text, DATE);
	assert_int_equal(http_date(text, 0), 0);
	assert_string_equal(text, "Thu, 01 Jan 1970 00:00:00 GMT");
	assert_int_equal(http_date(text, 253402300799), 0);
	assert_string_equal(text, "Fri, 31 Dec 9999 23:59:59 GMT");
	assert_int_equal(http_date(text, 253402300800), -1);
	assert_string_equal(text, "");
	assert_int_equal(http_date(text, INT64_MAX), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
