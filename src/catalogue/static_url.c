/* static_url: where the web server gives a file, by its path alone. */
#include "catalogue/static_url.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/uri.h"
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

/* As settings_static, with the links of the sections' own paths resolved. */
static int
static_resolved(const struct settings *s, const char *path,
    const struct data **best, const char **rest, struct fault *fault)
{
	const struct data *data;
	const char *below;
	char *real = NULL;
	size_t i, length, longest = 0;

	for (i = 0; i < s->ndirectories; i++) {
		data = &s->data[s->directories[i]];
		if (data->url == NULL)
			continue;
		if (resolve(data->path, &real, fault) == -1)
			return -1;
		length = real != NULL ? strlen(real) : 0;
		below = real != NULL ? path_rest(path, real) : NULL;
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

static bool
has_static(const struct settings *s)
{
	size_t i;

	for (i = 0; i < s->ndirectories; i++)
		if (s->data[s->directories[i]].url != NULL)
			return true;
	return false;
}

/*
 * Links are looked at, a system call for each folder of the path, only where
 * the names alone lead to no section, and where there is one.
 */
int
static_url(const struct settings *s, const char *path, char **url,
    const struct data **lender, struct fault *fault)
{
	const struct data *data;
	const char *rest = NULL;
	char *real = NULL;
	int error = -1;

	*url = NULL;
	*lender = NULL;
	if (!has_static(s))
		return 0;
	if ((data = settings_static(s, path, &rest)) == NULL) {
		if (resolve(path, &real, fault) == -1)
			goto out;
		if (real != NULL)
			data = settings_static(s, real, &rest);
	}
	if (data == NULL && real != NULL &&
	    static_resolved(s, real, &data, &rest, fault) == -1)
		goto out;
	*lender = data;
	error = data == NULL ? 0 : join_url(data->url, rest, url, fault);
out:
	free(real);
	return error;
}
