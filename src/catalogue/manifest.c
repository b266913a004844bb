/*
 * manifest: a table of very many ids, searched where it lies.
 *
 * It is read, not mapped: one that is cut short meanwhile makes a read short,
 * while a mapping would end the process (SIGBUS); and to map it for a request
 * costs more than the reads, by its page faults.
 */
#include "catalogue/manifest.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue/manifest_row.h"
#include "store/store_file.h"

#define PROBE	1024	/* bytes of a read: most often all of a line */
#define SCAN	1024	/* a part of the table that is read line by line */
#define TRIES	3	/* of a table that is replaced meanwhile */

#define BROKEN	"the table that names this dataset is broken"
#define UNREAD	"the table that names this dataset cannot be read"

struct search {
	const struct data	*section;
	const char		*id;
	size_t			 id_bytes;
	enum endpoint		 endpoint;
	struct object		*table;
	uint64_t		 size;		/* bytes of the table */
	/* The greatest line below the id and the least one not below it. */
	char			 low[DATASET_ID_MAX], high[DATASET_ID_MAX];
	size_t			 low_bytes, high_bytes;	/* 0: none yet */
	struct manifest_entry	*entry;
	struct manifest_row	 row;
	struct manifest_order	 order;
	uint64_t		 at;		/* where the buffer is from */
	size_t			 held;		/* bytes in it */
	char			 buffer[MANIFEST_LINE_MAX + 1];
};

/* A line without its newline; lies in the buffer. */
struct piece {
	uint64_t	 at;
	const char	*s;
	size_t		 bytes;
};

static int
broken(const struct search *s, uint64_t at, const char *why,
    struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL, BROKEN,
	    "[data %s] manifest: %s: the line at byte %" PRIu64 ": %s",
	    s->section->name, s->section->manifest, at, why);
}

/* The newline behind a place, if the buffer has the place and all between. */
static const char *
find_end(const struct search *s, uint64_t at)
{
	if (at < s->at || at - s->at >= s->held)
		return NULL;
	return memchr(s->buffer + (at - s->at), '\n',
	    s->held - (size_t)(at - s->at));
}

/* What stands from a place up to the next newline. */
static int
read_piece(struct search *s, uint64_t at, struct piece *piece,
    struct fault *fault)
{
	static const size_t steps[] = { PROBE, sizeof(s->buffer) };
	const char *end = find_end(s, at);
	size_t i;

	for (i = 0; end == NULL && i < 2; i++) {
		if (object_read_some(s->table, s->buffer, steps[i], at,
		    &s->held, fault) == -1)
			return -1;
		s->at = at;
		end = find_end(s, at);
	}
	if (end == NULL)
		return broken(s, at, "it is too long, or has no end", fault);
	piece->at = at;
	piece->s = s->buffer + (at - s->at);
	piece->bytes = (size_t)(end - piece->s);
	return 0;
}

static void
keep_id(char *kept, size_t *bytes, const struct piece *line, size_t n)
{
	memcpy(kept, line->s, n);
	*bytes = n;
}

/*
 * How a line stands to the id: *order below, at or above 0. Comments stand
 * below all. A fault if it is out of order with lines seen before.
 */
static int
compare(struct search *s, const struct piece *line, int *order,
    struct fault *fault)
{
	size_t n = manifest_id_bytes(line->s, line->bytes);

	*order = -1;
	if (manifest_is_comment(line->s, line->bytes))
		return s->low_bytes == 0 ? 0 : broken(s, line->at,
		    "a comment stands below an id", fault);
	if (n == 0)
		return broken(s, line->at, "it has no id", fault);
	if ((s->low_bytes > 0 && manifest_compare_ids(line->s, n, s->low,
	    s->low_bytes) < 0) ||
	    (s->high_bytes > 0 && manifest_compare_ids(line->s, n, s->high,
	    s->high_bytes) > 0))
		return broken(s, line->at, "the table is not sorted there",
		    fault);
	*order = manifest_compare_ids(line->s, n, s->id, s->id_bytes);
	if (*order < 0)
		keep_id(s->low, &s->low_bytes, line, n);
	else
		keep_id(s->high, &s->high_bytes, line, n);
	return 0;
}

/*
 * Where to begin to read: all lines before that are below the id, and the
 * first one that is not begins within SCAN bytes from there, or at the end of
 * the line that does.
 */
static int
narrow(struct search *s, uint64_t *from, struct fault *fault)
{
	uint64_t low = 0, top = s->size, middle;
	struct piece line;
	int order;

	while (low < top && top - low > SCAN) {
		middle = low + (top - low) / 2;
		if (read_piece(s, middle - 1, &line, fault) == -1)
			return -1;
		line.at += line.bytes + 1;	/* the first line from there */
		if (line.at >= top) {
			top = middle;
			continue;
		}
		if (read_piece(s, line.at, &line, fault) == -1 ||
		    compare(s, &line, &order, fault) == -1)
			return -1;
		if (order < 0)
			low = line.at + line.bytes + 1;
		else
			top = middle;
	}
	*from = low;
	return 0;
}

