/* Tests of body: as many bytes as were promised and no more (P-03). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/decimal.h"
#include "base/fault.h"
#include "fake_door.h"
#include "http/body.h"
#include "http/request.h"

#define LIMIT	10

static const struct {
	const char	*length, *sent;
	const char	*body;		/* NULL: a fault */
	enum fault_kind	 kind;
	const char	*message;
	size_t		 read;		/* bytes taken from the door */
} bodies[] = {
	{ "3", "abc", "abc", FAULT_NONE, NULL, 3 },
	{ "3", "abcdef", "abc", FAULT_NONE, NULL, 3 },
	{ "0", "abc", "", FAULT_NONE, NULL, 0 },
	{ "0003", "abc", "abc", FAULT_NONE, NULL, 3 },
	{ "10", "0123456789", "0123456789", FAULT_NONE, NULL, 10 },
	{ "11", "0123456789a", NULL, FAULT_TOO_LARGE, "the body has 11 bytes, "
	    "more than the 10 that this server takes ([limits] body)", 0 },
	{ "18446744073709551615", "a", NULL, FAULT_TOO_LARGE, "the body has "
	    "at least 18446744073709551615 bytes, more than the 10 that this "
	    "server takes ([limits] body)", 0 },
	{ "99999999999999999999999", "a", NULL, FAULT_TOO_LARGE, NULL, 0 },
	{ "4", "abc", NULL, FAULT_INVALID_INPUT,
	    "the body ended after 3 of 4 bytes", 3 },
	{ "10", "", NULL, FAULT_INVALID_INPUT,
	    "the body ended after 0 of 10 bytes", 0 },
	{ "-1", "abc", NULL, FAULT_INVALID_INPUT,
	    "the Content-Length is not a number", 0 },
	{ "+3", "abc", NULL, FAULT_INVALID_INPUT, NULL, 0 },
	{ " 3", "abc", NULL, FAULT_INVALID_INPUT, NULL, 0 },
	{ "3 ", "abc", NULL, FAULT_INVALID_INPUT, NULL, 0 },
	{ "3, 3", "abc", NULL, FAULT_INVALID_INPUT, NULL, 0 },
	{ "0x3", "abc", NULL, FAULT_INVALID_INPUT, NULL, 0 },
	{ "3.0", "abc", NULL, FAULT_INVALID_INPUT, NULL, 0 },
	{ "1e0", "a", NULL, FAULT_INVALID_INPUT, NULL, 0 },
	{ "abc", "abc", NULL, FAULT_INVALID_INPUT, NULL, 0 },
	{ "\xd9\xa3", "abc", NULL, FAULT_INVALID_INPUT, NULL, 0 },
	/* Chunked bodies come without it. */
	{ NULL, "", "", FAULT_NONE, NULL, 0 },
	{ NULL, "abc", "abc", FAULT_NONE, NULL, 3 },
	{ NULL, "0123456789", "0123456789", FAULT_NONE, NULL, 10 },
	{ NULL, "0123456789abcdef", NULL, FAULT_TOO_LARGE, "the body has more "
	    "than the 10 bytes that this server takes ([limits] body)", 11 },
};

static void
check_body(size_t row, size_t piece)
{
	struct fault fault = FAULT_INIT;
	struct fake_door fake;
	struct request req = {
		.door = &fake.door,
		.content_length = bodies[row].length,
	};
	size_t bytes;
	char *body;
	int rc;

	fake_door_init(&fake, NULL);
	fake.body = bodies[row].sent;
	fake.body_bytes = strlen(fake.body);
	fake.piece = piece;
	rc = body_read(&req, LIMIT, &body, &bytes, &fault);
	assert_int_equal(fault.kind, bodies[row].kind);
	assert_int_equal(fake.body_at, bodies[row].read);
	if (bodies[row].body != NULL) {
		assert_int_equal(rc, 0);
		assert_string_equal(body, bodies[row].body);
		assert_int_equal(bytes, strlen(body));
	} else {
		assert_int_equal(rc, -1);
		assert_null(body);
		assert_int_equal(bytes, 0);
	}
	if (bodies[row].message != NULL)
		assert_string_equal(fault.message, bodies[row].message);
	free(body);
}

