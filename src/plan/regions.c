#include <stdlib.h>
#include <string.h>

#include "plan/regions.h"

static int
interval_compare(const void *a, const void *b)
{
	const struct interval *x = a, *y = b;

	if (x->tid != y->tid)
		return x->tid < y->tid ? -1 : 1;
	if (x->beg != y->beg)
		return x->beg < y->beg ? -1 : 1;
	return 0;
}

/* Overlapping and touching intervals of a reference become one (P-08). */
static void
merge(struct regions *r)
{
	struct interval *last, *next;
	size_t i, n = 0;

	for (i = 0; i < r->n; i++) {
		next = &r->v[i];
		last = n > 0 ? &r->v[n - 1] : NULL;
		if (last == NULL || last->tid != next->tid ||
		    next->beg > last->end)
			r->v[n++] = *next;
		else if (next->end > last->end)
			last->end = next->end;
	}
	r->n = n;
}

static int
resolve_one(const struct source *s, const struct region *q,
    struct regions *r, struct fault *fault)
{
	struct interval *i = &r->v[r->n];

	if (strcmp(q->reference, "*") == 0) {
		r->unplaced = true;
		return 0;
	}
	if (source_reference(s, q->reference, &i->tid, fault) == -1)
		return -1;
	i->reference = q->reference;
	i->beg = (int64_t)q->start;
	i->end = q->end == QUERY_OPEN_END ? REGION_OPEN : (int64_t)q->end;
	if (i->tid >= 0 && i->beg < i->end)
		r->n++;
	return 0;
}

int
regions_resolve(const struct source *s, const struct query *q,
    struct regions *r, struct fault *fault)
{
	size_t i;

	memset(r, 0, sizeof(*r));
	if (q->nregions == 0)
		return 0;
	if ((r->v = calloc(q->nregions, sizeof(*r->v))) == NULL)
		return fault_nomem(fault);
	for (i = 0; i < q->nregions; i++)
		if (resolve_one(s, &q->regions[i], r, fault) == -1) {
			regions_clear(r);
			return -1;
		}
	if (r->n > 1) {
		qsort(r->v, r->n, sizeof(*r->v), interval_compare);
		merge(r);
	}
	return 0;
}

void
regions_clear(struct regions *r)
{
	free(r->v);
	memset(r, 0, sizeof(*r));
}
