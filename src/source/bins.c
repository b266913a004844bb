#include "source/bins.h"

#include <stdlib.h>
#include <string.h>

bool
binning_is_possible(const struct binning *b)
{
	/* Eight bins to one: the counts of depth 9 are bin 1,227,133,514. */
	return b->min_shift >= 1 && b->min_shift <= 60 && b->depth <= 9 &&
	    b->min_shift + 3 * b->depth <= 60;
}

uint32_t
binning_first(unsigned level)
{
	return (uint32_t)(((UINT64_C(1) << 3 * level) - 1) / 7);
}

size_t
bins_memory(const struct bins *b)
{
	return sizeof(*b) + b->nbins * sizeof(*b->bins) +
	    b->nchunks * sizeof(*b->chunks) + b->nlinear * sizeof(*b->linear);
}

/* Index of the first bin whose number is at least that. */
static size_t
bins_from(const struct bins *b, uint32_t number)
{
	size_t low = 0, high = b->nbins, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (b->bins[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A bin other than 0 lies in this one, of which it is one of eight. */
static uint32_t
parent(uint32_t number)
{
	return (number - 1) / 8;
}

/* The window that a bin begins with. */
static uint64_t
first_window(const struct binning *shape, uint32_t number)
{
	unsigned level = shape->depth;

	while (level > 0 && number < binning_first(level))
		level--;
	return (uint64_t)(number - binning_first(level)) <<
	    3 * (shape->depth - level);
}

/* Where the first record lies that overlaps the beginning of a bin. */
static uint64_t
bin_loffset(const struct bins *b, const struct bin *bin)
{
	uint64_t window;

	if (b->shape.csi)
		return bin->loffset;
	window = first_window(&b->shape, bin->number);
	return window < b->nlinear ? b->linear[window] : 0;
}

/* The same of the nearest bin at or before `number` that there is. */
static uint64_t
loffset_before(const struct bins *b, uint32_t number)
{
	uint32_t sibling;	/* the first one */
	size_t i;

	for (;; number = parent(number)) {
		sibling = number == 0 ? 0 : parent(number) * 8 + 1;
		i = bins_from(b, number + 1);
		if (i > 0 && b->bins[i - 1].number >= sibling)
			return bin_loffset(b, &b->bins[i - 1]);
		if (number == 0)
			return 0;
	}
}

/* No record that reaches past beg lies before it. */
static uint64_t
lower_bound(const struct bins *b, int64_t beg)
{
	const uint64_t window = (uint64_t)beg >> b->shape.min_shift;
	uint64_t bound;

	bound = loffset_before(b, binning_first(b->shape.depth) +
	    (uint32_t)window);
	if (window < b->nlinear && b->linear[window] > bound)
		bound = b->linear[window];
	return bound;
}

/* Where the first chunk of bins from `number` to `last` begins. */
static bool
first_start(const struct bins *b, uint32_t number, uint32_t last,
    uint64_t *start)
{
	size_t i;

	for (i = bins_from(b, number); i < b->nbins &&
	    b->bins[i].number <= last; i++)
		if (b->bins[i].n > 0) {
			*start = b->chunks[b->bins[i].first].start;
			return true;
		}
	return false;
}

/*
 * No record that begins before the end lies behind it: the next bin to the
 * right that has records, of that level or, from where a larger one begins, of
 * that one.
 */
static uint64_t
upper_bound(const struct bins *b, int64_t end)
{
	uint32_t number, last;
	uint64_t start;

	number = binning_first(b->shape.depth) +
	    (uint32_t)((uint64_t)(end - 1) >> b->shape.min_shift) + 1;
	for (;; number = last + 1) {
		while (number % 8 == 1)
			number = parent(number);
		if (number == 0)
			return UINT64_MAX;
		last = (number + 7) / 8 * 8;
		if (first_start(b, number, last, &start))
			return start;
	}
}

/* What lies between the bounds of a bin's chunks. */
static void
add_chunks(const struct bins *b, const struct bin *bin,
    const struct chunk *bounds, struct chunks *c)
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
			c->v[c->n++] = chunk;
	}
}

/* Calls add_chunks for the bins of a level, or counts their chunks. */
static size_t
each_level(const struct bins *b, int64_t beg, int64_t end,
    const struct chunk *bounds, struct chunks *c)
{
	const struct binning *shape = &b->shape;
	unsigned level, shift;
	uint32_t last;
	size_t i, n = 0;

	for (level = 0; level <= shape->depth; level++) {
		shift = shape->min_shift + 3 * (shape->depth - level);
		last = binning_first(level) + (uint32_t)((end - 1) >> shift);
		i = bins_from(b, binning_first(level) +
		    (uint32_t)(beg >> shift));
		for (; i < b->nbins && b->bins[i].number <= last; i++) {
			n += b->bins[i].n;
			if (c != NULL)
				add_chunks(b, &b->bins[i], bounds, c);
		}
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

int
bins_query(const struct bins *b, int64_t beg, int64_t end, uint64_t least,
    struct chunks *c, struct fault *fault)
{
	const int64_t bases = binning_bases(&b->shape);
	struct chunk bounds = { least, UINT64_MAX };
	uint64_t bound;
	size_t most;

	memset(c, 0, sizeof(*c));
	if (beg >= bases || b->nbins == 0)
		return 0;
	if (end < bases)
		bounds.end = upper_bound(b, end);
	else
		end = bases;
	if ((bound = lower_bound(b, beg)) > least)
		bounds.start = bound;
	if ((most = each_level(b, beg, end, NULL, NULL)) == 0)
		return 0;
	if ((c->v = calloc(most, sizeof(*c->v))) == NULL)
		return fault_nomem(fault);
	(void)each_level(b, beg, end, &bounds, c);
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
