/* Tests of content: ranges, validators, and what breaks off. */
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

#include "base/fault.h"
#include "base/log.h"
#include "fake_door.h"
#include "http/content.h"
#include "http/cors.h"
#include "http/reply.h"

#define CHUNK	262144	/* of content.c */
#define SIZE	(2 * CHUNK + 1000)
#define WHEN	784111777
#define DATE	"Sun, 06 Nov 1994 08:49:37 GMT"
#define ETAG	"\"0123456789abcdef\""

struct source {
	uint64_t	fails_at;	/* reading beyond it is a fault */
	bool		changed;	/* `check` is a fault … */
	unsigned	good_checks;	/* … behind so many that are none */
	bool		unrecorded;	/* `promise` is one */
	uint64_t	promised;	/* bytes that it was told of */
	bool		promised_over;	/* and that they are handed over */
	unsigned	reads, checks;
	size_t		largest;	/* bytes of a read */
};

static char data[SIZE];
static char log_path[] = "/tmp/test_content.XXXXXX";

static int
source_read(void *arg, void *buffer, size_t bytes, uint64_t offset,
    struct fault *fault)
{
	struct source *source = arg;

	assert_true(bytes > 0 && offset + bytes <= SIZE);
	/* A piece is of the version before it goes out. */
	assert_int_equal(source->checks, source->reads++);
	if (bytes > source->largest)
		source->largest = bytes;
	if (offset + bytes > source->fails_at)
		return fault_detail(fault, FAULT_UNAVAILABLE,
		    "the file cannot be read", "/srv/x: at %d", (int)offset);
	memcpy(buffer, data + offset, bytes);
	return 0;
}

static int
source_check(void *arg, struct fault *fault)
{
	struct source *source = arg;

	source->checks++;
	return source->changed && source->checks > source->good_checks ?
	    fault_set(fault, FAULT_UNAVAILABLE,
	    "the file has changed") : 0;
}

/* What will be given is told before, and may be refused. */
static int
source_promise(void *arg, const struct given *given, struct fault *fault)
{
	struct source *source = arg;

	source->promised_over = given->handed_over;
	source->promised = given->bytes;
	return source->unrecorded ? fault_set(fault, FAULT_UNAVAILABLE,
	    "it is not recorded") : 0;
}

struct asked {
	const char	*method, *range, *if_range;
	uint64_t	 size;
	size_t		 room;
	const char	*protocol;	/* NULL: none, and no hand-over */
	bool		 bounded;
	uint64_t	 start, end;
};

/* One question and what came of it. */
struct asking {
	struct source	 source;
	struct fault	 fault;
	struct fake_door fake;
	struct request	 req;
	struct given	 given;
};

#define ASKING	{ .source = { .fails_at = UINT64_MAX } }

static const struct cors any = { NULL, 0 };

static int
ask(struct asking *a, const struct asked *asked)
{
	static char path[] = "/data/file/x";
	struct request *req = &a->req;
	const struct content content = {
		.size = asked->size,
		.etag = ETAG,
		.modified = WHEN,
		.bounded = asked->bounded,
		.start = asked->start,
		.end = asked->end,
		.handover_name = asked->protocol != NULL ? "X-Sendfile" : NULL,
		.handover_value = "/srv/x.bam",
		.read = source_read,
		.check = source_check,
		.promise = source_promise,
		.arg = &a->source,
	};

	memset(req, 0, sizeof *req);
	req->door = &a->fake.door;
	req->method = asked->method;
	req->path = path;
	req->protocol = asked->protocol;
	req->range = asked->range;
	req->if_range = asked->if_range;
	req->id = "fedcba9876543210";
	req->origin = "https://igv.org";
	req->cors = &any;
	fake_door_init(&a->fake, NULL);
	a->fake.room = asked->room > 0 ? asked->room : SIZE_MAX;
	return content_reply(req, &content, &a->given, &a->fault);
}

