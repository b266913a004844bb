#include <stdlib.h>
#include <string.h>

#include "plan/emit.h"
#include "plan/pieces.h"
#include "plan/plan_bgzf.h"
#include "plan/span_make.h"

/* Everything that is emitted becomes one inline piece. */
static const struct limits all_inline = {
	.url_bytes = UINT64_MAX,
	.inline_floor = UINT64_MAX,
	.inline_body = UINT64_MAX,
};

static int
make_header(const struct source *s, struct made_span *made,
    struct fault *fault)
{
	if (s->header_aligned)
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "the header of this dataset is a range of its file");
	made->data = (const uint8_t *)s->header.s;
	made->bytes = s->header.l;
	return 0;
}

static bool
is_beyond(uint64_t voffset, uint64_t size)
{
	uint64_t block = voffset_block(voffset);

	return block > size || (block == size && voffset_within(voffset) > 0);
}

static int
check_parts(const struct source *s, const struct span *span,
    struct fault *fault)
{
	const uint64_t within = s->format == FORMAT_CRAM ? 0xffff : 0;
	const struct part *p;
	uint64_t bound = 0;

	for (p = span->parts; p < span->parts + span->nparts; p++) {
		if (p->start >= p->end ||
		    is_beyond(p->end, s->version.size) ||
		    ((p->start | p->end) & within) != 0)
			return fault_set(fault, FAULT_INVALID_INPUT,
			    "parts: not those of a ticket for this dataset");
		bound += part_bound(p);
		if (bound > SPAN_BYTES_MAX)
			return fault_set(fault, FAULT_INVALID_INPUT,
			    "parts: more than %u bytes", SPAN_BYTES_MAX);
	}
	return 0;
}

static int
emit_parts(struct emit *e, struct source *s, struct object *o,
    const struct span *span, struct fault *fault)
{
	struct blocks *blocks = source_blocks(s, o, fault);
	int error = 0;
	size_t i;

	if (blocks == NULL)
		return -1;
	for (i = 0; error == 0 && i < span->nparts; i++)
		error = s->format == FORMAT_CRAM ?
		    emit_range(e, voffset_block(span->parts[i].start),
		    voffset_block(span->parts[i].end), fault) :
		    plan_bgzf_run(e, blocks, span->parts[i].start,
		    span->parts[i].end, fault);
	blocks_rest(blocks);
	return error;
}

static int
make_parts(struct source *s, struct object *o, const struct span *span,
    struct made_span *made, struct fault *fault)
{
	struct plan plan = { .npieces = 0 };
	struct emit e;
	int error;

	emit_init(&e, &plan, o, &all_inline);
	error = emit_parts(&e, s, o, span, fault);
	if (error == 0 && span->eof)
		error = emit_eof(&e, s, fault);
	if (error == 0)
		error = emit_finish(&e, fault);
	if (error == 0 && plan.npieces == 1) {
		made->data = made->owned = plan.pieces[0].data;
		made->bytes = plan.pieces[0].bytes;
		plan.pieces[0].data = NULL;
	} else if (error == 0)
		error = fault_set(fault, FAULT_INVALID_INPUT,
		    "parts: nothing is there");
	emit_clear(&e);
	plan_clear(&plan);
	return error;
}

int
span_make(struct source *s, struct object *o, const struct span *span,
    struct made_span *made, struct fault *fault)
{
	memset(made, 0, sizeof(*made));
	if (span->header)
		return make_header(s, made, fault);
	if (check_parts(s, span, fault) == -1)
		return -1;
	return make_parts(s, o, span, made, fault);
}

void
made_span_clear(struct made_span *made)
{
	free(made->owned);
	memset(made, 0, sizeof(*made));
}
