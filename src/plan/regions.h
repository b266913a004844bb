/* regions: what was asked, by reference id, merged and sorted. */
#ifndef PLAN_REGIONS_H
#define PLAN_REGIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "htsget/query.h"
#include "source/source.h"

/* 0-based, half-open; end REGION_OPEN: as far as records go. */
struct interval {
	int32_t		 tid;
	const char	*reference;	/* borrowed from the query */
	int64_t		 beg;
	int64_t		 end;
};
#define REGION_OPEN	INT64_MAX

struct regions {
	struct interval	*v;		/* by tid, then beg; disjoint */
	size_t		 n;
	bool		 unplaced;	/* `*` was asked for */
};

/*
 * Names to ids. References that the index does not know, and empty
 * intervals, drop out; an unknown one is a FAULT_NOT_FOUND. The caller calls
 * regions_clear.
 */
int	regions_resolve(const struct source *, const struct query *,
	    struct regions *, struct fault *);
void	regions_clear(struct regions *);

#endif
