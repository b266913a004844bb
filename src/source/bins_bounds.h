/* bins_bounds: where the records of a region lie at the most, by its bins. */
#ifndef SOURCE_BINS_BOUNDS_H
#define SOURCE_BINS_BOUNDS_H

#include "source/bins.h"

/* Index of the first bin whose number is at least that; nbins: none. */
size_t	bins_from(const struct bins *, uint32_t number);

/* Virtual offsets: no record that reaches past `beg` lies before the one, and
 * none that begins before `end` behind the other; UINT64_MAX: not known. */
uint64_t bins_lower(const struct bins *, int64_t beg);
uint64_t bins_upper(const struct bins *, int64_t end);

#endif
