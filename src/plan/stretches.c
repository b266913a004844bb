#include "plan/search.h"

/*
 * How far a record reaches: read only left of the region; of a BCF record that
 * reaches into it the rest was not looked at.
 */
static int64_t
reach_of(const struct search *s, const struct record *rec)
{
	bool known = rec->pos < s->interval->beg &&
	    (s->reader->source->format != FORMAT_BCF ||
	    rec->end <= s->interval->beg);

	return known ? rec->end : INT64_MAX;
}

void
stretches_add(struct search *s, const struct record *rec)
{
	struct stretch *t = &s->stretch;
	int64_t reach = reach_of(s, rec);

	s->records++;
	if (t->records > 0 && rec->pos < t->last)
		t->records = 0;			/* not in order */
	if (t->records == 0) {
		t->start = rec->start;
		t->tid = rec->tid;
		t->first = rec->pos;
		t->reach = reach;
	}
	t->records++;
	t->last = rec->pos;
	if (reach > t->reach)
		t->reach = reach;
}

/* The walk came to `next`: a stretch ends with its block or at `end`. */
static void
close_at(struct search *s, uint64_t next, uint64_t end)
{
	struct known *known = blocks_known(s->reader->cursor.blocks);
	struct stretch *t = &s->stretch;

	if (t->records == 0 || (next < end &&
	    voffset_block(next) == voffset_block(t->start)))
		return;
	t->next = next;
	if (known != NULL && next <= end)
		known_put_stretch(known, t);
	t->records = 0;
}

/* Within a block that is walked anyway nothing is looked up. */
void
stretches_pass(struct search *s, uint64_t *at, uint64_t end, int64_t before,
    int64_t reach)
{
	struct blocks *blocks = s->reader->cursor.blocks;
	struct known *known = blocks_known(blocks);
	const struct stretch *t;

	close_at(s, *at, end);
	while (*at < end && known != NULL && s->stretch.records == 0 &&
	    (t = known_stretch(known, *at)) != NULL &&
	    t->tid == s->interval->tid && t->first >= s->pos &&
	    t->last < before && t->reach <= reach && t->next <= end &&
	    !search_guard_reached(s)) {
		blocks_pass(blocks, voffset_block(t->start));
		s->pos = t->last;
		s->records += t->records;
		*at = t->next;
	}
	s->reader->cursor.at = *at;
}

int
stretches_probe(struct search *s, uint64_t voffset, struct record *rec,
    struct fault *fault)
{
	struct blocks *blocks = s->reader->cursor.blocks;
	struct known *known = blocks_known(blocks);
	const struct stretch *t;
	uint64_t end;
	int got;

	if (known == NULL)
		return record_at(s->reader, voffset, rec, fault);
	if (search_normalise(s, &voffset, fault) == -1)
		return -1;
	if ((t = known_stretch(known, voffset)) != NULL) {
		blocks_pass(blocks, voffset_block(voffset));
		rec->start = voffset;
		rec->tid = t->tid;
		rec->pos = t->first;
		return 1;
	}
	if ((got = record_at(s->reader, voffset, rec, fault)) != 1 ||
	    rec->tid != s->interval->tid)
		return got;
	s->stretch.records = 0;
	stretches_add(s, rec);
	if (reader_here(s->reader, &end, fault) == -1)
		return -1;
	close_at(s, end, end);
	return 1;
}
