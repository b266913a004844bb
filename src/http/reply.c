#include "http/reply.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "htsget/ticket.h"
#include "http/door.h"

#define HEAD_MAX	1024	/* bytes of all header lines */

#define LAST_BODY "{\"htsget\":{\"error\":\"InternalServerError\"," \
	"\"message\":\"the server could not answer\"}}"
#define LAST_HEAD "Status: 500 Internal Server Error\r\n" \
	"Content-Type: " REPLY_JSON "\r\n" \
	"Content-Length: 82\r\n" \
	"Accept-Ranges: none\r\n" \
	"\r\n"
_Static_assert(sizeof LAST_BODY - 1 == 82, "Content-Length of LAST_BODY");

static const char *
status_reason(int status)
{
	static const struct {
		int		 status;
		const char	*reason;
	} reasons[] = {
		{ 200, "OK" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 413, "Content Too Large" },
		{ 500, "Internal Server Error" },
		{ 503, "Service Unavailable" },
	};
	size_t i;

	for (i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Unknown";
}

static bool
is_head(const char *method)
{
	return method != NULL && strcmp(method, "HEAD") == 0;
}

static int
send_both(struct door *door, const char *method, const char *head,
    size_t head_bytes, const char *body, size_t bytes)
{
	door->begun = true;
	if (door->write(door, head, head_bytes) == 0 &&
	    (is_head(method) || door->write(door, body, bytes) == 0))
		return 0;
	log_write(LOG_DEBUG, "the client hung up before the end of the reply");
	return -1;
}

/* "Retry-After: 5\r\n" or nothing; of what may pass, a client tries again. */
static void
retry_after(char line[40], int status)
{
	line[0] = '\0';
	if (status == 503)
		snprintf(line, 40, "Retry-After: %d\r\n", REPLY_RETRY_AFTER);
}

/*
 * Accept-Ranges: none keeps lighttpd from cutting a ticket to the client's
 * Range; a body without Content-Length looks complete where it ends early.
 */
int
reply_json(struct request *req, int status, const char *type,
    const char *allow, const char *body, size_t bytes)
{
	char head[HEAD_MAX], retry[40];
	int n;

	if (req->door->begun) {
		log_write(LOG_ERROR, "a second reply to one request (%d)",
		    status);
		return -1;
	}
	retry_after(retry, status);
	n = snprintf(head, sizeof head, "Status: %d %s\r\n"
	    "Content-Type: %s\r\n"
	    "Content-Length: %zu\r\n"
	    "Accept-Ranges: none\r\n"
	    "%s%s%s%s"
	    "\r\n", status, status_reason(status), type, bytes,
	    allow != NULL ? "Allow: " : "", allow != NULL ? allow : "",
	    allow != NULL ? "\r\n" : "", retry);
	if (n < 0 || (size_t)n >= sizeof head)
		return reply_last_resort(req->door);
	return send_both(req->door, req->method, head, (size_t)n, body, bytes);
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
		return reply_last_resort(req->door);
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
reply_last_resort(struct door *door)
{
	if (door->begun)
		return -1;
	log_write(LOG_ERROR, "no other answer was possible: 500");
	return send_both(door, door->variable(door, "REQUEST_METHOD"),
	    LAST_HEAD, sizeof LAST_HEAD - 1, LAST_BODY, sizeof LAST_BODY - 1);
}
