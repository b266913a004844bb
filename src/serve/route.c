#include "serve/route.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "http/cors.h"
#include "http/reply.h"
#include "serve/data.h"
#include "serve/health.h"
#include "serve/info.h"
#include "serve/tickets.h"

#define ALLOW_MAX	64	/* bytes of an Allow header's value */

/*
 * A row is a method on a pattern; a pattern that ends in `*` takes an id of
 * one byte or more there, with any slashes. The first pattern that fits a
 * path is the resource, so the reserved names stand before the ids; its rows
 * are its methods, each with a function. GET brings HEAD with it, and every
 * pattern OPTIONS. A path that tells no endpoint has ENDPOINT_COUNT.
 */
static const struct route {
	const char	*method;
	const char	*pattern;
	enum endpoint	 endpoint;
	int		(*function)(struct service *, struct request *,
			    enum endpoint, const char *id, struct fault *);
} routes[] = {
	{ "GET", "/reads/service-info", ENDPOINT_READS, info_get },
	{ "GET", "/variants/service-info", ENDPOINT_VARIANTS, info_get },
	{ "GET", "/reads/*", ENDPOINT_READS, tickets_get },
	{ "POST", "/reads/*", ENDPOINT_READS, tickets_post },
	{ "GET", "/variants/*", ENDPOINT_VARIANTS, tickets_get },
	{ "POST", "/variants/*", ENDPOINT_VARIANTS, tickets_post },
	{ "GET", "/data/file/*", ENDPOINT_COUNT, data_file_get },
	{ "GET", "/data/span/*", ENDPOINT_COUNT, data_span_get },
	{ "GET", "/health", ENDPOINT_COUNT, health_get },
};
#define ROUTES	(sizeof routes / sizeof routes[0])

/* Whether a path fits; *id is then its part under `*`, or NULL. */
static bool
pattern_fits(const char *pattern, const char *path, const char **id)
{
	size_t bytes = strlen(pattern);

	*id = NULL;
	if (pattern[bytes - 1] != '*')
		return strcmp(pattern, path) == 0;
	if (strncmp(pattern, path, bytes - 1) != 0 || path[bytes - 1] == '\0')
		return false;
	*id = path + bytes - 1;
	return true;
}

static bool
method_fits(const char *served, const char *method)
{
	return strcmp(served, method) == 0 ||
	    (strcmp(served, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

/* The methods of a pattern as the value of an Allow header. */
static void
list_methods(const char *pattern, char allow[ALLOW_MAX])
{
	size_t i, used = 0;

	for (i = 0; i < ROUTES; i++) {
		if (strcmp(routes[i].pattern, pattern) != 0 ||
		    used >= ALLOW_MAX)
			continue;
		used += (size_t)snprintf(allow + used, ALLOW_MAX - used,
		    "%s, %s", routes[i].method,
		    strcmp(routes[i].method, "GET") == 0 ? "HEAD, " : "");
	}
	if (used < ALLOW_MAX)
		snprintf(allow + used, ALLOW_MAX - used, "OPTIONS");
}

/* The pattern that fits a path; *id is then its part under `*`, or NULL. */
static const char *
pattern_find(const char *path, const char **id)
{
	size_t i;

	for (i = 0; i < ROUTES; i++)
		if (pattern_fits(routes[i].pattern, path, id))
			return routes[i].pattern;
	return NULL;
}

/* OPTIONS looks up no id: a preflight is without the request's login. */
static int
route_call(struct service *service, struct request *req,
    char allow[ALLOW_MAX], struct fault *fault)
{
	const char *id, *pattern = pattern_find(req->path, &id);
	size_t i;

	if (pattern == NULL)
		return fault_set(fault, FAULT_NOT_FOUND, "there is nothing "
		    "here; ids are below /reads/ and /variants/");
	for (i = 0; i < ROUTES; i++)
		if (strcmp(routes[i].pattern, pattern) == 0 &&
		    method_fits(routes[i].method, req->method))
			return routes[i].function(service, req,
			    routes[i].endpoint, id, fault);
	list_methods(pattern, allow);
	if (strcmp(req->method, "OPTIONS") == 0) {
		(void)reply_options(req, allow);
		return 0;
	}
	return fault_set(fault, FAULT_METHOD,
	    "this method is not served here; those served: %s", allow);
}

/* Any without a configuration: a page must be able to read what is wrong. */
static const struct cors *
route_cors(const struct settings *settings)
{
	static const struct cors any = { NULL, 0 };

	return settings != NULL ? &settings->cors : &any;
}

/* The path of base_url, or NULL. */
static const char *
base_path(const struct settings *settings)
{
	const char *at;

	if (settings == NULL || settings->server.base_url == NULL)
		return NULL;
	at = strstr(settings->server.base_url, "://");
	return at != NULL ? strchr(at + 3, '/') : NULL;
}

void
route_handle(struct door *door, struct service *service)
{
	struct request req;
	struct fault fault = FAULT_INIT;
	char allow[ALLOW_MAX] = "", id[REQUEST_ID_BYTES];
	int ready, opened;

	request_id(id);
	log_request(id);
	/* The first fault wins: a bad configuration before a bad request. */
	ready = service_refresh(service, door, &fault);
	opened = request_open(&req, door, base_path(service->settings),
	    &fault);
	req.id = id;
	req.cors = route_cors(service->settings);
	if (service->settings != NULL)
		req.challenge = service->settings->access.challenge;
	if (ready == -1)
		reply_error(&req, &fault, NULL);
	else if (opened == -1 ||
	    route_call(service, &req, allow, &fault) == -1)
		reply_fault(&req, &fault, allow[0] != '\0' ? allow : NULL);
	if (!door->begun)
		reply_last_resort(&req);
	request_clear(&req);
	log_request(NULL);
}
