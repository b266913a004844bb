/* static_url: where the web server gives a file, by its path alone. */
#include "catalogue/static_url.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/uri.h"
#include "store/beneath.h"
#include "store/store.h"

/*
 * realpath(3) into *real, NULL where the path leads nowhere; a fault where it
 * might another time: "no static URL" would be wrong then.
 */
static int
resolve(const char *path, char **real, struct fault *fault)
{
	*real = realpath(path, NULL);
	if (*real != NULL || !fault_may_pass(errno))
		return 0;
	if (errno == ENOMEM)
		return fault_nomem(fault);
	return fault_detail(fault, FAULT_UNAVAILABLE,
	    "the static URL of this dataset cannot be told just now",
	    "%s: %s", path, strerror(errno));
}

/*
 * The section with the longest `path` above this one, of those with `url`;
 * with `links` their own paths are resolved. *rest is what is left of path.
 */
static int
longest_above(const struct settings *s, const char *path, bool links,
    const struct data **best, const char **rest, struct fault *fault)
{
	const struct data *data;
	const char *root, *below;
	char *real = NULL;
	size_t i, length, longest = 0;

	*best = NULL;
	for (i = 0; i < s->ndirectories; i++) {
		data = &s->data[s->directories[i]];
		if (data->url == NULL)
			continue;
		if (links && resolve(data->path, &real, fault) == -1)
			return -1;
		root = links ? real : data->path;
		length = root != NULL ? strlen(root) : 0;
		below = root != NULL ? beneath_rest(path, root) : NULL;
		if (below != NULL && (*best == NULL || length > longest)) {
			*best = data;
			*rest = below;
			longest = length;
		}
		free(real);
		real = NULL;
	}
	return 0;
}

static int
join_url(const char *url, const char *rest, char **joined,
    struct fault *fault)
{
	char *encoded = uri_encode_path(rest);

	if (encoded == NULL || asprintf(joined, "%s/%s", url, encoded) == -1)
		*joined = NULL;
	free(encoded);
	return *joined != NULL ? 0 : fault_nomem(fault);
}

/* Links are looked at only where the names alone lead to no section. */
int
static_url(const struct settings *s, const char *path, char **url,
    struct fault *fault)
{
	const struct data *data;
	const char *rest = NULL;
	char *real = NULL;
	int error = -1;

	*url = NULL;
	if (longest_above(s, path, false, &data, &rest, fault) == -1)
		goto out;
	if (data == NULL) {
		if (resolve(path, &real, fault) == -1)
			goto out;
		if (real != NULL && longest_above(s, real, false, &data,
		    &rest, fault) == -1)
			goto out;
	}
	if (data == NULL && real != NULL &&
	    longest_above(s, real, true, &data, &rest, fault) == -1)
		goto out;
	error = data == NULL ? 0 : join_url(data->url, rest, url, fault);
out:
	free(real);
	return error;
}
