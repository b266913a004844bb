/*
 * binning: how an index divides a reference (SAMv1 5.1.1, CSIv1): one bin that
 * is all of it, eight that divide it, and so on down to windows. Bins of a
 * level have numbers that follow one another.
 */
#ifndef SOURCE_BINNING_H
#define SOURCE_BINNING_H

#include <stdbool.h>
#include <stdint.h>

struct binning {
	unsigned	 min_shift;	/* windows have 1 << min_shift bases */
	unsigned	 depth;		/* levels above that of the windows */
	bool		 csi;		/* each bin has its loffset, there is no
					   linear index */
};

/* Whether the bins have numbers of 32 bits, and bases ones of 63. */
bool	binning_is_possible(const struct binning *);

/* No query reaches past this: the bases that the bins cover. */
#define binning_bases(b) \
	(INT64_C(1) << ((b)->min_shift + 3 * (b)->depth))

/* The number of a level's first bin, level 0 being the one that is all. */
uint32_t binning_first(unsigned level);

/* The bin that holds another than 0, of which that is one of eight. */
uint32_t binning_parent(uint32_t number);

/* The window that a bin begins with, and the bin of a base's window. */
uint64_t binning_window(const struct binning *, uint32_t number);
uint32_t binning_of_base(const struct binning *, int64_t base);

#endif
