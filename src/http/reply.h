/* reply: status, headers and body to the client; CGI header syntax. */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include <stddef.h>

#include "base/fault.h"
#include "http/request.h"

#define REPLY_TICKET "application/vnd.ga4gh.htsget.v1.3.0+json; charset=utf-8"
#define REPLY_JSON   "application/json; charset=utf-8"

/*
 * Sends a JSON body with Content-Length and Accept-Ranges: none, without the
 * body for HEAD. `allow` (or NULL) is the value of an Allow header. Lines end
 * in CRLF. Returns -1 when it is seen to have hung up.
 */
int	reply_json(struct request *, int status, const char *type,
	    const char *allow, const char *body, size_t bytes);

/* Logs a fault (message and detail, one line) and answers it. */
int	reply_fault(struct request *, const struct fault *, const char *allow);

/* Answers a fault that is in the log already. */
int	reply_error(struct request *, const struct fault *, const char *allow);

/* The same without memory to ask for: a fixed 500 in htsget JSON. */
int	reply_last_resort(struct request *);

#define REPLY_RETRY_AFTER	5	/* seconds, with a 503 */

#endif