static const struct {
	const char	*method, *range, *if_range;
	uint64_t	 size;
	const char	*status;	/* NULL: FAULT_RANGE */
	uint64_t	 start, end;
} replies[] = {
	{ "GET", NULL, NULL, SIZE, "200 OK", 0, SIZE },
	{ "GET", NULL, NULL, CHUNK, "200 OK", 0, CHUNK },
	{ "GET", NULL, NULL, CHUNK + 1, "200 OK", 0, CHUNK + 1 },
	{ "GET", NULL, NULL, 1, "200 OK", 0, 1 },
	{ "GET", NULL, NULL, 0, "200 OK", 0, 0 },
	{ "GET", "bytes=0-99", NULL, SIZE, "206 Partial Content", 0, 100 },
	{ "GET", "bytes=7-300007", NULL, SIZE, "206 Partial Content", 7,
	    300008 },
	{ "GET", "bytes=-5", NULL, SIZE, "206 Partial Content", SIZE - 5,
	    SIZE },
	{ "GET", "bytes=0-", NULL, SIZE, "206 Partial Content", 0, SIZE },
	{ "GET", "items=0-1", NULL, SIZE, "200 OK", 0, SIZE },
	{ "GET", "bytes=0-99", ETAG, SIZE, "206 Partial Content", 0, 100 },
	{ "GET", "bytes=0-99", DATE, SIZE, "206 Partial Content", 0, 100 },
	{ "GET", "bytes=0-99", "\"other\"", SIZE, "200 OK", 0, SIZE },
	{ "GET", "bytes=0-99", "W/" ETAG, SIZE, "200 OK", 0, SIZE },
	{ "GET", "nonsense", "\"other\"", SIZE, "200 OK", 0, SIZE },
	{ "GET", NULL, ETAG, SIZE, "200 OK", 0, SIZE },
	{ "HEAD", NULL, NULL, SIZE, "200 OK", 0, SIZE },
	{ "HEAD", "bytes=0-99", NULL, SIZE, "200 OK", 0, SIZE },
	{ "HEAD", "nonsense", NULL, SIZE, "200 OK", 0, SIZE },
	{ "GET", "bytes=1000000-", NULL, SIZE, NULL, 0, 0 },
	{ "GET", "bytes=0-", NULL, 0, NULL, 0, 0 },
	{ "GET", "bytes=0-1,3-4", NULL, SIZE, NULL, 0, 0 },
	{ "GET", "nonsense", NULL, SIZE, NULL, 0, 0 },
	{ "GET", "bytes=9-8", ETAG, SIZE, NULL, 0, 0 },
};

/* The lines, whole. */
static void
check_head(const struct fake_door *fake, size_t row)
{
	char text[2048], range[80] = "";
	uint64_t start = replies[row].start, end = replies[row].end;

	if (replies[row].status[2] == '6')
		snprintf(range, sizeof range, "Content-Range: bytes "
		    "%ju-%ju/%ju\r\n", (uintmax_t)start, (uintmax_t)end - 1,
		    (uintmax_t)replies[row].size);
	snprintf(text, sizeof text, "Status: %s\r\n"
	    "Content-Type: application/octet-stream\r\n"
	    "Content-Length: %ju\r\n"
	    "Accept-Ranges: bytes\r\n"
	    "%s"
	    "ETag: " ETAG "\r\n"
	    "Last-Modified: " DATE "\r\n"
	    "X-Request-Id: fedcba9876543210\r\n"
	    "Vary: Origin\r\n"
	    "Access-Control-Allow-Origin: https://igv.org\r\n"
	    "Access-Control-Expose-Headers: Content-Length, Content-Range, "
	    "Accept-Ranges, ETag, X-Request-Id, Retry-After, "
	    "WWW-Authenticate\r\n"
	    "\r\n", replies[row].status, (uintmax_t)(end - start), range);
	assert_true(fake->out.l >= strlen(text));
	assert_memory_equal(fake->out.s, text, strlen(text));
}

static void
check_reply(size_t row)
{
	const struct asked asked = { replies[row].method, replies[row].range,
	    replies[row].if_range, .size = replies[row].size };
	struct asking a = ASKING;
	const char *body;
	size_t bytes;
	int rc;

	rc = ask(&a, &asked);
	if (replies[row].status == NULL) {
		assert_int_equal(rc, -1);
		assert_int_equal(a.fault.kind, FAULT_RANGE);
		assert_int_equal(a.req.size, replies[row].size);
		assert_false(a.fake.door.begun);
		fake_door_clear(&a.fake);
		return;
	}
	assert_int_equal(rc, 0);
	assert_false(a.fake.door.broken);
	check_head(&a.fake, row);
	body = fake_door_body(&a.fake, &bytes);
	if (strcmp(asked.method, "HEAD") == 0)
		assert_int_equal(bytes, 0);
	else {
		assert_int_equal(bytes, replies[row].end - replies[row].start);
		assert_memory_equal(body, data + replies[row].start, bytes);
		assert_int_equal(a.source.checks, a.source.reads > 0 ?
		    a.source.reads : 1);
		assert_int_equal(a.source.promised, bytes);
		assert_false(a.source.promised_over);
	}
	assert_in_range(a.source.largest, 0, CHUNK);
	assert_int_equal(a.given.bytes, bytes);
	assert_false(a.given.handed_over);
	fake_door_clear(&a.fake);
}

