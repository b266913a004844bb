#include <stdlib.h>
#include <string.h>

#include "plan/emit.h"
#include "plan/pieces.h"
#include "plan/plan.h"
#include "plan/plan_bgzf.h"
#include "plan/plan_cram.h"
#include "plan/regions.h"

/* One query's way to its plan. */
struct work {
	struct source		*source;
	const struct dataset	*dataset;
	const struct query	*query;
	const struct limits	*limits;
	struct blocks		*blocks;	/* NULL for CRAM */
	struct emit		 emit;
};

static int
split_cram(void *arg, uint64_t from, uint64_t until, uint64_t *address,
    struct fault *fault)
{
	struct work *w = arg;

	return cram_split(w->source, w->dataset->object, from, until, address,
	    fault);
}

static bool
refuses_missing_eof(const struct work *w)
{
	return !w->source->has_eof &&
	    w->dataset->data->missing_eof == MISSING_EOF_REFUSE;
}

static int
missing_eof(const struct work *w, struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL,
	    "the file of this dataset is truncated: its end-of-file marker is "
	    "missing", "%s: no EOF marker (missing_eof = refuse)",
	    w->dataset->path);
}

/* Of a file that is being written nobody knows whether the index goes on. */
static int
check_finished(const struct work *w, struct fault *fault)
{
	const struct source *s = w->source;

	if (!refuses_missing_eof(w) ||
	    s->index_version.mtime >= s->version.mtime)
		return 0;
	return fault_detail(fault, FAULT_INTERNAL,
	    "the file of this dataset is truncated: its end-of-file marker is "
	    "missing, and it is newer than its index",
	    "%s: no EOF marker (missing_eof = refuse), and newer than %s",
	    w->dataset->path, w->dataset->index->path);
}

/* The header: the same bytes in every ticket of the file, one piece, alone. */
static int
plan_header(struct work *w, struct fault *fault)
{
	struct source *s = w->source;

	if (s->header_aligned)
		return emit_header_range(&w->emit, 0, s->header_end, fault);
	return emit_header_bytes(&w->emit, s->header.s, s->header.l, fault);
}

/* A whole file that one URL holds is not cut. */
static bool
is_cut(const struct dataset *d, const struct limits *limits)
{
	return d->format == FORMAT_CRAM &&
	    d->object->version.size > limits->url_bytes;
}

bool
plan_needs_index(const struct query *q, const struct dataset *d,
    const struct limits *limits)
{
	return q->class == CLASS_ALL &&
	    (q->nregions > 0 || is_cut(d, limits));
}

/*
 * With an index a CRAM file is cut without a walk over its containers. A bad
 * one does not matter here: each cut is checked by cram_split.
 */
static void
load_index_to_cut(struct work *w)
{
	struct fault ignored = FAULT_INIT;

	if (is_cut(w->dataset, w->limits) && w->dataset->index != NULL)
		(void)source_load_index(w->source, w->dataset, w->limits,
		    &ignored);
}

/* Bit for bit (doc/slicing.md, "A whole file"). */
static int
plan_whole(struct work *w, struct fault *fault)
{
	struct source *s = w->source;
	uint64_t start = 0;

	if (refuses_missing_eof(w))
		return missing_eof(w, fault);
	w->emit.plan->classes = s->header_aligned;
	if (s->header_aligned) {
		if (piece_add_range(w->emit.plan, true, 0, s->header_end,
		    fault) == -1)
			return -1;
		start = s->header_end;
	}
	load_index_to_cut(w);
	return emit_raw(&w->emit, start, s->version.size, fault);
}

static uint64_t
range_length(const void *ranges, size_t i)
{
	const struct range *r = ranges;

	return r[i].end - r[i].start;
}

/* Ranges with very many holes become one, as runs do in plan_bgzf. */
static int
emit_ranges(struct work *w, const struct range *ranges, size_t n,
    struct fault *fault)
{
	const size_t mark = w->emit.plan->npieces;
	size_t i;

	if (emit_raise_floor(&w->emit, n, range_length, ranges, fault) == -1)
		return -1;
	for (i = 0; i < n; i++) {
		if (emit_range(&w->emit, ranges[i].start, ranges[i].end,
		    fault) == -1)
			return -1;
		if (n == 1 || !emit_too_many(&w->emit))
			continue;
		emit_rewind(&w->emit, mark);
		return emit_range(&w->emit, ranges[0].start,
		    ranges[n - 1].end, fault);
	}
	return 0;
}

