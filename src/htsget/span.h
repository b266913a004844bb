/* span: what the data endpoint makes of one file: parts of it, joined. */
#ifndef HTSGET_SPAN_H
#define HTSGET_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/*
 * Virtual offsets, half-open: of a BGZF file the inflated bytes between them,
 * as blocks; of a CRAM file the bytes between them as they are, and the low
 * 16 bits are 0.
 */
struct part { uint64_t start, end; };

struct span {
	bool		 header;	/* the header made again, and no more */
	struct part	*parts;		/* ascending, disjoint; owned */
	size_t		 nparts;
	bool		 eof;		/* behind them the EOF marker */
};

#define SPAN_PARTS_MAX	128	/* so that its URL has 3 to 5 kB */
#define SPAN_BYTES_MAX	(16u << 20)	/* that a span may become */

/* Appends a part, which joins the last one where that ends. */
int		span_add(struct span *, uint64_t start, uint64_t end,
		    struct fault *);
void		span_clear(struct span *);

/* The most bytes that a part can become. */
uint64_t	part_bound(const struct part *);

#endif
