#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <htslib/kstring.h>

#include "base/fault.h"
#include "base/log.h"
#include "http/door.h"
#include "http/head.h"
#include "http/reply.h"
#include "http/request.h"

struct fake {
	struct door	 door;		/* first: a door is cast to it */
	const char	*method;
	int		 writes_left;	/* then the client hangs up */
	kstring_t	 out;
};

static char log_path[] = "/tmp/test_reply.XXXXXX";

static const char *
fake_variable(struct door *door, const char *name)
{
	if (strcmp(name, "REQUEST_METHOD") != 0)
		return NULL;
	return ((struct fake *)door)->method;
}

static int
fake_write(struct door *door, const void *data, size_t bytes)
{
	struct fake *fake = (struct fake *)door;

	if (fake->writes_left-- <= 0)
		return -1;
	return kputsn(data, (int)bytes, &fake->out) < 0 ? -1 : 0;
}

static struct fake
fake_make(const char *method)
{
	struct fake fake = {
		.door.variable = fake_variable,
		.door.write = fake_write,
		.method = method,
		.writes_left = 100,
	};

	return fake;
}

static struct request
request_make(struct fake *fake)
{
	static char path[] = "/reads/x";
	struct request req = {
		.door = &fake->door,
		.method = fake->method,
		.path = path,
		.target = path,
		.query = "format=BAM",
		.id = "0123456789abcdef",
		.size = 12345,
	};

	return req;
}

static int
start_log(void **state)
{
	int fd;

	(void)state;
	memcpy(log_path + strlen(log_path) - 6, "XXXXXX", 6);
	fd = mkstemp(log_path);
	if (fd == -1)
		return -1;
	close(fd);
	return log_open(log_path, LOG_DEBUG);
}

static int
stop_log(void **state)
{
	(void)state;
	unlink(log_path);
	return log_open(NULL, LOG_ERROR);
}

/* What was logged so far; valid until the next call. */
static const char *
logged(void)
{
	static char text[8192];
	ssize_t n;
	int fd = open(log_path, O_RDONLY);

	assert_true(fd != -1);
	n = read(fd, text, sizeof text - 1);
	close(fd);
	assert_true(n >= 0);
	text[n] = '\0';
	return text;
}

static void
assert_one_line(const char *text)
{
	assert_non_null(strchr(text, '\n'));
	assert_string_equal(strchr(text, '\n'), "\n");
}

static void
test_ticket(void **state)
{
	struct fake fake = fake_make("GET");
	struct request req = request_make(&fake);

	(void)state;
	assert_int_equal(reply_json(&req, 200, REPLY_TICKET, NULL, "{\"a\":1}",
	    7), 0);
	assert_string_equal(fake.out.s, "Status: 200 OK\r\n"
	    "Content-Type: application/vnd.ga4gh.htsget.v1.3.0+json; "
	    "charset=utf-8\r\n"
	    "Content-Length: 7\r\n"
	    "Accept-Ranges: none\r\n"
	    "X-Request-Id: 0123456789abcdef\r\n"
	    "Vary: Origin\r\n"
	    "\r\n"
	    "{\"a\":1}");
	assert_string_equal(logged(), "");
	ks_free(&fake.out);
}

static void
test_head(void **state)
{
	struct fake fake = fake_make("HEAD");
	struct request req = request_make(&fake);

	(void)state;
	assert_int_equal(reply_json(&req, 200, REPLY_JSON, NULL, "{\"a\":1}",
	    7), 0);
	assert_string_equal(fake.out.s, "Status: 200 OK\r\n"
	    "Content-Type: application/json; charset=utf-8\r\n"
	    "Content-Length: 7\r\n"
	    "Accept-Ranges: none\r\n"
	    "X-Request-Id: 0123456789abcdef\r\n"
	    "Vary: Origin\r\n"
	    "\r\n");
	ks_free(&fake.out);
}

static const struct {
	enum fault_kind	 kind;
	const char	*allow, *status, *header, *level;
} faults[] = {
	{ FAULT_INVALID_INPUT, NULL, "400 Bad Request", "", "info" },
	{ FAULT_INVALID_RANGE, NULL, "400 Bad Request", "", "info" },
	{ FAULT_UNSUPPORTED_FORMAT, NULL, "400 Bad Request", "", "info" },
	{ FAULT_INVALID_AUTHENTICATION, NULL, "401 Unauthorized",
	    "WWW-Authenticate: Bearer\r\n", "info" },
	{ FAULT_PERMISSION_DENIED, NULL, "403 Forbidden", "", "info" },
	{ FAULT_NOT_FOUND, NULL, "404 Not Found", "", "info" },
	{ FAULT_METHOD, "GET, HEAD", "405 Method Not Allowed",
	    "Allow: GET, HEAD\r\n", "info" },
	{ FAULT_TOO_LARGE, NULL, "413 Content Too Large", "", "info" },
	{ FAULT_RANGE, NULL, "416 Range Not Satisfiable", "", "info" },
	{ FAULT_INTERNAL, NULL, "500 Internal Server Error", "", "error" },
	{ FAULT_UNAVAILABLE, NULL, "503 Service Unavailable",
	    "Retry-After: 5\r\n", "error" },
	{ FAULT_OFFLINE, NULL, "503 Service Unavailable",
	    "Retry-After: 600\r\n", "info" },
};

