/*
 * bins: what an index has of one reference (SAMv1 5.2, CSIv1), and the chunks
 * that a query finds in it (SAMv1 5.1.3).
 */
#ifndef SOURCE_BINS_H
#define SOURCE_BINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source/binning.h"
#include "source/index_bytes.h"

/* Chunks of the file, virtual offsets, sorted and disjoint. */
struct chunk { uint64_t start, end; };
struct chunks {
	struct chunk	*v;
	size_t		 n;
};

struct bin {
	uint64_t	 loffset;	/* CSI: of the first record that
					   overlaps it; else 0 */
	uint32_t	 number;
	uint32_t	 first, n;	/* of the chunks */
};

struct bins {
	struct binning	 shape;
	struct bin	*bins;		/* by number */
	size_t		 nbins;
	struct chunk	*chunks;	/* as in the file */
	size_t		 nchunks;
	uint64_t	*linear;	/* of each window; NULL: none */
	size_t		 nlinear;
};

/*
 * Passes over a reference's part of an index: *placed_end is the end of its
 * records where the index keeps count of them, a virtual offset; else 0, with
 * *counted false if it has records all the same.
 */
int	bins_skip(struct index_bytes *, const struct binning *,
	    uint64_t *placed_end, bool *counted, struct fault *);

/*
 * Reads the part. NULL on a fault, as where chunks are not in the order of a
 * sorted file.
 */
struct bins	*bins_read(struct index_bytes *, const struct binning *,
		    struct fault *);
void		 bins_free(struct bins *);
size_t		 bins_memory(const struct bins *);

/*
 * The chunks that may hold records that overlap [beg, end) (0-based), each
 * from `least` on; of a long region all but those at beg are one. The caller
 * frees c->v.
 */
int	bins_query(const struct bins *, int64_t beg, int64_t end,
	    uint64_t least, struct chunks *c, struct fault *);

/*
 * Where the gap before `end` begins, in bases: the end of the last bin left of
 * those that hold the base before `end`; 0: there is none.
 */
int64_t		 bins_gap(const struct bins *, int64_t end);

/* The greatest chunk end; 0: there are none. */
uint64_t	 bins_last_end(const struct bins *);

#endif
