#include <stdlib.h>
#include <string.h>

#include "plan/emit.h"
#include "plan/pieces.h"
#include "source/deflate.h"

void
emit_init(struct emit *e, struct plan *plan, struct object *object,
    const struct limits *limits)
{
	memset(e, 0, sizeof(*e));
	e->plan = plan;
	e->object = object;
	e->limits = limits;
	e->floor = limits->inline_floor;
	e->spans = limits->inline_body == 0;
}

static int
compare_descending(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x > *y ? -1 : *x < *y;
}

int
emit_raise_floor(struct emit *e, size_t n,
    uint64_t (*length)(const void *, size_t), const void *ranges,
    struct fault *fault)
{
	uint64_t *lengths, floor;
	size_t i;

	if (n <= EMIT_RANGES_MAX)
		return 0;
	if ((lengths = reallocarray(NULL, n, sizeof(*lengths))) == NULL)
		return fault_nomem(fault);
	for (i = 0; i < n; i++)
		lengths[i] = length(ranges, i);
	qsort(lengths, n, sizeof(*lengths), compare_descending);
	floor = lengths[EMIT_RANGES_MAX] < EMIT_LONG ?
	    lengths[EMIT_RANGES_MAX] + 1 : EMIT_LONG;
	if (floor > e->floor)
		e->floor = floor;
	free(lengths);
	return 0;
}

/*
 * The first piece, and as yet the only one. A connection of its own costs a
 * client more than so few bytes.
 */
int
emit_header_range(struct emit *e, uint64_t start, uint64_t end,
    struct fault *fault)
{
	const uint64_t n = end - start;

	if (piece_add_range(e->plan, true, start, end, fault) == -1)
		return -1;
	if (e->spans || n >= e->floor || n > e->limits->inline_header)
		return 0;
	return pieces_inline(e->plan, e->object, fault);
}

static int
put_header_span(struct emit *e, struct fault *fault)
{
	struct piece *p;

	if ((p = piece_add(e->plan, PIECE_SPAN, fault)) == NULL)
		return -1;
	p->header = p->span.header = true;
	return 0;
}

int
emit_header_bytes(struct emit *e, const void *data, size_t n,
    struct fault *fault)
{
	uint8_t *copy;

	if (n > e->limits->inline_header)
		return put_header_span(e, fault);
	if ((copy = malloc(n + 1)) == NULL)
		return fault_nomem(fault);
	memcpy(copy, data, n);
	return piece_add_bytes(e->plan, true, copy, n, fault);
}

/* Inline bytes of the ticket's body, those of the piece being built too. */
static uint64_t
body_bytes(const struct emit *e)
{
	const struct plan *plan = e->plan;
	uint64_t header = plan->npieces > 0 && plan->pieces[0].header ?
	    plan->pieces[0].bytes : 0;

	return plan->inline_bytes - header + e->made.l + e->edge.l;
}

/*
 * What does not fit inline, with `more` bytes to come, is made when the client
 * asks for it. The bytes of the piece being built are dropped; its parts tell
 * how to make them again.
 */
static void
keep_inline_limit(struct emit *e, uint64_t more)
{
	if (more <= e->limits->inline_body &&
	    body_bytes(e) <= e->limits->inline_body - more)
		return;
	e->spans = true;
	ks_free(&e->edge);
	ks_free(&e->made);
}

int
emit_edge(struct emit *e, uint64_t start, uint64_t end, const void *data,
    size_t n, struct fault *fault)
{
	if (span_add(&e->pending, start, end, fault) == -1)
		return -1;
	if (e->spans)
		return 0;
	if (kputsn(data, n, &e->edge) == EOF)
		return fault_nomem(fault);
	keep_inline_limit(e, 0);
	return 0;
}

/* The pending edge becomes blocks. */
static int
flush_edge(struct emit *e, struct fault *fault)
{
	if (e->edge.l == 0)
		return 0;
	if (deflate_append(&e->made, (const uint8_t *)e->edge.s, e->edge.l,
	    fault) == -1)
		return -1;
	e->edge.l = 0;
	return 0;
}

static int
put_inline(struct emit *e, struct fault *fault)
{
	size_t n;

	if (flush_edge(e, fault) == -1)
		return -1;
	if ((n = e->made.l) == 0)
		return 0;
	return piece_add_bytes(e->plan, false,
	    (uint8_t *)ks_release(&e->made), n, fault);
}

