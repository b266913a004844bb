#include "source/bins_bounds.h"

#include <stdlib.h>
#include <string.h>

#define NEAR_WINDOWS	128	/* 2 Mb, as a rule */

size_t
bins_memory(const struct bins *b)
{
	return sizeof(*b) + b->nbins * sizeof(*b->bins) +
	    b->nchunks * sizeof(*b->chunks) + b->nlinear * sizeof(*b->linear);
}

/* A visitor of what lies between bounds of the chunks of bins. */
typedef void taker(struct chunks *, const struct chunk *);

static void
take_each(struct chunks *c, const struct chunk *chunk)
{
	c->v[c->n++] = *chunk;
}

/* One chunk from the first one's start to the last one's end. */
static void
take_all(struct chunks *c, const struct chunk *chunk)
{
	struct chunk *all = &c->v[c->n - 1];

	if (chunk->start < all->start)
		all->start = chunk->start;
	if (chunk->end > all->end)
		all->end = chunk->end;
}

static void
each_chunk(const struct bins *b, const struct bin *bin,
    const struct chunk *bounds, taker *take, struct chunks *c)
{
	struct chunk chunk;
	uint32_t i;

	for (i = 0; i < bin->n; i++) {
		chunk = b->chunks[bin->first + i];
		if (chunk.start < bounds->start)
			chunk.start = bounds->start;
		if (chunk.end > bounds->end)
			chunk.end = bounds->end;
		if (chunk.start < chunk.end)
			take(c, &chunk);
	}
}

/* Level by level, the bins that overlap [beg, end). */
struct levels {
	const struct bins	*bins;
	int64_t			 beg, end;
	unsigned		 next;		/* level */
	uint32_t		 first, last;	/* numbers of bins */
};

static void
levels_init(struct levels *l, const struct bins *b, int64_t beg, int64_t end)
{
	memset(l, 0, sizeof(*l));
	l->bins = b;
	l->beg = beg;
	l->end = end;
}

static bool
levels_next(struct levels *l)
{
	const struct binning *shape = &l->bins->shape;
	unsigned level = l->next++, shift;

	if (level > shape->depth)
		return false;
	shift = shape->min_shift + 3 * (shape->depth - level);
	l->first = binning_first(level) + (uint32_t)(l->beg >> shift);
	l->last = binning_first(level) + (uint32_t)((l->end - 1) >> shift);
	return true;
}

/* The chunks of all bins that overlap [beg, end); how many, without `c`. */
static size_t
each_bin(const struct bins *b, int64_t beg, int64_t end,
    const struct chunk *bounds, struct chunks *c)
{
	struct levels l;
	size_t i, n = 0;

	for (levels_init(&l, b, beg, end); levels_next(&l);)
		for (i = bins_from(b, l.first); i < b->nbins &&
		    b->bins[i].number <= l.last; i++) {
			n += b->bins[i].n;
			if (c != NULL)
				each_chunk(b, &b->bins[i], bounds, take_each,
				    c);
		}
	return n;
}

static int
chunk_compare(const void *a, const void *b)
{
	const struct chunk *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/*
 * Sorted, disjoint, one where there were neighbours in the same block. Where
 * one overlaps the next it ends there: starts are places of records, by which
 * searches go.
 */
static void
tidy(struct chunks *c)
{
	struct chunk *last = NULL;
	size_t i, n = 0;

	qsort(c->v, c->n, sizeof(*c->v), chunk_compare);
	for (i = 0; i < c->n; i++) {
		if (last != NULL && c->v[i].end <= last->end)
			continue;
		if (last != NULL && last->end > c->v[i].start)
			last->end = c->v[i].start;
		if (last != NULL && last->end >> 16 == c->v[i].start >> 16)
			last->end = c->v[i].end;
		else
			*(last = &c->v[n++]) = c->v[i];
	}
	c->n = n;
}

/* Whether a bin has a chunk between the bounds; chunks are in order. */
static bool
has_chunk(const struct bins *b, const struct bin *bin,
    const struct chunk *bounds)
{
	return bin->n > 0 &&
	    b->chunks[bin->first].start < bounds->end &&
	    b->chunks[bin->first + bin->n - 1].end > bounds->start;
}

/* The first and the last bin of a level, from `i` on and up to `last`. */
static void
take_ends(const struct bins *b, size_t i, uint32_t last,
    const struct chunk *bounds, struct chunks *c)
{
	size_t end = bins_from(b, last + 1);

	while (i < end && !has_chunk(b, &b->bins[i], bounds))
		i++;
	while (end > i && !has_chunk(b, &b->bins[end - 1], bounds))
		end--;
	if (i == end)
		return;
	each_chunk(b, &b->bins[i], bounds, take_all, c);
	each_chunk(b, &b->bins[end - 1], bounds, take_all, c);
}

/*
 * What overlaps [near, end) as one chunk: of a long region only its beginning
 * and its end are looked at closely, and all between two chunks of a reference
 * is its own. Bins of a level lie in the order of their numbers (bins_read).
 * Those that hold the base before `near` as well have been taken: their chunks
 * may lie before all those at beg.
 */
static void
take_far(const struct bins *b, int64_t near, int64_t end,
    const struct chunk *bounds, struct chunks *c)
{
	struct levels l;

	c->v[c->n++] = (struct chunk){ UINT64_MAX, 0 };
	for (levels_init(&l, b, near - 1, end); levels_next(&l);)
		take_ends(b, bins_from(b, l.first + 1), l.last, bounds, c);
	if (c->v[c->n - 1].end == 0)
		c->n--;
}

/* Where the windows at beg end that are looked at closely; at most `end`. */
static int64_t
near_end(const struct bins *b, int64_t beg, int64_t end)
{
	const unsigned shift = b->shape.min_shift;
	const int64_t window = (beg >> shift) + NEAR_WINDOWS;

	/* A window of a CSI may have so many bases that no shift is safe. */
	return window < end >> shift ? window << shift : end;
}

static int
collect(const struct bins *b, int64_t beg, int64_t end,
    const struct chunk *bounds, struct chunks *c, struct fault *fault)
{
	const int64_t near = near_end(b, beg, end);
	size_t most = each_bin(b, beg, near, NULL, NULL) + 1;

	if ((c->v = calloc(most, sizeof(*c->v))) == NULL)
		return fault_nomem(fault);
	(void)each_bin(b, beg, near, bounds, c);
	if (near < end)
		take_far(b, near, end, bounds, c);
	return 0;
}

int
bins_query(const struct bins *b, int64_t beg, int64_t end, uint64_t least,
    struct chunks *c, struct fault *fault)
{
	const int64_t bases = binning_bases(&b->shape);
	struct chunk bounds = { least, UINT64_MAX };
	uint64_t bound;

	memset(c, 0, sizeof(*c));
	if (beg >= bases || b->nbins == 0)
		return 0;
	if (end < bases)
		bounds.end = bins_upper(b, end);
	else
		end = bases;
	if ((bound = bins_lower(b, beg)) > least)
		bounds.start = bound;
	if (collect(b, beg, end, &bounds, c, fault) == -1)
		return -1;
	tidy(c);
	return 0;
}

uint64_t
bins_last_end(const struct bins *b)
{
	uint64_t last = 0;
	size_t i;

	for (i = 0; i < b->nchunks; i++)
		if (b->chunks[i].end > last)
			last = b->chunks[i].end;
	return last;
}
