#include <stdlib.h>
#include <string.h>

#include "plan/runs.h"
#include "source/index.h"

#define HEAD_RECORDS	64	/* a guard never gives up before these */
#define STEP_FIRST	14	/* log2 of the finest index window, bases */
#define STEP_LAST	33	/* past any coordinate asked for */

/* What the search for one interval's runs hands around. */
struct search {
	struct runs		*runs;
	struct reader		*reader;
	const struct interval	*interval;
	struct chunks		 chunks;	/* of the interval */
	uint64_t		 last;		/* the last chunk's end */
	uint64_t		 guard;		/* blocks inflated at most */
	uint64_t		 records;	/* read by the head walk */
	int64_t			 pos;		/* of the record before */
};

static int
runs_add(struct runs *r, uint64_t start, uint64_t end, struct fault *fault)
{
	struct run *v;
	size_t m;

	if (start == end)
		return 0;
	if (r->n == r->m) {
		m = r->m > 0 ? 2 * r->m : 16;
		if ((v = reallocarray(r->v, m, sizeof(*v))) == NULL)
			return fault_nomem(fault);
		r->v = v;
		r->m = m;
	}
	r->v[r->n++] = (struct run){ start, end };
	return 0;
}

/* Where the reader's cursor stands, normalised. */
static int
here(struct reader *r, uint64_t *voffset, struct fault *fault)
{
	if (blocks_normalise(r->cursor.blocks, &r->cursor.at, fault) == -1)
		return -1;
	*voffset = r->cursor.at;
	return 0;
}

static int
normalised(const struct search *s, uint64_t *voffset, struct fault *fault)
{
	return blocks_normalise(s->reader->cursor.blocks, voffset, fault);
}

static bool
guard_reached(const struct search *s)
{
	return s->records >= HEAD_RECORDS &&
	    blocks_inflated(s->reader->cursor.blocks) > s->guard;
}

static void
guard_renew(struct search *s)
{
	s->guard = blocks_inflated(s->reader->cursor.blocks) +
	    s->reader->limits->head_scan;
}

/* "Same reference and pos < end", which holds up to VE and never behind. */
static bool
before_end(const struct search *s, const struct record *rec)
{
	return rec->tid == s->interval->tid && rec->pos < s->interval->end;
}

/* What a sorted file and its own index cannot hold inside a chunk. */
static int
check_order(struct search *s, const struct record *rec, struct fault *fault)
{
	if (rec->tid != s->interval->tid)
		return record_bad(s->reader,
		    "a chunk of the index holds another reference's record",
		    fault);
	if (rec->pos < s->pos)
		return record_bad(s->reader, "records are not in order",
		    fault);
	s->pos = rec->pos;
	return 0;
}

/* The reader goes to a chunk: 1, or 0 when it stands behind it already. */
static int
enter_chunk(struct search *s, const struct chunk *c, uint64_t *end,
    struct fault *fault)
{
	uint64_t start = c->start, at = s->reader->cursor.at;

	*end = c->end;
	if (normalised(s, &start, fault) == -1 ||
	    normalised(s, end, fault) == -1)
		return -1;
	if (start > at)
		s->reader->cursor.at = start;
	return s->reader->cursor.at < *end;
}

/*
 * Walks a chunk's records up to the first with pos >= beg, adding a run for
 * each that reaches into the interval. 1: found, at *vb; 2: nothing more can
 * follow; 3: the guard gave up; 0: the chunk's end.
 */
enum { WALK_ON, WALK_FOUND, WALK_OVER, WALK_GUARD };

static int
walk_chunk(struct search *s, uint64_t end, uint64_t *vb, struct fault *fault)
{
	struct record rec;
	uint64_t next;
	int got;

	for (;;) {
		if (here(s->reader, &next, fault) == -1)
			return -1;
		if (next == end)
			return WALK_ON;
		if (next > end)
			return record_bad(s->reader,
			    "a chunk of the index ends inside a record",
			    fault);
		if (guard_reached(s))
			return WALK_GUARD;
		if ((got = record_next(s->reader, &rec, fault)) != 1)
			return got == -1 ? -1 : WALK_OVER;
		s->records++;
		*vb = rec.start;
		if (check_order(s, &rec, fault) == -1)
			return -1;
		if (!before_end(s, &rec))
			return WALK_OVER;
		if (rec.pos >= s->interval->beg)
			return WALK_FOUND;
		if (rec.end <= s->interval->beg)
			continue;
		if (here(s->reader, &next, fault) == -1 ||
		    runs_add(s->runs, rec.start, next, fault) == -1)
			return -1;
	}
}

