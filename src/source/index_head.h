/* index_head: what a BAI, CSI or TBI says before its first reference. */
#ifndef SOURCE_INDEX_HEAD_H
#define SOURCE_INDEX_HEAD_H

#include "source/bins.h"
#include "source/names.h"

struct index_head {
	struct binning	 shape;
	int		 preset;	/* tabix' format without its flags;
					   -1: none */
	struct names	*names;		/* by tabix; NULL: none */
	uint32_t	 n;		/* references */
};

/*
 * Reads it, by its magic bytes, and stands before the first reference. Names
 * may have up to `limit` bytes. On a fault, a FAULT_INTERNAL with the reason as
 * its detail, *head is clear; else the caller calls index_head_clear.
 */
int	index_head_read(struct index_bytes *, uint64_t limit,
	    struct index_head *, struct fault *);
void	index_head_clear(struct index_head *);

#endif
