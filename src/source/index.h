/* index: BAI, CSI, TBI and CRAI by htslib, and what a query finds in them. */
#ifndef SOURCE_INDEX_H
#define SOURCE_INDEX_H

#include "source/source.h"

/* Reads the dataset's index into the source. */
int	index_load(struct source *, const struct dataset *,
	    const struct limits *, struct fault *);
void	index_clear(struct source *);

/* Chunks of the file, virtual offsets, sorted and disjoint. */
struct chunk { uint64_t start, end; };
struct chunks {
	struct chunk	*v;
	size_t		 n;
};

/*
 * The chunks that may hold records of reference `tid` that overlap [beg, end)
 * (0-based), starts clipped to the header's end. The caller frees c->v.
 */
int	index_query(const struct source *, int32_t tid, int64_t beg,
	    int64_t end, struct chunks *, struct fault *);

/*
 * Where the placed records end by the index's own count, a virtual offset;
 * the last chunk's end where it keeps no count. 0: there are none.
 */
int	index_placed_end(const struct source *, uint64_t *voffset,
	    struct fault *);

#endif
