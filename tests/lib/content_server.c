/*
 * content_server: bytes made up, by http/content.h through the real doors, to
 * see what web servers and clients make of a Range and of a reply that breaks
 * off. The query is SIZE, or SIZE-PLACE where reading beyond PLACE fails; byte
 * N is N * 7 % 251. After it `,START,END` are bounds, and what the rule lets go
 * is handed over by a line that no web server knows.
 */
#include <stddef.h>

#include "base/decimal.h"
#include "base/fault.h"
#include "http/content.h"
#include "http/cors.h"
#include "http/door.h"
#include "http/reply.h"

static int
read_bytes(void *arg, void *buffer, size_t bytes, uint64_t offset,
    struct fault *fault)
{
	const uint64_t *fails_at = arg;
	unsigned char *to = buffer;
	size_t i;

	if (offset + bytes > *fails_at)
		return fault_detail(fault, FAULT_UNAVAILABLE,
		    "cannot read that", "as the query says");
	for (i = 0; i < bytes; i++)
		to[i] = (unsigned char)((offset + i) * 7 % 251);
	return 0;
}

/* Reads the query; what is wrong with it is a test's own fault. */
static void
content_set(struct content *content, const char *query, uint64_t *fails_at)
{
	query += decimal_read(query, &content->size);
	if (*query == '-')
		query += 1 + decimal_read(query + 1, fails_at);
	if (*query != ',')
		return;
	content->bounded = true;
	query += 1 + decimal_read(query + 1, &content->start);
	if (*query == ',')
		(void)decimal_read(query + 1, &content->end);
	content->handover_name = "X-Handover";
	content->handover_value = "/file";
}

static void
handle(struct door *door, void *arg)
{
	static const struct cors any = { NULL, 0 };
	uint64_t fails_at = UINT64_MAX;
	struct content content = {
		.etag = "\"v1\"",
		.modified = 784111777,
		.read = read_bytes,
		.arg = &fails_at,
	};
	struct fault fault = FAULT_INIT;
	struct request req;
	struct given given;

	(void)arg;
	if (request_open(&req, door, NULL, &fault) == 0) {
		req.cors = &any;
		content_set(&content, req.query != NULL ? req.query : "0",
		    &fails_at);
	}
	if (fault.kind != FAULT_NONE ||
	    content_reply(&req, &content, &given, &fault) == -1)
		reply_fault(&req, &fault, NULL);
	request_clear(&req);
}

int
main(void)
{
	return door_serve(handle, NULL) == 0 ? 0 : 1;
}
