/* body: what a client sends behind the header lines of its request. */
#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include <stddef.h>
#include <stdint.h>

struct fault;
struct request;

/*
 * Reads the body of a request, at most `limit` bytes ([limits] body): as many
 * as CONTENT_LENGTH says and never one more, since a CGI program would wait
 * there, or without it all until the end, as chunked bodies arrive. *body gets
 * a NUL behind its *bytes bytes; the caller frees it. Memory follows what came,
 * not what was promised.
 *
 * Over the limit: FAULT_TOO_LARGE, with nothing read where CONTENT_LENGTH says
 * so (P-03). No number there, an early end, a client that broke off:
 * FAULT_INVALID_INPUT. Then *body is NULL.
 */
int	body_read(struct request *, uint64_t limit, char **body,
	    size_t *bytes, struct fault *);

#endif
