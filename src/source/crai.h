/* crai: the index of a CRAM file (CRAMv3 section 12) as containers. */
#ifndef SOURCE_CRAI_H
#define SOURCE_CRAI_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "store/store.h"

/* A line: one reference's part of a slice. */
struct crai_line {
	int32_t	 reference;	/* -1: unplaced */
	int64_t	 start;		/* 1-based, as in the file */
	int64_t	 span;		/* bases */
	uint64_t container;	/* byte offset of the container */
};

struct crai {
	struct crai_line *lines;	/* in order of container */
	size_t		  nlines;
	uint64_t	 *containers;	/* distinct offsets, ascending */
	size_t		  ncontainers;
};

/*
 * Reads a .crai, compressed or plain. Every number is checked: six columns,
 * ranges, offsets inside [0, size of the CRAM file). NULL on a fault.
 */
struct crai	*crai_load(struct object *, uint64_t file_size,
		    uint64_t limit, struct fault *);
void		 crai_free(struct crai *);
size_t		 crai_memory(const struct crai *);

#endif
