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

#define SCAN	1024	/* bytes of a table that are read line by line */
#define TRIES	3	/* of a table that is replaced meanwhile */
#define GUESSES	6	/* steps that go by what ids look like */
#define PLACES	16	/* of an id that is taken for a number */

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
	unsigned		 steps;		/* since there are both */
	bool			 was_below;	/* the last one */
	struct manifest_entry	*entry;
	struct manifest_row	 row;
	struct manifest_order	 order;
	uint64_t		 at;		/* where the buffer is from */
	size_t			 held;		/* bytes in it */
	char			 buffer[MANIFEST_LINE_MAX + 1];
};

enum piece_kind {
	PIECE_REST,	/* of a line */
	PIECE_LINE,	/* all of it; more of them will be read */
	PIECE_ID	/* the begin of a line, with its id */
};

/* A part of the table without a newline; lies in the buffer. */
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

/*
 * What ends a piece that begins at a place, if the buffer has the place and
 * all between: a newline, or of an id the TAB behind it.
 */
static const char *
find_end(const struct search *s, uint64_t at, enum piece_kind kind)
{
	const char *from, *newline, *tab = NULL;
	size_t n;

	if (at < s->at || at - s->at >= s->held)
		return NULL;
	from = s->buffer + (at - s->at);
	n = s->held - (size_t)(at - s->at);
	newline = memchr(from, '\n', n);
	if (kind == PIECE_ID)
		tab = memchr(from, '\t', newline != NULL ?
		    (size_t)(newline - from) : n);
	return tab != NULL ? tab : newline;
}

/*
 * What stands from a place up to the next newline, or up to and with the TAB
 * behind an id. Short reads first: a part of the table that nobody asked for
 * of late is not in the processor's cache.
 */
static int
read_piece(struct search *s, uint64_t at, enum piece_kind kind,
    struct piece *piece, struct fault *fault)
{
	static const size_t steps[] = { 256, SCAN, sizeof(s->buffer) };
	const char *end = find_end(s, at, kind);
	size_t i = kind == PIECE_LINE ? 1 : 0;

	for (; end == NULL && i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (object_read_some(s->table, s->buffer, steps[i], at,
		    &s->held, fault) == -1)
			return -1;
		s->at = at;
		end = find_end(s, at, kind);
	}
	if (end == NULL)
		return broken(s, at, "it is too long, or has no end", fault);
	piece->at = at;
	piece->s = s->buffer + (at - s->at);
	piece->bytes = (size_t)(end - piece->s) + (*end == '\t');
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

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A text as the digits behind a point: of 10, or bytes of 256. */
static double
fraction(const char *s, size_t n, bool decimal)
{
	const double base = decimal ? 10 : 256;
	double place = 1, value = 0;
	size_t i;

	for (i = 0; i < n && i < PLACES && (!decimal || is_digit(s[i])); i++) {
		place /= base;
		value += place * (decimal ? s[i] - '0' : (unsigned char)s[i]);
	}
	return value;
}

/*
 * Where the id stands between the lines on both sides of it, from 0 to 1, as
 * if ids were numbers without gaps: most are.
 */
static double
share(const struct search *s)
{
	size_t n = 0;
	double low, high;
	bool decimal;

	while (n < s->low_bytes && n < s->high_bytes && n < s->id_bytes &&
	    s->low[n] == s->high[n])
		n++;
	if (n == s->high_bytes || n == s->id_bytes)
		return 0.5;
	decimal = is_digit(s->id[n]) && is_digit(s->high[n]) &&
	    (n == s->low_bytes || is_digit(s->low[n]));
	low = fraction(s->low + n, s->low_bytes - n, decimal);
	high = fraction(s->high + n, s->high_bytes - n, decimal);
	return high <= low ? 0.5 : (fraction(s->id + n, s->id_bytes - n,
	    decimal) - low) / (high - low);
}

/* Where the search looks next, between its bounds, which are SCAN apart. */
static uint64_t
choose(const struct search *s, uint64_t low, uint64_t top)
{
	uint64_t middle = low + (top - low) / 2, guess;

	if (s->low_bytes == 0 || s->high_bytes == 0 || s->steps >= GUESSES)
		return middle;
	switch (s->steps % 3) {
	case 0:		/* a little before the place that it should have */
		guess = low + (uint64_t)((double)(top - low) * share(s));
		guess = guess > low + SCAN / 2 ? guess - SCAN / 2 : low + 1;
		return guess < top ? guess : middle;
	case 1:		/* behind the place that was guessed */
		return s->was_below ? low + SCAN : top - SCAN;
	default:
		return middle;
	}
}

/*
 * Where to begin to read: a line below the id, or the first one. The first
 * line that is not below begins within SCAN bytes from there, or is the next.
 * What `choose` says does not matter for that, only for how soon.
 */
static int
narrow(struct search *s, uint64_t *from, struct fault *fault)
{
	uint64_t low = 0, top = s->size, middle;
	struct piece line;
	int order;

	*from = 0;
	while (low < top && top - low > SCAN) {
		middle = choose(s, low, top);
		if (s->low_bytes > 0 && s->high_bytes > 0)
			s->steps++;
		if (read_piece(s, middle - 1, PIECE_REST, &line, fault) == -1)
			return -1;
		line.at += line.bytes + 1;	/* the first line from there */
		if (line.at < top) {
			if (read_piece(s, line.at, PIECE_ID, &line,
			    fault) == -1 ||
			    compare(s, &line, &order, fault) == -1)
				return -1;
		} else
			order = 0;
		s->was_below = order < 0;
		if (order < 0) {
			*from = line.at;
			low = line.at + 1;
		} else
			top = middle;
	}
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
		if (read_piece(s, from, PIECE_LINE, &line, fault) == -1 ||
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
	s->at = 0;
	s->steps = 0;
	s->was_below = false;
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
