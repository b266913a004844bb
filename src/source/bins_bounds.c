#include "source/bins_bounds.h"

size_t
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

/* Where the first record lies that overlaps the beginning of a bin. */
static uint64_t
bin_loffset(const struct bins *b, const struct bin *bin)
{
	uint64_t window;

	if (b->shape.csi)
		return bin->loffset;
	window = binning_window(&b->shape, bin->number);
	return window < b->nlinear ? b->linear[window] : 0;
}

/* The same of the nearest bin at or before `number` that there is. */
static uint64_t
loffset_before(const struct bins *b, uint32_t number)
{
	uint32_t sibling;	/* the first one */
	size_t i;

	for (;; number = binning_parent(number)) {
		sibling = number == 0 ? 0 : binning_parent(number) * 8 + 1;
		i = bins_from(b, number + 1);
		if (i > 0 && b->bins[i - 1].number >= sibling)
			return bin_loffset(b, &b->bins[i - 1]);
		if (number == 0)
			return 0;
	}
}

uint64_t
bins_lower(const struct bins *b, int64_t beg)
{
	const uint64_t window = (uint64_t)beg >> b->shape.min_shift;
	uint64_t bound;

	bound = loffset_before(b, binning_of_base(&b->shape, beg));
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
 * The next bin to the right that has records, of that level or, from where a
 * larger one begins, of that one.
 */
uint64_t
bins_upper(const struct bins *b, int64_t end)
{
	uint32_t number, last;
	uint64_t start;

	number = binning_of_base(&b->shape, end - 1) + 1;
	for (;; number = last + 1) {
		while (number % 8 == 1)
			number = binning_parent(number);
		if (number == 0)
			return UINT64_MAX;
		last = (number + 7) / 8 * 8;
		if (first_start(b, number, last, &start))
			return start;
	}
}

/* Where the last bin of a level ends before `number` that has chunks. */
static int64_t
end_before(const struct bins *b, unsigned level, uint32_t number)
{
	const unsigned shift =
	    b->shape.min_shift + 3 * (b->shape.depth - level);
	const uint32_t first = binning_first(level);
	size_t i;

	for (i = bins_from(b, number); i > 0 &&
	    b->bins[i - 1].number >= first; i--)
		if (b->bins[i - 1].n > 0)
			return (int64_t)(b->bins[i - 1].number - first + 1) <<
			    shift;
	return 0;
}

int64_t
bins_gap(const struct bins *b, int64_t end)
{
	const int64_t bases = binning_bases(&b->shape);
	int64_t beg = 0, at;
	uint32_t number;
	unsigned level;

	if (end > bases)
		end = bases;
	number = binning_of_base(&b->shape, end - 1);
	for (level = b->shape.depth;; level--,
	    number = binning_parent(number)) {
		if ((at = end_before(b, level, number)) > beg)
			beg = at;
		if (level == 0)
			return beg;
	}
}