static void
test_replies(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof replies / sizeof replies[0]; i++) {
		print_message("%s %s %s\n", replies[i].method,
		    replies[i].range != NULL ? replies[i].range : "-",
		    replies[i].if_range != NULL ? replies[i].if_range : "-");
		check_reply(i);
	}
}

/* 416 as the client gets it. */
static void
test_refused(void **state)
{
	const struct asked asked = { "GET", "bytes=9-8", .size = SIZE };
	struct asking a = ASKING;

	(void)state;
	assert_int_equal(ask(&a, &asked), -1);
	assert_int_equal(reply_fault(&a.req, &a.fault, NULL), 0);
	assert_memory_equal(a.fake.out.s,
	    "Status: 416 Range Not Satisfiable\r\n", 35);
	assert_string_equal(fake_door_header(&a.fake, "Content-Range"),
	    "bytes */525288");
	assert_non_null(strstr(fake_door_body(&a.fake, NULL),
	    "\"error\":\"InvalidRange\""));
	fake_door_clear(&a.fake);
}

/* Fault, whole size, bytes that reach the client; 0: an error instead. */
static const struct {
	uint64_t	fails_at;
	bool		changed;
	uint64_t	size, sent;
	unsigned	good_checks;
} faults[] = {
	{ 0, false, SIZE, 0, 0 },
	{ CHUNK - 1, false, SIZE, 0, 0 },
	{ CHUNK, false, SIZE, CHUNK, 0 },
	{ 2 * CHUNK + 5, false, SIZE, 2 * CHUNK, 0 },
	{ UINT64_MAX, true, SIZE, 2 * CHUNK, 2 },
	{ UINT64_MAX, true, SIZE, CHUNK, 1 },
	{ UINT64_MAX, true, SIZE, 0, 0 },
	{ UINT64_MAX, true, 2 * CHUNK, CHUNK, 1 },
	{ UINT64_MAX, true, CHUNK, 0, 0 },
	{ UINT64_MAX, true, 1, 0, 0 },
	{ UINT64_MAX, true, 0, 0, 0 },
};

static const char *
logged(void)
{
	static char text[4096];
	int fd = open(log_path, O_RDWR);
	ssize_t n = read(fd, text, sizeof text - 1);

	assert_true(n >= 0);
	text[n] = '\0';
	assert_int_equal(ftruncate(fd, 0), 0);
	close(fd);
	return text;
}

static void
check_fault(size_t row)
{
	const struct asked asked = { "GET", .size = faults[row].size };
	struct asking a = { .source = { .fails_at = faults[row].fails_at,
	    .changed = faults[row].changed,
	    .good_checks = faults[row].good_checks } };
	char line[256];
	size_t bytes;
	int rc;

	rc = ask(&a, &asked);
	assert_int_equal(a.fault.kind, FAULT_UNAVAILABLE);
	assert_int_equal(a.given.bytes, faults[row].sent);
	if (faults[row].sent == 0) {
		assert_int_equal(rc, -1);
		assert_false(a.fake.door.begun);
		assert_false(a.fake.door.broken);
		assert_string_equal(logged(), "");
	} else {
		assert_int_equal(rc, 0);
		assert_true(a.fake.door.broken);
		assert_non_null(fake_door_body(&a.fake, &bytes));
		assert_int_equal(bytes, faults[row].sent);
		snprintf(line, sizeof line, "htsgate: error: GET "
		    "/data/file/x: broken off after %ju of %ju bytes: "
		    "InternalServerError: %s", (uintmax_t)bytes,
		    (uintmax_t)faults[row].size, faults[row].changed ?
		    "the file has changed\n" :
		    "the file cannot be read (/srv/x: at ");
		assert_non_null(strstr(logged(), line));
	}
	fake_door_clear(&a.fake);
}

static void
test_faults(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof faults / sizeof faults[0]; i++)
		check_fault(i);
}

