#include <string.h>

#include "base/log.h"
#include "plan/plan_bgzf.h"
#include "plan/runs.h"

#define RUNS_MANY	(EMIT_HOLES_MAX / 3)	/* each an edge and a range */
#define RECORDS_BLOCK	256	/* as long to walk as a block to inflate */

/* The last block that begins in [start, until]. */
static int
last_block(struct blocks *blocks, uint64_t start, uint64_t until,
    uint64_t *address, struct fault *fault)
{
	uint32_t compressed = 0, length;

	if (blocks_find(blocks, start, until + 1, address, fault) == -1)
		return -1;
	do {
		*address += compressed;
		if (blocks_measure(blocks, *address, &compressed, &length,
		    fault) == -1)
			return -1;
	} while (compressed > 0 && *address + compressed <= until);
	return 0;
}

/* A large file is cut at the same places in all of its tickets. */
int
plan_bgzf_split(void *arg, uint64_t from, uint64_t until, uint64_t *address,
    struct fault *fault)
{
	struct blocks *blocks = arg;
	struct known *known = blocks_known(blocks);

	if (until - from <= BLOCK_MAX)
		return last_block(blocks, from + 1, until, address, fault);
	if (known != NULL && known_cut(known, until, address))
		return 0;
	if (last_block(blocks, until - BLOCK_MAX + 1, until, address,
	    fault) == -1)
		return -1;
	if (known != NULL)
		known_put_cut(known, until, *address);
	return 0;
}

static int
no_place(const struct blocks *blocks, uint64_t address, struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL,
	    "the file of this dataset is truncated or was changed",
	    "%s: the block at %llu is not there or too short",
	    blocks_object(blocks)->path, (unsigned long long)address);
}

/* Records within one block; of a span it is enough to know where. */
static int
emit_part(struct emit *e, struct blocks *blocks, uint64_t start, uint64_t end,
    struct fault *fault)
{
	uint32_t from = voffset_within(start), until;
	const struct block *b;

	if (e->spans)
		return emit_edge(e, start, end, NULL, 0, fault);
	if ((b = blocks_get(blocks, voffset_block(start), fault)) == NULL)
		return -1;
	until = voffset_block(end) == voffset_block(start) ?
	    voffset_within(end) : b->length;
	if (from > until || until > b->length)
		return no_place(blocks, b->address, fault);
	return emit_edge(e, start, end, b->data + from, until - from, fault);
}

/* Where the block at `address` ends; a fault at the end of the file. */
static int
block_end(struct blocks *blocks, uint64_t address, uint64_t *end,
    struct fault *fault)
{
	uint32_t compressed, length;

	if (blocks_measure(blocks, address, &compressed, &length, fault) == -1)
		return -1;
	*end = address + compressed;
	return compressed > 0 ? 0 : no_place(blocks, address, fault);
}

int
plan_bgzf_run(struct emit *e, struct blocks *blocks, uint64_t start,
    uint64_t end, struct fault *fault)
{
	uint64_t first = voffset_block(start), last = voffset_block(end);

	if (first == last)
		return emit_part(e, blocks, start, end, fault);
	if (voffset_within(start) > 0) {
		if (block_end(blocks, first, &first, fault) == -1 ||
		    emit_part(e, blocks, start, voffset_make(first, 0),
		    fault) == -1)
			return -1;
	}
	if (emit_range(e, first, last, fault) == -1)
		return -1;
	if (voffset_within(end) == 0)
		return 0;
	return emit_part(e, blocks, voffset_make(last, 0), end, fault);
}

static uint64_t
run_length(const void *runs, size_t i)
{
	const struct run *r = runs;

	return voffset_block(r[i].end) - voffset_block(r[i].start);
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
		    plan_bgzf_run(e, blocks, run.start, run.end,
		    fault) == -1)
			return -1;
		if (runs->n > 1 && emit_too_many(e))
			return 1;
	}
	return emit_eof(e, s, fault);
}

/*
 * Exact where a ticket can carry it. Very many holes (long reads under a very
 * deep pile-up) would make it thousands of URLs: then the smallest are filled.
 */
static int
emit_body(struct emit *e, struct blocks *blocks, const struct source *s,
    struct runs *runs, struct fault *fault)
{
	const size_t mark = e->plan->npieces;
	size_t most;
	int got;

	if (emit_raise_floor(e, runs->n, run_length, runs->v, fault) == -1)
		return -1;
	for (most = RUNS_MANY; (got = emit_runs(e, blocks, s, runs,
	    fault)) == 1; most = 1) {
		log_write(LOG_WARNING, "%s: regions in %zu parts make more "
		    "than %d pieces, the smallest holes are filled",
		    e->object->path, runs->n, EMIT_HOLES_MAX);
		emit_rewind(e, mark);
		if (runs_bridge(runs, most, fault) == -1)
			return -1;
	}
	return got;
}

/*
 * What very many regions cost at the most. Under a deep pile-up they walk the
 * same few blocks again and again.
 */
static int
check_work(const struct reader *reader, struct fault *fault)
{
	const uint64_t most = reader->limits->blocks;
	const struct blocks *blocks = reader->cursor.blocks;
	uint64_t work = blocks_inflated(blocks);

	if (work < blocks_looked(blocks))
		work = blocks_looked(blocks);
	if (work + reader->records / RECORDS_BLOCK <= most)
		return 0;
	return fault_set(fault, FAULT_INVALID_INPUT,
	    "more than %llu blocks of the file would have to be looked "
	    "through ([limits] blocks): ask for less at a time",
	    (unsigned long long)most);
}

static int
find_runs(struct reader *reader, const struct regions *regions,
    struct runs *runs, struct fault *fault)
{
	size_t i;

	for (i = 0; i < regions->n; i++)
		if (runs_add_interval(runs, reader, &regions->v[i],
		    fault) == -1 || check_work(reader, fault) == -1)
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
