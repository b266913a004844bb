#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <htslib/khash.h>

#include "source/names.h"

KHASH_MAP_INIT_STR(names, int32_t)

struct names {
	khash_t(names)	*map;
	size_t		 text;		/* bytes of all names */
};

struct names *
names_new(void)
{
	struct names *n;

	if ((n = calloc(1, sizeof(*n))) == NULL)
		return NULL;
	if ((n->map = kh_init(names)) == NULL) {
		free(n);
		return NULL;
	}
	return n;
}

void
names_free(struct names *n)
{
	khint_t k;

	if (n == NULL)
		return;
	for (k = kh_begin(n->map); k != kh_end(n->map); k++)
		if (kh_exist(n->map, k))
			free((char *)kh_key(n->map, k));
	kh_destroy(names, n->map);
	free(n);
}

int
names_add(struct names *n, const char *name, size_t bytes, int32_t id)
{
	char *copy;
	khint_t k;
	int put;

	if ((copy = strndup(name, bytes)) == NULL)
		return -1;
	k = kh_put(names, n->map, copy, &put);
	if (put <= 0) {
		free(copy);
		return put;
	}
	kh_val(n->map, k) = id;
	n->text += strlen(copy) + 1;
	return 1;
}

int32_t
names_find(const struct names *n, const char *name)
{
	khint_t k;

	k = kh_get(names, n->map, name);
	return k == kh_end(n->map) ? -1 : kh_val(n->map, k);
}

/* What two spellings of a reference have in common: chrM, MT, m are one. */
static const char *
stem(const char *name)
{
	if (strncasecmp(name, "chr", 3) == 0 && name[3] != '\0')
		name += 3;
	return strcasecmp(name, "MT") == 0 ? "M" : name;
}

/* A walk over all names: it is asked for only to word a 404. */
const char *
names_alike(const struct names *n, const char *name)
{
	const char *found = NULL, *key, *wanted = stem(name);
	int32_t id = INT32_MAX;
	khint_t k;

	for (k = kh_begin(n->map); k != kh_end(n->map); k++) {
		if (!kh_exist(n->map, k))
			continue;
		key = kh_key(n->map, k);
		if (strcasecmp(stem(key), wanted) != 0 ||
		    strcmp(key, name) == 0 || kh_val(n->map, k) >= id)
			continue;
		found = key;
		id = kh_val(n->map, k);
	}
	return found;
}

size_t
names_count(const struct names *n)
{
	return kh_size(n->map);
}

/* Keys are small heap blocks: two words of the allocator's own each. */
size_t
names_memory(const struct names *n)
{
	size_t bucket = sizeof(const char *) + sizeof(int32_t);

	return sizeof(*n) + sizeof(*n->map) + n->text +
	    kh_n_buckets(n->map) * (bucket + 1) +
	    kh_size(n->map) * 2 * sizeof(void *);
}
