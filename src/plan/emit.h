/*
 * emit: puts a plan's pieces together: raw ranges, and what lies between them
 * inline, few and large (doc/slicing.md, "Pieces").
 */
#ifndef PLAN_EMIT_H
#define PLAN_EMIT_H

#include <htslib/kstring.h>

#include "plan/plan.h"

struct emit {
	struct plan		*plan;		/* borrowed */
	struct object		*object;
	const struct limits	*limits;
	/*
	 * Where a range that is too long may be cut: stores a block's or
	 * container's start in (from, until], or the first one behind it.
	 */
	int	(*split)(void *arg, uint64_t from, uint64_t until,
		    uint64_t *address, struct fault *);
	void			*arg;		/* of split */
	kstring_t		 edge;		/* inflated, to be deflated */
	kstring_t		 made;		/* of the piece being built */
};

#define EMIT_PIECES_MAX	10000	/* of a ticket: each is a connection */
#define EMIT_HOLES_MAX	1000	/* pieces of a region with holes */

/* More inline bytes than [limits] inline_body, or more than EMIT_HOLES_MAX. */
bool	emit_too_many(const struct emit *);

/* A raw range of the header's own: a piece alone. */
int	emit_header_range(struct emit *, uint64_t start, uint64_t end,
	    struct fault *);
/* Header bytes made by us, as they are. */
int	emit_header_bytes(struct emit *, const void *, size_t,
	    struct fault *);
/* Inflated bytes of records that go on where the last ones ended. */
int	emit_inflated(struct emit *, const void *, size_t, struct fault *);
/* Compressed bytes as they are. */
int	emit_bytes(struct emit *, const void *, size_t, struct fault *);
/* A range of the file; a short one is inlined. */
int	emit_range(struct emit *, uint64_t start, uint64_t end,
	    struct fault *);
/* A range of the file that is never inlined (whole files). */
int	emit_raw(struct emit *, uint64_t start, uint64_t end,
	    struct fault *);
/* Forgets all but the first n pieces. */
void	emit_rewind(struct emit *, size_t n);
/* Ends the last piece. */
int	emit_finish(struct emit *, struct fault *);
/* An answer of at most [limits] inline_answer bytes becomes wholly inline. */
int	emit_inline_small(struct emit *, struct fault *);
void	emit_clear(struct emit *);

#endif
