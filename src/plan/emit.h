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
	uint64_t		 floor;		/* shorter ranges are no pieces
						   of their own */
	bool			 spans;		/* no more bytes are made: what
						   is no raw piece is a span */
	struct span		 pending;	/* of the piece being built */
	kstring_t		 edge;		/* its bytes: inflated, */
	kstring_t		 made;		/* and before them as blocks */
};

#define EMIT_PIECES_MAX	10000	/* of a ticket: each is a connection */
#define EMIT_HOLES_MAX	4000	/* pieces of regions with holes */
#define EMIT_RANGES_MAX	100	/* raw pieces, unless they are long */
#define EMIT_LONG	(4u << 20)	/* bytes; such a range always is raw;
						   inline_floor is no more */
#define EMIT_FAR	((uint64_t)1 << 48)	/* so is one behind what a
						   virtual offset reaches */

/* Readies an emit for a plan; `split` may be NULL where nothing is split. */
void	emit_init(struct emit *, struct plan *, struct object *,
	    const struct limits *);

/*
 * Raises the floor so that of n ranges at most EMIT_RANGES_MAX are raw, or
 * those of EMIT_LONG. `length` tells the bytes of the i-th.
 */
int	emit_raise_floor(struct emit *, size_t n,
	    uint64_t (*length)(const void *ranges, size_t i),
	    const void *ranges, struct fault *);

/* More than EMIT_HOLES_MAX pieces. */
bool	emit_too_many(const struct emit *);

/*
 * The header, alone: a range of the file, raw unless it is below the floor, or
 * bytes made by us (inline where [limits] inline_header allows it, else a
 * span).
 */
int	emit_header_range(struct emit *, uint64_t start, uint64_t end,
	    struct fault *);
int	emit_header_bytes(struct emit *, const void *, size_t,
	    struct fault *);

/*
 * Records between two virtual offsets of one block, and, unless e->spans,
 * their inflated bytes.
 */
int	emit_edge(struct emit *, uint64_t start, uint64_t end, const void *,
	    size_t, struct fault *);
/* A range of the file; one below the floor joins what is around it. */
int	emit_range(struct emit *, uint64_t start, uint64_t end,
	    struct fault *);
/* A range of the file that is always raw (whole files). */
int	emit_raw(struct emit *, uint64_t start, uint64_t end,
	    struct fault *);
/* The EOF marker: the file's own, where nothing else is to be made with it. */
int	emit_eof(struct emit *, const struct source *, struct fault *);
/* Forgets all but the first n pieces. */
void	emit_rewind(struct emit *, size_t n);
/* Ends the last piece. */
int	emit_finish(struct emit *, struct fault *);
/* An answer of at most [limits] inline_answer bytes becomes wholly inline. */
int	emit_inline_small(struct emit *, struct fault *);
void	emit_clear(struct emit *);

#endif
