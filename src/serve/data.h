/* data: GET /data/file/{id} and /data/span/{id}, where tickets lead. */
#ifndef SERVE_DATA_H
#define SERVE_DATA_H

#include "http/request.h"
#include "serve/service.h"

/*
 * Bytes of the file as it is; Range has positions of the file. The endpoint
 * is that of the URL's format; the one given is not looked at.
 */
int	data_file_get(struct service *, struct request *, enum endpoint,
	    const char *id, struct fault *);

/* Bytes that we make (plan/span_make.h); Range has positions of the span. */
int	data_span_get(struct service *, struct request *, enum endpoint,
	    const char *id, struct fault *);

#endif