static int
plan_cram_body(struct work *w, struct fault *fault)
{
	struct source *s = w->source;
	struct range *ranges = NULL;
	size_t n = 0;
	int error = -1;

	if (w->query->class == CLASS_ALL && cram_ranges(s,
	    w->dataset->object, w->query, &ranges, &n, fault) == -1)
		return -1;
	if (emit_ranges(w, ranges, n, fault) == -1)
		goto out;
	if (n > 0 && ranges[n - 1].end == s->cram.end &&
	    refuses_missing_eof(w))
		error = missing_eof(w, fault);
	else
		error = emit_eof(&w->emit, s, fault);
	w->emit.plan->exact = n == 0;
out:
	free(ranges);
	return error;
}

static int
plan_bgzf_body(struct work *w, struct fault *fault)
{
	struct regions regions = { NULL, 0, false };
	int error = -1;

	if (w->query->class == CLASS_HEADER)
		return emit_eof(&w->emit, w->source, fault);
	if (plan_bgzf_check_index(w->source, w->blocks, w->limits,
	    fault) == 0 &&
	    regions_resolve(w->source, w->query, &regions, fault) == 0)
		error = plan_bgzf_regions(w->source, w->blocks,
		    refuses_missing_eof(w), &regions, &w->emit, fault);
	regions_clear(&regions);
	return error;
}

static int
load_index(struct source *s, const struct dataset *d,
    const struct limits *limits, struct fault *fault)
{
	if (s->format == FORMAT_CRAM &&
	    cram_check_order(s, d->object, fault) == -1)
		return -1;
	return source_load_index(s, d, limits, fault);
}

static int
plan_pieces(struct work *w, struct fault *fault)
{
	const struct query *q = w->query;
	int error;

	if (q->class == CLASS_ALL && q->nregions == 0)
		return plan_whole(w, fault);
	if (q->class == CLASS_ALL && (load_index(w->source, w->dataset,
	    w->limits, fault) == -1 || check_finished(w, fault) == -1))
		return -1;
	if (plan_header(w, fault) == -1)
		return -1;
	error = w->source->format == FORMAT_CRAM ? plan_cram_body(w, fault) :
	    plan_bgzf_body(w, fault);
	if (error == -1 || emit_finish(&w->emit, fault) == -1)
		return -1;
	return emit_inline_small(&w->emit, fault);
}

static int
work_init(struct work *w, struct plan *plan, struct fault *fault)
{
	emit_init(&w->emit, plan, w->dataset->object, w->limits);
	if (w->source->format == FORMAT_CRAM) {
		w->emit.split = split_cram;
		w->emit.arg = w;
		return 0;
	}
	w->blocks = source_blocks(w->source, w->dataset->object, fault);
	if (w->blocks == NULL)
		return -1;
	if (w->query->nregions > 1)
		blocks_keep_many(w->blocks);
	w->emit.split = plan_bgzf_split;
	w->emit.arg = w->blocks;
	return 0;
}

int
plan_make(struct source *s, const struct dataset *d, const struct query *q,
    const struct limits *limits, struct plan *plan, struct fault *fault)
{
	struct work w = { .source = s, .dataset = d, .query = q,
	    .limits = limits };
	int error = -1;

	memset(plan, 0, sizeof(*plan));
	plan->format = s->format;
	plan->classes = plan->exact = true;
	if (work_init(&w, plan, fault) == 0 && plan_pieces(&w, fault) == 0)
		error = object_unchanged(d->object, fault);
	if (w.blocks != NULL)
		plan->inflated = blocks_inflated(w.blocks);
	source_rest(s);
	emit_clear(&w.emit);
	if (error == -1)
		plan_clear(plan);
	return error;
}

int
plan_check_index(struct source *s, const struct dataset *d,
    const struct limits *limits, struct fault *fault)
{
	struct blocks *blocks;
	int error = -1;

	if (load_index(s, d, limits, fault) == -1)
		return -1;
	if (s->format == FORMAT_CRAM)
		error = cram_check_index(s, d->object, fault);
	else if ((blocks = source_blocks(s, d->object, fault)) != NULL)
		error = plan_bgzf_check_index(s, blocks, limits, fault);
	source_rest(s);
	return error;
}

void
plan_clear(struct plan *plan)
{
	pieces_keep(plan, 0);
	free(plan->pieces);
	memset(plan, 0, sizeof(*plan));
}
