/* tickets: GET and POST of /reads/{id} and /variants/{id}. */
#ifndef SERVE_TICKETS_H
#define SERVE_TICKETS_H

#include "htsget/query.h"
#include "http/request.h"
#include "serve/service.h"

/* How strictly queries are read, by the configuration. */
struct query_rules tickets_rules(const struct settings *);

int	tickets_get(struct service *, struct request *, enum endpoint,
	    const char *id, struct fault *);

/* The query is the JSON body, whatever its Content-Type (P-01, need 11). */
int	tickets_post(struct service *, struct request *, enum endpoint,
	    const char *id, struct fault *);

#endif
