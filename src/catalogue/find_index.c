/* find_index: the index of a dataset's file, by its name alone. */
#include "catalogue/find_index.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/beneath.h"
#include "store/store_file.h"

/* In the order of looking; a stem is the name without its extension. */
static const struct index_name {
	enum format	 format;
	bool		 stem;
	const char	*suffix;
	enum index_kind	 kind;
} names[] = {
	{ FORMAT_BAM, false, ".bai", INDEX_BAI },
	{ FORMAT_BAM, true, ".bai", INDEX_BAI },
	{ FORMAT_BAM, false, ".csi", INDEX_CSI },
	{ FORMAT_BAM, true, ".csi", INDEX_CSI },
	{ FORMAT_VCF, false, ".tbi", INDEX_TBI },
	{ FORMAT_VCF, false, ".csi", INDEX_CSI },
	{ FORMAT_VCF, true, ".tbi", INDEX_TBI },
	{ FORMAT_VCF, true, ".csi", INDEX_CSI },
	{ FORMAT_BCF, false, ".csi", INDEX_CSI },
	{ FORMAT_BCF, true, ".csi", INDEX_CSI },
	{ FORMAT_CRAM, false, ".crai", INDEX_CRAI },
	{ FORMAT_CRAM, true, ".crai", INDEX_CRAI },
};

const char *
index_kind_name(enum index_kind kind)
{
	switch (kind) {
	case INDEX_BAI:
		return "bai";
	case INDEX_CSI:
		return "csi";
	case INDEX_TBI:
		return "tbi";
	case INDEX_CRAI:
		return "crai";
	default:
		return "";
	}
}

/*
 * The name that suffixes are put behind: below the folder where the index
 * of a directory's file is, absolute for an explicit file. The caller frees.
 */
static char *
base_name(const struct dataset *d)
{
	const struct data *data = d->data;
	const char *last = strrchr(d->path, '/');
	char *name;

	if (data->path != NULL)
		return strdup(d->path + strlen(data->path) + 1);
	if (data->index == NULL || last == NULL)
		return strdup(d->path);
	return asprintf(&name, "%s%s", data->index, last) == -1 ? NULL : name;
}

static struct object *
open_name(const struct data *data, const char *name, bool *missing,
    struct fault *fault)
{
	if (data->path == NULL)
		return file_open(name, missing, fault);
	return file_open_beneath(data->index != NULL ? data->index : data->path,
	    name, data->follow, data->nfollow, missing, fault);
}

/* What an index that is not to be had means; 0 where it is passed over. */
static int
pass_over(const struct dataset *d, const struct fault *trouble,
    struct fault *fault)
{
	if (trouble->kind == FAULT_UNAVAILABLE)
		return fault_detail(fault, trouble->kind, trouble->message,
		    "%s", trouble->detail);
	if (trouble->kind != FAULT_NONE)
		log_write(LOG_WARNING, "%s: index passed over: %s", d->path,
		    trouble->detail);
	return 0;
}

/* Opens one name; 0 with d->index still NULL if it is not to be had. */
static int
try_name(struct dataset *d, const char *base, const struct index_name *n,
    struct fault *fault)
{
	struct fault trouble = FAULT_INIT;
	size_t bytes = n->stem ? format_stem(base, n->format) : strlen(base);
	bool missing;
	char *name;

	if (bytes == 0)
		return 0;
	if (asprintf(&name, "%.*s%s", (int)bytes, base, n->suffix) == -1)
		return fault_nomem(fault);
	d->index = open_name(d->data, name, &missing, &trouble);
	free(name);
	if (d->index != NULL)
		d->index_kind = n->kind;
	return pass_over(d, &trouble, fault);
}

/* An index that a table names; its ending says the kind. */
static int
open_named(struct dataset *d, const char *named, struct fault *fault)
{
	struct fault trouble = FAULT_INIT;
	size_t i, n, bytes = strlen(named);

	d->index = file_open(named, NULL, &trouble);
	for (i = 0; d->index != NULL && i < sizeof(names) / sizeof(names[0]);
	    i++) {
		n = strlen(names[i].suffix);
		if (names[i].format == d->format && bytes > n &&
		    strcmp(named + bytes - n, names[i].suffix) == 0)
			d->index_kind = names[i].kind;
	}
	return pass_over(d, &trouble, fault);
}

int
find_index(struct dataset *d, const char *named, struct fault *fault)
{
	char *base = NULL;
	size_t i;
	int result = 0;

	if (named != NULL)
		return open_named(d, named, fault);
	if ((base = base_name(d)) == NULL)
		return fault_nomem(fault);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].format != d->format)
			continue;
		result = try_name(d, base, &names[i], fault);
		if (result == -1 || d->index != NULL)
			break;
	}
	free(base);
	return result;
}
