#include "http/reply.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "htsget/ticket.h"
#include "http/door.h"
#include "http/head.h"

static const char last_body[] = "{\"htsget\":{\"error\":"
    "\"InternalServerError\",\"message\":\"the server could not answer\"}}";

static bool
is_head(const struct request *req)
{
	return req->method != NULL && strcmp(req->method, "HEAD") == 0;
}

static int
send_both(struct request *req, const struct head *head, const char *body,
    size_t bytes)
{
	struct door *door = req->door;

	door->begun = true;
	if (door->write(door, head->text, head->bytes) == 0 &&
	    (is_head(req) || door->write(door, body, bytes) == 0))
		return 0;
	log_write(LOG_DEBUG, "the client hung up before the end of the reply");
	return -1;
}

/* What every reply has. */
static void
put_common(struct head *head, const struct request *req)
{
	if (req->id != NULL)
		head_put(head, "X-Request-Id", "%s", req->id);
}

/*
 * Accept-Ranges: none keeps lighttpd from cutting a ticket to the client's
 * Range; a body without Content-Length looks complete where it ends early.
 */
static void
json_head(struct head *head, const struct request *req, int status,
    const char *type, size_t bytes)
{
	head_begin(head, status);
	head_put(head, "Content-Type", "%s", type);
	head_put(head, "Content-Length", "%zu", bytes);
	head_put(head, "Accept-Ranges", "none");
	put_common(head, req);
}

int
reply_json(struct request *req, int status, const char *type,
    const char *allow, const char *body, size_t bytes)
{
	struct head head;

	if (req->door->begun) {
		log_write(LOG_ERROR, "a second reply to one request (%d)",
		    status);
		return -1;
	}
	json_head(&head, req, status, type, bytes);
	if (allow != NULL)
		head_put(&head, "Allow", "%s", allow);
	/* Of what may pass; a client tries again. */
	if (status == 503)
		head_put(&head, "Retry-After", "%d", REPLY_RETRY_AFTER);
	if (head_end(&head) == -1)
		return reply_last_resort(req);
	return send_both(req, &head, body, bytes);
}

static void
log_fault(const struct request *req, const struct fault *fault)
{
	const char *path = req->path != NULL ? req->path : req->target;
	const char *query = req->path != NULL ? req->query : NULL;
	int status = fault_status(fault->kind);
	bool detailed = fault->detail[0] != '\0';

	log_write(status >= 500 ? LOG_ERROR : LOG_INFO,
	    "%.*s %.*s%s%.*s: %d %s: %s%s%s%s", LOG_METHOD_MAX,
	    req->method != NULL ? req->method : "-", LOG_PATH_MAX,
	    path != NULL ? path : "-", query != NULL ? "?" : "",
	    LOG_QUERY_MAX, query != NULL ? query : "", status,
	    fault_word(fault->kind), fault->message,
	    detailed ? " (" : "", detailed ? fault->detail : "",
	    detailed ? ")" : "");
}

int
reply_error(struct request *req, const struct fault *fault, const char *allow)
{
	char *text;
	int rc;

	if (fault->kind == FAULT_NONE || (text = ticket_error(fault)) == NULL)
		return reply_last_resort(req);
	rc = reply_json(req, fault_status(fault->kind), REPLY_JSON, allow,
	    text, strlen(text));
	free(text);
	return rc;
}

int
reply_fault(struct request *req, const struct fault *fault, const char *allow)
{
	log_fault(req, fault);
	return reply_error(req, fault, allow);
}

/* Asks for no memory, and does nothing where a reply has begun. */
int
reply_last_resort(struct request *req)
{
	struct head head;

	if (req->door->begun)
		return -1;
	log_write(LOG_ERROR, "no other answer was possible: 500");
	json_head(&head, req, 500, REPLY_JSON, sizeof last_body - 1);
	(void)head_end(&head);
	return send_both(req, &head, last_body, sizeof last_body - 1);
}
