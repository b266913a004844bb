#include <stdlib.h>

#include "base/log.h"
#include "plan/search.h"

#define WINDOW	16384	/* bases of an index's finest bin, as a rule */

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
move_place(struct search *s, const uint64_t *starts, size_t n,
    struct place *p, struct fault *fault)
{
	struct record rec;
	size_t low = 0, high = n, middle;
	int got;

	while (low < high) {
		middle = low + (high - low) / 2;
		got = stretches_probe(s, starts[middle], &rec, fault);
		if (got == -1)
			return -1;
		if (got == 1 && search_before_end(s, &rec)) {
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
move_to_chunk(struct search *s, const struct chunks *chunks,
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
move_towards(struct search *s, int64_t at, struct place *p,
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

/* Between a base with a chunk start behind the place and one without. */
static int
search_between(struct search *s, int64_t low, int64_t high,
    struct place *p, struct fault *fault)
{
	int64_t middle;
	int got;

	while (high - low > WINDOW) {
		middle = low + (high - low) / 2;
		if ((got = move_towards(s, middle, p, fault)) == -1)
			return -1;
		if (got == 1)
			low = middle;
		else
			high = middle;
	}
	return 0;
}

/*
 * A region that ends in a gap, or far past the last record, has no chunk
 * start near its end. Where the gap begins is found first; the bin there may be
 * a large one, so single bases are asked further and further left. A few
 * microseconds a question; without it a region that ends in a 2 Mb gap inflated
 * 1,733 blocks (doc/slicing.md).
 */
static int
search_gap(struct search *s, struct place *p, struct fault *fault)
{
	int64_t at, previous, step, window;
	int got;

	if (s->interval->end - p->pos <= 2 * WINDOW)
		return 0;
	if (index_gap(s->reader->source, s->interval->tid, s->interval->end,
	    &window, fault) == -1)
		return -1;
	if (--window < p->pos)
		window = p->pos;
	at = previous = window;
	for (step = WINDOW; at > p->pos; step *= 2) {
		if ((got = move_towards(s, at, p, fault)) == -1)
			return -1;
		if (got == 1)
			return search_between(s, at, previous, p, fault);
		previous = at;
		at = window - step;
	}
	return search_between(s, p->pos, previous, p, fault);
}

/* The guard gives up: up to the last chunk's end, records too many. */
static int
cover_end(struct search *s, uint64_t *ve)
{
	log_write(LOG_WARNING, "%s: no last record of %s:%lld within [limits] "
	    "head_scan blocks, the answer ends behind it",
	    blocks_object(s->reader->cursor.blocks)->path,
	    s->interval->reference, (long long)s->interval->end);
	s->runs->exact = false;
	*ve = s->last;
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
	s->pos = -1;
	s->stretch.records = 0;
	search_guard_renew(s);
	for (;;) {
		if (reader_here(s->reader, ve, fault) == -1)
			return -1;
		stretches_pass(s, ve, s->last, s->interval->end, INT64_MAX);
		if ((got = record_next(s->reader, &rec, fault)) == -1)
			return -1;
		if (got == 0 || !search_before_end(s, &rec))
			break;
		stretches_add(s, &rec);
		if (rec.start >= s->last)
			return record_bad(s->reader,
			    "records go on behind the index's last chunk",
			    fault);
		if (search_guard_reached(s))
			return cover_end(s, ve);
	}
	return *ve <= s->last ? 0 : record_bad(s->reader,
	    "the index's last chunk ends inside a record", fault);
}

int
search_closed_end(struct search *s, uint64_t vb, uint64_t *ve,
    struct fault *fault)
{
	struct place p = { vb, s->interval->beg };

	if (move_to_chunk(s, &s->chunks, &p, fault) == -1 ||
	    move_towards(s, s->interval->end - 1, &p, fault) == -1 ||
	    search_gap(s, &p, fault) == -1)
		return -1;
	return scan_to_end(s, p.voffset, ve, fault);
}

/* The last chunk's end, where no record of the reference may follow. */
int
search_open_end(struct search *s, uint64_t *ve, struct fault *fault)
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
