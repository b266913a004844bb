#include "http/request.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/fault.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "htsget/ticket.h"
#include "http/door.h"

#define HOST_MAX	261	/* a name of 255 bytes, `:` and a port */
#define PORT_MAX	5	/* digits */

/* What a path of ours begins with; without a slash at the end the whole. */
static const char *const endpoints[] = {
	"/reads/", "/variants/", "/data/file/", "/data/span/", "/health"
};
#define ENDPOINTS	(sizeof endpoints / sizeof endpoints[0])

void
request_id(char id[REQUEST_ID_BYTES])
{
	unsigned char bytes[(REQUEST_ID_BYTES - 1) / 2];

	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(id, REQUEST_ID_BYTES, bytes, sizeof bytes);
}

/* What follows `base` in a path, from its slash on; NULL if it is not below. */
static const char *
below(const char *path, const char *base)
{
	size_t bytes = strlen(base);

	if (bytes > 0 && base[bytes - 1] == '/')
		bytes--;
	if (strncmp(path, base, bytes) != 0 || path[bytes] != '/')
		return NULL;
	return path + bytes;
}

static bool
endpoint_fits(const char *endpoint, const char *path)
{
	size_t bytes = strlen(endpoint);

	return strncmp(path, endpoint, bytes) == 0 &&
	    (endpoint[bytes - 1] == '/' || path[bytes] == '\0');
}

/* `path` where an endpoint is at its front, else NULL; NULL is safe. */
static const char *
at_endpoint(const char *path)
{
	size_t i;

	for (i = 0; path != NULL && i < ENDPOINTS; i++)
		if (endpoint_fits(endpoints[i], path))
			return path;
	return NULL;
}

/* The first segment that is an endpoint, or the path as it is. */
static const char *
find_endpoint(const char *path)
{
	const char *at;

	for (at = strchr(path, '/'); at != NULL; at = strchr(at + 1, '/'))
		if (at_endpoint(at) != NULL)
			return at;
	return path;
}

static char *
decode(const char *text, size_t bytes, struct fault *fault)
{
	const char *why;
	char *decoded;

	decoded = uri_decode(text, bytes, 0, &why);
	if (decoded == NULL && why == NULL)
		fault_nomem(fault);
	else if (decoded == NULL)
		fault_set(fault, FAULT_INVALID_INPUT,
		    "the path of the URL is not valid: %s", why);
	return decoded;
}

/*
 * ProxyPass of Apache puts the whole path into SCRIPT_NAME, so a base counts
 * only where an endpoint follows it.
 */
static const char *
strip_base(const char *path, const char *base, const char *script)
{
	const char *rest;

	if (base != NULL && (rest = at_endpoint(below(path, base))) != NULL)
		return rest;
	if (script != NULL &&
	    (rest = at_endpoint(below(path, script))) != NULL)
		return rest;
	return find_endpoint(path);
}

static char *
path_from_uri(const char *uri, const char *base_path, const char *script,
    struct fault *fault)
{
	char *whole, *base = NULL, *path = NULL;
	size_t bytes;

	uri = uri_path(uri, &bytes);
	whole = decode(uri, bytes, fault);
	if (whole == NULL)
		return NULL;
	if (base_path != NULL) {
		base = decode(base_path, strlen(base_path), fault);
		if (base == NULL)
			goto out;
	}
	path = strdup(strip_base(whole, base, script));
	if (path == NULL)
		fault_nomem(fault);
out:
	free(base);
	free(whole);
	return path;
}

/* The web server has decoded it already; once is enough. */
static char *
path_from_info(const char *info, struct fault *fault)
{
	char *path;

	if (!utf8_valid(info, strlen(info))) {
		fault_set(fault, FAULT_INVALID_INPUT,
		    "the path of the URL is not valid UTF-8");
		return NULL;
	}
	path = strdup(info);
	if (path == NULL)
		fault_nomem(fault);
	return path;
}

/*
 * The host is copied into URLs and JSON that others see: a name or address,
 * perhaps a port, and nothing else.
 */
static bool
host_valid(const char *host)
{
	size_t bytes = strlen(host);

	return bytes > 0 && bytes <= HOST_MAX &&
	    uri_authority(host, NULL) == bytes;
}

static bool
port_needed(const char *port, const char *scheme)
{
	size_t bytes;

	if (port == NULL)
		return false;
	bytes = strlen(port);
	if (bytes > PORT_MAX || strspn(port, "0123456789") != bytes)
		return false;
	return strcmp(port, strcmp(scheme, "https") == 0 ? "443" : "80") != 0;
}

/* "::1": two colons are no port. */
static bool
is_bare_address(const char *name)
{
	const char *colon = strchr(name, ':');

	return name[0] != '[' && colon != NULL &&
	    strchr(colon + 1, ':') != NULL;
}