static void
test_bodies(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
		print_message("%s %s\n", bodies[i].length != NULL ?
		    bodies[i].length : "none", bodies[i].sent);
		check_body(i, SIZE_MAX);
		check_body(i, 1);
	}
}

/* Bytes of any kind, of more than one piece. */
static void
test_large(void **state)
{
	static char sent[1 << 20];
	struct fault fault = FAULT_INIT;
	struct fake_door fake;
	struct request req = { .door = &fake.door };
	size_t bytes, i;
	char *body;

	(void)state;
	for (i = 0; i < sizeof sent; i++)
		sent[i] = (char)(i * 7 >> 3);
	for (i = 0; i < 2; i++) {
		fake_door_init(&fake, NULL);
		fake.body = sent;
		fake.body_bytes = sizeof sent;
		fake.piece = 50000;
		req.content_length = i == 0 ? "1048576" : NULL;
		assert_int_equal(body_read(&req, sizeof sent, &body, &bytes,
		    &fault), 0);
		assert_int_equal(bytes, sizeof sent);
		assert_memory_equal(body, sent, bytes);
		assert_int_equal(body[bytes], 0);
		free(body);
	}
}

/* A promise takes no memory. */
static void
test_promise(void **state)
{
	struct fault fault = FAULT_INIT;
	struct fake_door fake;
	struct request req = {
		.door = &fake.door,
		.content_length = "9223372036854775807",
	};
	size_t bytes;
	char *body;

	(void)state;
	fake_door_init(&fake, NULL);
	fake.body = "abc";
	fake.body_bytes = 3;
	assert_int_equal(body_read(&req, UINT64_MAX, &body, &bytes, &fault),
	    -1);
	assert_string_equal(fault.message,
	    "the body ended after 3 of 9223372036854775807 bytes");
}

static void
test_broken(void **state)
{
	struct fake_door fake;
	struct request req = { .door = &fake.door };
	size_t bytes, i;
	char *body;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct fault fault = FAULT_INIT;

		fake_door_init(&fake, NULL);
		fake.body = "abc";
		fake.body_bytes = 3;
		fake.body_breaks = true;
		req.content_length = i == 0 ? "9" : NULL;
		assert_int_equal(body_read(&req, LIMIT, &body, &bytes, &fault),
		    -1);
		assert_null(body);
		assert_int_equal(fault.kind, FAULT_INVALID_INPUT);
		assert_string_equal(fault.message,
		    "the body of the request could not be read");
		assert_string_equal(fault.detail,
		    "after 3 bytes: Protocol error");
	}
}

static const struct {
	const char	*text;
	size_t		 digits;
	uint64_t	 value;
} decimals[] = {
	{ "", 0, 0 }, { "a", 0, 0 }, { "-1", 0, 0 }, { "+1", 0, 0 },
	{ " 1", 0, 0 }, { "0", 1, 0 }, { "007", 3, 7 }, { "12a", 2, 12 },
	{ "18446744073709551614", 20, UINT64_MAX - 1 },
	{ "18446744073709551615", 20, UINT64_MAX },
	{ "18446744073709551616", 20, UINT64_MAX },
	{ "18446744073709551620", 20, UINT64_MAX },
	{ "184467440737095516150", 21, UINT64_MAX },
	{ "99999999999999999999999999", 26, UINT64_MAX },
	{ "00000000000000000000000000000001", 32, 1 },
};

static void
test_decimals(void **state)
{
	uint64_t value;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof decimals / sizeof decimals[0]; i++) {
		assert_int_equal(decimal_read(decimals[i].text, &value),
		    decimals[i].digits);
		assert_true(value == decimals[i].value);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_promise),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_decimals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
