/* reply: status, headers and body to the client; CGI header syntax. */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "http/request.h"

#define REPLY_TICKET "application/vnd.ga4gh.htsget.v1.3.0+json; charset=utf-8"
#define REPLY_JSON   "application/json; charset=utf-8"

/*
 * What a head says beside the lines of every reply, which are X-Request-Id,
 * Vary and those of CORS; a 401 has a WWW-Authenticate, and a 503 a
 * Retry-After. A text is the value of a header of its name; NULL: there is no
 * such header.
 */
struct reply {
	int		 status;
	const char	*type;		/* NULL: no body, no Content-Length */
	uint64_t	 bytes;		/* Content-Length */
	bool		 ranges;	/* Accept-Ranges: bytes, else none */
	const char	*content_range;
	const char	*etag;
	const char	*last_modified;
	const char	*cache_control;
	/* A line by which the web server gives a file in place of a body: no
	   Content-Length, and no body follows. NULL: we give it. */
	const char	*handover_name;
	const char	*handover_value;
	const char	*allow;		/* of a preflight the methods, too */
	bool		 preflight;
	unsigned	 retry;		/* seconds, with a 503; 0: the usual */
};

/*
 * Sends the header lines, which end in CRLF. -1 when no body is to follow: the
 * client is seen to have hung up, or the lines did not fit and the last resort
 * was sent in their place.
 */
int	reply_head(struct request *, const struct reply *);

/*
 * Sends bytes of a body; nothing for HEAD. -1 when the client is seen to have
 * hung up, which is logged at debug and no fault.
 */
int	reply_body(struct request *, const void *, size_t bytes);

/*
 * Sends a JSON body with Content-Length and Accept-Ranges: none, without the
 * body for HEAD. `cache_control` (or NULL) is the value of that header. Returns
 * as reply_head.
 */
int	reply_json(struct request *, int status, const char *type,
	    const char *cache_control, const char *body, size_t bytes);

/* Answers OPTIONS, be it a preflight or not: 204. */
int	reply_options(struct request *, const char *allow);

/*
 * Logs a fault (message and detail, one line) and answers it. The line has the
 * query of the request unless there may be a signature in it.
 */
int	reply_fault(struct request *, const struct fault *, const char *allow);

/* Answers a fault that is in the log already. */
int	reply_error(struct request *, const struct fault *, const char *allow);

/* The same without memory to ask for: a fixed 500 in htsget JSON. */
int	reply_last_resort(struct request *);

/*
 * For a fault when `sent` of `bytes` bytes of a body have gone out: logs it and
 * has the door break the reply off, since a client must not take it for whole.
 */
void	reply_break(struct request *, const struct fault *, uint64_t sent,
	    uint64_t bytes);

/* Seconds of Retry-After: of what may pass, and of a file that is on tape. */
#define REPLY_RETRY_AFTER	5
#define REPLY_RETRY_OFFLINE	600

#endif
