/* route: from a path and a method to the function of an endpoint. */
#ifndef SERVE_ROUTE_H
#define SERVE_ROUTE_H

#include "serve/service.h"

/*
 * Answers one request of a door, whatever it is: the table of routes, 404 and
 * 405 in htsget JSON, and a last-resort 500.
 */
void	route_handle(struct door *, struct service *);

#endif