/* On purpose, in the head and in the body. */
static void
test_hang_up(void **state)
{
	static const size_t rooms[] = { 1, 2000, CHUNK + 2000 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
		const struct asked asked = { "GET", .size = SIZE,
		    .room = rooms[i] };
		struct asking a = ASKING;

		assert_int_equal(ask(&a, &asked), 0);
		assert_int_equal(a.fault.kind, FAULT_NONE);
		/* The piece that it broke off in counts whole. */
		assert_int_equal(a.given.bytes, i * CHUNK);
		assert_false(a.fake.door.broken);
		assert_non_null(strstr(logged(), "debug: "));
		fake_door_clear(&a.fake);
	}
}

/* Without validators, and without a check. */
static void
test_bare(void **state)
{
	struct source source = { .fails_at = UINT64_MAX };
	const struct content content = {
		.size = 10,
		.read = source_read,
		.arg = &source,
	};
	struct fault fault = FAULT_INIT;
	struct fake_door fake;
	struct given given;
	struct request req = { .door = &fake.door, .method = "GET",
	    .range = "bytes=2-3" };

	(void)state;
	fake_door_init(&fake, NULL);
	assert_int_equal(content_reply(&req, &content, &given, &fault), 0);
	assert_null(fake_door_header(&fake, "ETag"));
	assert_null(fake_door_header(&fake, "Last-Modified"));
	assert_string_equal(fake_door_header(&fake, "Content-Range"),
	    "bytes 2-3/10");
	fake_door_clear(&fake);
}

#define S	((uint64_t)SIZE)
#define H	"HTTP/1.1"

/* A verdict on bytes 100 to 199, or on others where they are given. */
enum verdict { OVER, STREAM, DENIED, REFUSED };

