/* Tests of cors: whose page may read, and that nobody splits a header. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "fake_door.h"
#include "http/cors.h"
#include "http/head.h"
#include "http/reply.h"

#define EXPOSED "Content-Length, Content-Range, Accept-Ranges, ETag, " \
	"X-Request-Id, Retry-After, WWW-Authenticate"

static char *listed[] = { "https://igv.org", "http://localhost:8080" };
static const struct cors any = { NULL, 0 };
static const struct cors list = { listed, 2 };

/* X-1; allowed where any origin is, allowed by the list. */
static const struct {
	const char	*origin;
	bool		 any, list;
} origins[] = {
	{ NULL, false, false },
	{ "https://igv.org", true, true },
	{ "http://localhost:8080", true, true },
	{ "http://localhost", true, false },
	{ "http://localhost:80800", true, false },
	{ "https://igv.org/", true, false },
	{ "https://igv.org.evil.example", true, false },
	{ "https://IGV.org", true, false },
	{ "http://igv.org", true, false },
	{ "null", true, false },
	{ "*", true, false },
	{ "http://[::1]:8080", true, false },
	{ "", false, false },
	{ " https://igv.org", false, false },
	{ "https://igv.org ", false, false },
	{ "https://igv.org https://b", false, false },
	{ "https://igv.org,https://b", false, false },
	{ "https://igv.org;a", false, false },
	{ "https://igv.org\r\nX: y", false, false },
	{ "https://igv.org\n", false, false },
	{ "https://igv.org\t", false, false },
	{ "https://igv.org\x7f", false, false },
	{ "https://igv\xc3\xa9.org", false, false },
	{ "\"https://igv.org\"", false, false },
	{ "'https://igv.org'", false, false },
};

static void
test_origins(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof origins / sizeof origins[0]; i++) {
		const char *origin = origins[i].origin;

		print_message("%s\n", origin != NULL ? origin : "none");
		assert_int_equal(cors_allows(&any, origin), origins[i].any);
		assert_int_equal(cors_allows(&list, origin), origins[i].list);
		assert_false(cors_allows(NULL, origin));
	}
}

static void
test_long_origin(void **state)
{
	char origin[CORS_ORIGIN_MAX + 2];

	(void)state;
	memset(origin, 'a', sizeof origin);
	origin[CORS_ORIGIN_MAX] = '\0';
	assert_true(cors_allows(&any, origin));
	origin[CORS_ORIGIN_MAX] = 'a';
	origin[CORS_ORIGIN_MAX + 1] = '\0';
	assert_false(cors_allows(&any, origin));
}

/* The header lines of CORS, each by itself; NULL: it is not there. */
static void
assert_lines(const struct fake_door *fake, const char *origin, bool login)
{
	const char *got;

	assert_string_equal(fake_door_header(fake, "Vary"), "Origin");
	got = fake_door_header(fake, "Access-Control-Allow-Origin");
	if (origin != NULL)
		assert_string_equal(got, origin);
	else
		assert_null(got);
	got = fake_door_header(fake, "Access-Control-Expose-Headers");
	if (origin != NULL)
		assert_string_equal(got, EXPOSED);
	else
		assert_null(got);
	got = fake_door_header(fake, "Access-Control-Allow-Credentials");
	if (login)
		assert_string_equal(got, "true");
	else
		assert_null(got);
}

/* Each kind of reply: a ticket, an error, the last resort, OPTIONS. */
static void
send(struct request *req, int kind)
{
	struct fault fault = FAULT_INIT;

	if (kind == 0)
		reply_json(req, 200, REPLY_TICKET, NULL, "{}", 2);
	else if (kind == 1) {
		fault_set(&fault, FAULT_NOT_FOUND, "none");
		reply_error(req, &fault, NULL);
	} else if (kind == 2)
		reply_last_resort(req);
	else
		reply_options(req, "GET, HEAD, OPTIONS");
}

static void
check_replies(const struct cors *cors, const char *origin, bool allowed)
{
	struct fake_door fake;
	int kind;

	for (kind = 0; kind < 4; kind++) {
		struct request req = {
			.door = &fake.door,
			.method = kind == 3 ? "OPTIONS" : "GET",
			.origin = origin,
			.cors = cors,
		};

		fake_door_init(&fake, NULL);
		send(&req, kind);
		assert_lines(&fake, allowed ? origin : NULL,
		    allowed && cors->n > 0);
		fake_door_clear(&fake);
	}
}

static void
test_replies(void **state)
{
	(void)state;
	log_open("/dev/null", LOG_ERROR);
	check_replies(&any, NULL, false);
	check_replies(&any, "https://any.example", true);
	check_replies(&any, "a\nb", false);
	check_replies(&list, NULL, false);
	check_replies(&list, "https://igv.org", true);
	check_replies(&list, "https://any.example", false);
	check_replies(NULL, "https://igv.org", false);
	log_open(NULL, LOG_ERROR);
}

