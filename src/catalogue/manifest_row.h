/*
 * manifest_row: the lines of a table of ids: id, format, path, index,
 * reference, allow, separated by a TAB; the last three may be missing.
 */
#ifndef CATALOGUE_MANIFEST_ROW_H
#define CATALOGUE_MANIFEST_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/format.h"
#include "catalogue/id.h"

#define MANIFEST_LINE_MAX	16384	/* bytes, without the newline */
#define MANIFEST_ALLOW_MAX	4096	/* … of an `allow` */

struct manifest_row {
	const char	*id;
	enum format	 format;
	const char	*path;		/* absolute, as the next two */
	const char	*index;		/* "": where the section says */
	const char	*reference;	/* "": that of the section */
	const char	*allow;		/* "": that of the section */
	char		 text[MANIFEST_LINE_MAX + 1];	/* private */
};

/*
 * Reads a line of that many bytes, without its newline. NULL, and the row is
 * good until it is read again; or what is wrong with the line: it has not
 * three to six columns, is too long, not UTF-8 or has a control byte, the id
 * is none, the format is unknown, a path is not absolute, has `.`, `..` or
 * empty segments or not an extension of its format, `allow` has a word that
 * who_read (conf/who.h) refuses.
 */
const char	*manifest_row_read(struct manifest_row *, const char *line,
		    size_t bytes);

/* It begins with `#`; such lines may stand above the first id only. */
bool		 manifest_is_comment(const char *line, size_t bytes);

/* Bytes of a line's id; 0 if it has none or one that is too long. */
size_t		 manifest_id_bytes(const char *line, size_t bytes);

/* Below, at or above 0, as LC_ALL=C sort(1) has ids. */
int		 manifest_compare_ids(const char *a, size_t na, const char *b,
		    size_t nb);

/* What rows one after another have to agree in. All zero before the first. */
struct manifest_order {
	char		 id[DATASET_ID_MAX + 1];
	unsigned	 formats;	/* 1 << enum format, of this id */
	unsigned	 endpoints;	/* 1 << enum endpoint */
	char		 allow[ENDPOINT_COUNT][MANIFEST_ALLOW_MAX + 1];
};

/*
 * Takes the next row: NULL, or what is wrong with it after those before: its
 * id is less than the last one, has the format already, or has another
 * `allow` for the same endpoint. The row does not count then.
 */
const char	*manifest_order_next(struct manifest_order *,
		    const struct manifest_row *);

#endif
