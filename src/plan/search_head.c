#include "plan/search.h"

#define HEAD_RECORDS	64	/* a guard never gives up before these */

int
reader_here(struct reader *r, uint64_t *voffset, struct fault *fault)
{
	if (blocks_normalise(r->cursor.blocks, &r->cursor.at, fault) == -1)
		return -1;
	*voffset = r->cursor.at;
	return 0;
}

int
search_normalise(const struct search *s, uint64_t *voffset, struct fault *fault)
{
	return blocks_normalise(s->reader->cursor.blocks, voffset, fault);
}

bool
search_guard_reached(const struct search *s)
{
	return s->records >= HEAD_RECORDS &&
	    blocks_looked(s->reader->cursor.blocks) > s->guard;
}

void
search_guard_renew(struct search *s)
{
	s->records = 0;
	s->guard = blocks_looked(s->reader->cursor.blocks) +
	    s->reader->limits->head_scan;
}

bool
search_before_end(const struct search *s, const struct record *rec)
{
	return rec->tid == s->interval->tid && rec->pos < s->interval->end;
}

/* What a sorted file and its own index cannot hold inside a chunk. */
static int
check_order(struct search *s, const struct record *rec, struct fault *fault)
{
	if (rec->tid != s->interval->tid)
		return record_bad(s->reader,
		    "a chunk of the index holds another reference's record",
		    fault);
	if (rec->pos < s->pos)
		return record_bad(s->reader, "records are not in order",
		    fault);
	s->pos = rec->pos;
	return 0;
}

/* The reader goes to a chunk: 1, or 0 when it stands behind it already. */
static int
enter_chunk(struct search *s, const struct chunk *c, uint64_t *end,
    struct fault *fault)
{
	uint64_t start = c->start, at = s->reader->cursor.at;

	*end = c->end;
	if (search_normalise(s, &start, fault) == -1 ||
	    search_normalise(s, end, fault) == -1)
		return -1;
	if (start > at)
		s->reader->cursor.at = start;
	return s->reader->cursor.at < *end;
}

/* As search_head, for one chunk; HEAD_ON: its end. */
static int
walk_chunk(struct search *s, uint64_t end, uint64_t *vb, struct fault *fault)
{
	struct record rec;
	uint64_t next;
	int got;

	for (;;) {
		if (reader_here(s->reader, &next, fault) == -1)
			return -1;
		stretches_pass(s, &next, end, s->interval->beg,
		    s->interval->beg);
		if (next == end)
			return HEAD_ON;
		if (next > end)
			return record_bad(s->reader,
			    "a chunk of the index ends inside a record",
			    fault);
		if (search_guard_reached(s))
			return HEAD_GUARD;
		if ((got = record_next(s->reader, &rec, fault)) != 1)
			return got == -1 ? -1 : HEAD_OVER;
		*vb = rec.start;
		if (check_order(s, &rec, fault) == -1)
			return -1;
		if (!search_before_end(s, &rec))
			return HEAD_OVER;
		if (rec.pos >= s->interval->beg)
			return HEAD_FOUND;
		stretches_add(s, &rec);
		if (rec.end <= s->interval->beg)
			continue;
		if (reader_here(s->reader, &next, fault) == -1 ||
		    runs_add(s->runs, rec.start, next, fault) == -1)
			return -1;
	}
}

int
search_head(struct search *s, uint64_t *vb, struct fault *fault)
{
	uint64_t end;
	size_t i;
	int got;

	s->reader->cursor.at = s->chunks.v[0].start;
	s->pos = -1;
	s->stretch.records = 0;
	search_guard_renew(s);
	for (i = 0; i < s->chunks.n; i++) {
		got = enter_chunk(s, &s->chunks.v[i], &end, fault);
		if (got == 1)
			got = walk_chunk(s, end, vb, fault);
		if (got != HEAD_ON)
			return got;
	}
	return HEAD_OVER;
}
