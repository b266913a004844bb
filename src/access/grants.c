/* grants: a table of who may read which regions of which ids. */
#include "access/grants.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/hts.h>
#include <htslib/khash.h>

#include "access/lines.h"
#include "conf/values.h"

#define COLUMNS	3

KHASH_MAP_INIT_STR(numbers, size_t)

/* The index of a path, which is taken over; SIZE_MAX: no memory. */
static size_t
number_bed(struct grants *g, char *path)
{
	khash_t(numbers) *numbers = g->numbers;
	khint_t k;
	int put;

	if (hts_resize(char *, g->nbeds + 1, &g->room_beds, &g->beds, 0) ==
	    -1 || (k = kh_put(numbers, numbers, path, &put),
	    put < 0)) {
		free(path);
		return SIZE_MAX;
	}
	if (put == 0) {
		free(path);
		return kh_val(numbers, k);
	}
	kh_val(numbers, k) = g->nbeds;
	g->beds[g->nbeds] = path;
	return g->nbeds++;
}

/* The columns, or false if they are not three good ones. */
static bool
split(const struct line *line, struct line columns[COLUMNS])
{
	const char *s = line->s, *end = line->s + line->n, *tab;
	size_t i;

	for (i = 0; i < COLUMNS; i++) {
		tab = s < end ? memchr(s, '\t', (size_t)(end - s)) : NULL;
		if ((tab == NULL) != (i == COLUMNS - 1))
			return false;
		columns[i].s = s;
		columns[i].n = (size_t)((tab != NULL ? tab : end) - s);
		if (columns[i].n == 0 || *s == ' ' ||
		    s[columns[i].n - 1] == ' ')
			return false;
		s += columns[i].n + 1;
	}
	return true;
}

static int
wrong(const struct lines *l, const char *column, const char *why,
    struct fault *fault)
{
	if (why == value_nomem)
		return fault_nomem(fault);
	return lines_fault(l, fault, "%s is not %s", column, why);
}

static int
read_bed(struct grants *g, const struct lines *l, const struct line *column,
    size_t *bed, struct fault *fault)
{
	char *text = strndup(column->s, column->n), *path = NULL;
	const char *why;

	if (text == NULL)
		return fault_nomem(fault);
	why = value_path(text, &path);
	free(text);
	if (why != NULL)
		return wrong(l, "the BED file", why, fault);
	*bed = number_bed(g, path);
	return *bed != SIZE_MAX ? 0 : fault_nomem(fault);
}

static int
read_row(struct grants *g, const struct lines *l, const struct line *columns,
    struct grant *row, struct fault *fault)
{
	const char *why = who_read(columns[0].s, columns[0].n, &row->who);

	if (why != NULL)
		return wrong(l, "who", why, fault);
	if (columns[1].n > GRANTS_PATTERN_MAX)
		return lines_fault(l, fault, "the pattern of ids is longer "
		    "than %d bytes", GRANTS_PATTERN_MAX);
	if (read_bed(g, l, &columns[2], &row->bed, fault) == -1)
		return -1;
	row->pattern = strndup(columns[1].s, columns[1].n);
	return row->pattern != NULL ? 0 : fault_nomem(fault);
}

static int
parse_line(struct grants *g, const struct lines *l, const struct line *line,
    struct fault *fault)
{
	struct line columns[COLUMNS];
	struct grant row = { .pattern = NULL };

	if (lines_check_text(l, line, fault) == -1)
		return -1;
	if (!split(line, columns))
		return lines_fault(l, fault, "is not who, a pattern of ids "
		    "and a BED file, with one TAB between them and no blanks "
		    "beside it");
	if (g->n == GRANTS_ROWS_MAX)
		return lines_fault(l, fault, "more than %u grants",
		    GRANTS_ROWS_MAX);
	if (hts_resize(struct grant, g->n + 1, &g->room, &g->v, 0) == -1)
		return fault_nomem(fault);
	if (read_row(g, l, columns, &row, fault) == -1) {
		who_clear(&row.who);
		return -1;
	}
	g->v[g->n++] = row;
	return 0;
}

struct grants *
grants_parse(const char *text, size_t bytes, struct fault *fault)
{
	struct grants *g = calloc(1, sizeof(*g));
	struct lines l = lines_of(text, bytes);
	struct line line;

	if (g == NULL || (g->numbers = kh_init(numbers)) == NULL) {
		free(g);
		fault_nomem(fault);
		return NULL;
	}
	while (lines_next(&l, &line))
		if (parse_line(g, &l, &line, fault) == -1) {
			grants_free(g);
			return NULL;
		}
	return g;
}

void
grants_free(struct grants *g)
{
	size_t i;

	if (g == NULL)
		return;
	for (i = 0; i < g->n; i++) {
		who_clear(&g->v[i].who);
		free(g->v[i].pattern);
	}
	for (i = 0; i < g->nbeds; i++)
		free(g->beds[i]);
	free(g->v);
	free(g->beds);
	kh_destroy(numbers, (khash_t(numbers) *)g->numbers);
	free(g);
}