static void
check_fault(enum fault_kind kind, const char *allow, const char *status,
    const char *header, const char *level)
{
	struct fake fake = fake_make("GET");
	struct request req = request_make(&fake);
	struct fault fault = FAULT_INIT;
	char body[256], text[1024], line[1024];
	const char *log;

	fault_detail(&fault, kind, "no \"such\" thing", "/srv/x: %d", 7);
	assert_int_equal(reply_fault(&req, &fault, allow), 0);
	snprintf(body, sizeof body, "{\"htsget\":{\"error\":\"%s\","
	    "\"message\":\"no \\\"such\\\" thing\"}}", fault_word(kind));
	snprintf(text, sizeof text, "Status: %s\r\n"
	    "Content-Type: application/json; charset=utf-8\r\n"
	    "Content-Length: %zu\r\n"
	    "Accept-Ranges: none\r\n"
	    "%s%s"
	    "X-Request-Id: 0123456789abcdef\r\n"
	    "Vary: Origin\r\n"
	    "\r\n"
	    "%s", status, strlen(body), kind == FAULT_RANGE ?
	    "Content-Range: bytes */12345\r\n" : "", header, body);
	assert_string_equal(fake.out.s, text);
	assert_null(strstr(fake.out.s, "/srv"));

	snprintf(line, sizeof line, "htsgate: %s: GET /reads/x?format=BAM: "
	    "%d %s: no \"such\" thing (/srv/x: 7)\n", level, atoi(status),
	    fault_word(kind));
	log = logged();
	assert_one_line(log);
	assert_non_null(strstr(log, line));
	ks_free(&fake.out);
}

static void
test_faults(void **state)
{
	size_t i;

	for (i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		check_fault(faults[i].kind, faults[i].allow, faults[i].status,
		    faults[i].header, faults[i].level);
		stop_log(state);
		assert_int_equal(start_log(state), 0);
	}
}

static void
test_challenge(void **state)
{
	struct fake fake = fake_make("GET");
	struct request req = request_make(&fake);
	struct fault fault = FAULT_INIT;

	(void)state;
	req.challenge = "Basic realm=\"genomes\"";
	fault_set(&fault, FAULT_INVALID_AUTHENTICATION, "who are you?");
	assert_int_equal(reply_fault(&req, &fault, NULL), 0);
	assert_non_null(strstr(fake.out.s,
	    "\r\nWWW-Authenticate: Basic realm=\"genomes\"\r\n"));
	ks_free(&fake.out);
}

/* The lines of content, but for its length, which we do not know of. */
static void
test_handover(void **state)
{
	struct fake fake = fake_make("GET");
	struct request req = request_make(&fake);
	const struct reply reply = {
		.status = 200,
		.type = "application/octet-stream",
		.bytes = 1000,
		.ranges = true,
		.etag = "\"v\"",
		.last_modified = "Sun, 06 Nov 1994 08:49:37 GMT",
		.cache_control = "private",
		.handover_name = "X-Sendfile",
		.handover_value = "/srv/a%20b",
	};

	(void)state;
	assert_int_equal(reply_head(&req, &reply), 0);
	assert_string_equal(fake.out.s, "Status: 200 OK\r\n"
	    "Content-Type: application/octet-stream\r\n"
	    "Accept-Ranges: bytes\r\n"
	    "ETag: \"v\"\r\n"
	    "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
	    "X-Sendfile: /srv/a%20b\r\n"
	    "Cache-Control: private\r\n"
	    "X-Request-Id: 0123456789abcdef\r\n"
	    "Vary: Origin\r\n"
	    "\r\n");
	ks_free(&fake.out);
}