static const struct {
	const char	*method, *protocol, *range, *if_range;
	uint64_t	 start, end;	/* of the bounds */
	enum verdict	 verdict;
	uint64_t	 bytes;
} guarded[] = {
	{ "GET", H, "bytes=100-199", NULL, 100, 200, OVER, 100 },
	{ "GET", H, "bytes=100-100", NULL, 100, 200, OVER, 1 },
	{ "GET", H, "bytes=199-199", NULL, 100, 200, OVER, 1 },
	{ "GET", H, "bytes=0-525287", NULL, 0, S, OVER, S },
	{ "GET", "HTTP/1.2", "bytes=100-199", NULL, 100, 200, OVER, 100 },
	{ "GET", "HTTP/2", "bytes=100-199", NULL, 100, 200, OVER, 100 },
	{ "GET", "HTTP/2.0", "bytes=100-199", NULL, 100, 200, OVER, 100 },
	{ "GET", "HTTP/3.0", "bytes=100-199", NULL, 100, 200, OVER, 100 },
	/* The web server might read them otherwise: by us. */
	{ "GET", "HTTP/1.0", "bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", "HTTP/0.9", "bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", "HTTP/1", "bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", "HTTP/0", "bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", "HTTP/1.", "bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", "HTTP/1.10", "bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", "HTTP/11", "bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", "HTTP/", "bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", "http/1.1", "bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", "HTTP/1.1 ", "bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", "INCLUDED", "bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", "", "bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "get", H, "bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", H, "bytes=100-199", ETAG, 100, 200, STREAM, 100 },
	{ "GET", H, "bytes=100-199", DATE, 100, 200, STREAM, 100 },
	{ "GET", H, "Bytes=100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", H, "bytes= 100-199", NULL, 100, 200, STREAM, 100 },
	{ "GET", H, "bytes=100-0199", NULL, 100, 200, STREAM, 100 },
	{ "GET", H, "bytes=525280-", NULL, 525280, S, STREAM, 8 },
	{ "GET", H, "bytes=-8", NULL, 525280, S, STREAM, 8 },
	{ "GET", H, "bytes=525280-525288", NULL, 525280, S, STREAM, 8 },
	{ "GET", H, "bytes=525280-525288", NULL, 0, S + 9, STREAM, 8 },
	{ "GET", H, NULL, NULL, 0, S, STREAM, S },
	{ "GET", H, NULL, ETAG, 0, S, STREAM, S },
	{ "GET", H, "bytes=100-199", "\"other\"", 0, S, STREAM, S },
	{ "GET", H, "items=100-199", NULL, 0, S, STREAM, S },
	/* Other bytes than those granted. */
	{ "GET", H, "bytes=99-199", NULL, 100, 200, DENIED, 0 },
	{ "GET", H, "bytes=100-200", NULL, 100, 200, DENIED, 0 },
	{ "GET", H, "bytes=0-525287", NULL, 100, 200, DENIED, 0 },
	{ "GET", H, "bytes=0-0", NULL, 100, 200, DENIED, 0 },
	{ "GET", H, "bytes=100-", NULL, 100, 200, DENIED, 0 },
	{ "GET", H, "bytes=-1", NULL, 100, 200, DENIED, 0 },
	{ "GET", H, "bytes=-525188", NULL, 100, 200, DENIED, 0 },
	{ "GET", H, "bytes=0-", NULL, 1, S, DENIED, 0 },
	{ "GET", H, "bytes=0-525287", NULL, 0, S - 1, DENIED, 0 },
	{ "GET", H, NULL, NULL, 100, 200, DENIED, 0 },
	{ "GET", H, NULL, NULL, 1, S, DENIED, 0 },
	{ "GET", H, NULL, NULL, 0, S - 1, DENIED, 0 },
	{ "GET", "HTTP/1.0", NULL, NULL, 100, 200, DENIED, 0 },
	{ "GET", H, "items=100-199", NULL, 100, 200, DENIED, 0 },
	{ "GET", H, "bytes=100-199", "\"other\"", 100, 200, DENIED, 0 },
	{ "GET", H, "bytes=100-199", "W/" ETAG, 100, 200, DENIED, 0 },
	{ "GET", H, "bytes=100-199", "Sun, 06 Nov 1994 08:49:38 GMT", 100,
	    200, DENIED, 0 },
	{ "GET", H, "bytes=100-199", "", 100, 200, DENIED, 0 },
	{ "GET", H, "bytes=100-100", NULL, 100, 100, DENIED, 0 },
	{ "GET", H, NULL, NULL, 0, 0, DENIED, 0 },
	/* No range, or several. */
	{ "GET", H, "bytes=199-100", NULL, 100, 200, REFUSED, 0 },
	{ "GET", H, "bytes=100-149,150-199", NULL, 100, 200, REFUSED, 0 },
	{ "GET", H, "bytes=100-199, bytes=0-9", NULL, 100, 200, REFUSED, 0 },
	{ "GET", H, "bytes=525288-", NULL, 100, 200, REFUSED, 0 },
	{ "GET", H, "nonsense", NULL, 100, 200, REFUSED, 0 },
	/* The lines of the whole. */
	{ "HEAD", H, "bytes=100-199", NULL, 100, 200, STREAM, 0 },
	{ "HEAD", H, "bytes=0-525287", NULL, 100, 200, STREAM, 0 },
	{ "HEAD", H, NULL, NULL, 100, 200, STREAM, 0 },
};
#define GUARDED (sizeof guarded / sizeof guarded[0])

static struct asked
guarded_asked(size_t i)
{
	return (struct asked){ guarded[i].method, guarded[i].range,
	    guarded[i].if_range, .size = SIZE, .protocol = guarded[i].protocol,
	    .bounded = true, .start = guarded[i].start,
	    .end = guarded[i].end };
}

/* The lines of content without those that the web server makes. */
static void
check_over(const struct fake_door *fake, const struct source *source)
{
	assert_string_equal(fake->out.s, "Status: 200 OK\r\n"
	    "Content-Type: application/octet-stream\r\n"
	    "Accept-Ranges: bytes\r\n"
	    "ETag: " ETAG "\r\n"
	    "Last-Modified: " DATE "\r\n"
	    "X-Sendfile: /srv/x.bam\r\n"
	    "X-Request-Id: fedcba9876543210\r\n"
	    "Vary: Origin\r\n"
	    "Access-Control-Allow-Origin: https://igv.org\r\n"
	    "Access-Control-Expose-Headers: Content-Length, Content-Range, "
	    "Accept-Ranges, ETag, X-Request-Id, Retry-After, "
	    "WWW-Authenticate\r\n"
	    "\r\n");
	assert_int_equal(source->checks, 1);
	assert_true(source->promised_over);
	assert_int_equal(source->largest, 0);
}

static void
check_verdict(size_t i, int rc, const struct fault *fault,
    const struct fake_door *fake, const struct source *source)
{
	size_t bytes = 0;

	switch (guarded[i].verdict) {
	case OVER:
		assert_int_equal(rc, 0);
		check_over(fake, source);
		return;
	case STREAM:
		assert_int_equal(rc, 0);
		assert_null(fake_door_header(fake, "X-Sendfile"));
		assert_non_null(fake_door_header(fake, "Content-Length"));
		assert_non_null(fake_door_body(fake, &bytes));
		assert_int_equal(bytes, guarded[i].bytes);
		assert_in_range(source->largest, 0, CHUNK);
		return;
	case DENIED:
	case REFUSED:
		assert_int_equal(rc, -1);
		assert_int_equal(fault->kind, guarded[i].verdict == DENIED ?
		    FAULT_PERMISSION_DENIED : FAULT_RANGE);
		assert_false(fake->door.begun);
		assert_int_equal(source->largest, 0);
	}
}

static void
test_guarded(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < GUARDED; i++) {
		const struct asked asked = guarded_asked(i);
		struct asking a = ASKING;
		int rc;

		print_message("%zu: %s %s %s %s\n", i, asked.method,
		    asked.protocol, asked.range != NULL ? asked.range : "-",
		    asked.if_range != NULL ? asked.if_range : "-");
		rc = ask(&a, &asked);
		check_verdict(i, rc, &a.fault, &a.fake, &a.source);
		assert_int_equal(a.given.bytes, guarded[i].bytes);
		assert_int_equal(a.given.handed_over,
		    guarded[i].verdict == OVER);
		fake_door_clear(&a.fake);
	}
}

