/* request: what a door hands over, the same for FastCGI and CGI. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "htsget/query_shown.h"

struct cors;
struct door;
struct fault;

/* Bytes in the log, so that a line has room for what it tells of them. */
#define LOG_METHOD_MAX	32
#define LOG_PATH_MAX	512
#define LOG_REQUEST_MAX	(LOG_PATH_MAX + LOG_QUERY_MAX)

#define REQUEST_ID_BYTES	17	/* 16 hexadecimal digits and a NUL */

/*
 * Strings are borrowed from the door and live as long as the request; a
 * variable that is absent or empty is NULL.
 */
struct request {
	struct door	*door;
	const char	*method;	/* REQUEST_METHOD */
	const char	*protocol;	/* SERVER_PROTOCOL: "HTTP/1.1" */
	const char	*target;	/* what came as the path; log only */
	char		*path;		/* decoded, without base: "/reads/x" */
	const char	*query;		/* QUERY_STRING, still encoded */
	const char	*scheme;	/* "http" or "https" */
	const char	*host;		/* HTTP_HOST, else SERVER_NAME:PORT; fit
					   for URLs and JSON, or NULL */
	char		*made_host;	/* behind `host` where it was joined */
	const char	*origin;	/* HTTP_ORIGIN */
	const char	*range;		/* HTTP_RANGE */
	const char	*if_range;	/* HTTP_IF_RANGE; "" if it is empty */
	const char	*user;		/* REMOTE_USER */
	/* HTTP_AUTHORIZATION; NULL, too, where it is none that a ticket can
	   have (ticket_authorization_valid). Never logged. */
	const char	*authorization;
	const char	*address;	/* REMOTE_ADDR */
	const char	*content_length;
	const char	*content_type;
	const char	*request_headers; /* Access-Control-Request-Headers */
	/* Set by who opened the request. */
	const struct cors *cors;	/* NULL: no other site may read */
	const char	*id;		/* NULL: the reply names none */
	const char	*challenge;	/* WWW-Authenticate; NULL: "Bearer" */
	/* Set beside a FAULT_RANGE, for its Content-Range. */
	uint64_t	 size;		/* bytes of what has no such range */
};

/*
 * Makes the id of a request, 16 random lower-case hexadecimal digits: for the
 * log, the reply and the data URLs of its ticket. Never what a client sent.
 */
void	request_id(char id[REQUEST_ID_BYTES]);

/*
 * Fills a request from a door's environment. The path is PATH_INFO if it is
 * not empty, else REQUEST_URI without the query, without `base_path` (the
 * path of base_url, or NULL) or SCRIPT_NAME, decoded once; where neither
 * fits, from the first endpoint's segment on. No method, a NUL, invalid UTF-8
 * or a bad escape: FAULT_INVALID_INPUT. On a fault, too, the request can be
 * answered, and request_clear frees.
 */
int	request_open(struct request *, struct door *, const char *base_path,
	    struct fault *);
void	request_clear(struct request *);

/*
 * Path and query for the log, cut, and without what opens something
 * (query_shown): also behind a `?` of the path, which a client may have
 * encoded. Returns the text.
 */
const char *request_shown(const struct request *, char text[LOG_REQUEST_MAX]);

/* HEAD: the header lines of a GET, and no body. */
bool	request_is_head(const struct request *);

/* Refuses a query string of more than `limit` bytes ([limits] query). */
int	request_check_query(const struct request *, uint64_t limit,
	    struct fault *);

#endif
