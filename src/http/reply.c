#include "http/reply.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "htsget/ticket.h"
#include "http/cors.h"
#include "http/door.h"
#include "http/head.h"

static const char last_body[] = "{\"htsget\":{\"error\":"
    "\"InternalServerError\",\"message\":\"the server could not answer\"}}";

static void
put_text(struct head *head, const char *name, const char *value)
{
	if (value != NULL)
		head_text(head, name, value);
}

/*
 * Accept-Ranges: none keeps lighttpd from cutting a ticket to the client's
 * Range; a body without Content-Length looks complete where it ends early.
 */
static void
put_body(struct head *head, const struct reply *reply)
{
	head_text(head, "Content-Type", reply->type);
	if (reply->handover_name == NULL)
		head_put(head, "Content-Length", "%" PRIu64, reply->bytes);
	head_text(head, "Accept-Ranges", reply->ranges ? "bytes" : "none");
	put_text(head, "Content-Range", reply->content_range);
	put_text(head, "ETag", reply->etag);
	put_text(head, "Last-Modified", reply->last_modified);
	if (reply->handover_name != NULL)
		put_text(head, reply->handover_name, reply->handover_value);
}

static void
put_status(struct head *head, const struct request *req,
    const struct reply *reply)
{
	if (reply->status == 401)
		head_text(head, "WWW-Authenticate",
		    req->challenge != NULL ? req->challenge : "Bearer");
	/* Of what may pass; a client tries again. */
	if (reply->status == 503)
		head_put(head, "Retry-After", "%u", reply->retry > 0 ?
		    reply->retry : REPLY_RETRY_AFTER);
}

static int
head_write(struct head *head, const struct request *req,
    const struct reply *reply)
{
	head_begin(head, reply->status);
	if (reply->type != NULL)
		put_body(head, reply);
	put_text(head, "Cache-Control", reply->cache_control);
	put_text(head, "Allow", reply->allow);
	put_status(head, req, reply);
	put_text(head, "X-Request-Id", req->id);
	cors_put(head, req);
	if (reply->preflight)
		cors_put_preflight(head, req, reply->allow);
	return head_end(head);
}

static int
send_bytes(struct request *req, const void *data, size_t bytes)
{
	struct door *door = req->door;

	door->begun = true;
	if (door->write(door, data, bytes) == 0)
		return 0;
	log_write(LOG_DEBUG, "the client hung up before the end of the reply");
	return -1;
}

int
reply_head(struct request *req, const struct reply *reply)
{
	struct head head;

	if (req->door->begun) {
		log_write(LOG_ERROR, "a second reply to one request (%d)",
		    reply->status);
		return -1;
	}
	if (head_write(&head, req, reply) == -1) {
		(void)reply_last_resort(req);
		return -1;
	}
	return send_bytes(req, head.text, head.bytes);
}

int
reply_body(struct request *req, const void *data, size_t bytes)
{
	if (request_is_head(req))
		return 0;
	return send_bytes(req, data, bytes);
}

static int
send_all(struct request *req, const struct reply *reply, const char *body)
{
	if (reply_head(req, reply) == -1)
		return -1;
	return reply_body(req, body, (size_t)reply->bytes);
}

int
reply_json(struct request *req, int status, const char *type,
    const char *cache_control, const char *body, size_t bytes)
{
	const struct reply reply = {
		.status = status,
		.type = type,
		.bytes = bytes,
		.cache_control = cache_control,
	};

	return send_all(req, &reply, body);
}

int
reply_options(struct request *req, const char *allow)
{
	const struct reply reply = {
		.status = 204,
		.allow = allow,
		.preflight = true,
	};

	return reply_head(req, &reply);
}

/* One line: the request, what became of it, the fault with its detail. */
static void
log_fault(enum log_level level, const struct request *req, const char *what,
    const struct fault *fault)
{
	char shown[LOG_REQUEST_MAX];
	bool detailed = fault->detail[0] != '\0';

	if (!log_wants(level))
		return;
	log_write(level, "%.*s %s: %s %s: %s%s%s%s", LOG_METHOD_MAX,
	    req->method != NULL ? req->method : "-",
	    request_shown(req, shown), what,
	    fault_word(fault->kind), fault->message,
	    detailed ? " (" : "", detailed ? fault->detail : "",
	    detailed ? ")" : "");
}

int
reply_error(struct request *req, const struct fault *fault, const char *allow)
{
	struct reply reply = {
		.status = fault_status(fault->kind),
		.type = REPLY_JSON,
		.allow = allow,
		.retry = fault->kind == FAULT_OFFLINE ? REPLY_RETRY_OFFLINE : 0,
	};
	char *text, range[40];
	int rc;

	if (fault->kind == FAULT_NONE || (text = ticket_error(fault)) == NULL)
		return reply_last_resort(req);
	reply.bytes = strlen(text);
	if (fault->kind == FAULT_RANGE) {
		snprintf(range, sizeof range, "bytes */%" PRIu64, req->size);
		reply.content_range = range;
	}
	rc = send_all(req, &reply, text);
	free(text);
	return rc;
}

int
reply_fault(struct request *req, const struct fault *fault, const char *allow)
{
	int status = fault_status(fault->kind);
	char text[16];

	snprintf(text, sizeof text, "%d", status);
	/* That a file is on tape is what the operator has configured. */
	log_fault(status >= 500 && fault->kind != FAULT_OFFLINE ? LOG_ERROR :
	    LOG_INFO, req, text, fault);
	return reply_error(req, fault, allow);
}

/*
 * Asks for no memory, and does nothing where a reply has begun. Its lines are
 * far from too many.
 */
int
reply_last_resort(struct request *req)
{
	const struct reply reply = {
		.status = 500,
		.type = REPLY_JSON,
		.bytes = sizeof last_body - 1,
	};
	struct head head;

	if (req->door->begun)
		return -1;
	log_write(LOG_ERROR, "no other answer was possible: 500");
	(void)head_write(&head, req, &reply);
	if (send_bytes(req, head.text, head.bytes) == -1)
		return -1;
	return reply_body(req, last_body, sizeof last_body - 1);
}

void
reply_break(struct request *req, const struct fault *fault, uint64_t sent,
    uint64_t bytes)
{
	char text[80];

	snprintf(text, sizeof text, "broken off after %" PRIu64 " of %" PRIu64
	    " bytes:", sent, bytes);
	log_fault(LOG_ERROR, req, text, fault);
	req->door->broken = true;
}