/* Of SERVER_NAME, which has no port, and SERVER_PORT. */
static int
host_make(struct request *req, struct fault *fault)
{
	const char *name = req->door->variable(req->door, "SERVER_NAME");
	const char *port = req->door->variable(req->door, "SERVER_PORT");
	bool bare6, with_port = port_needed(port, req->scheme);

	if (name == NULL)
		return 0;
	bare6 = is_bare_address(name);
	if (asprintf(&req->made_host, "%s%s%s%s%s", bare6 ? "[" : "", name,
	    bare6 ? "]" : "", with_port ? ":" : "",
	    with_port ? port : "") == -1) {
		req->made_host = NULL;
		return fault_nomem(fault);
	}
	if (host_valid(req->made_host))
		req->host = req->made_host;
	return 0;
}

/* X-Forwarded-* is what anybody may have written: base_url is for that. */
static int
origin_open(struct request *req, struct fault *fault)
{
	const char *scheme = req->door->variable(req->door, "REQUEST_SCHEME");
	const char *https = req->door->variable(req->door, "HTTPS");
	const char *host = req->door->variable(req->door, "HTTP_HOST");

	if (scheme != NULL && strcmp(scheme, "https") == 0)
		req->scheme = "https";
	else if (scheme != NULL && strcmp(scheme, "http") == 0)
		req->scheme = "http";
	else
		req->scheme = https != NULL && strcmp(https, "on") == 0 ?
		    "https" : "http";
	if (host != NULL && host_valid(host)) {
		req->host = host;
		return 0;
	}
	return host_make(req, fault);
}

static int
path_open(struct request *req, const char *base_path, struct fault *fault)
{
	struct door *door = req->door;
	const char *info = door->variable(door, "PATH_INFO");
	const char *uri = door->variable(door, "REQUEST_URI");

	req->target = uri != NULL ? uri : info;
	if (info != NULL)
		req->path = path_from_info(info, fault);
	else
		req->path = path_from_uri(uri != NULL ? uri : "/", base_path,
		    door->variable(door, "SCRIPT_NAME"), fault);
	return req->path != NULL ? 0 : -1;
}

/* An empty one is a condition, too: web servers find that it is not met. */
static const char *
if_range(struct door *door)
{
	const char *value = door->variable(door, "HTTP_IF_RANGE");

	return value != NULL || !door->present(door, "HTTP_IF_RANGE") ?
	    value : "";
}

static const char *
authorization(struct door *door)
{
	const char *value = door->variable(door, "HTTP_AUTHORIZATION");

	return value != NULL && ticket_authorization_valid(value) ? value :
	    NULL;
}

int
request_open(struct request *req, struct door *door, const char *base_path,
    struct fault *fault)
{
	memset(req, 0, sizeof *req);
	req->door = door;
	req->method = door->variable(door, "REQUEST_METHOD");
	req->protocol = door->variable(door, "SERVER_PROTOCOL");
	req->query = door->variable(door, "QUERY_STRING");
	req->origin = door->variable(door, "HTTP_ORIGIN");
	req->range = door->variable(door, "HTTP_RANGE");
	req->if_range = if_range(door);
	req->user = door->variable(door, "REMOTE_USER");
	req->authorization = authorization(door);
	req->address = door->variable(door, "REMOTE_ADDR");
	req->content_length = door->variable(door, "CONTENT_LENGTH");
	req->content_type = door->variable(door, "CONTENT_TYPE");
	req->request_headers = door->variable(door,
	    "HTTP_ACCESS_CONTROL_REQUEST_HEADERS");
	if (path_open(req, base_path, fault) == -1 ||
	    origin_open(req, fault) == -1)
		return -1;
	if (req->method == NULL)
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "the request has no method");
	return 0;
}

void
request_clear(struct request *req)
{
	free(req->path);
	free(req->made_host);
	memset(req, 0, sizeof *req);
}

int
request_check_query(const struct request *req, uint64_t limit,
    struct fault *fault)
{
	size_t bytes = req->query != NULL ? strlen(req->query) : 0;

	if (bytes <= limit)
		return 0;
	return fault_set(fault, FAULT_INVALID_INPUT,
	    "the query string has %zu bytes, more than the %" PRIu64
	    " that this server takes ([limits] query)", bytes, limit);
}

const char *
request_shown(const struct request *req, char text[LOG_REQUEST_MAX])
{
	const char *path = req->path != NULL ? req->path : req->target;
	const char *query = req->path != NULL ? req->query : NULL;
	char first[LOG_QUERY_MAX], second[LOG_QUERY_MAX];
	size_t bytes;

	if (path == NULL)
		path = "-";
	bytes = strcspn(path, "?");
	snprintf(text, LOG_REQUEST_MAX, "%.*s%s%s",
	    bytes < LOG_PATH_MAX ? (int)bytes : LOG_PATH_MAX, path,
	    query_shown(first, path[bytes] == '?' ? path + bytes + 1 : NULL),
	    query_shown(second, query));
	return text;
}

bool
request_is_head(const struct request *req)
{
	return req->method != NULL && strcmp(req->method, "HEAD") == 0;
}
