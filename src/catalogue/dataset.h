/* dataset: an id -> the file of a format, its index, its static URL. */
#ifndef CATALOGUE_DATASET_H
#define CATALOGUE_DATASET_H

#include <stdbool.h>

#include "base/fault.h"
#include "base/format.h"
#include "conf/settings.h"
#include "store/store.h"

enum index_kind { INDEX_NONE, INDEX_BAI, INDEX_CSI, INDEX_TBI, INDEX_CRAI };

struct dataset {
	const struct data *data; /* the section; borrowed */
	enum format format;
	char *path;	       /* as configured or joined */
	struct object *object; /* the file, open */
	char *url;	       /* static, encoded; or NULL */
	struct object *index;  /* open, or NULL: none found */
	enum index_kind index_kind;
};

/*
 * Finds an id. An explicit section beats a directory, a longer prefix a
 * shorter; a section that lacks the id, or has none of the endpoint's formats
 * of it, hands on to the next. `want` is the
 * format asked for, or FORMAT_NONE: the endpoint's default, else the one that
 * is there. Unknown id, or one with a `..`, `.` or empty segment, a control
 * byte, bad UTF-8 or over DATASET_ID_MAX bytes: FAULT_NOT_FOUND. A format
 * that the id lacks: FAULT_UNSUPPORTED_FORMAT that names those it has; an id
 * that has formats of the other endpoint only: FAULT_NOT_FOUND that names the
 * other endpoint. Index names are those of find_index.c. On success the
 * caller calls dataset_clear; on a fault *d is clear.
 */
int dataset_open(const struct settings *, enum endpoint, const char *id,
    enum format want, struct dataset *d, struct fault *);
void dataset_clear(struct dataset *);

/*
 * The static URL of an absolute path, by the section with the longest `path`
 * above it that has `url`; where there is none, of the file that the path
 * leads to through links. NULL if none. The caller frees.
 */
char *dataset_url(const struct settings *, const char *path);

/* File-name extension after the id of each format (".bam", …), NULL-ended. */
const char *const *dataset_extensions(enum format);

/* "x.bam.bai" and so on: "bai", "csi", "tbi", "crai"; "" for none. */
const char *index_kind_name(enum index_kind);

#define DATASET_ID_MAX 1024

#endif
