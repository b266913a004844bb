/* info: /reads/service-info and /variants/service-info (GA4GH 1.0). */
#ifndef SERVE_INFO_H
#define SERVE_INFO_H

#include "http/request.h"
#include "serve/service.h"

int	info_get(struct service *, struct request *, enum endpoint,
	    const char *id, struct fault *);

#endif
