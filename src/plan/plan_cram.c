#include <stdlib.h>
#include <string.h>

#include "plan/plan_cram.h"
#include "plan/regions.h"

#define GAP_MAX		1024	/* empty containers between two of the index */

static int
stale(const struct object *o, uint64_t offset, const char *what,
    struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL,
	    "the index of this dataset does not belong to its file",
	    "%s: CRAM container at byte %llu: %s", o->path,
	    (unsigned long long)offset, what);
}

/* Containers that the index does not know may lie there without records. */
static int
check_gap(const struct source *s, struct object *o, uint64_t at,
    uint64_t until, struct fault *fault)
{
	struct cram_container c;
	unsigned n;

	for (n = 0; at < until && n < GAP_MAX; n++) {
		if (cram_container_read(o, &s->cram, at, &c, fault) == -1)
			return -1;
		if (c.records > 0)
			return stale(o, at, "not in the index", fault);
		at = c.end;
	}
	if (at != until)
		return stale(o, until, "the one before it ends elsewhere",
		    fault);
	return 0;
}

/* The end of the i-th container of the index, checked against the next. */
static int
check_container(const struct source *s, struct object *o, size_t i,
    uint64_t *end, struct fault *fault)
{
	const struct crai *crai = s->crai;
	uint64_t next;

	next = i + 1 < crai->ncontainers ? crai->containers[i + 1] :
	    s->cram.end;
	if (cram_container_end(o, &s->cram, crai->containers[i], end,
	    fault) == -1)
		return -1;
	return check_gap(s, o, *end, next, fault);
}

/*
 * Once a source: what the index lists begins behind the header and ends at
 * the EOF container, and its references are those of the header.
 */
int
cram_check_index(struct source *s, struct object *o, struct fault *fault)
{
	const struct crai *crai = s->crai;
	size_t i, n = crai->ncontainers;
	uint64_t end;

	if (s->index_proved)
		return 0;
	for (i = 0; i < crai->nlines; i++)
		if (crai->lines[i].reference >= s->cram.references)
			return stale(o, crai->lines[i].container,
			    "a reference that the header lacks", fault);
	if (check_gap(s, o, s->cram.first, n > 0 ? crai->containers[0] :
	    s->cram.end, fault) == -1)
		return -1;
	if (n > 0 && check_container(s, o, n - 1, &end, fault) == -1)
		return -1;
	s->index_proved = true;
	return 0;
}

/* The first interval of the reference that ends behind `begin`, or more. */
static size_t
first_interval(const struct regions *r, int32_t reference, int64_t begin)
{
	size_t low = 0, high = r->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (r->v[mid].tid < reference || (r->v[mid].tid == reference
		    && r->v[mid].end <= begin))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/*
 * Does a line overlap what was asked? A start of 0 (a read without position)
 * and a span of 0 count as one base, so that no read is lost.
 */
static bool
line_wanted(const struct crai_line *line, const struct regions *r)
{
	int64_t begin, end;
	size_t i;

	if (line->reference < 0)
		return r->unplaced;
	begin = line->start > 0 ? line->start - 1 : 0;
	end = begin + (line->span > 0 ? line->span : 1);
	i = first_interval(r, line->reference, begin);
	return i < r->n && r->v[i].tid == line->reference &&
	    r->v[i].beg < end;
}

/* Marks the containers that have a wanted line; *n: the runs of them. */
static bool *
mark_containers(const struct crai *crai, const struct regions *r, size_t *n)
{
	size_t i, c = 0;
	bool *wanted;

	*n = 0;
	if ((wanted = calloc(crai->ncontainers + 1, sizeof(*wanted))) == NULL)
		return NULL;
	for (i = 0; i < crai->nlines; i++) {
		while (crai->containers[c] != crai->lines[i].container)
			c++;
		wanted[c] = wanted[c] || line_wanted(&crai->lines[i], r);
	}
	for (c = 0; c < crai->ncontainers; c++)
		*n += wanted[c] && !wanted[c + 1];
	return wanted;
}

/* The byte range of the run of wanted containers at *i; moves behind it. */
static int
run_range(const struct source *s, struct object *o, const bool *wanted,
    size_t *i, struct range *range, struct fault *fault)
{
	while (!wanted[*i])
		(*i)++;
	range->start = s->crai->containers[*i];
	if (check_container(s, o, *i, &range->end, fault) == -1)
		return -1;
	if (!wanted[++*i])
		return 0;
	while (wanted[*i])
		(*i)++;
	return check_container(s, o, *i - 1, &range->end, fault);
}

static int
ranges_collect(const struct source *s, struct object *o,
    const struct regions *r, struct range **ranges, size_t *n,
    struct fault *fault)
{
	size_t i = 0, k, runs;
	bool *wanted;
	int rc = -1;

	wanted = mark_containers(s->crai, r, &runs);
	*ranges = calloc(runs + 1, sizeof(**ranges));
	if (wanted == NULL || *ranges == NULL) {
		(void)fault_nomem(fault);
		goto out;
	}
	for (k = 0; k < runs; k++)
		if (run_range(s, o, wanted, &i, &(*ranges)[k], fault) == -1)
			goto out;
	*n = runs;
	rc = 0;
out:
	free(wanted);
	if (rc == -1) {
		free(*ranges);
		*ranges = NULL;
	}
	return rc;
}

int
cram_check_order(const struct source *s, const struct object *o,
    struct fault *fault)
{
	if (s->cram.sorted)
		return 0;
	return fault_detail(fault, FAULT_INTERNAL,
	    "this dataset is not sorted by coordinate: only its header and "
	    "the whole file can be given", "%s: @HD SO is not coordinate",
	    o->path);
}

int
cram_ranges(struct source *s, struct object *o, const struct query *q,
    struct range **ranges, size_t *n, struct fault *fault)
{
	struct regions r;
	int rc = -1;

	*ranges = NULL;
	*n = 0;
	if (regions_resolve(s, q, &r, fault) == -1)
		return -1;
	if (cram_check_index(s, o, fault) == 0)
		rc = ranges_collect(s, o, &r, ranges, n, fault);
	regions_clear(&r);
	return rc;
}

/*
 * The greatest container start in (from, until] that the index knows, if a
 * container really is there.
 */
static bool
split_by_index(const struct source *s, struct object *o, uint64_t from,
    uint64_t until, uint64_t *address)
{
	struct fault ignored = FAULT_INIT;
	size_t low = 0, high, middle;
	uint64_t end;

	if (s->crai == NULL)
		return false;
	for (high = s->crai->ncontainers; low < high; ) {
		middle = low + (high - low) / 2;
		if (s->crai->containers[middle] <= until)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || s->crai->containers[low - 1] <= from)
		return false;
	*address = s->crai->containers[low - 1];
	return cram_container_end(o, &s->cram, *address, &end, &ignored) == 0;
}

int
cram_split(const struct source *s, struct object *o, uint64_t from,
    uint64_t until, uint64_t *address, struct fault *fault)
{
	uint64_t at = from, end;

	if (split_by_index(s, o, from, until, address))
		return 0;
	do {
		if (cram_container_end(o, &s->cram, at, &end, fault) == -1)
			return -1;
		if (end > until && at != from)
			break;
		at = end;
	} while (at < until && at < s->cram.end);
	*address = at;
	return 0;
}
