/* pieces: the list of a plan's pieces and what it adds up to. */
#ifndef PLAN_PIECES_H
#define PLAN_PIECES_H

#include "plan/plan.h"
#include "store/store.h"

/* A new last piece, zeroed but for its kind. NULL: no memory. */
struct piece	*piece_add(struct plan *, enum piece_kind, struct fault *);

/* A new last piece that is a range of the file, counted. */
int		 piece_add_range(struct plan *, bool header, uint64_t start,
		    uint64_t end, struct fault *);

/* A new last piece of inline bytes, which it owns, counted. */
int		 piece_add_bytes(struct plan *, bool header, uint8_t *,
		    size_t, struct fault *);

/* Frees all but the first n. */
void		 pieces_keep(struct plan *, size_t n);

/*
 * Of raw and inline pieces at most two inline ones remain: the header's bytes
 * and all others.
 */
int		 pieces_inline(struct plan *, struct object *, struct fault *);

#endif
