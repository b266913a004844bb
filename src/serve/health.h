/* health: GET /health, for who watches over the service. */
#ifndef SERVE_HEALTH_H
#define SERVE_HEALTH_H

#include "http/request.h"
#include "serve/service.h"

/*
 * 200 with the version and a digest of the configuration in use, and whether
 * a newer one was refused. Without a good configuration no endpoint comes this
 * far: 500. Looks at no file of data, and needs no login.
 */
int	health_get(struct service *, struct request *, enum endpoint,
	    const char *id, struct fault *);

#endif
