#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "plan/search.h"

static int
run_compare(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

void
runs_unite(struct runs *r)
{
	size_t i, n = 0;

	if (r->n > 1)
		qsort(r->v, r->n, sizeof(*r->v), run_compare);
	for (i = 0; i < r->n; i++)
		if (n > 0 && r->v[i].start <= r->v[n - 1].end) {
			if (r->v[i].end > r->v[n - 1].end)
				r->v[n - 1].end = r->v[i].end;
		} else
			r->v[n++] = r->v[i];
	r->n = n;
}

/* Many regions may find the same records: what is double goes before more. */
static int
make_room(struct runs *r, struct fault *fault)
{
	struct run *v;
	size_t m;

	runs_unite(r);
	if (r->m > 0 && r->n <= r->m / 2)
		return 0;
	m = r->m > 0 ? 2 * r->m : 16;
	if ((v = reallocarray(r->v, m, sizeof(*v))) == NULL)
		return fault_nomem(fault);
	r->v = v;
	r->m = m;
	return 0;
}

int
runs_add(struct runs *r, uint64_t start, uint64_t end, struct fault *fault)
{
	struct run *last = r->n > 0 ? &r->v[r->n - 1] : NULL;

	if (start == end)
		return 0;
	if (last != NULL && last->end == start) {
		last->end = end;
		return 0;
	}
	if (r->n == r->m && make_room(r, fault) == -1)
		return -1;
	r->v[r->n++] = (struct run){ start, end };
	return 0;
}

/* Where the guard gives up: from the first chunk on, records too many. */
static int
cover(struct search *s, uint64_t *vb, struct fault *fault)
{
	log_write(LOG_WARNING, "%s: no first record of %s:%lld within [limits] "
	    "head_scan blocks, the answer begins before it",
	    blocks_object(s->reader->cursor.blocks)->path,
	    s->interval->reference, (long long)s->interval->beg);
	s->runs->exact = false;
	*vb = s->chunks.v[0].start;
	return search_normalise(s, vb, fault);
}

static int
search_runs(struct search *s, struct fault *fault)
{
	uint64_t vb = 0, ve = 0;
	int got;

	s->last = s->chunks.v[s->chunks.n - 1].end;
	if (search_normalise(s, &s->last, fault) == -1 ||
	    (got = search_head(s, &vb, fault)) == -1)
		return -1;
	if (got == HEAD_OVER)
		return 0;
	if (got == HEAD_GUARD && cover(s, &vb, fault) == -1)
		return -1;
	if (s->interval->end == REGION_OPEN)
		got = search_open_end(s, &ve, fault);
	else
		got = search_closed_end(s, vb, &ve, fault);
	return got == -1 ? -1 : runs_add(s->runs, vb, ve, fault);
}

int
runs_add_interval(struct runs *runs, struct reader *reader,
    const struct interval *interval, struct fault *fault)
{
	struct search s = { .runs = runs, .reader = reader,
	    .interval = interval };
	int error = 0;

	reader->tid = interval->tid;
	reader->reference = interval->reference;
	reader->beg = interval->beg;
	if (index_query(reader->source, interval->tid, interval->beg,
	    interval->end == REGION_OPEN ? INT64_MAX : interval->end,
	    &s.chunks, fault) == -1)
		return -1;
	if (s.chunks.n > 0)
		error = search_runs(&s, fault);
	free(s.chunks.v);
	return error;
}

/* Placed records may stand before it where the index keeps no count. */
static int
first_unplaced(struct reader *reader, struct record *rec,
    struct fault *fault)
{
	const uint64_t most = blocks_looked(reader->cursor.blocks) +
	    reader->limits->head_scan;
	int got;

	while ((got = record_next(reader, rec, fault)) == 1 &&
	    rec->tid != RECORD_UNPLACED)
		if (blocks_looked(reader->cursor.blocks) > most)
			return record_bad(reader,
			    "placed records go on behind those of the index",
			    fault);
	return got;
}

int
runs_add_unplaced(struct runs *runs, struct reader *reader,
    struct fault *fault)
{
	const struct source *s = reader->source;
	struct record rec;
	uint64_t at;
	int got;

	reader->beg = 0;
	if (index_placed_end(s, &at, fault) == -1)
		return -1;
	reader->cursor.at = at;
	if ((got = first_unplaced(reader, &rec, fault)) != 1)
		return got;
	at = rec.start;
	reader->cursor.at = voffset_make(s->version.size, 0);
	if (reader_at_end(reader, fault) == -1)
		return -1;
	return runs_add(runs, at, reader->cursor.at, fault);
}

static int
hole_compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x > *y ? -1 : *x < *y;
}

int
runs_bridge(struct runs *r, size_t most, struct fault *fault)
{
	uint64_t *holes, filled;
	size_t i, n = 0;

	if (r->n <= most)
		return 0;
	if ((holes = reallocarray(NULL, r->n, sizeof(*holes))) == NULL)
		return fault_nomem(fault);
	for (i = 1; i < r->n; i++)
		holes[i - 1] = r->v[i].start - r->v[i - 1].end;
	qsort(holes, r->n - 1, sizeof(*holes), hole_compare);
	filled = holes[most - 1];
	free(holes);
	for (i = 1; i < r->n; i++)
		if (r->v[i].start - r->v[n].end > filled)
			r->v[++n] = r->v[i];
		else
			r->v[n].end = r->v[i].end;
	r->n = n + 1;
	r->exact = false;
	return 0;
}

void
runs_clear(struct runs *r)
{
	free(r->v);
	memset(r, 0, sizeof(*r));
}

int
runs_check_index(struct source *s, struct reader *reader,
    struct fault *fault)
{
	struct record rec;
	uint64_t at;
	int got;

	if (s->index_proved || !s->has_eof)
		return 0;
	if (index_placed_end(s, &at, fault) == -1)
		return -1;
	reader->tid = RECORD_OTHER;
	reader->reference = "";
	reader->beg = 0;
	if ((got = record_at(reader, at, &rec, fault)) == -1)
		return -1;
	if (got == 1 && rec.tid != RECORD_UNPLACED)
		return record_bad(reader,
		    "placed records go on behind those of the index", fault);
	s->index_proved = true;
	return 0;
}
