#include <stdlib.h>
#include <string.h>

#include "plan/pieces.h"

struct piece *
piece_add(struct plan *plan, enum piece_kind kind, struct fault *fault)
{
	struct piece *v;

	v = reallocarray(plan->pieces, plan->npieces + 1, sizeof(*v));
	if (v == NULL) {
		(void)fault_nomem(fault);
		return NULL;
	}
	plan->pieces = v;
	memset(&v[plan->npieces], 0, sizeof(*v));
	v[plan->npieces].kind = kind;
	plan->spans += kind == PIECE_SPAN;
	return &v[plan->npieces++];
}

int
piece_add_range(struct plan *plan, bool header, uint64_t start, uint64_t end,
    struct fault *fault)
{
	struct piece *p;

	if ((p = piece_add(plan, PIECE_RAW, fault)) == NULL)
		return -1;
	p->header = header;
	p->start = start;
	p->end = end;
	plan->raw_bytes += end - start;
	return 0;
}

int
piece_add_bytes(struct plan *plan, bool header, uint8_t *data, size_t n,
    struct fault *fault)
{
	struct piece *p;

	if ((p = piece_add(plan, PIECE_INLINE, fault)) == NULL) {
		free(data);
		return -1;
	}
	p->header = header;
	p->data = data;
	p->bytes = n;
	plan->inline_bytes += n;
	return 0;
}

void
pieces_keep(struct plan *plan, size_t n)
{
	struct piece *p;

	while (plan->npieces > n) {
		p = &plan->pieces[--plan->npieces];
		plan->raw_bytes -= p->end - p->start;
		plan->inline_bytes -= p->bytes;
		plan->spans -= p->kind == PIECE_SPAN;
		free(p->data);
		span_clear(&p->span);
	}
}

/* A piece's bytes behind those of `last`. */
static int
append(struct object *o, const struct piece *p, struct piece *last,
    struct fault *fault)
{
	bool raw = p->kind == PIECE_RAW;
	size_t n = raw ? p->end - p->start : p->bytes;
	uint8_t *data;

	if ((data = realloc(last->data, last->bytes + n + 1)) == NULL)
		return fault_nomem(fault);
	last->data = data;
	data += last->bytes;
	last->bytes += n;
	if (raw)
		return object_read(o, data, n, p->start, fault);
	memcpy(data, p->data, n);
	return 0;
}

int
pieces_inline(struct plan *plan, struct object *o, struct fault *fault)
{
	struct piece header = { .bytes = 0 }, body = { .bytes = 0 };
	const struct piece *p;
	int error = 0;

	for (p = plan->pieces; error == 0 && p < plan->pieces + plan->npieces;
	    p++)
		error = append(o, p, p->header ? &header : &body, fault);
	if (error == 0)
		pieces_keep(plan, 0);
	if (error == 0 && header.bytes > 0) {
		error = piece_add_bytes(plan, true, header.data, header.bytes,
		    fault);
		header.data = NULL;
	}
	if (error == 0 && body.bytes > 0) {
		error = piece_add_bytes(plan, false, body.data, body.bytes,
		    fault);
		body.data = NULL;
	}
	free(header.data);
	free(body.data);
	return error;
}
