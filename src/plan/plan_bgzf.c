#include <string.h>

#include "base/log.h"
#include "plan/plan_bgzf.h"
#include "plan/runs.h"

int
plan_bgzf_split(void *blocks, uint64_t from, uint64_t until,
    uint64_t *address, struct fault *fault)
{
	uint64_t start = from + 1;
	uint32_t compressed = 0, length;

	if (until - from > BLOCK_MAX)
		start = until - BLOCK_MAX + 1;
	if (blocks_find(blocks, start, until + 1, address, fault) == -1)
		return -1;
	do {				/* the last one in the window */
		*address += compressed;
		if (blocks_measure(blocks, *address, &compressed, &length,
		    fault) == -1)
			return -1;
	} while (compressed > 0 && *address + compressed <= until);
	return 0;
}

/* Part of one block, inflated, into the pending edge. */
static int
emit_part(struct emit *e, struct blocks *blocks, uint64_t address,
    uint32_t from, uint32_t until, uint64_t *next, struct fault *fault)
{
	const struct block *b;

	if ((b = blocks_get(blocks, address, fault)) == NULL)
		return -1;
	if (until > b->length)
		until = b->length;
	*next = address + b->compressed;
	return emit_inflated(e, b->data + from, until - from, fault);
}

/* Edges inflated, whole blocks raw (doc/slicing.md, "Pieces"). */
static int
emit_run(struct emit *e, struct blocks *blocks, const struct run *run,
    struct fault *fault)
{
	uint64_t first = voffset_block(run->start);
	uint64_t last = voffset_block(run->end), next;
	uint32_t head = voffset_within(run->start);
	uint32_t tail = voffset_within(run->end);

	if (first == last)
		return emit_part(e, blocks, first, head, tail, &next, fault);
	if (head > 0) {
		if (emit_part(e, blocks, first, head, UINT32_MAX, &next,
		    fault) == -1)
			return -1;
		first = next;
	}
	if (emit_range(e, first, last, fault) == -1)
		return -1;
	if (tail == 0)
		return 0;
	return emit_part(e, blocks, last, 0, tail, &next, fault);
}

/* 0: done, 1: too many holes, -1: a fault. */
static int
emit_runs(struct emit *e, struct blocks *blocks, const struct source *s,
    const struct runs *runs, struct fault *fault)
{
	const uint64_t data_end = voffset_make(s->data_end, 0);
	struct run run;
	size_t i;

	for (i = 0; i < runs->n; i++) {
		run = runs->v[i];
		if (run.end > data_end)		/* trailing EOF blocks */
			run.end = data_end;
		if (run.start < run.end &&
		    emit_run(e, blocks, &run, fault) == -1)
			return -1;
		if (runs->n > 1 && emit_too_many(e))
			return 1;
	}
	return emit_bytes(e, block_eof, sizeof(block_eof), fault);
}

/*
 * Exact where a ticket can carry it. Very many holes (long reads under a deep
 * pile-up) would make it megabytes of edges: then one run covers them all.
 */
static int
emit_body(struct emit *e, struct blocks *blocks, const struct source *s,
    struct runs *runs, struct fault *fault)
{
	const size_t mark = e->plan->npieces;
	int got;

	got = emit_runs(e, blocks, s, runs, fault);
	if (got != 1)
		return got;
	log_write(LOG_WARNING, "%s: a region in %zu parts: more than [limits] "
	    "inline_body or %d pieces, one range covers them",
	    e->object->path, runs->n, EMIT_HOLES_MAX);
	emit_rewind(e, mark);
	runs->v[0].end = runs->v[runs->n - 1].end;
	runs->n = 1;
	runs->exact = false;
	return emit_runs(e, blocks, s, runs, fault);
}

static int
find_runs(struct reader *reader, const struct regions *regions,
    struct runs *runs, struct fault *fault)
{
	size_t i;

	for (i = 0; i < regions->n; i++)
		if (runs_add_interval(runs, reader, &regions->v[i],
		    fault) == -1)
			return -1;
	if (regions->unplaced && runs_add_unplaced(runs, reader, fault) == -1)
		return -1;
	runs_unite(runs);
	return 0;
}

static void
reader_init(struct reader *r, const struct source *s, struct blocks *blocks,
    const struct limits *limits, bool must_end)
{
	memset(r, 0, sizeof(*r));
	r->source = s;
	r->limits = limits;
	r->must_end = must_end;
	cursor_init(&r->cursor, blocks, s->hend);
}

int
plan_bgzf_check_index(struct source *s, struct blocks *blocks,
    const struct limits *limits, struct fault *fault)
{
	struct reader reader;
	int error;

	reader_init(&reader, s, blocks, limits, false);
	error = runs_check_index(s, &reader, fault);
	cursor_clear(&reader.cursor);
	return error;
}

int
plan_bgzf_regions(struct source *s, struct blocks *blocks, bool must_end,
    const struct regions *regions, struct emit *e, struct fault *fault)
{
	struct runs runs = { .exact = true };
	struct reader reader;
	int error = -1;

	reader_init(&reader, s, blocks, e->limits, must_end && !s->has_eof);
	if (find_runs(&reader, regions, &runs, fault) == 0)
		error = emit_body(e, blocks, s, &runs, fault);
	e->plan->exact = runs.exact;
	cursor_clear(&reader.cursor);
	runs_clear(&runs);
	return error;
}
