/* granted: intervals of references, sorted and merged; see rights.h. */
#ifndef ACCESS_GRANTED_H
#define ACCESS_GRANTED_H

#include <stddef.h>
#include <stdint.h>

#include "access/rights.h"
#include "base/fault.h"

#define GRANTED_NAME_MAX	1024		/* bytes of a reference */
#define GRANTED_REFERENCES_MAX	(1u << 20)
#define GRANTED_INTERVALS_MAX	(1u << 22)	/* before they are merged */

/* An interval that ends here reaches the end of any reference. */
#define GRANTED_END		(UINT64_C(1) << 32)

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

#endif
