/*
 * fuzz_request: a request's environment, and what it is given of a file that
 * the web server can give, too. An input is lines NAME=VALUE; BASE is the path
 * of base_url.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "lines_door.h"
#include "http/base.h"
#include "http/content.h"
#include "http/request.h"

#define SIZE	1000	/* bytes of a file */
#define START	100	/* and those that may be given */
#define END	900

static void
check_request(const struct request *r)
{
	const char *p;

	fuzz_must(r->method != NULL && r->path != NULL);
	for (p = r->authorization; p != NULL && *p != '\0'; p++)
		fuzz_must(*p >= ' ' && *p <= '~');
	fuzz_must(utf8_valid(r->path, strlen(r->path)));
	fuzz_must(strcmp(r->scheme, "http") == 0 ||
	    strcmp(r->scheme, "https") == 0);
	for (p = r->host != NULL ? r->host : ""; *p != '\0'; p++)
		fuzz_must(*p > ' ' && *p < 0x7f && strchr("\"\\<>/?#@", *p) ==
		    NULL);
}

/* What we put in front of our paths leads to the request's host. */
static void
check_base(const struct request *r)
{
	struct fault fault = FAULT_INIT;
	char *base = request_base(r, NULL, &fault);
	size_t scheme = strlen(r->scheme), n;

	if (base == NULL) {
		fuzz_fault(&fault);
		fuzz_must(r->host == NULL);
		return;
	}
	n = strlen(base);
	fuzz_must(strncmp(base, r->scheme, scheme) == 0);
	fuzz_must(strncmp(base + scheme, "://", 3) == 0);
	fuzz_must(strncmp(base + scheme + 3, r->host, strlen(r->host)) == 0);
	fuzz_must(strchr("/", base[scheme + 3 + strlen(r->host)]) != NULL);
	fuzz_must(base[n - 1] != '/');
	fuzz_must(strpbrk(base + scheme + 3, " \"\\<>?#@") == NULL);
	free(base);
}

static int
read_place(void *arg, void *buffer, size_t bytes, uint64_t offset,
    struct fault *fault)
{
	uint64_t *place = arg;

	(void)fault;
	fuzz_must(*place == UINT64_MAX || *place == offset);
	fuzz_must(offset >= START && offset + bytes <= END);
	*place = offset + bytes;
	memset(buffer, 'x', bytes);
	return 0;
}

/* The first line of an environment of this name, without it; or NULL. */
static const char *
line_of(const struct lines_door *fake, const char *name)
{
	size_t n = strlen(name), at;

	for (at = 0; at < fake->bytes; at += strlen(fake->lines + at) + 1)
		if (strncmp(fake->lines + at, name, n) == 0)
			return fake->lines + at + n;
	return NULL;
}

/* The rule, from what came in alone: a web server gives no other bytes. */
static void
check_over(const struct lines_door *fake, const struct given *given)
{
	const char *method = line_of(fake, "REQUEST_METHOD=");
	const char *protocol = line_of(fake, "SERVER_PROTOCOL=");
	const char *range = line_of(fake, "HTTP_RANGE=");
	unsigned first, last;
	char text[64];

	fuzz_must(method != NULL && strcmp(method, "GET") == 0);
	fuzz_must(protocol != NULL && strncmp(protocol, "HTTP/", 5) == 0);
	fuzz_must(strtod(protocol + 5, NULL) >= 1.1);
	fuzz_must(line_of(fake, "HTTP_IF_RANGE=") == NULL);
	fuzz_must(range != NULL &&
	    sscanf(range, "bytes=%u-%u", &first, &last) == 2);
	snprintf(text, sizeof text, "bytes=%u-%u", first, last);
	fuzz_must(strcmp(range, text) == 0);
	fuzz_must(first >= START && first <= last && last < END);
	fuzz_must(given->bytes == last + 1 - first);
	fuzz_must(strstr(fake->out.s, "\r\nX-Sendfile: /x\r\n") != NULL);
	fuzz_must(strstr(fake->out.s, "\r\nContent-Length:") == NULL);
	fuzz_must(strcmp(fake->out.s + fake->out.l - 4, "\r\n\r\n") == 0);
}

static void
check_content(struct lines_door *fake, struct request *r)
{
	uint64_t place = UINT64_MAX;
	const struct content content = {
		.size = SIZE,
		.etag = "\"v1\"",
		.modified = 784111777,
		.bounded = true,
		.start = START,
		.end = END,
		.handover_name = "X-Sendfile",
		.handover_value = "/x",
		.read = read_place,
		.arg = &place,
	};
	struct fault fault = FAULT_INIT;
	struct given given;

	if (content_reply(r, &content, &given, &fault) == -1) {
		fuzz_fault(&fault);
		fuzz_must(fault.kind == FAULT_RANGE ||
		    fault.kind == FAULT_PERMISSION_DENIED);
		fuzz_must(!fake->door.begun && given.bytes == 0);
		return;
	}
	if (given.handed_over)
		check_over(fake, &given);
	else
		fuzz_must(strstr(fake->out.s, "X-Sendfile") == NULL);
	fuzz_must(given.handed_over == (place == UINT64_MAX) ||
	    request_is_head(r));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fault fault = FAULT_INIT;
	struct lines_door fake;
	struct request r;

	lines_door_init(&fake, data, n);
	if (request_open(&r, &fake.door, fake.door.variable(&fake.door,
	    "BASE"), &fault) == 0) {
		check_request(&r);
		check_base(&r);
		check_content(&fake, &r);
	} else {
		fuzz_fault(&fault);
		fuzz_must(r.door == &fake.door);
	}
	request_clear(&r);
	lines_door_clear(&fake);
	return 0;
}
