#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"
#include "fake_door.h"
#include "htsget/ticket.h"
#include "http/request.h"

/* Of a block, as long as its request. */
#define FAKE(...) fake_make((const char *const[]) \
	{ "REQUEST_METHOD", "GET", __VA_ARGS__, NULL })

static struct fake_door
fake_make(const char *const *pairs)
{
	struct fake_door fake;

	fake_door_init(&fake, pairs);
	return fake;
}

/* "": the variable is absent. The path wanted, or NULL: InvalidInput. */
static const struct {
	const char	*info, *uri, *script, *base, *path;
} paths[] = {
	/* PATH_INFO beats everything and is not decoded again. */
	{ "/reads/x", "/y/reads/z", "/y", NULL, "/reads/x" },
	{ "/reads/a%41", "/reads/a%2541", "", NULL, "/reads/a%41" },
	{ "/reads/a b?c", "", "", NULL, "/reads/a b?c" },
	{ "/reads/\xc3\xa9", "", "", NULL, "/reads/\xc3\xa9" },
	{ "/reads/\xc3", "", "", NULL, NULL },
	{ "/reads/\xc0\xaf", "", "", NULL, NULL },
	{ "/other", "/reads/x", "", NULL, "/other" },
	{ "/htsget/reads/x", "", "", "/htsget", "/htsget/reads/x" },
	/* REQUEST_URI: without the query, decoded once. */
	{ "", "/reads/x", "", NULL, "/reads/x" },
	{ "", "/reads/x?a=/reads/y", "", NULL, "/reads/x" },
	{ "", "/reads/x#a", "", NULL, "/reads/x" },
	{ "", "/reads/a%2Fb", "", NULL, "/reads/a/b" },
	{ "", "/reads/a%252Fb", "", NULL, "/reads/a%2Fb" },
	{ "", "/reads/a+b", "", NULL, "/reads/a+b" },
	{ "", "/reads/%C3%A9", "", NULL, "/reads/\xc3\xa9" },
	{ "", "/reads/%3Fx?y", "", NULL, "/reads/?x" },
	{ "", "/reads/%", "", NULL, NULL },
	{ "", "/reads/%4", "", NULL, NULL },
	{ "", "/reads/%4g", "", NULL, NULL },
	{ "", "/reads/%00", "", NULL, NULL },
	{ "", "/reads/%C3", "", NULL, NULL },
	{ "", "/reads/%ED%A0%80", "", NULL, NULL },
	/* The base of the configuration, then SCRIPT_NAME, is cut off. */
	{ "", "/htsget/reads/x", "", "/htsget", "/reads/x" },
	{ "", "/htsget/reads/x", "", "/htsget/", "/reads/x" },
	{ "", "/%68tsget/reads/x", "", "/htsget", "/reads/x" },
	{ "", "/h%20g/reads/x", "", "/h%20g", "/reads/x" },
	{ "", "/variants/reads/reads/x", "/variants/reads", NULL,
	    "/reads/x" },
	{ "", "/reads/variants/x", "/s", "/reads", "/variants/x" },
	{ "", "/a/reads/x", "/a", "/b", "/reads/x" },
	{ "", "/reads/x", "/reads/x", NULL, "/reads/x" },
	/* Otherwise the first endpoint's segment begins the path. */
	{ "", "/a/b/reads/x", "", NULL, "/reads/x" },
	{ "", "/a/variants/reads/x", "", NULL, "/variants/reads/x" },
	{ "", "/a/data/file/reads/x", "", NULL, "/data/file/reads/x" },
	{ "", "/data/span/x/variants/y", "", NULL, "/data/span/x/variants/y" },
	{ "", "/data/reads/data/file/x", "", NULL, "/reads/data/file/x" },
	{ "", "/a/data/files/x", "", NULL, "/a/data/files/x" },
	{ "", "/h/data/file/x", "", "/h", "/data/file/x" },
	{ "", "/htsgetreads/x", "", "/htsget", "/htsgetreads/x" },
	{ "", "/htsget2/reads/x", "", "/htsget", "/reads/x" },
	{ "", "//reads/x", "", NULL, "/reads/x" },
	{ "", "http://h/reads/x", "", NULL, "/reads/x" },
	{ "", "/reads", "", NULL, "/reads" },
	/* /health is a whole path. */
	{ "/health", "/y/reads/z", "/y", NULL, "/health" },
	{ "", "/health", "", NULL, "/health" },
	{ "", "/health?x=/reads/y", "", NULL, "/health" },
	{ "", "/%68ealth", "", NULL, "/health" },
	{ "", "/htsget/health", "", "/htsget", "/health" },
	{ "", "/htsget/health", "", "/htsget/", "/health" },
	{ "", "/health/health", "", "/health", "/health" },
	{ "", "/health/reads/x", "", "/health", "/reads/x" },
	{ "", "/a/htsgate.fcgi/health", "/a/htsgate.fcgi", NULL, "/health" },
	{ "", "/a/b/health", "", NULL, "/health" },
	{ "", "/reads/health", "", NULL, "/reads/health" },
	{ "", "/a/reads/x/health", "", NULL, "/reads/x/health" },
	{ "", "/health/", "", NULL, "/health/" },
	{ "", "/healthy", "", NULL, "/healthy" },
	{ "", "/a/healthy", "/a", NULL, "/a/healthy" },
	{ "", "/ahealth", "", NULL, "/ahealth" },
	{ "", "/a/health/x", "/a", NULL, "/a/health/x" },
	{ "", "/a/health/reads/x", "", NULL, "/reads/x" },
	{ "", "/Health", "", NULL, "/Health" },
	{ "", "/areads/x", "", NULL, "/areads/x" },
	{ "", "/", "", NULL, "/" },
	{ "", "*", "", NULL, "*" },
	{ "", "?reads/x", "", NULL, "" },
	{ "", "", "", NULL, "/" },
};

