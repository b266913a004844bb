/* content: bytes of a known size as a reply to GET and HEAD, with Range. */
#ifndef HTTP_CONTENT_H
#define HTTP_CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct fault;
struct given;
struct request;

struct content {
	uint64_t	 size;		/* bytes */
	const char	*etag;		/* strong, with its quotes; or NULL */
	time_t		 modified;	/* 0: no Last-Modified */
	const char	*cache_control;	/* or NULL */
	/* What may be given, half-open, where it is not all. */
	bool		 bounded;
	uint64_t	 start, end;
	/* The line that has the web server give the very file (sendfile.h);
	   name NULL: it is streamed. */
	const char	*handover_name;
	const char	*handover_value;
	/* `bytes` (one or more) at `offset`, all of them, or -1 and a fault. */
	int		(*read)(void *arg, void *buffer, size_t bytes,
			    uint64_t offset, struct fault *);
	/* Called before any bytes go out, and before a hand-over: whether
	   what was read is one version, or -1 and a fault. NULL: there is
	   nothing to check. */
	int		(*check)(void *arg, struct fault *);
	/* Called before anything is given, with what will be. -1 and a fault:
	   nothing is. NULL: nobody wants to know. */
	int		(*promise)(void *arg, const struct given *,
			    struct fault *);
	void		*arg;
};

/* What became of a reply; for the audit. */
struct given {
	int		 status;	/* 200 or 206; 0: refused */
	uint64_t	 bytes;		/* of the body that went out, the piece
					   of a hang-up as a whole; or that the
					   web server was told to give */
	bool		 handed_over;
};

/*
 * Replies with all bytes (200) or with the range asked for (206; RFC 9110, 14),
 * in memory of a chunk. HEAD gets the lines of the whole and honours no Range.
 * A Range that cannot be given: FAULT_RANGE, and req->size for the reply. What
 * would go out and is not all within the bounds, be it the whole for want of a
 * Range or by an If-Range that does not match: FAULT_PERMISSION_DENIED.
 *
 * A hand-over binds no range, since the web server reads the client's headers
 * again; so it is done only where it cannot read them otherwise: GET by
 * HTTP/1.1 or newer, one plain range (range_is_plain) within the bounds, and
 * no If-Range, be it empty. All else is streamed.
 *
 * A fault of `read` or `check` before the first byte comes back as -1 and can
 * be answered. After it there is nobody to tell but the log, and only a reply
 * that breaks off shows the client that it is not whole: that is done (see
 * door->broken), and 0 comes back, as it does when the client hung up.
 */
int	content_reply(struct request *, const struct content *,
	    struct given *, struct fault *);

#endif
