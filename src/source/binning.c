#include "source/binning.h"

bool
binning_is_possible(const struct binning *b)
{
	/* As htslib has it; the counts of depth 9 are bin 153,391,690. */
	return b->min_shift >= 1 && b->min_shift <= 60 && b->depth <= 9 &&
	    b->min_shift + 3 * b->depth <= 60;
}

uint32_t
binning_first(unsigned level)
{
	return (uint32_t)(((UINT64_C(1) << 3 * level) - 1) / 7);
}

uint32_t
binning_parent(uint32_t number)
{
	return (number - 1) / 8;
}

uint64_t
binning_window(const struct binning *b, uint32_t number)
{
	unsigned level = b->depth;

	while (level > 0 && number < binning_first(level))
		level--;
	return (uint64_t)(number - binning_first(level)) <<
	    3 * (b->depth - level);
}

uint32_t
binning_of_base(const struct binning *b, int64_t base)
{
	return binning_first(b->depth) +
	    (uint32_t)((uint64_t)base >> b->min_shift);
}
