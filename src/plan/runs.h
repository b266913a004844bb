/*
 * runs: which parts of the inflated file hold the records of a region,
 * exactly (doc/slicing.md).
 */
#ifndef PLAN_RUNS_H
#define PLAN_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/records.h"
#include "plan/regions.h"

/* Virtual offsets, normalised, half-open; whole records. */
struct run { uint64_t start, end; };

struct runs {
	struct run	*v;
	size_t		 n, m;
	bool		 exact;	/* false: a guard gave up on a region */
};

/* Adds a run, if it is not empty; the same ones again take no more room. */
int	runs_add(struct runs *, uint64_t start, uint64_t end, struct fault *);

/* Adds the runs of one interval. The reader's place and beg are changed. */
int	runs_add_interval(struct runs *, struct reader *,
	    const struct interval *, struct fault *);

/* Adds the unplaced reads of a BAM file. */
int	runs_add_unplaced(struct runs *, struct reader *, struct fault *);

/* File order, each record once. */
void	runs_unite(struct runs *);
/*
 * Fills the smallest holes between united runs, until at most `most` (one or
 * more) are left; then they are not exact.
 */
int	runs_bridge(struct runs *, size_t most, struct fault *);
void	runs_clear(struct runs *);

/*
 * Once an index: where it says that the placed records end, the file must
 * end or the unplaced reads begin. Else it is stale or another file's.
 */
int	runs_check_index(struct source *, struct reader *, struct fault *);

#endif
