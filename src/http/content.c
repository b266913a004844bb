#include "http/content.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "http/date.h"
#include "http/range.h"
#include "http/reply.h"

#define CHUNK_MAX	262144	/* bytes of a read, and of memory */
#define RANGE_TEXT_MAX	72	/* "bytes A-B/C" of three 20-digit numbers */

/* Which bytes to send; the whole has its start and end, too. */
static int
range_choose(struct request *req, const struct content *content,
    struct range *range, struct fault *fault)
{
	const struct range whole = { RANGE_WHOLE, 0, content->size };
	bool counts = !request_is_head(req) && range_counts(req->if_range,
	    content->etag, content->modified);

	*range = range_parse(counts ? req->range : NULL, content->size);
	if (range->kind == RANGE_WHOLE)
		*range = whole;
	if (range->kind == RANGE_WHOLE || range->kind == RANGE_ONE)
		return 0;
	req->size = content->size;
	if (range->kind == RANGE_UNSATISFIABLE)
		return fault_set(fault, FAULT_RANGE, "there is no such range; "
		    "the data have %" PRIu64 " bytes", content->size);
	return fault_set(fault, FAULT_RANGE, "the Range is not one range of "
	    "bytes, as `bytes=0-99'");
}

static int
send_head(struct request *req, const struct content *content,
    const struct range *range)
{
	char date[HTTP_DATE_BYTES], text[RANGE_TEXT_MAX];
	struct reply reply = {
		.status = 200,
		.type = "application/octet-stream",
		.bytes = range->end - range->start,
		.ranges = true,
		.etag = content->etag,
	};

	if (content->modified != 0 && http_date(date, content->modified) == 0)
		reply.last_modified = date;
	if (range->kind == RANGE_ONE) {
		snprintf(text, sizeof text, "bytes %" PRIu64 "-%" PRIu64
		    "/%" PRIu64, range->start, range->end - 1, content->size);
		reply.status = 206;
		reply.content_range = text;
	}
	return reply_head(req, &reply);
}

/* The next bytes of a range, and whether they are good if they are the last. */
static int
chunk_read(const struct content *content, char *chunk, size_t bytes,
    uint64_t offset, uint64_t end, struct fault *fault)
{
	if (bytes > 0 && content->read(content->arg, chunk, bytes, offset,
	    fault) == -1)
		return -1;
	if (offset + bytes < end || content->check == NULL)
		return 0;
	return content->check(content->arg, fault);
}

static size_t
chunk_bytes(uint64_t offset, uint64_t end)
{
	return end - offset < CHUNK_MAX ? (size_t)(end - offset) : CHUNK_MAX;
}

/*
 * The first chunk is there before the status line goes out, so that what is
 * wrong with it is still an error in htsget JSON.
 */
static int
send_range(struct request *req, const struct content *content,
    const struct range *range, char *chunk, struct fault *fault)
{
	uint64_t at = range->start;
	size_t bytes = chunk_bytes(at, range->end);

	if (chunk_read(content, chunk, bytes, at, range->end, fault) == -1)
		return -1;
	if (send_head(req, content, range) == -1)
		return 0;
	while (bytes > 0) {
		if (reply_body(req, chunk, bytes) == -1)
			return 0;
		at += bytes;
		bytes = chunk_bytes(at, range->end);
		if (bytes > 0 && chunk_read(content, chunk, bytes, at,
		    range->end, fault) == -1) {
			reply_break(req, fault, at - range->start,
			    range->end - range->start);
			return 0;
		}
	}
	return 0;
}

int
content_reply(struct request *req, const struct content *content,
    struct fault *fault)
{
	struct range range;
	size_t bytes;
	char *chunk;
	int rc;

	if (range_choose(req, content, &range, fault) == -1)
		return -1;
	if (request_is_head(req)) {
		(void)send_head(req, content, &range);
		return 0;
	}
	bytes = chunk_bytes(range.start, range.end);
	chunk = malloc(bytes > 0 ? bytes : 1);
	if (chunk == NULL)
		return fault_nomem(fault);
	rc = send_range(req, content, &range, chunk, fault);
	free(chunk);
	return rc;
}
