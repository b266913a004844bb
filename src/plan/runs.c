#include <stdlib.h>
#include <string.h>

#include "plan/runs.h"
#include "source/index.h"

#define HEAD_RECORDS	64	/* a guard never gives up before these */
#define WINDOW_BITS	14	/* of an index's finest window, as a rule */
#define WINDOW		((int64_t)1 << WINDOW_BITS)	/* bases */

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

/* A record before the interval's end, from which VE is looked for. */
struct place {
	uint64_t	voffset;
	int64_t		pos;
};

/* Those of the chunks' starts that lie between a place and the last end. */
static size_t
starts_between(const struct search *s, const struct chunks *chunks,
    const struct place *p, uint64_t *starts)
{
	size_t i, n = 0;

	for (i = 0; i < chunks->n; i++)
		if (chunks->v[i].start > p->voffset &&
		    chunks->v[i].start < s->last)
			starts[n++] = chunks->v[i].start;
	return n;
}

/*
 * Binary search over ascending starts: moves the place to the last of them
 * whose record is before the end, an inflate a probe.
 */
static int
move_place(const struct search *s, const uint64_t *starts, size_t n,
    struct place *p, struct fault *fault)
{
	struct record rec;
	size_t low = 0, high = n, middle;
	int got;

	while (low < high) {
		middle = low + (high - low) / 2;
		got = record_at(s->reader, starts[middle], &rec, fault);
		if (got == -1)
			return -1;
		if (got == 1 && before_end(s, &rec)) {
			p->voffset = rec.start;
			p->pos = rec.pos;
			low = middle + 1;
		} else
			high = middle;
	}
	return low > 0;
}

/* 1: one of the chunks' starts is nearer to the end; the place is there. */
static int
move_to_chunk(const struct search *s, const struct chunks *chunks,
    struct place *p, struct fault *fault)
{
	uint64_t *starts;
	size_t n;
	int got;

	if (chunks->n == 0)
		return 0;
	if ((starts = calloc(chunks->n, sizeof(*starts))) == NULL)
		return fault_nomem(fault);
	n = starts_between(s, chunks, p, starts);
	got = move_place(s, starts, n, p, fault);
	free(starts);
	return got;
}

/* The same for the chunks of the single base `at`. */
static int
move_towards(const struct search *s, int64_t at, struct place *p,
    struct fault *fault)
{
	struct chunks chunks;
	int got;

	if (index_query(s->reader->source, s->interval->tid, at, at + 1,
	    &chunks, fault) == -1)
		return -1;
	got = move_to_chunk(s, &chunks, p, fault);
	free(chunks.v);
	return got;
}

/*
 * A region that ends in a gap, or far past the last record, has no chunk
 * start near its end: ask further and further left until there is one, then
 * halve the stretch between. Some 7 microseconds a question; without it a
 * region that ends in a 2 Mb gap inflated 1,733 blocks (slicing.md, VE).
 */
static int
search_left(const struct search *s, struct place *p, struct fault *fault)
{
	const int64_t end = s->interval->end;
	int64_t low, high = end, middle;
	int step = WINDOW_BITS, got = 0;

	if (end - p->pos <= 2 * WINDOW)
		return 0;
	for (low = end - WINDOW; low > p->pos; low = end - (WINDOW <<
	    (++step - WINDOW_BITS))) {
		if ((got = move_towards(s, low, p, fault)) != 0)
			break;
		high = low;
	}
	if (low < p->pos)
		low = p->pos;
	while (got != -1 && high - low > WINDOW) {
		middle = low + (high - low) / 2;
		if ((got = move_towards(s, middle, p, fault)) == 1)
			low = middle;
		else
			high = middle;
	}
	return got == -1 ? -1 : 0;
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
	struct place p = { vb, s->interval->beg };

	if (move_to_chunk(s, &s->chunks, &p, fault) == -1 ||
	    move_towards(s, s->interval->end - 1, &p, fault) == -1 ||
	    search_left(s, &p, fault) == -1)
		return -1;
	return scan_to_end(s, p.voffset, ve, fault);
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
