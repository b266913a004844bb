#include "http/base.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/uri.h"
#include "http/door.h"
#include "http/request.h"

/* Where PATH_INFO begins by the web server's own account. */
static bool
script_fits(const char *script, const char *whole)
{
	size_t bytes = strlen(script);

	return strncmp(script, whole, bytes) == 0 &&
	    (whole[bytes] == '/' || whole[bytes] == '\0');
}

/*
 * The bytes of the decoded path that are the base, of `*from`. Where
 * REQUEST_URI ends otherwise than our path (the server merged slashes or
 * rewrote it) SCRIPT_NAME is the program's address all the same.
 */
static size_t
base_bytes(const struct request *req, const char *whole, const char **from)
{
	const char *script = req->door->variable(req->door, "SCRIPT_NAME");
	bool cut = req->door->variable(req->door, "PATH_INFO") != NULL;
	size_t bytes = strlen(whole), path = strlen(req->path);

	*from = script;
	if (cut && script != NULL && script_fits(script, whole))
		return strlen(script);
	*from = whole;
	if (bytes >= path && strcmp(whole + bytes - path, req->path) == 0)
		return bytes - path;
	*from = script;
	return cut && script != NULL ? strlen(script) : 0;
}

static char *
base_path(const struct request *req, const char *whole, struct fault *fault)
{
	const char *from;
	size_t bytes = base_bytes(req, whole, &from);
	char *path, *encoded;

	while (bytes > 0 && from[bytes - 1] == '/')
		bytes--;
	/* Without a slash it would be a part of the host. */
	if (bytes > 0 && from[0] != '/')
		bytes = 0;
	path = strndup(bytes > 0 ? from : "", bytes);
	encoded = path != NULL ? uri_encode_path(path) : NULL;
	free(path);
	if (encoded == NULL)
		fault_nomem(fault);
	return encoded;
}

static char *
whole_path(const struct request *req, struct fault *fault)
{
	const char *uri = req->door->variable(req->door, "REQUEST_URI");
	const char *why = NULL;
	size_t bytes = 0;
	char *whole;

	if (uri != NULL)
		uri = uri_path(uri, &bytes);
	whole = uri_decode(uri != NULL ? uri : "", bytes, 0, &why);
	/* PATH_INFO counts then, which was good. */
	if (whole == NULL && why != NULL)
		whole = strdup("");
	if (whole == NULL)
		fault_nomem(fault);
	return whole;
}

char *
request_base(const struct request *req, const char *base_url,
    struct fault *fault)
{
	char *whole, *path, *base = NULL;

	if (base_url != NULL) {
		base = strdup(base_url);
		if (base == NULL)
			fault_nomem(fault);
		return base;
	}
	if (req->host == NULL) {
		fault_set(fault, FAULT_INTERNAL, "the request names no host, "
		    "so [server] base_url has to be set");
		return NULL;
	}
	whole = whole_path(req, fault);
	path = whole != NULL ? base_path(req, whole, fault) : NULL;
	free(whole);
	if (path != NULL && asprintf(&base, "%s://%s%s", req->scheme,
	    req->host, path) == -1) {
		base = NULL;
		fault_nomem(fault);
	}
	free(path);
	return base;
}
