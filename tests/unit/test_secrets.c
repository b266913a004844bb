/* The file of secrets, and near misses of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "access/secrets.h"

#define A	"0123456789abcdef0123456789abcdef"
#define B	"fedcba9876543210fedcba9876543210"

static int
parse(const char *text, struct secrets *secrets, struct fault *fault)
{
	*fault = (struct fault)FAULT_INIT;
	return secrets_parse(text, strlen(text), secrets, fault);
}

static void
good(void **state)
{
	static const struct {
		const char	*text;
		size_t		 n;
	} rows[] = {
		{ A, 1 }, { A "\n", 1 }, { A "\n" B "\n", 2 },
		{ A "\r\n" B "\r\n", 2 }, { "# new\n" A "\n\n# old\n" B, 2 },
		{ "\n \t\n  " A " \t\n", 1 }, { "  # " A "\n" B, 1 },
		{ A "\n" A "x\n" A "y", 3 },
	};
	struct secrets secrets, first;
	struct fault fault;
	size_t i;

	(void)state;
	assert_int_equal(parse(A, &first, &fault), 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(parse(rows[i].text, &secrets, &fault), 0);
		assert_int_equal(secrets.n, rows[i].n);
		if (strstr(rows[i].text, "# " A) == NULL)
			assert_memory_equal(&secrets.v[0], &first.v[0],
			    sizeof(first.v[0]));
	}
}

/*
 * Another version of htsgate has the same keys: URLs of one are good for the
 * other. Made by hashlib.blake2b of Python.
 */
static void
stays(void **state)
{
	static const uint8_t key[SECRET_BYTES] = {
		0x92, 0x03, 0xe2, 0xe4, 0xc9, 0x1b, 0x73, 0x6d,
		0x1a, 0x18, 0x9b, 0x04, 0x36, 0x9e, 0x45, 0xa8,
		0xd7, 0x5d, 0x24, 0xff, 0x69, 0x74, 0x9c, 0x5b,
		0xfe, 0x3e, 0x91, 0x68, 0x88, 0x15, 0x67, 0x94 };
	struct secrets secrets;
	struct fault fault;

	(void)state;
	assert_int_equal(parse(A, &secrets, &fault), 0);
	assert_memory_equal(secrets.v[0].key, key, sizeof(key));
	assert_string_equal(secrets.v[0].name, "347db401");
}

/* The text, and what the detail says. */
static void
bad(void **state)
{
	static const struct {
		const char	*text;
		const char	*detail;
	} rows[] = {
		{ "", "line 0" }, { "\n\n# x\n", "line 3" },
		{ "short", "line 1" }, { A "\nshort\n", "line 2" },
		{ "#\n0123456789abcdef0123456789abcde \n", "line 2" },
		{ A "\n\n" A "\n", "line 3" },
		{ A "\n  " A "\t\r\n", "line 2" },
	};
	struct secrets secrets;
	struct fault fault;
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(parse(rows[i].text, &secrets, &fault), -1);
		assert_int_equal(fault.kind, FAULT_INTERNAL);
		assert_non_null(strstr(fault.detail, rows[i].detail));
		assert_null(strstr(fault.detail, "0123"));
		assert_null(strstr(fault.detail, "short"));
		assert_int_equal(secrets.n, 0);
		for (j = 0; j < sizeof(secrets.v); j++)
			assert_int_equal(((uint8_t *)secrets.v)[j], 0);
	}
	fault = (struct fault)FAULT_INIT;
	assert_int_equal(secrets_parse(A "\0x", sizeof(A) + 1, &secrets,
	    &fault), -1);
	assert_non_null(strstr(fault.detail, "NUL"));
}

static void
limits(void **state)
{
	char line[SECRET_MOST + 2], text[(SECRETS_MAX + 1) * 40] = "";
	struct secrets secrets;
	struct fault fault;
	size_t i, n = 0;

	(void)state;
	memset(line, 'x', sizeof(line));
	line[SECRET_MOST + 1] = '\0';
	assert_int_equal(parse(line, &secrets, &fault), -1);
	line[SECRET_MOST] = '\0';
	assert_int_equal(parse(line, &secrets, &fault), 0);
	for (i = 0; i <= SECRETS_MAX; i++) {
		assert_int_equal(parse(text, &secrets, &fault), i > 0 ? 0 : -1);
		assert_int_equal(secrets.n, i);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%02zu\n",
		    B, i);
	}
	assert_int_equal(parse(text, &secrets, &fault), -1);
	assert_non_null(strstr(fault.detail, "line 17"));
}

static void
find(void **state)
{
	struct secrets secrets, second;
	struct fault fault;

	(void)state;
	assert_int_equal(parse(B, &second, &fault), 0);
	assert_int_equal(parse(A "\n" B, &secrets, &fault), 0);
	assert_ptr_equal(secrets_find(&secrets, secrets.v[0].name),
	    &secrets.v[0]);
	assert_ptr_equal(secrets_find(&secrets, second.v[0].name),
	    &secrets.v[1]);
	assert_null(secrets_find(&second, secrets.v[0].name));
	assert_null(secrets_find(&secrets, ""));
	assert_null(secrets_find(&secrets, "00000000"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(stays),
		cmocka_unit_test(bad),
		cmocka_unit_test(limits),
		cmocka_unit_test(find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