/* How many parts from `at` on fit one span. */
static size_t
parts_fit(const struct span *s, size_t at)
{
	uint64_t bound = 0;
	size_t n;

	for (n = 0; at + n < s->nparts && n < SPAN_PARTS_MAX; n++) {
		bound += part_bound(&s->parts[at + n]);
		if (bound > SPAN_BYTES_MAX && n > 0)
			break;
	}
	return n;
}

/* The n pending parts from `at` on, and behind the last ones the marker. */
static int
put_span(struct emit *e, size_t at, size_t n, struct fault *fault)
{
	const struct span *s = &e->pending;
	struct piece *p;
	size_t i;

	if ((p = piece_add(e->plan, PIECE_SPAN, fault)) == NULL)
		return -1;
	p->span.eof = s->eof && at + n == s->nparts;
	for (i = at; i < at + n; i++)
		if (span_add(&p->span, s->parts[i].start, s->parts[i].end,
		    fault) == -1)
			return -1;
	return 0;
}

/* What is pending, as spans that keep the limits of htsget/span.h. */
static int
put_spans(struct emit *e, struct fault *fault)
{
	const struct span *s = &e->pending;
	size_t at, n;

	if (s->nparts == 0)
		return s->eof ? put_span(e, 0, 0, fault) : 0;
	for (at = 0; at < s->nparts; at += n) {
		n = parts_fit(s, at);
		if (put_span(e, at, n, fault) == -1)
			return -1;
	}
	return 0;
}

/* What was gathered becomes a piece, or several spans. */
static int
close_piece(struct emit *e, struct fault *fault)
{
	int error;

	error = e->spans ? put_spans(e, fault) : put_inline(e, fault);
	span_clear(&e->pending);
	return error;
}

/* A short range of the file, compressed as it is, into the inline piece. */
static int
copy_range(struct emit *e, uint64_t start, uint64_t end, struct fault *fault)
{
	size_t n = end - start;

	if (span_add(&e->pending, start << 16, end << 16, fault) == -1)
		return -1;
	keep_inline_limit(e, n);
	if (e->spans)
		return 0;
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
	return e->plan->npieces + e->pending.nparts / SPAN_PARTS_MAX >
	    EMIT_HOLES_MAX;
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
		if (piece_add_range(e->plan, false, start, cut, fault) == -1)
			return -1;
		start = cut;
	}
	return piece_add_range(e->plan, false, start, end, fault);
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
	if (end - start < e->floor && end < EMIT_FAR)
		return copy_range(e, start, end, fault);
	return emit_raw(e, start, end, fault);
}

/* The last piece, if it is a raw range that ends at `end`. */
static struct piece *
last_raw(const struct emit *e, uint64_t end)
{
	struct plan *plan = e->plan;
	struct piece *p = plan->npieces > 0 ?
	    &plan->pieces[plan->npieces - 1] : NULL;

	return p != NULL && p->kind == PIECE_RAW && !p->header &&
	    p->end == end ? p : NULL;
}

/* The last n bytes of the file, which the last piece may reach up to. */
static int
put_own_eof(struct emit *e, uint64_t size, size_t n, struct fault *fault)
{
	struct piece *p = last_raw(e, size - n);

	if (p == NULL)
		return piece_add_range(e->plan, false, size - n, size, fault);
	p->end += n;
	e->plan->raw_bytes += n;
	return 0;
}

int
emit_eof(struct emit *e, const struct source *s, struct fault *fault)
{
	const uint8_t *marker;
	size_t n;

	marker = source_eof(s, &n);
	if (e->spans && e->pending.nparts == 0 && s->has_eof)
		return put_own_eof(e, s->version.size, n, fault);
	e->pending.eof = true;
	if (e->spans)
		return 0;
	if (flush_edge(e, fault) == -1)
		return -1;
	if (kputsn((const char *)marker, n, &e->made) == EOF)
		return fault_nomem(fault);
	return 0;
}

void
emit_rewind(struct emit *e, size_t n)
{
	pieces_keep(e->plan, n);
	e->edge.l = e->made.l = 0;
	span_clear(&e->pending);
	e->spans = e->limits->inline_body == 0;
}

int
emit_finish(struct emit *e, struct fault *fault)
{
	return close_piece(e, fault);
}

int
emit_inline_small(struct emit *e, struct fault *fault)
{
	const struct plan *plan = e->plan;

	if (plan->inline_bytes + plan->raw_bytes > e->limits->inline_answer ||
	    plan->raw_bytes == 0 || plan->spans > 0)
		return 0;
	return pieces_inline(e->plan, e->object, fault);
}

void
emit_clear(struct emit *e)
{
	free(e->edge.s);
	free(e->made.s);
	span_clear(&e->pending);
	memset(e, 0, sizeof(*e));
}
