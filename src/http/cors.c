#include "http/cors.h"

#include <string.h>

#include "http/head.h"
#include "http/request.h"
#include "http/token.h"

#define MAX_AGE	"2592000"	/* seconds: 30 days, as X-4 says */

/* Browsers show a page no other header of another site. */
#define EXPOSED "Content-Length, Content-Range, Accept-Ranges, ETag, " \
	"X-Request-Id, Retry-After, WWW-Authenticate"

static bool
origin_valid(const char *origin)
{
	size_t i;

	for (i = 0; origin[i] != '\0'; i++)
		if (i == CORS_ORIGIN_MAX || origin[i] <= ' ' ||
		    origin[i] > '~' || strchr("\"',;", origin[i]) != NULL)
			return false;
	return i > 0;
}

bool
cors_allows(const struct cors *cors, const char *origin)
{
	size_t i;

	if (cors == NULL || origin == NULL || !origin_valid(origin))
		return false;
	for (i = 0; i < cors->n; i++)
		if (strcmp(cors->origins[i], origin) == 0)
			return true;
	return cors->n == 0;
}

void
cors_put(struct head *head, const struct request *req)
{
	head_text(head, "Vary", "Origin");
	if (!cors_allows(req->cors, req->origin))
		return;
	head_text(head, "Access-Control-Allow-Origin", req->origin);
	head_text(head, "Access-Control-Expose-Headers", EXPOSED);
	if (req->cors->n > 0)
		head_text(head, "Access-Control-Allow-Credentials", "true");
}

/* `name, name`: what may stand in a header of ours again. */
static bool
names_valid(const char *names)
{
	const char *at = names;
	size_t n;

	if (strlen(names) > CORS_HEADERS_MAX)
		return false;
	for (;;) {
		at += strspn(at, " ");
		n = strspn(at, TOKEN_CHARACTERS);
		if (n == 0)
			return false;
		at += n;
		at += strspn(at, " ");
		if (*at == '\0')
			return true;
		if (*at++ != ',')
			return false;
	}
}

void
cors_put_preflight(struct head *head, const struct request *req,
    const char *methods)
{
	const char *names = req->request_headers;

	if (!cors_allows(req->cors, req->origin))
		return;
	head_text(head, "Access-Control-Allow-Methods", methods);
	if (names != NULL && names_valid(names))
		head_text(head, "Access-Control-Allow-Headers", names);
	head_text(head, "Access-Control-Max-Age", MAX_AGE);
}
