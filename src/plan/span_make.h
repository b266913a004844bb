/* span_make: the bytes of a span, for the data endpoint and the command. */
#ifndef PLAN_SPAN_MAKE_H
#define PLAN_SPAN_MAKE_H

#include <stddef.h>
#include <stdint.h>

#include "htsget/span.h"
#include "source/source.h"

struct made_span {
	const uint8_t	*data;
	size_t		 bytes;
	uint8_t		*owned;		/* NULL: borrowed from the source */
};

/*
 * Makes what a piece of kind PIECE_SPAN stands for, the same bytes each time.
 * One that no plan has, as a forged URL may name it, is a
 * FAULT_INVALID_INPUT: beyond the file, over SPAN_BYTES_MAX, offsets inside
 * CRAM containers, the header of a file whose header is a range of it. A
 * virtual offset that leads to no block, or behind its end, is a
 * FAULT_INTERNAL like any damage. The caller calls made_span_clear; what is
 * borrowed lives as long as the source.
 */
int	span_make(struct source *, struct object *, const struct span *,
	    struct made_span *, struct fault *);
void	made_span_clear(struct made_span *);

#endif
