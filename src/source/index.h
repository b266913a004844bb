/* index: the index of a source, of its dataset, and what queries find in it. */
#ifndef SOURCE_INDEX_H
#define SOURCE_INDEX_H

#include "source/index_file.h"
#include "source/source.h"

/* Finds the dataset's index and what it has of each reference. */
int	index_load(struct source *, const struct dataset *,
	    const struct limits *, struct fault *);
void	index_clear(struct source *);

/*
 * The chunks that may hold records of reference `tid` that overlap [beg, end)
 * (0-based), starts clipped to the header's end. The caller frees c->v. Between
 * source_load_index and source_rest.
 */
int	index_query(const struct source *, int32_t tid, int64_t beg,
	    int64_t end, struct chunks *, struct fault *);

/*
 * Where the gap begins, in bases, that ends at `end`, as far as bins tell:
 * from there on no bin has records but those that hold the base before `end`.
 */
int	index_gap(const struct source *, int32_t tid, int64_t end,
	    int64_t *beg, struct fault *);

/*
 * Where the placed records end by the index's own count, a virtual offset;
 * the last chunk's end where it keeps no count. 0: there are none.
 */
int	index_placed_end(const struct source *, uint64_t *voffset,
	    struct fault *);

#endif