/* Who reads the log must not get what a signed URL gives. */
static const struct {
	const char	*path, *target, *query, *line;
} secrets[] = {
	{ "/data/file/x", "/t", "format=BAM&signature=SECRET",
	    "GET /data/file/x?format=BAM&signature=…: 403 " },
	{ "/data/span/x", "/t", "SECRET", "GET /data/span/x?…: 403 " },
	{ "/h/data/file/x", "/t", "SECRET", "GET /h/data/file/x?…: 403 " },
	{ "/other", "/t", "signature=SECRET", "GET /other?signature=…: 403 " },
	{ "/data/file/x", "/t", NULL, "GET /data/file/x: 403 " },
	{ "/reads/x?y", "/t", "a=b", "GET /reads/x?…?a=…: 403 " },
	/* It could not be opened. */
	{ NULL, "/data/file/%zz?signature=SECRET", "signature=SECRET",
	    "GET /data/file/%zz?signature=…: 403 " },
	{ NULL, "/data/file/%zz", NULL, "GET /data/file/%zz: 403 " },
	{ NULL, "?SECRET", "SECRET", "GET ?…: 403 " },
	{ NULL, NULL, "SECRET", "GET -: 403 " },
};

static void
test_secrets(void **state)
{
	size_t i;

	for (i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
		struct fake fake = fake_make("GET");
		struct request req = request_make(&fake);
		struct fault fault = FAULT_INIT;
		char path[64] = "";

		if (secrets[i].path != NULL)
			strcpy(path, secrets[i].path);
		req.path = secrets[i].path != NULL ? path : NULL;
		req.target = secrets[i].target;
		req.query = secrets[i].query;
		fault_set(&fault, FAULT_PERMISSION_DENIED, "no");
		assert_int_equal(reply_fault(&req, &fault, NULL), 0);
		assert_non_null(strstr(logged(), secrets[i].line));
		reply_break(&req, &fault, 1, 2);
		assert_null(strstr(logged(), "SECRET"));
		stop_log(state);
		assert_int_equal(start_log(state), 0);
		ks_free(&fake.out);
	}
}

/* A request that could not be opened has no path, perhaps no method. */
static void
test_bare(void **state)
{
	struct fake fake = fake_make(NULL);
	struct request req = { .door = &fake.door, .target = "/reads/%\n" };
	struct fault fault = FAULT_INIT;
	const char *log;

	(void)state;
	fault_set(&fault, FAULT_INVALID_INPUT, "bad escape");
	assert_int_equal(reply_fault(&req, &fault, NULL), 0);
	assert_non_null(strstr(fake.out.s, "\"message\":\"bad escape\""));
	log = logged();
	assert_one_line(log);
	assert_non_null(strstr(log,
	    "info: - /reads/%\\x0a: 400 InvalidInput: bad escape\n"));
	ks_free(&fake.out);
}

/* What the client sent must not push out what went wrong. */
static void
test_long_request(void **state)
{
	static char path[6000], query[6000], method[6000];
	struct fake fake = fake_make(method);
	struct request req = request_make(&fake);
	struct fault fault = FAULT_INIT;

	(void)state;
	memset(path, 'p', sizeof path - 1);
	memset(query, 'q', sizeof query - 1);
	memcpy(query, "format=", strlen("format="));
	memset(method, 'm', sizeof method - 1);
	req.path = path;
	req.query = query;
	fault_detail(&fault, FAULT_INTERNAL, "the reason", "the detail");
	assert_int_equal(reply_fault(&req, &fault, NULL), 0);
	assert_one_line(logged());
	assert_non_null(strstr(logged(), "q…: 500 InternalServerError: "
	    "the reason (the detail)\n"));
	ks_free(&fake.out);
}

/* Also where no path could be made of it: it is the URL as it came. */
static void
test_no_signature_is_logged(void **state)
{
	static const char query[] = "key=0&signature=SECRET&token=SECRET";
	static const char *const paths[] = { "/reads/x",
	    "/reads/x?signature=SECRET" };
	static const char *const targets[] = { "/reads/%?signature=SECRET",
	    "http://h/reads/%?token=SECRET" };
	struct fault fault = FAULT_INIT;
	struct fake fake;
	struct request req;
	size_t i;

	(void)state;
	fault_set(&fault, FAULT_INTERNAL, "the reason");
	for (i = 0; i < 4; i++) {
		fake = fake_make("GET");
		req = request_make(&fake);
		req.path = i < 2 ? (char *)paths[i] : NULL;
		req.target = i < 2 ? "/other" : targets[i - 2];
		req.query = query;
		assert_int_equal(reply_fault(&req, &fault, NULL), 0);
		reply_break(&req, &fault, 1, 2);
		ks_free(&fake.out);
	}
	assert_null(strstr(logged(), "SECRET"));
	assert_non_null(strstr(logged(), "GET /reads/x?key=0&signature=…&"
	    "token=…: 500 "));
	assert_non_null(strstr(logged(), "GET /reads/x?signature=…?key=0&"));
	assert_non_null(strstr(logged(), "GET /reads/%?signature=…: 500 "));
}

