/* folders: those that sections of directories give, without links. */
#include "cli/folders.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"

/* What is not there now may be there one day, but not for a file of now. */
static int
add(struct folders *f, const struct data *data, const char *path)
{
	char *real = realpath(path, NULL);
	struct folder *v;

	if (real == NULL)
		return 0;
	v = reallocarray(f->v, f->n + 1, sizeof(*v));
	if (v == NULL) {
		free(real);
		return -1;
	}
	f->v = v;
	f->v[f->n++] = (struct folder){ real, data };
	return 0;
}

int
folders_find(struct folders *f, const struct settings *s)
{
	const struct data *data;
	size_t i, j;

	memset(f, 0, sizeof(*f));
	for (i = 0; i < s->ndirectories; i++) {
		data = &s->data[s->directories[i]];
		if (add(f, data, data->path) == -1)
			return -1;
		/* Whoever may write into `path` can make links to there. */
		for (j = 0; !data->guarded && j < data->nfollow; j++)
			if (add(f, data, data->follow[j]) == -1)
				return -1;
	}
	return 0;
}

const struct data *
folders_above(const struct folders *f, const char *file, bool guarded)
{
	const struct data *found = NULL;
	char *real = f->n > 0 ? realpath(file, NULL) : NULL;
	size_t i;

	for (i = 0; real != NULL && found == NULL && i < f->n; i++)
		if (f->v[i].data->guarded != guarded &&
		    path_rest(real, f->v[i].real) != NULL)
			found = f->v[i].data;
	free(real);
	return found;
}

void
folders_clear(struct folders *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		free(f->v[i].real);
	free(f->v);
	memset(f, 0, sizeof(*f));
}
