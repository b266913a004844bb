/* bam_maker: small BAM files in memory, with their index, for tests. */
#ifndef UNIT_BAM_MAKER_H
#define UNIT_BAM_MAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <htslib/kstring.h>

#include "source/source.h"

struct made_read {
	int32_t	 tid;		/* -1: unplaced */
	int32_t	 pos;
	uint32_t span;		/* bases of one M operation; 0: unmapped */
	uint32_t bases;		/* of SEQ: makes the record large */
};

struct made {
	kstring_t	 text;		/* inflated: header, then the records */
	size_t		 header;	/* bytes of it */
	size_t		*at;		/* n + 1: where records begin in text */
	uint64_t	*voffset;	/* n + 1: the same in the file */
	kstring_t	 file;
	struct object	*bai;		/* by htslib */
	struct index_file *index;	/* of it */
	const struct made_read *reads;
	size_t		 n;
};

#define MADE_REFERENCES	3	/* "one", "two", "three", LN 1,000,000 */

/*
 * A BAM file whose blocks inflate to `block` bytes; with `aligned` the header
 * ends at a block's end; `eofs` EOF blocks at the end.
 */
void	made_init(struct made *, const struct made_read *, size_t n,
	    size_t block, bool aligned, unsigned eofs);
void	made_clear(struct made *);

/* Lends the index to a source of the file; made_take_back before its end. */
void	made_lend(const struct made *, struct source *);
void	made_take_back(struct source *);

/* One BAM record, appended. */
void	made_record(kstring_t *, const struct made_read *, size_t number);

/* Inflates whole BGZF blocks; fails the test if they are not. */
void	inflate_whole(kstring_t *out, const uint8_t *, size_t bytes);

#endif