/* Head of slicing.md, 2: what walk_chunk says of the first that says it. */
static int
walk_head(struct search *s, uint64_t *vb, struct fault *fault)
{
	uint64_t end;
	size_t i;
	int got;

	s->reader->cursor.at = s->chunks.v[0].start;
	s->pos = -1;
	guard_renew(s);
	for (i = 0; i < s->chunks.n; i++) {
		got = enter_chunk(s, &s->chunks.v[i], &end, fault);
		if (got == 1)
			got = walk_chunk(s, end, vb, fault);
		if (got != WALK_ON)
			return got;
	}
	return WALK_OVER;
}

static int
voffset_compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Chunk starts that may lie between VB and VE. */
struct candidates {
	uint64_t	*v;
	size_t		 n;
};

static int
candidates_add(struct candidates *c, const struct search *s,
    const struct chunks *chunks, uint64_t vb, struct fault *fault)
{
	uint64_t *v;
	size_t i;

	v = reallocarray(c->v, c->n + chunks->n + 1, sizeof(*v));
	if (v == NULL)
		return fault_nomem(fault);
	c->v = v;
	for (i = 0; i < chunks->n; i++)
		if (chunks->v[i].start > vb && chunks->v[i].start < s->last)
			c->v[c->n++] = chunks->v[i].start;
	qsort(c->v, c->n, sizeof(*c->v), voffset_compare);
	return 0;
}

/* Adds those of a query of the single base `at`. */
static int
candidates_ask(struct candidates *c, const struct search *s, int64_t at,
    uint64_t vb, struct fault *fault)
{
	struct chunks chunks;
	int error;

	if (at <= s->interval->beg || at >= s->interval->end)
		return 0;
	if (index_query(s->reader->source, s->interval->tid, at, at + 1,
	    &chunks, fault) == -1)
		return -1;
	error = candidates_add(c, s, &chunks, vb, fault);
	free(chunks.v);
	return error;
}

/*
 * A region that ends in a gap or past LN has no chunk start near its end: ask
 * further left until there is one (slicing.md, VE). LN is a hint only.
 */
static int
candidates_find(struct candidates *c, const struct search *s, uint64_t vb,
    struct fault *fault)
{
	int64_t end = s->interval->end, length = s->interval->length;
	int step;

	if (candidates_add(c, s, &s->chunks, vb, fault) == -1 ||
	    candidates_ask(c, s, end - 1, vb, fault) == -1)
		return -1;
	if (c->n == 0 && length > 0 && length < end) {
		end = length;
		if (candidates_ask(c, s, end - 1, vb, fault) == -1)
			return -1;
	}
	for (step = STEP_FIRST; c->n == 0 && step < STEP_LAST &&
	    end - ((int64_t)1 << step) > s->interval->beg; step++)
		if (candidates_ask(c, s, end - ((int64_t)1 << step), vb,
		    fault) == -1)
			return -1;
	return 0;
}

/* Binary search for the last candidate before the end; VB if there is none. */
static int
candidates_last(const struct candidates *c, const struct search *s,
    uint64_t *from, struct fault *fault)
{
	struct record rec;
	size_t low = 0, high = c->n, middle;
	int got;

	while (low < high) {
		middle = low + (high - low) / 2;
		got = record_at(s->reader, c->v[middle], &rec, fault);
		if (got == -1)
			return -1;
		if (got == 1 && before_end(s, &rec)) {
			*from = rec.start;
			low = middle + 1;
		} else
			high = middle;
	}
	return 0;
}

/*
 * Scans from a record before the end to the first one that is not, or to the
 * last chunk's end, where there must be none before it.
 */
static int
scan_to_end(struct search *s, uint64_t from, uint64_t *ve,
    struct fault *fault)
{
	struct record rec;
	int got;

	s->reader->cursor.at = from;
	guard_renew(s);
	while ((got = record_next(s->reader, &rec, fault)) == 1 &&
	    before_end(s, &rec)) {
		if (rec.start >= s->last)
			return record_bad(s->reader,
			    "records go on behind the index's last chunk",
			    fault);
		if (guard_reached(s)) {
			s->runs->exact = false;
			*ve = s->last;
			return 0;
		}
	}
	if (got == -1)
		return -1;
	if (got == 1)
		*ve = rec.start;
	else if (here(s->reader, ve, fault) == -1)
		return -1;
	return *ve <= s->last ? 0 : record_bad(s->reader,
	    "the index's last chunk ends inside a record", fault);
}

