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

/* The bytes that may be given. */
static struct range
bounds(const struct content *content)
{
	const struct range range = {
		.kind = RANGE_ONE,
		.start = content->bounded ? content->start : 0,
		.end = content->bounded ? content->end : content->size,
	};

	return range;
}

static int
check_bounds(const struct content *content, const struct range *range,
    struct fault *fault)
{
	const struct range may = bounds(content);

	if (range->start >= may.start && range->end <= may.end)
		return 0;
	if (may.start >= may.end)
		return fault_set(fault, FAULT_PERMISSION_DENIED,
		    "the URL grants no bytes of the file");
	return fault_set(fault, FAULT_PERMISSION_DENIED, "the URL grants "
	    "bytes %" PRIu64 " to %" PRIu64 " of the file; ask for them by "
	    "Range", may.start, may.end - 1);
}

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
		return request_is_head(req) ? 0 :
		    check_bounds(content, range, fault);
	req->size = content->size;
	if (range->kind == RANGE_UNSATISFIABLE)
		return fault_set(fault, FAULT_RANGE, "there is no such range; "
		    "the data have %" PRIu64 " bytes", content->size);
	return fault_set(fault, FAULT_RANGE, "the Range is not one range of "
	    "bytes, as `bytes=0-99'");
}

/* `over`: the web server is to give them, and says itself which. */
static int
send_head(struct request *req, const struct content *content,
    const struct range *range, bool over)
{
	char date[HTTP_DATE_BYTES], text[RANGE_TEXT_MAX];
	struct reply reply = {
		.status = 200,
		.type = "application/octet-stream",
		.bytes = range->end - range->start,
		.ranges = true,
		.etag = content->etag,
		.cache_control = content->cache_control,
	};

	if (content->modified != 0 && http_date(date, content->modified) == 0)
		reply.last_modified = date;
	if (over) {
		reply.handover_name = content->handover_name;
		reply.handover_value = content->handover_value;
	} else if (range->kind == RANGE_ONE) {
		snprintf(text, sizeof text, "bytes %" PRIu64 "-%" PRIu64
		    "/%" PRIu64, range->start, range->end - 1, content->size);
		reply.status = 206;
		reply.content_range = text;
	}
	return reply_head(req, &reply);
}

/* The next bytes of a range, and whether they are of the same version. */
static int
chunk_read(const struct content *content, char *chunk, size_t bytes,
    uint64_t offset, struct fault *fault)
{
	if (bytes > 0 && content->read(content->arg, chunk, bytes, offset,
	    fault) == -1)
		return -1;
	return content->check != NULL ? content->check(content->arg, fault) :
	    0;
}

static size_t
chunk_bytes(uint64_t offset, uint64_t end)
{
	return end - offset < CHUNK_MAX ? (size_t)(end - offset) : CHUNK_MAX;
}

/* Tells what is going to be given. */
static int
promise(const struct content *content, const struct range *range, int status,
    bool hand_over, struct fault *fault)
{
	const struct given all = { .status = status,
	    .bytes = range->end - range->start, .handed_over = hand_over };

	return content->promise != NULL ?
	    content->promise(content->arg, &all, fault) : 0;
}

/*
 * The first chunk is there before the status line goes out, so that what is
 * wrong with it is still an error in htsget JSON.
 */
static int
send_range(struct request *req, const struct content *content,
    const struct range *range, char *chunk, struct given *given,
    struct fault *fault)
{
	uint64_t at = range->start;
	size_t bytes = chunk_bytes(at, range->end);

	if (chunk_read(content, chunk, bytes, at, fault) == -1 ||
	    promise(content, range, given->status, false, fault) == -1)
		return -1;
	if (send_head(req, content, range, false) == -1)
		return 0;
	while (bytes > 0) {
		given->bytes += bytes;
		if (reply_body(req, chunk, bytes) == -1)
			return 0;
		at += bytes;
		bytes = chunk_bytes(at, range->end);
		if (bytes > 0 && chunk_read(content, chunk, bytes, at,
		    fault) == -1) {
			reply_break(req, fault, at - range->start,
			    range->end - range->start);
			return 0;
		}
	}
	return 0;
}

static int
stream(struct request *req, const struct content *content,
    const struct range *range, struct given *given, struct fault *fault)
{
	size_t bytes = chunk_bytes(range->start, range->end);
	char *chunk = malloc(bytes > 0 ? bytes : 1);
	int rc;

	if (chunk == NULL)
		return fault_nomem(fault);
	rc = send_range(req, content, range, chunk, given, fault);
	free(chunk);
	return rc;
}

/* "HTTP/1.1", "HTTP/2", "HTTP/2.0"; older ones know no Range. */
static bool
protocol_fits(const char *protocol)
{
	static const char name[] = "HTTP/";
	const char *at;

	if (protocol == NULL || strncmp(protocol, name, sizeof name - 1) != 0)
		return false;
	at = protocol + sizeof name - 1;
	if (at[0] < '1' || at[0] > '9')
		return false;
	if (at[1] == '\0')
		return at[0] > '1';
	return at[1] == '.' && at[2] >= '0' && at[2] <= '9' &&
	    at[3] == '\0' && (at[0] > '1' || at[2] > '0');
}

static bool
may_hand_over(const struct request *req, const struct content *content)
{
	const struct range may = bounds(content);

	return content->handover_name != NULL && req->method != NULL &&
	    strcmp(req->method, "GET") == 0 && protocol_fits(req->protocol) &&
	    req->if_range == NULL && range_is_plain(req->range, content->size,
	    may.start, may.end);
}

static int
hand_over(struct request *req, const struct content *content,
    const struct range *range, struct given *given, struct fault *fault)
{
	if ((content->check != NULL &&
	    content->check(content->arg, fault) == -1) ||
	    promise(content, range, given->status, true, fault) == -1)
		return -1;
	if (send_head(req, content, range, true) == 0) {
		given->bytes = range->end - range->start;
		given->handed_over = true;
	}
	return 0;
}

int
content_reply(struct request *req, const struct content *content,
    struct given *given, struct fault *fault)
{
	struct range range;

	memset(given, 0, sizeof *given);
	if (range_choose(req, content, &range, fault) == -1)
		return -1;
	given->status = range.kind == RANGE_ONE ? 206 : 200;
	if (request_is_head(req)) {
		(void)send_head(req, content, &range, false);
		return 0;
	}
	if (may_hand_over(req, content))
		return hand_over(req, content, &range, given, fault);
	return stream(req, content, &range, given, fault);
}
