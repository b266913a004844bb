/* granted: intervals of references, sorted and merged. */
#ifndef ACCESS_GRANTED_H
#define ACCESS_GRANTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GRANTED_NAME_MAX	1024		/* bytes of a reference */
#define GRANTED_REFERENCES_MAX	(1u << 20)
#define GRANTED_INTERVALS_MAX	(1u << 22)	/* before they are merged */

/* An interval that ends here reaches the end of any reference. */
#define GRANTED_END		(UINT64_C(1) << 32)

struct granted;

struct granted	*granted_new(void);		/* NULL: no memory */
void		 granted_free(struct granted *);	/* NULL is safe */

/*
 * Adds [start, end), 0 <= start <= end <= GRANTED_END; an empty one adds
 * nothing. A NULL comes back, or what limit it would break; `no memory` is
 * granted_nomem.
 */
const char	*granted_add(struct granted *, const char *reference,
		    size_t bytes, uint64_t start, uint64_t end);
extern const char granted_nomem[];

/* Adds all of another one. */
const char	*granted_add_all(struct granted *, const struct granted *);

/* To be called when all are added: sorts, and merges what touches. */
void		 granted_merge(struct granted *);

size_t		 granted_count(const struct granted *);	/* intervals */

/*
 * Whether [start, end) of a reference (bases, 0-based, half-open; UINT64_MAX:
 * open) lies inside one granted interval; intervals that touch or overlap are
 * one. Empty ones (start == end) count by their place. Open ones are covered
 * by an interval that ends at GRANTED_END, the most that a BED file can say;
 * else the caller puts the length of the reference there.
 */
bool	granted_covers(const struct granted *, const char *reference,
	    uint64_t start, uint64_t end);

#endif
