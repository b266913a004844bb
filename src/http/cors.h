/* cors: which pages of other sites may read our replies. */
#ifndef HTTP_CORS_H
#define HTTP_CORS_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/settings.h"

struct head;
struct request;

#define CORS_ORIGIN_MAX		512	/* bytes of an Origin that is echoed */
#define CORS_HEADERS_MAX	1024	/* of Access-Control-Request-Headers */

/*
 * Whether an Origin may be echoed: one of the list, compared byte by byte, and
 * nothing in it that could end a header line or a value. NULL for either: no.
 * Where any may, none sends credentials (cookies, a login of the browser),
 * which an explicit list permits.
 */
bool	cors_allows(const struct cors *, const char *origin);

/*
 * The lines of any reply: `Vary: Origin` in any case, so that a cache does not
 * give the reply for one origin to another; for an allowed origin who may
 * read it and which of its headers.
 */
void	cors_put(struct head *, const struct request *);

/*
 * Those that answer a preflight beside them, for an allowed
 * origin: the methods, the headers that it asked for if they are a list of
 * names, and for how long that holds.
 */
void	cors_put_preflight(struct head *, const struct request *,
	    const char *methods);

#endif