static void
test_path(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct fault fault = FAULT_INIT;
		struct request req;
		struct fake_door fake = FAKE("PATH_INFO", paths[i].info,
		    "REQUEST_URI", paths[i].uri,
		    "SCRIPT_NAME", paths[i].script);
		int rc = request_open(&req, &fake.door, paths[i].base, &fault);

		print_message("%s %s\n", paths[i].info, paths[i].uri);
		if (paths[i].path != NULL) {
			assert_int_equal(rc, 0);
			assert_string_equal(req.path, paths[i].path);
		} else {
			assert_int_equal(rc, -1);
			assert_int_equal(fault.kind, FAULT_INVALID_INPUT);
			assert_null(req.path);
			assert_ptr_equal(req.door, &fake.door);
			assert_string_equal(req.method, "GET");
			assert_non_null(req.target);
		}
		request_clear(&req);
		assert_null(req.path);
	}
}

static const struct {
	const char	*request_scheme, *https, *scheme;
} schemes[] = {
	{ "", "", "http" },
	{ "http", "", "http" },
	{ "https", "", "https" },
	{ "http", "on", "http" },
	{ "https", "off", "https" },
	{ "", "on", "https" },
	{ "", "off", "http" },
	{ "", "1", "http" },
	{ "javascript", "", "http" },
	{ "javascript", "on", "https" },
};

static void
test_scheme(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
		struct fault fault = FAULT_INIT;
		struct request req;
		struct fake_door fake = FAKE("REQUEST_SCHEME",
		    schemes[i].request_scheme, "HTTPS", schemes[i].https,
		    "HTTP_X_FORWARDED_PROTO", "https");

		assert_int_equal(request_open(&req, &fake.door, NULL, &fault),
		    0);
		assert_string_equal(req.scheme, schemes[i].scheme);
		request_clear(&req);
	}
}

#define HOST_250 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" \
	"cccccccccccccccccccccccccccccccccccccccccccccccccc" \
	"dddddddddddddddddddddddddddddddddddddddddddddddddd" \
	"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"

