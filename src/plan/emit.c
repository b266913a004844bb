#include <stdlib.h>
#include <string.h>

#include "plan/emit.h"
#include "source/deflate.h"

static struct piece *
piece_new(struct plan *plan, struct fault *fault)
{
	struct piece *v;

	v = reallocarray(plan->pieces, plan->npieces + 1, sizeof(*v));
	if (v == NULL) {
		(void)fault_nomem(fault);
		return NULL;
	}
	plan->pieces = v;
	memset(&v[plan->npieces], 0, sizeof(*v));
	return &v[plan->npieces++];
}

static int
put_range(struct emit *e, bool header, uint64_t start, uint64_t end,
    struct fault *fault)
{
	struct piece *p;

	if ((p = piece_new(e->plan, fault)) == NULL)
		return -1;
	p->header = header;
	p->start = start;
	p->end = end;
	e->plan->raw_bytes += end - start;
	return 0;
}

int
emit_header_range(struct emit *e, uint64_t start, uint64_t end,
    struct fault *fault)
{
	return put_range(e, true, start, end, fault);
}

int
emit_header_bytes(struct emit *e, const void *data, size_t n,
    struct fault *fault)
{
	struct piece *p;
	uint8_t *copy;

	if ((copy = malloc(n + 1)) == NULL)
		return fault_nomem(fault);
	memcpy(copy, data, n);
	if ((p = piece_new(e->plan, fault)) == NULL) {
		free(copy);
		return -1;
	}
	p->header = true;
	p->data = copy;
	p->bytes = n;
	e->plan->inline_bytes += n;
	return 0;
}

int
emit_inflated(struct emit *e, const void *data, size_t n,
    struct fault *fault)
{
	if (kputsn(data, n, &e->edge) == EOF)
		return fault_nomem(fault);
	return 0;
}

/* The pending edge becomes blocks. */
static int
flush_edge(struct emit *e, struct fault *fault)
{
	if (deflate_append(&e->made, (const uint8_t *)e->edge.s, e->edge.l,
	    fault) == -1)
		return -1;
	e->edge.l = 0;
	return 0;
}

/* What was made inline becomes a piece. */
static int
close_piece(struct emit *e, struct fault *fault)
{
	struct piece *p;

	if (flush_edge(e, fault) == -1)
		return -1;
	if (e->made.l == 0)
		return 0;
	if ((p = piece_new(e->plan, fault)) == NULL)
		return -1;
	p->bytes = e->made.l;
	p->data = (uint8_t *)ks_release(&e->made);
	e->plan->inline_bytes += p->bytes;
	return 0;
}

int
emit_bytes(struct emit *e, const void *data, size_t n, struct fault *fault)
{
	if (flush_edge(e, fault) == -1)
		return -1;
	if (kputsn(data, n, &e->made) == EOF)
		return fault_nomem(fault);
	return 0;
}

/* A short range of the file, compressed as it is, into the inline piece. */
static int
copy_range(struct emit *e, uint64_t start, uint64_t end, struct fault *fault)
{
	size_t n = end - start;

	if (flush_edge(e, fault) == -1)
		return -1;
	if (ks_resize(&e->made, e->made.l + n + 1) == -1)
		return fault_nomem(fault);
	if (object_read(e->object, e->made.s + e->made.l, n, start,
	    fault) == -1)
		return -1;
	e->made.l += n;
	return 0;
}

bool
emit_too_many(const struct emit *e)
{
	const struct plan *plan = e->plan;
	uint64_t header = plan->npieces > 0 && plan->pieces[0].header ?
	    plan->pieces[0].bytes : 0;

	return plan->inline_bytes - header + e->made.l + e->edge.l >
	    e->limits->inline_body || plan->npieces > EMIT_HOLES_MAX;
}

/* Parts of a range of at most [limits] url_bytes, where they can be cut. */
static int
put_split(struct emit *e, uint64_t start, uint64_t end, struct fault *fault)
{
	uint64_t cut;

	if ((end - start) / e->limits->url_bytes >= EMIT_PIECES_MAX)
		return fault_detail(fault, FAULT_INTERNAL,
		    "this dataset is too large for the URLs of a ticket",
		    "%s: over %d URLs ([limits] url_bytes)", e->object->path,
		    EMIT_PIECES_MAX);
	while (end - start > e->limits->url_bytes) {
		if (e->split(e->arg, start, start + e->limits->url_bytes,
		    &cut, fault) == -1)
			return -1;
		if (cut <= start || cut >= end)
			break;
		if (put_range(e, false, start, cut, fault) == -1)
			return -1;
		start = cut;
	}
	return put_range(e, false, start, end, fault);
}

int
emit_raw(struct emit *e, uint64_t start, uint64_t end, struct fault *fault)
{
	if (start >= end)
		return 0;
	if (close_piece(e, fault) == -1)
		return -1;
	return put_split(e, start, end, fault);
}

int
emit_range(struct emit *e, uint64_t start, uint64_t end, struct fault *fault)
{
	if (start >= end)
		return 0;
	if (end - start < e->limits->inline_floor)
		return copy_range(e, start, end, fault);
	return emit_raw(e, start, end, fault);
}

void
emit_rewind(struct emit *e, size_t n)
{
	struct plan *plan = e->plan;
	struct piece *p;

	while (plan->npieces > n) {
		p = &plan->pieces[--plan->npieces];
		plan->raw_bytes -= p->end - p->start;
		plan->inline_bytes -= p->bytes;
		free(p->data);
	}
	e->edge.l = e->made.l = 0;
}

int
emit_finish(struct emit *e, struct fault *fault)
{
	return close_piece(e, fault);
}

/* A raw piece's bytes join those of the inline one before it, if any. */
static int
inline_piece(struct emit *e, const struct piece *p, struct piece *last,
    struct fault *fault)
{
	size_t n = p->end > p->start ? p->end - p->start : p->bytes;
	uint8_t *data;

	if ((data = realloc(last->data, last->bytes + n + 1)) == NULL)
		return fault_nomem(fault);
	last->data = data;
	data += last->bytes;
	last->bytes += n;
	if (p->end > p->start)
		return object_read(e->object, data, n, p->start, fault);
	memcpy(data, p->data, n);
	return 0;
}

int
emit_inline_small(struct emit *e, struct fault *fault)
{
	struct plan *plan = e->plan;
	struct piece header = { .header = true }, body = { .header = false };
	struct piece *p;
	size_t i;

	if (plan->inline_bytes + plan->raw_bytes > e->limits->inline_answer ||
	    plan->raw_bytes == 0)
		return 0;
	for (i = 0; i < plan->npieces; i++) {
		p = &plan->pieces[i];
		if (inline_piece(e, p, p->header ? &header : &body,
		    fault) == -1) {
			free(header.data);
			free(body.data);
			return -1;
		}
	}
	for (i = 0; i < plan->npieces; i++)
		free(plan->pieces[i].data);
	plan->npieces = 0;
	if (header.bytes > 0)
		plan->pieces[plan->npieces++] = header;
	if (body.bytes > 0)
		plan->pieces[plan->npieces++] = body;
	plan->inline_bytes += plan->raw_bytes;
	plan->raw_bytes = 0;
	return 0;
}

void
emit_clear(struct emit *e)
{
	free(e->edge.s);
	free(e->made.s);
	memset(e, 0, sizeof(*e));
}