/* As long with every byte escaped in the log. */
static void
test_long_strange_path(void **state)
{
	static char path[6000];
	struct fake fake = fake_make("GET");
	struct request req = request_make(&fake);
	struct fault fault = FAULT_INIT;

	(void)state;
	memset(path, '\n', sizeof path - 1);
	req.path = path;
	fault_set(&fault, FAULT_NOT_FOUND, "the reason");
	assert_int_equal(reply_fault(&req, &fault, NULL), 0);
	assert_one_line(logged());
	assert_non_null(strstr(logged(), ": 404 NotFound: the reason\n"));
	ks_free(&fake.out);
}

static void
test_error_is_quiet(void **state)
{
	struct fake fake = fake_make("GET");
	struct request req = request_make(&fake);
	struct fault fault = FAULT_INIT;

	(void)state;
	fault_set(&fault, FAULT_INTERNAL, "known");
	assert_int_equal(reply_error(&req, &fault, NULL), 0);
	assert_non_null(strstr(fake.out.s, "\"message\":\"known\""));
	assert_string_equal(logged(), "");
	ks_free(&fake.out);
}

static void
test_hang_up(void **state)
{
	int writes;

	for (writes = 0; writes < 2; writes++) {
		struct fake fake = fake_make("GET");
		struct request req = request_make(&fake);

		fake.writes_left = writes;
		assert_int_equal(reply_json(&req, 200, REPLY_JSON, NULL, "{}",
		    2), -1);
		assert_one_line(logged());
		assert_non_null(strstr(logged(), "debug: "));
		stop_log(state);
		assert_int_equal(start_log(state), 0);
		ks_free(&fake.out);
	}
}

static const char last[] = "Status: 500 Internal Server Error\r\n"
    "Content-Type: application/json; charset=utf-8\r\n"
    "Content-Length: 82\r\n"
    "Accept-Ranges: none\r\n"
    "X-Request-Id: 0123456789abcdef\r\n"
    "Vary: Origin\r\n"
    "\r\n"
    "{\"htsget\":{\"error\":\"InternalServerError\","
    "\"message\":\"the server could not answer\"}}";

static void
test_last_resort(void **state)
{
	struct fake fake = fake_make("GET"), head = fake_make("HEAD");
	struct request req = request_make(&fake);
	struct request head_req = request_make(&head);

	(void)state;
	assert_int_equal(reply_last_resort(&req), 0);
	assert_string_equal(fake.out.s, last);
	assert_int_equal(strlen(strstr(last, "{")), 82);
	assert_int_equal(reply_last_resort(&head_req), 0);
	assert_int_equal(head.out.l, strstr(last, "{") - last);
	ks_free(&fake.out);
	ks_free(&head.out);
}

/* Whatever comes second, the client gets one reply. */
static void
test_once(void **state)
{
	struct fake fake = fake_make("GET");
	struct request req = request_make(&fake);
	struct fault fault = FAULT_INIT;
	size_t bytes;

	(void)state;
	fault_set(&fault, FAULT_INTERNAL, "late");
	assert_int_equal(reply_json(&req, 200, REPLY_JSON, NULL, "{}", 2), 0);
	bytes = fake.out.l;
	assert_int_equal(reply_json(&req, 200, REPLY_JSON, NULL, "{}", 2), -1);
	assert_int_equal(reply_fault(&req, &fault, NULL), -1);
	assert_int_equal(reply_last_resort(&req), -1);
	assert_int_equal(fake.out.l, bytes);
	ks_free(&fake.out);
}

/* A handler that fails without a fault, a header that does not fit. */
static void
test_fallback(void **state)
{
	struct fake fake = fake_make("GET"), wide = fake_make("GET");
	struct request req = request_make(&fake);
	struct fault fault = FAULT_INIT;
	char allow[HEAD_MAX];

	(void)state;
	assert_int_equal(reply_fault(&req, &fault, NULL), 0);
	assert_string_equal(fake.out.s, last);
	memset(allow, 'A', sizeof allow - 1);
	allow[sizeof allow - 1] = '\0';
	req = request_make(&wide);
	assert_int_equal(reply_json(&req, 405, REPLY_JSON, allow, "{}", 2),
	    -1);
	assert_string_equal(wide.out.s, last);
	ks_free(&fake.out);
	ks_free(&wide.out);
}

#define with_log(f) cmocka_unit_test_setup_teardown(f, start_log, stop_log)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		with_log(test_ticket),
		with_log(test_head),
		with_log(test_faults),
		with_log(test_challenge),
		with_log(test_handover),
		with_log(test_secrets),
		with_log(test_bare),
		with_log(test_no_signature_is_logged),
		with_log(test_long_request),
		with_log(test_long_strange_path),
		with_log(test_error_is_quiet),
		with_log(test_hang_up),
		with_log(test_last_resort),
		with_log(test_once),
		with_log(test_fallback),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