static const struct {
	const char	*http_host, *name, *port, *scheme, *host;
} hosts[] = {
	{ "h.example.org", "other", "81", "http", "h.example.org" },
	{ "h.example.org:8080", "", "", "http", "h.example.org:8080" },
	{ "[::1]:8080", "", "", "http", "[::1]:8080" },
	{ HOST_250 "abcde:65535", "n", "80", "http", HOST_250 "abcde:65535" },
	{ HOST_250 "abcdef:65535", "n", "80", "http", "n" },
	{ "a\"b", "n", "80", "http", "n" },
	{ "a b", "n", "80", "http", "n" },
	{ "a/b", "n", "80", "http", "n" },
	{ "u@h", "n", "80", "http", "n" },
	{ "a\r\nX: y", "n", "80", "http", "n" },
	{ "a\\", "n", "80", "http", "n" },
	{ "<a>", "n", "80", "http", "n" },
	{ "h\xc3\xa9", "n", "80", "http", "n" },
	{ "h%41", "n", "80", "http", "n" },
	{ "[", "n", "80", "http", "n" },
	{ "[abc", "n", "80", "http", "n" },
	{ "[]", "n", "80", "http", "n" },
	{ "[]:80", "n", "80", "http", "n" },
	{ "[::1]x", "n", "80", "http", "n" },
	{ ":80", "n", "80", "http", "n" },
	{ "a:b:c", "n", "80", "http", "n" },
	{ "a:", "n", "80", "http", "n" },
	{ "a:65536", "n", "80", "http", "n" },
	{ "..", "n", "80", "http", "n" },
	{ "a]", "n", "80", "http", "n" },
	{ "", "n", "8080", "http", "n:8080" },
	{ "", "n", "443", "http", "n:443" },
	{ "", "n", "443", "https", "n" },
	{ "", "n", "80", "https", "n:80" },
	{ "", "n", "", "http", "n" },
	{ "", "n", "8o", "http", "n" },
	{ "", "n", "123456", "http", "n" },
	{ "", "::1", "8080", "http", "[::1]:8080" },
	{ "", "[::1]", "8080", "http", "[::1]:8080" },
	{ "", "n\"", "8080", "http", NULL },
	{ "", "[", "8080", "http", NULL },
	{ "", "[abc", "8080", "http", NULL },
	{ "", "::g", "8080", "http", NULL },
	{ "", "n:81", "8080", "http", NULL },
	{ "", "..", "80", "http", NULL },
	{ "", "", "8080", "http", NULL },
};

static void
test_host(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		struct fault fault = FAULT_INIT;
		struct request req;
		struct fake_door fake = FAKE("HTTP_HOST", hosts[i].http_host,
		    "SERVER_NAME", hosts[i].name, "SERVER_PORT",
		    hosts[i].port, "REQUEST_SCHEME", hosts[i].scheme,
		    "HTTP_X_FORWARDED_HOST", "forged");

		assert_int_equal(request_open(&req, &fake.door, NULL, &fault),
		    0);
		if (hosts[i].host != NULL)
			assert_string_equal(req.host, hosts[i].host);
		else
			assert_null(req.host);
		request_clear(&req);
	}
}

