/* check_overlap: data that one section guards and another gives away. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/khash.h>

#include "cli/check.h"

/* A folder or file without links -> the section that has it. */
KHASH_MAP_INIT_STR(owners, const struct data *)

struct overlap {
	struct check	*check;
	khash_t(owners)	*guarded;	/* both own their keys */
	khash_t(owners)	*open;
	bool		 no_memory;
};

/* The first section of each sort that has a path stands for the others. */
static void
add_path(struct overlap *o, const struct data *data, const char *path)
{
	khash_t(owners) *owners = data->guarded ? o->guarded : o->open;
	char *real = realpath(path, NULL);
	khiter_t k;
	int added;

	/* What is not there now may be there one day. */
	if (real == NULL)
		real = strdup(path);
	k = real != NULL ? kh_put(owners, owners, real, &added) : 0;
	if (real == NULL || added == -1)
		o->no_memory = true;
	else if (added > 0)
		kh_val(owners, k) = data;
	if (real == NULL || added <= 0)
		free(real);
}

static void
add_section(struct overlap *o, const struct data *data)
{
	size_t j;
	int i;

	if (data->path != NULL)
		add_path(o, data, data->path);
	/* Whoever may write into the folder can make links to there. */
	for (j = 0; !data->guarded && j < data->nfollow; j++)
		add_path(o, data, data->follow[j]);
	for (i = FORMAT_NONE + 1; i < FORMAT_COUNT; i++)
		if (data->file[i] != NULL)
			add_path(o, data, data->file[i]);
}

/* The section that has a path or a folder above it; NULL: none. */
static const struct data *
find_above(struct overlap *o, khash_t(owners) *owners, const char *path)
{
	const struct data *found = NULL;
	char *copy = strdup(path), *slash;
	khiter_t k;

	o->no_memory |= copy == NULL;
	while (copy != NULL && found == NULL && *copy != '\0') {
		if ((k = kh_get(owners, owners, copy)) != kh_end(owners))
			found = kh_val(owners, k);
		slash = strrchr(copy, '/');
		*(slash != NULL ? slash : copy) = '\0';
	}
	free(copy);
	return found;
}

static void
warn(struct overlap *o, const struct data *guarded, const struct data *open,
    const char *path)
{
	check_warn(o->check, "[data %s] allow: [data %s] gives %s to "
	    "everybody", guarded->name, open->name, path);
}

/* What is in both is told once. */
static void
compare(struct overlap *o)
{
	const struct data *other;
	khiter_t k;

	for (k = 0; k < kh_end(o->guarded); k++)
		if (kh_exist(o->guarded, k) && (other = find_above(o, o->open,
		    kh_key(o->guarded, k))) != NULL)
			warn(o, kh_val(o->guarded, k), other,
			    kh_key(o->guarded, k));
	for (k = 0; k < kh_end(o->open); k++)
		if (kh_exist(o->open, k) && kh_get(owners, o->guarded,
		    kh_key(o->open, k)) == kh_end(o->guarded) &&
		    (other = find_above(o, o->guarded, kh_key(o->open, k))) !=
		    NULL)
			warn(o, other, kh_val(o->open, k), kh_key(o->open, k));
}

static void
owners_free(khash_t(owners) *owners)
{
	khiter_t k;

	for (k = 0; owners != NULL && k < kh_end(owners); k++)
		if (kh_exist(owners, k))
			free((char *)kh_key(owners, k));
	kh_destroy(owners, owners);
}

int
check_overlap(struct check *c)
{
	struct overlap o = { c, kh_init(owners), kh_init(owners), false };
	size_t i;

	o.no_memory = o.guarded == NULL || o.open == NULL;
	for (i = 0; !o.no_memory && i < c->settings->ndata; i++)
		add_section(&o, &c->settings->data[i]);
	if (!o.no_memory)
		compare(&o);
	owners_free(o.guarded);
	owners_free(o.open);
	return o.no_memory ? -1 : 0;
}
