/* span: what the data endpoint makes of one file: parts of it, joined. */
#include <stdlib.h>
#include <string.h>

#include "htsget/span.h"

#define BLOCK		((uint64_t)1 << 16)	/* inflated, at most */
#define OVERHEAD	256	/* of two blocks that do not get smaller */

int
span_add(struct span *s, uint64_t start, uint64_t end, struct fault *fault)
{
	struct part *v;

	if (s->nparts > 0 && s->parts[s->nparts - 1].end == start) {
		s->parts[s->nparts - 1].end = end;
		return 0;
	}
	/* room for a power of two of them */
	if ((s->nparts & (s->nparts - 1)) == 0) {
		v = reallocarray(s->parts, s->nparts > 0 ? 2 * s->nparts : 1,
		    sizeof(*v));
		if (v == NULL)
			return fault_nomem(fault);
		s->parts = v;
	}
	s->parts[s->nparts++] = (struct part){ start, end };
	return 0;
}

void
span_clear(struct span *s)
{
	free(s->parts);
	memset(s, 0, sizeof(*s));
}

uint64_t
part_bound(const struct part *p)
{
	uint64_t from = p->start & 0xffff, until = p->end & 0xffff;

	if (p->start >> 16 == p->end >> 16)
		return p->end - p->start + OVERHEAD;
	return (p->end >> 16) - (p->start >> 16) + until +
	    (from > 0 ? BLOCK - from : 0) + OVERHEAD;
}
