/* tickets: GET /reads/{id} and /variants/{id}. */
#ifndef SERVE_TICKETS_H
#define SERVE_TICKETS_H

#include <stddef.h>

#include "http/request.h"
#include "plan/plan.h"
#include "serve/service.h"

int	tickets_get(struct service *, struct request *, enum endpoint,
	    const char *id, struct fault *);

/*
 * The ticket of a plan as text. `url` is the static URL of the file; NULL is a
 * fault where a piece needs it. The caller frees *text.
 */
int	tickets_write(const struct plan *, const char *url, char **text,
	    size_t *bytes, struct fault *);

#endif
