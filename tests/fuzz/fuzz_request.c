/*
 * fuzz_request: a request's environment. An input is lines NAME=VALUE;
 * BASE is the path of base_url.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "http/door.h"
#include "http/request.h"

struct fake {
	struct door door; /* first: a door is cast to it */
	char *lines;	  /* the input, NUL for newline */
	size_t bytes;
};

static const char *
fake_variable(struct door *door, const char *name)
{
	const struct fake *f = (const struct fake *)door;
	size_t n = strlen(name), at;

	for (at = 0; at < f->bytes; at += strlen(f->lines + at) + 1)
		if (strncmp(f->lines + at, name, n) == 0 &&
		    f->lines[at + n] == '=')
			return f->lines[at + n + 1] != '\0' ?
			    f->lines + at + n + 1 : NULL;
	return NULL;
}

static void
split_lines(char *lines, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (lines[i] == '\n')
			lines[i] = '\0';
}

static void
check_request(const struct request *r)
{
	const char *p;

	fuzz_must(r->method != NULL && r->path != NULL);
	fuzz_must(utf8_valid(r->path, strlen(r->path)));
	fuzz_must(strcmp(r->scheme, "http") == 0 ||
	    strcmp(r->scheme, "https") == 0);
	for (p = r->host != NULL ? r->host : ""; *p != '\0'; p++)
		fuzz_must(*p > ' ' && *p < 0x7f && strchr("\"\\<>/?#@", *p) ==
		    NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fake fake = { .door.variable = fake_variable };
	struct fault fault = FAULT_INIT;
	struct input in = { data, n };
	struct request r;

	fake.lines = fuzz_text(&in);
	fake.bytes = n;
	split_lines(fake.lines, n);
	if (request_open(&r, &fake.door, fake_variable(&fake.door, "BASE"),
	    &fault) == 0) {
		check_request(&r);
	} else {
		fuzz_fault(&fault);
		fuzz_must(r.door == &fake.door);
	}
	request_clear(&r);
	free(fake.lines);
	return 0;
}
