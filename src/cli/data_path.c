/* data_path: which data a URL names, of our data endpoint. */
#include "cli/data_path.h"

#include <stdlib.h>
#include <string.h>

#include "base/uri.h"

#define PREFIX	(sizeof("/data/file/") - 1)

static const char prefixes[][PREFIX + 1] = {
	[DATA_FILE] = "/data/file/",
	[DATA_SPAN] = "/data/span/",
};

/* Bytes that a path has in front of ours by the configuration, or 0. */
static size_t
base_bytes(const char *path, size_t bytes, const char *base_url)
{
	const char *base;
	size_t n;

	if (base_url == NULL)
		return 0;
	base = uri_path(base_url, &n);
	return n < bytes && memcmp(path, base, n) == 0 && path[n] == '/' ?
	    n : 0;
}

/* The encoded id, and its kind; NULL: it is no URL of data. */
static const char *
find_id(const char *path, size_t bytes, enum data_kind *kind)
{
	size_t i;

	for (i = 0; i + PREFIX < bytes; i++)
		for (*kind = DATA_FILE; *kind <= DATA_SPAN; ++*kind)
			if (memcmp(path + i, prefixes[*kind], PREFIX) == 0)
				return path + i + PREFIX;
	return NULL;
}

int
data_path_read(const char *url, const char *base_url, struct data_path *p,
    struct fault *fault)
{
	const char *path, *end, *id, *why = NULL;
	size_t bytes, base;

	memset(p, 0, sizeof(*p));
	path = uri_path(url, &bytes);
	end = path + bytes;
	base = base_bytes(path, bytes, base_url);
	if ((id = find_id(path + base, bytes - base, &p->kind)) == NULL)
		return fault_set(fault, FAULT_INVALID_INPUT, "the URL is none "
		    "of data: it has no /data/file/ID or /data/span/ID");
	if ((p->id = uri_decode(id, (size_t)(end - id), 0, &why)) == NULL)
		return why == NULL ? fault_nomem(fault) : fault_set(fault,
		    FAULT_INVALID_INPUT, "the id of the URL: %s", why);
	end += *end == '?';
	if ((p->query = strndup(end, strcspn(end, "#"))) == NULL)
		return fault_nomem(fault);
	return 0;
}

void
data_path_clear(struct data_path *p)
{
	free(p->id);
	free(p->query);
	memset(p, 0, sizeof(*p));
}