static int
new_entry(struct search *s, struct fault *fault)
{
	struct manifest_entry *e = calloc(1, sizeof(*e));

	if (e == NULL)
		return fault_nomem(fault);
	e->data = *s->section;
	s->entry = e;
	if (s->row.allow[0] == '\0')
		return 0;
	/* It was read before: only memory can lack. */
	if (who_read_list(s->row.allow, &e->data.allow) != NULL) {
		e->data.allow = (struct who_list){ NULL, 0 };
		e->own_allow = true;
		return fault_nomem(fault);
	}
	e->data.guarded = e->own_allow = true;
	return 0;
}

/* NULL stays for an empty column. */
static int
keep_text(char **kept, const char *text, struct fault *fault)
{
	if (*text == '\0' || (*kept = strdup(text)) != NULL)
		return 0;
	return fault_nomem(fault);
}

static int
take_row(struct search *s, const struct piece *line, struct fault *fault)
{
	const char *why = manifest_row_read(&s->row, line->s, line->bytes);
	enum format format;

	if (why != NULL ||
	    (why = manifest_order_next(&s->order, &s->row)) != NULL)
		return broken(s, line->at, why, fault);
	format = s->row.format;
	if (format_endpoint(format) != s->endpoint)
		return 0;
	if (s->entry == NULL && new_entry(s, fault) == -1)
		return -1;
	if (keep_text(&s->entry->data.file[format], s->row.path, fault) == -1 ||
	    keep_text(&s->entry->index[format], s->row.index, fault) == -1)
		return -1;
	return keep_text(&s->entry->reference[format], s->row.reference,
	    fault);
}

/* The rows of the id, and the line behind them. */
static int
scan(struct search *s, uint64_t from, struct fault *fault)
{
	struct piece line;
	int order = -1;

	while (order <= 0 && from < s->size) {
		/* The line behind is above the id, and may be so. */
		s->high_bytes = 0;
		if (read_piece(s, from, &line, fault) == -1 ||
		    compare(s, &line, &order, fault) == -1)
			return -1;
		if (order == 0) {
			keep_id(s->low, &s->low_bytes, &line, s->id_bytes);
			if (take_row(s, &line, fault) == -1)
				return -1;
		}
		from = line.at + line.bytes + 1;
	}
	return 0;
}

/* A table that is being written, or was cut short, ends within a line. */
static int
check_end(struct search *s, struct fault *fault)
{
	char last;

	if (object_read(s->table, &last, 1, s->size - 1, fault) == -1)
		return -1;
	return last == '\n' ? 0 : fault_detail(fault, FAULT_INTERNAL, BROKEN,
	    "[data %s] manifest: %s: no newline at its end",
	    s->section->name, s->section->manifest);
}

static int
search_table(struct search *s, struct fault *fault)
{
	uint64_t from;

	s->size = s->table->version.size;
	if (s->size == 0)
		return 0;
	if (check_end(s, fault) == -1 || narrow(s, &from, fault) == -1)
		return -1;
	return scan(s, from, fault);
}

static int
open_table(struct search *s, struct fault *fault)
{
	struct fault trouble = FAULT_INIT;

	s->table = file_open(s->section->manifest, NULL, &trouble);
	if (s->table != NULL)
		return 0;
	return fault_detail(fault, trouble.kind == FAULT_UNAVAILABLE ?
	    FAULT_UNAVAILABLE : FAULT_INTERNAL, UNREAD,
	    "[data %s] manifest: %s", s->section->name,
	    trouble.detail[0] != '\0' ? trouble.detail : trouble.message);
}

/* What was read of a table that changed meanwhile does not count. */
static int
search_once(struct search *s, struct fault *fault)
{
	struct fault found = FAULT_INIT, changed = FAULT_INIT;
	int rc;

	if (open_table(s, fault) == -1)
		return -1;
	rc = search_table(s, &found);
	if (object_unchanged(s->table, &changed) == -1) {
		*fault = changed;
		rc = -1;
	} else if (rc == -1)
		*fault = found;
	object_close(s->table);
	return rc;
}

/* All but the large members, which are written before they are read. */
static void
begin(struct search *s)
{
	s->entry = NULL;
	s->low_bytes = s->high_bytes = s->held = 0;
	s->order.id[0] = '\0';
	s->order.formats = s->order.endpoints = 0;
}

static int
search_until_still(struct search *s, struct fault *fault)
{
	struct fault trouble;
	int rc, tries = TRIES;

	do {
		begin(s);
		trouble = (struct fault)FAULT_INIT;
		if ((rc = search_once(s, &trouble)) == 0)
			return 0;
		manifest_entry_free(s->entry);
	} while (trouble.kind == FAULT_UNAVAILABLE && --tries > 0);
	*fault = trouble;
	return -1;
}

int
manifest_find(const struct data *section, const char *id,
    enum endpoint endpoint, struct manifest_entry **entry,
    struct fault *fault)
{
	struct search *s = malloc(sizeof(*s));
	int rc;

	*entry = NULL;
	if (s == NULL)
		return fault_nomem(fault);
	s->section = section;
	s->id = id;
	s->id_bytes = strlen(id);
	s->endpoint = endpoint;
	if ((rc = search_until_still(s, fault)) == 0)
		*entry = s->entry;
	free(s);
	return rc;
}

void
manifest_entry_free(struct manifest_entry *e)
{
	size_t i;

	if (e == NULL)
		return;
	for (i = 0; i < FORMAT_COUNT; i++) {
		free(e->data.file[i]);
		free(e->index[i]);
		free(e->reference[i]);
	}
	if (e->own_allow)
		who_clear_list(&e->data.allow);
	free(e);
}
