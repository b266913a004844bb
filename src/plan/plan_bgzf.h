/* plan_bgzf: exact slices of BAM, VCF and BCF files. */
#ifndef PLAN_PLAN_BGZF_H
#define PLAN_PLAN_BGZF_H

#include "plan/emit.h"
#include "plan/regions.h"
#include "source/blocks.h"

/*
 * Body of an answer: the records of the regions, up to the EOF block, which
 * is the last thing emitted. The source's index is loaded.
 */
int	plan_bgzf_regions(struct source *, struct blocks *, bool must_end,
	    const struct regions *, struct emit *, struct fault *);

/* The records between two virtual offsets (doc/slicing.md, "Pieces"). */
int	plan_bgzf_run(struct emit *, struct blocks *, uint64_t start,
	    uint64_t end, struct fault *);

/* The loaded index fits the file, as far as its last offset tells. */
int	plan_bgzf_check_index(struct source *, struct blocks *,
	    const struct limits *, struct fault *);

/* emit.split of a BGZF file; arg is the struct blocks. */
int	plan_bgzf_split(void *blocks, uint64_t from, uint64_t until,
	    uint64_t *address, struct fault *);

#endif