/* The client is told which bytes it may ask for. */
static void
test_denied(void **state)
{
	static const struct {
		uint64_t	 start, end;
		const char	*message;
	} rows[] = {
		{ 100, 200, "the URL grants bytes 100 to 199 of the file; ask "
		    "for them by Range" },
		{ 5, 6, "the URL grants bytes 5 to 5 of the file; ask for "
		    "them by Range" },
		{ 0, 0, "the URL grants no bytes of the file" },
		{ 9, 8, "the URL grants no bytes of the file" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct asked asked = { "GET", .size = SIZE,
		    .protocol = H, .bounded = true, .start = rows[i].start,
		    .end = rows[i].end };
		struct asking a = ASKING;

		assert_int_equal(ask(&a, &asked), -1);
		assert_string_equal(a.fault.message, rows[i].message);
		fake_door_clear(&a.fake);
	}
}

/* What is not bounded is handed over by the same rule; 1.0 is streamed. */
static void
test_unbounded(void **state)
{
	static const char *const protocols[] = { H, "HTTP/1.0" };
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		const struct asked asked = { "GET", "bytes=0-525287",
		    .size = SIZE, .protocol = protocols[i] };
		struct asking a = ASKING;

		assert_int_equal(ask(&a, &asked), 0);
		assert_int_equal(a.given.handed_over, i == 0);
		assert_int_equal(a.given.bytes, SIZE);
		fake_door_clear(&a.fake);
	}
}

/* A file that was changed is not handed over, nor is it to who hung up. */
static void
test_handover_fails(void **state)
{
	const struct asked asked = { "GET", "bytes=0-9", .size = SIZE,
	    .protocol = H };
	const struct asked gone = { "GET", "bytes=0-9", .size = SIZE, .room = 1,
	    .protocol = H };
	struct asking a = { .source = { .changed = true } };

	(void)state;
	assert_int_equal(ask(&a, &asked), -1);
	assert_int_equal(a.fault.kind, FAULT_UNAVAILABLE);
	assert_false(a.fake.door.begun);
	assert_int_equal(a.given.bytes, 0);
	assert_false(a.given.handed_over);
	assert_int_equal(a.source.promised, 0);
	fake_door_clear(&a.fake);

	a.source = (struct source){ .unrecorded = true };
	a.fault = (struct fault)FAULT_INIT;
	assert_int_equal(ask(&a, &asked), -1);
	assert_int_equal(a.source.promised, 10);
	assert_false(a.fake.door.begun);
	assert_int_equal(a.given.bytes, 0);
	assert_false(a.given.handed_over);
	fake_door_clear(&a.fake);

	a.source.unrecorded = false;
	assert_int_equal(ask(&a, &gone), 0);
	assert_int_equal(a.given.bytes, 0);
	assert_false(a.given.handed_over);
	fake_door_clear(&a.fake);
}

static int
set_up(void **state)
{
	size_t i;
	int fd = mkstemp(log_path);

	(void)state;
	for (i = 0; i < SIZE; i++)
		data[i] = (char)(i * 2654435761u >> 13);
	if (fd == -1 || close(fd) == -1)
		return -1;
	return log_open(log_path, LOG_DEBUG);
}

static int
tear_down(void **state)
{
	(void)state;
	unlink(log_path);
	return log_open(NULL, LOG_ERROR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replies),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_hang_up),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bare),
		cmocka_unit_test(test_guarded),
		cmocka_unit_test(test_denied),
		cmocka_unit_test(test_unbounded),
		cmocka_unit_test(test_handover_fails),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