static int
find_closed_end(struct search *s, uint64_t vb, uint64_t *ve,
    struct fault *fault)
{
	struct candidates c = { NULL, 0 };
	uint64_t from = vb;
	int error = -1;

	if (candidates_find(&c, s, vb, fault) == 0 &&
	    candidates_last(&c, s, &from, fault) == 0)
		error = scan_to_end(s, from, ve, fault);
	free(c.v);
	return error;
}

/* The last chunk's end, where no record of the reference may follow. */
static int
find_open_end(struct search *s, uint64_t *ve, struct fault *fault)
{
	struct record rec;
	int got;

	*ve = s->last;
	if ((got = record_at(s->reader, s->last, &rec, fault)) == -1)
		return -1;
	if (got == 1 && rec.tid == s->interval->tid)
		return record_bad(s->reader,
		    "records go on behind the index's last chunk", fault);
	return 0;
}

/* Where the guard gives up: from the first chunk on, records too many. */
static int
cover(struct search *s, uint64_t *vb, struct fault *fault)
{
	s->runs->exact = false;
	*vb = s->chunks.v[0].start;
	return normalised(s, vb, fault);
}

static int
search_runs(struct search *s, struct fault *fault)
{
	uint64_t vb = 0, ve = 0;
	int got;

	s->last = s->chunks.v[s->chunks.n - 1].end;
	if (normalised(s, &s->last, fault) == -1 ||
	    (got = walk_head(s, &vb, fault)) == -1)
		return -1;
	if (got == WALK_OVER)
		return 0;
	if (got == WALK_GUARD && cover(s, &vb, fault) == -1)
		return -1;
	if (s->interval->end == REGION_OPEN)
		got = find_open_end(s, &ve, fault);
	else
		got = find_closed_end(s, vb, &ve, fault);
	return got == -1 ? -1 : runs_add(s->runs, vb, ve, fault);
}

int
runs_add_interval(struct runs *runs, struct reader *reader,
    const struct interval *interval, struct fault *fault)
{
	struct search s = { .runs = runs, .reader = reader,
	    .interval = interval };
	int error = 0;

	reader->tid = interval->tid;
	reader->reference = interval->reference;
	reader->beg = interval->beg;
	if (index_query(reader->source, interval->tid, interval->beg,
	    interval->end == REGION_OPEN ? HTS_POS_MAX : interval->end,
	    &s.chunks, fault) == -1)
		return -1;
	if (s.chunks.n > 0)
		error = search_runs(&s, fault);
	free(s.chunks.v);
	return error;
}

int
runs_add_unplaced(struct runs *runs, struct reader *reader,
    struct fault *fault)
{
	const struct source *s = reader->source;
	struct record rec;
	uint64_t at;
	int got;

	reader->beg = 0;
	if (index_placed_end(s, &at, fault) == -1)
		return -1;
	reader->cursor.at = at;
	do
		got = record_next(reader, &rec, fault);
	while (got == 1 && rec.tid != RECORD_UNPLACED);
	if (got != 1)
		return got;
	at = rec.start;
	reader->cursor.at = voffset_make(s->version.size, 0);
	if (reader_at_end(reader, fault) == -1)
		return -1;
	return runs_add(runs, at, reader->cursor.at, fault);
}

static int
run_compare(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

void
runs_unite(struct runs *r)
{
	size_t i, n = 0;

	if (r->n > 1)
		qsort(r->v, r->n, sizeof(*r->v), run_compare);
	for (i = 0; i < r->n; i++)
		if (n > 0 && r->v[i].start <= r->v[n - 1].end) {
			if (r->v[i].end > r->v[n - 1].end)
				r->v[n - 1].end = r->v[i].end;
		} else
			r->v[n++] = r->v[i];
	r->n = n;
}

void
runs_clear(struct runs *r)
{
	free(r->v);
	memset(r, 0, sizeof(*r));
}

int
runs_check_index(struct source *s, struct reader *reader,
    struct fault *fault)
{
	struct record rec;
	uint64_t at;
	int got;

	if (s->index_proved || !s->has_eof)
		return 0;
	if (index_placed_end(s, &at, fault) == -1)
		return -1;
	reader->tid = RECORD_OTHER;
	reader->reference = "";
	reader->beg = 0;
	if ((got = record_at(reader, at, &rec, fault)) == -1)
		return -1;
	if (got == 1 && rec.tid != RECORD_UNPLACED)
		return record_bad(reader,
		    "placed records go on behind those of the index", fault);
	s->index_proved = true;
	return 0;
}