/* X-3; what is asked for, and whether it is echoed. */
static const struct {
	const char	*names;
	bool		 echoed;
} asked[] = {
	{ "range", true },
	{ "content-type,range", true },
	{ "Content-Type , X-A!#$%&'*+-.^_`|~9", true },
	{ " range ", true },
	{ "", false },
	{ ",", false },
	{ "range,", false },
	{ ",range", false },
	{ "range,,b", false },
	{ "range b", false },
	{ "range: b", false },
	{ "range\r\nX: y", false },
	{ "range\tb", false },
	{ "\"range\"", false },
	{ "r\xc3\xa9", false },
	{ "range;q=1", false },
	{ NULL, false },
};

static void
check_preflight(const char *origin, const char *names, bool echoed)
{
	struct fake_door fake;
	struct request req = {
		.door = &fake.door,
		.method = "OPTIONS",
		.origin = origin,
		.request_headers = names,
		.cors = &list,
		.id = "0123456789abcdef",
	};
	char text[4096];

	fake_door_init(&fake, NULL);
	assert_int_equal(reply_options(&req, "GET, HEAD, OPTIONS"), 0);
	snprintf(text, sizeof text, "Status: 204 No Content\r\n"
	    "Allow: GET, HEAD, OPTIONS\r\n"
	    "X-Request-Id: 0123456789abcdef\r\n"
	    "Vary: Origin\r\n"
	    "Access-Control-Allow-Origin: %s\r\n"
	    "Access-Control-Expose-Headers: " EXPOSED "\r\n"
	    "Access-Control-Allow-Credentials: true\r\n"
	    "Access-Control-Allow-Methods: GET, HEAD, OPTIONS\r\n"
	    "%s%s%s"
	    "Access-Control-Max-Age: 2592000\r\n"
	    "\r\n", origin, echoed ? "Access-Control-Allow-Headers: " : "",
	    echoed ? names : "", echoed ? "\r\n" : "");
	assert_string_equal(fake.out.s, text);
	fake_door_clear(&fake);
}

static void
test_preflight(void **state)
{
	char names[CORS_HEADERS_MAX + 2];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof asked / sizeof asked[0]; i++)
		check_preflight("https://igv.org", asked[i].names,
		    asked[i].echoed);
	memset(names, 'a', sizeof names);
	names[CORS_HEADERS_MAX] = '\0';
	check_preflight("https://igv.org", names, true);
	names[CORS_HEADERS_MAX] = 'a';
	names[CORS_HEADERS_MAX + 1] = '\0';
	check_preflight("https://igv.org", names, false);
}

/* An origin that may not read learns the methods and nothing else. */
static void
test_refused_preflight(void **state)
{
	struct fake_door fake;
	struct request req = {
		.door = &fake.door,
		.method = "OPTIONS",
		.origin = "https://other.example",
		.request_headers = "range",
		.cors = &list,
	};

	(void)state;
	fake_door_init(&fake, NULL);
	assert_int_equal(reply_options(&req, "GET, OPTIONS"), 0);
	assert_string_equal(fake.out.s, "Status: 204 No Content\r\n"
	    "Allow: GET, OPTIONS\r\n"
	    "Vary: Origin\r\n"
	    "\r\n");
	fake_door_clear(&fake);
}

/* The longest head of all still fits. */
static void
test_longest(void **state)
{
	static char origin[CORS_ORIGIN_MAX + 1], names[CORS_HEADERS_MAX + 1];
	struct fake_door fake;
	char *one[] = { origin };
	const struct cors cors = { one, 1 };
	struct request req = {
		.door = &fake.door,
		.method = "OPTIONS",
		.origin = origin,
		.request_headers = names,
		.cors = &cors,
		.id = "0123456789abcdef",
	};

	(void)state;
	memset(origin, 'o', CORS_ORIGIN_MAX);
	memset(names, 'n', CORS_HEADERS_MAX);
	fake_door_init(&fake, NULL);
	assert_int_equal(reply_options(&req, "GET, HEAD, POST, OPTIONS"), 0);
	assert_non_null(strstr(fake.out.s, "204 No Content"));
	assert_in_range(fake.out.l, 1900, HEAD_MAX - 1024);
	fake_door_clear(&fake);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_origins),
		cmocka_unit_test(test_long_origin),
		cmocka_unit_test(test_replies),
		cmocka_unit_test(test_preflight),
		cmocka_unit_test(test_refused_preflight),
		cmocka_unit_test(test_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
