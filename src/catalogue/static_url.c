/* static_url: where the web server gives a file, by its path alone. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/uri.h"
#include "catalogue/dataset.h"
#include "store/beneath.h"

/* The section with the longest `path` above this one, of those with `url`. */
static const struct data *
longest_above(const struct settings *s, const char *path, const char **rest)
{
	const struct data *data, *best = NULL;
	const char *below;
	size_t i, bytes, longest = 0;

	for (i = 0; i < s->ndirectories; i++) {
		data = &s->data[s->directories[i]];
		if (data->url == NULL ||
		    (below = beneath_rest(path, data->path)) == NULL)
			continue;
		bytes = strlen(data->path);
		if (best == NULL || bytes > longest) {
			best = data;
			longest = bytes;
			*rest = below;
		}
	}
	return best;
}

/* The same with links in the sections' own paths resolved. */
static const struct data *
longest_above_real(
    const struct settings *s, const char *path, char *root, const char **rest)
{
	const struct data *data, *best = NULL;
	const char *below;
	size_t i, bytes, longest = 0;

	for (i = 0; i < s->ndirectories; i++) {
		data = &s->data[s->directories[i]];
		if (data->url == NULL || realpath(data->path, root) == NULL ||
		    (below = beneath_rest(path, root)) == NULL)
			continue;
		bytes = strlen(root);
		if (best == NULL || bytes > longest) {
			best = data;
			longest = bytes;
			*rest = below;
		}
	}
	return best;
}

static char *
join_url(const char *url, const char *rest)
{
	char *encoded = uri_encode_path(rest), *joined;

	if (encoded == NULL || asprintf(&joined, "%s/%s", url, encoded) < 0)
		joined = NULL;
	free(encoded);
	return joined;
}

char *
dataset_url(const struct settings *s, const char *path)
{
	char real[PATH_MAX], root[PATH_MAX];
	const struct data *data;
	const char *rest = NULL;

	data = longest_above(s, path, &rest);
	if (data == NULL && realpath(path, real) != NULL) {
		data = longest_above(s, real, &rest);
		if (data == NULL)
			data = longest_above_real(s, real, root, &rest);
	}
	return data != NULL ? join_url(data->url, rest) : NULL;
}
