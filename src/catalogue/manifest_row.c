/* manifest_row: the lines of a table of ids. */
#include "catalogue/manifest_row.h"

#include <stdlib.h>
#include <string.h>

#include "conf/values.h"
#include "conf/who.h"

enum { ID, FORMAT, PATH, INDEX, REFERENCE, ALLOW, COLUMNS };

#define COLUMNS_LEAST	(PATH + 1)

/* What the index of a format ends in. */
static const char *const index_ends[FORMAT_COUNT][3] = {
	[FORMAT_BAM] = { ".bai", ".csi" },
	[FORMAT_CRAM] = { ".crai" },
	[FORMAT_VCF] = { ".tbi", ".csi" },
	[FORMAT_BCF] = { ".csi" },
};

static bool
ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && strcmp(s + n - m, end) == 0;
}

/* Absolute, clean, and of a file: no slash at its end. */
static bool
is_path(const char *s)
{
	char *path = NULL;
	size_t n = strlen(s);
	bool good = n > 0 && s[n - 1] != '/' && value_path(s, &path) == NULL;

	free(path);
	return good;
}

static bool
is_index(const char *s, enum format format)
{
	const char *const *end = index_ends[format];

	while (*end != NULL && !ends_in(s, *end))
		end++;
	return *end != NULL && is_path(s);
}

static bool
is_allow(const char *s)
{
	struct who_list list;
	bool good;

	if (strlen(s) > MANIFEST_ALLOW_MAX || who_read_list(s, &list) != NULL)
		return false;
	/* Blanks alone look like a column that is empty. */
	good = list.n > 0;
	who_clear_list(&list);
	return good;
}

/* Cuts the text at its TABs; how many columns it has. */
static size_t
cut(char *text, const char *column[COLUMNS])
{
	size_t n = 0;

	for (;; text++) {
		if (n == COLUMNS)
			return n + 1;
		column[n++] = text;
		if ((text = strchr(text, '\t')) == NULL)
			return n;
		*text = '\0';
	}
}

static const char *
check_paths(const struct manifest_row *row)
{
	const char *name = strrchr(row->path, '/');

	if (name == NULL || !is_path(row->path))
		return "the path is not an absolute one without `.`, `..` and "
		    "empty segments";
	if (format_stem(name + 1, row->format) == 0)
		return "the file's extension is not one of the format";
	if (row->index[0] != '\0' && !is_index(row->index, row->format))
		return "the index is not the absolute path of an index of the "
		    "format";
	if (row->reference[0] != '\0' && !is_path(row->reference))
		return "the reference is not an absolute path";
	return NULL;
}

const char *
manifest_row_read(struct manifest_row *row, const char *line, size_t bytes)
{
	const char *column[COLUMNS] = { "", "", "", "", "", "" }, *why;
	size_t n;

	if (bytes > MANIFEST_LINE_MAX)
		return "the line is too long";
	if (memchr(line, '\0', bytes) != NULL)
		return "there is a NUL in the line";
	memcpy(row->text, line, bytes);
	row->text[bytes] = '\0';
	n = cut(row->text, column);
	if (n < COLUMNS_LEAST || n > COLUMNS)
		return "it has not three to six columns, separated by tabs";
	row->id = column[ID];
	row->format = format_parse(column[FORMAT]);
	row->path = column[PATH];
	row->index = column[INDEX];
	row->reference = column[REFERENCE];
	row->allow = column[ALLOW];
	if ((why = id_trouble(row->id)) != NULL)
		return why;
	if (row->format == FORMAT_NONE)
		return "the format is not BAM, CRAM, VCF or BCF";
	if ((why = check_paths(row)) != NULL)
		return why;
	return row->allow[0] == '\0' || is_allow(row->allow) ? NULL :
	    "`allow` is not a list of users, @groups, %groups of the system, "
	    "claim:NAME=VALUE or *";
}

bool
manifest_is_comment(const char *line, size_t bytes)
{
	return bytes > 0 && line[0] == '#';
}

size_t
manifest_id_bytes(const char *line, size_t bytes)
{
	const char *tab = memchr(line, '\t', bytes);
	size_t n = tab != NULL ? (size_t)(tab - line) : 0;

	return n <= DATASET_ID_MAX ? n : 0;
}

int
manifest_compare_ids(const char *a, size_t na, const char *b, size_t nb)
{
	int order = memcmp(a, b, na < nb ? na : nb);

	return order != 0 ? order : na < nb ? -1 : na > nb;
}

const char *
manifest_order_next(struct manifest_order *o, const struct manifest_row *row)
{
	int order = strcmp(row->id, o->id);
	enum endpoint endpoint = format_endpoint(row->format);

	if (order < 0)
		return "not sorted: its id is less than the one before";
	if (order > 0) {
		strcpy(o->id, row->id);
		o->formats = o->endpoints = 0;
	}
	if ((o->formats & 1u << row->format) != 0)
		return "the id has a line of this format already";
	if ((o->endpoints & 1u << endpoint) == 0)
		strcpy(o->allow[endpoint], row->allow);
	else if (strcmp(o->allow[endpoint], row->allow) != 0)
		return "`allow` is another than on the line of the id's other "
		    "format";
	o->formats |= 1u << row->format;
	o->endpoints |= 1u << endpoint;
	return NULL;
}