static void
test_variables(void **state)
{
	struct fault fault = FAULT_INIT;
	struct request req;
	struct fake_door fake = FAKE("QUERY_STRING", "a=%41",
	    "HTTP_ORIGIN", "https://o", "HTTP_RANGE", "bytes=0-1",
	    "HTTP_IF_RANGE", "\"a\"", "SERVER_PROTOCOL", "HTTP/1.1",
	    "HTTP_AUTHORIZATION", "Bearer a.b-c",
	    "HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "range",
	    "REMOTE_USER", "u", "REMOTE_ADDR", "127.0.0.1",
	    "CONTENT_LENGTH", "3", "CONTENT_TYPE", "text/plain");

	(void)state;
	assert_int_equal(request_open(&req, &fake.door, NULL, &fault), 0);
	assert_string_equal(req.method, "GET");
	assert_string_equal(req.query, "a=%41");
	assert_string_equal(req.origin, "https://o");
	assert_string_equal(req.protocol, "HTTP/1.1");
	assert_string_equal(req.authorization, "Bearer a.b-c");
	assert_null(req.challenge);
	assert_string_equal(req.range, "bytes=0-1");
	assert_string_equal(req.if_range, "\"a\"");
	assert_string_equal(req.request_headers, "range");
	assert_string_equal(req.user, "u");
	assert_string_equal(req.address, "127.0.0.1");
	assert_string_equal(req.content_length, "3");
	assert_string_equal(req.content_type, "text/plain");
	request_clear(&req);
}

static void
test_empty(void **state)
{
	struct fault fault = FAULT_INIT;
	struct request req;
	struct fake_door fake = FAKE("QUERY_STRING", "", "REMOTE_USER", "",
	    "SERVER_PROTOCOL", "", "HTTP_AUTHORIZATION", "",
	    "HTTP_IF_RANGE", "");

	(void)state;
	assert_int_equal(request_open(&req, &fake.door, NULL, &fault), 0);
	assert_null(req.query);
	assert_null(req.user);
	assert_null(req.protocol);
	assert_null(req.authorization);
	/* To a web server it is a condition that is not met. */
	assert_string_equal(req.if_range, "");
	assert_null(req.content_length);
	request_clear(&req);
}

static const char *
authorization_of(const char *value)
{
	struct fault fault = FAULT_INIT;
	struct request req;
	struct fake_door fake = FAKE("HTTP_AUTHORIZATION", value);
	const char *got;

	assert_int_equal(request_open(&req, &fake.door, NULL, &fault), 0);
	got = req.authorization;
	request_clear(&req);
	return got;
}

/* It goes into tickets: nothing that ends a line or is no text. */
static void
test_authorization(void **state)
{
	static const char *const bad[] = { "Bearer a\r\nX: y", "Bearer a\n",
	    "Bearer\ta", "Bearer \x7f", "Bearer \xc3\xa9", "\x01", " ",
	    " Bearer a", "Bearer a " };
	static const char *const good[] = { "Bearer a", "~",
	    "Basic dTpw", "Bearer \"a\\b\"" };
	char most[TICKET_AUTHORIZATION_MAX + 2];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_null(authorization_of(bad[i]));
	for (i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_string_equal(authorization_of(good[i]), good[i]);
	memset(most, 'a', sizeof most);
	most[TICKET_AUTHORIZATION_MAX + 1] = '\0';
	assert_null(authorization_of(most));
	most[TICKET_AUTHORIZATION_MAX] = '\0';
	assert_string_equal(authorization_of(most), most);
}

static void
test_no_method(void **state)
{
	struct fault fault = FAULT_INIT;
	struct request req;
	struct fake_door fake = fake_make((const char *const[]){
	    "PATH_INFO", "/reads/x", NULL });

	(void)state;
	assert_int_equal(request_open(&req, &fake.door, NULL, &fault), -1);
	assert_int_equal(fault.kind, FAULT_INVALID_INPUT);
	assert_null(req.method);
	request_clear(&req);
}

/* More than are made at a time. */
static void
test_id(void **state)
{
	char ids[100][REQUEST_ID_BYTES];
	size_t i, j;

	(void)state;
	for (i = 0; i < 100; i++) {
		request_id(ids[i]);
		assert_int_equal(strlen(ids[i]), 16);
		assert_int_equal(strspn(ids[i], "0123456789abcdef"), 16);
		for (j = 0; j < i; j++)
			assert_string_not_equal(ids[i], ids[j]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_path),
		cmocka_unit_test(test_scheme),
		cmocka_unit_test(test_host),
		cmocka_unit_test(test_variables),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_authorization),
		cmocka_unit_test(test_no_method),
		cmocka_unit_test(test_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
