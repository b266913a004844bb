/* request: what a door hands over, the same for FastCGI and CGI. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stddef.h>
#include <sys/types.h>

struct door;

/*
 * Strings are borrowed from the door and live as long as the request; a
 * variable that is absent or empty is NULL.
 */
struct request {
	struct door	*door;
	const char	*method;	/* REQUEST_METHOD */
	const char	*target;	/* what came as the path; log only */
	char		*path;		/* decoded, without base: "/reads/x" */
	const char	*query;		/* QUERY_STRING, still encoded */
	const char	*scheme;	/* "http" or "https" */
	const char	*host;		/* HTTP_HOST, else SERVER_NAME:PORT; fit
					   for URLs and JSON, or NULL */
	char		*made_host;	/* behind `host` where it was joined */
	const char	*origin;	/* HTTP_ORIGIN */
	const char	*range;		/* HTTP_RANGE */
	const char	*user;		/* REMOTE_USER */
	const char	*address;	/* REMOTE_ADDR */
	const char	*content_length;
	const char	*content_type;
};

#endif
