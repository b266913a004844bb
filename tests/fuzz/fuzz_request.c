/*
 * fuzz_request: a request's environment. An input is lines NAME=VALUE;
 * BASE is the path of base_url.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "lines_door.h"
#include "http/base.h"
#include "http/request.h"

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
	} else {
		fuzz_fault(&fault);
		fuzz_must(r.door == &fake.door);
	}
	request_clear(&r);
	lines_door_clear(&fake);
	return 0;
}
