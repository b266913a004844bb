#include <stdlib.h>
#include <string.h>

#include "base/le.h"
#include "base/room.h"
#include "source/bins.h"

#define CHUNK_BYTES	16	/* in a file */

/* Of the bin that is none: it holds counts, and where the records lie. */
static uint32_t
number_of_counts(const struct binning *b)
{
	return binning_first(b->depth + 1) + 1;
}

/* Bytes before the chunks of a bin: number, loffset, how many. */
static size_t
head_bytes(const struct binning *b)
{
	return b->csi ? 16 : 8;
}

static void
head_parse(const struct binning *shape, const uint8_t *p, struct bin *bin)
{
	bin->number = le32(p);
	bin->loffset = shape->csi ? le64(p + 4) : 0;
	bin->n = le32(p + head_bytes(shape) - 4);
}

static uint64_t
bin_bytes(const struct binning *shape, const struct bin *bin)
{
	return head_bytes(shape) + (uint64_t)bin->n * CHUNK_BYTES;
}

/* Passes over the bins among `got` bytes, up to the one of counts. */
static uint64_t
hop(const struct binning *shape, const uint8_t *p, size_t got, uint32_t *left)
{
	const size_t head = head_bytes(shape);
	const uint32_t counts = number_of_counts(shape);
	struct bin bin;
	uint64_t at = 0;

	while (*left > 0 && at + head <= got) {
		head_parse(shape, p + at, &bin);
		if (bin.number == counts)
			break;
		at += bin_bytes(shape, &bin);
		--*left;
	}
	return at;
}

/* Of the bin of counts the first chunk ends with the records. */
static int
take_counts(struct index_bytes *b, const struct binning *shape,
    uint64_t *placed_end, struct fault *fault)
{
	const size_t head = head_bytes(shape);
	struct bin bin;
	const uint8_t *p;
	size_t got;

	if ((p = index_bytes_peek(b, head, &got, fault)) == NULL)
		return -1;
	head_parse(shape, p, &bin);
	if (bin.n > 0) {
		p = index_bytes_peek(b, head + CHUNK_BYTES, &got, fault);
		if (p == NULL)
			return -1;
		*placed_end = le64(p + head + 8);
	}
	return index_bytes_skip(b, bin_bytes(shape, &bin), fault);
}

static int
skip_linear(struct index_bytes *b, const struct binning *shape,
    struct fault *fault)
{
	uint32_t n;

	if (shape->csi)
		return 0;
	if (index_bytes_take32(b, &n, fault) == -1)
		return -1;
	return index_bytes_skip(b, (uint64_t)n * 8, fault);
}

/* How many bins: no more than there are numbers, each being there once. */
static int
take_number(struct index_bytes *b, const struct binning *shape, uint32_t *n,
    struct fault *fault)
{
	if (index_bytes_take32(b, n, fault) == -1)
		return -1;
	if (*n <= number_of_counts(shape) + 1)
		return 0;
	return fault_detail(fault, FAULT_INTERNAL, INDEX_DAMAGED,
	    "%u bins of a reference", *n);
}

int
bins_skip(struct index_bytes *b, const struct binning *shape,
    uint64_t *placed_end, bool *counted, struct fault *fault)
{
	const uint8_t *p;
	uint32_t left;
	uint64_t bytes;
	size_t got;

	*placed_end = 0;
	if (take_number(b, shape, &left, fault) == -1)
		return -1;
	*counted = left == 0;
	while (left > 0) {
		if ((p = index_bytes_peek(b, head_bytes(shape), &got,
		    fault)) == NULL)
			return -1;
		if ((bytes = hop(shape, p, got, &left)) > 0) {
			if (index_bytes_skip(b, bytes, fault) == -1)
				return -1;
			continue;
		}
		if (take_counts(b, shape, placed_end, fault) == -1)
			return -1;
		*counted = true;
		left--;
	}
	return skip_linear(b, shape, fault);
}

static int
damaged(const struct bin *bin, const char *what, struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL, INDEX_DAMAGED, "bin %u %s",
	    bin->number, what);
}

static int
add_chunk(struct bins *bins, const uint8_t *p, struct fault *fault)
{
	struct chunk *v = room_grown(bins->chunks, bins->nchunks, sizeof(*v));

	if (v == NULL)
		return fault_nomem(fault);
	bins->chunks = v;
	v[bins->nchunks++] = (struct chunk){ le64(p), le64(p + 8) };
	return 0;
}

static int
read_chunks(struct bins *bins, struct index_bytes *b, uint32_t n,
    struct fault *fault)
{
	const uint8_t *p;
	size_t got, i;

	while (n > 0) {
		p = index_bytes_peek(b, CHUNK_BYTES, &got, fault);
		if (p == NULL)
			return -1;
		if ((got /= CHUNK_BYTES) > n)
			got = n;
		for (i = 0; i < got; i++)
			if (add_chunk(bins, p + CHUNK_BYTES * i, fault) == -1)
				return -1;
		if (index_bytes_skip(b, got * CHUNK_BYTES, fault) == -1)
			return -1;
		n -= (uint32_t)got;
	}
	return 0;
}

/* The next bin; that of counts is no bin. */
static int
read_bin(struct bins *bins, struct index_bytes *b, struct fault *fault)
{
	const size_t head = head_bytes(&bins->shape);
	struct bin *v, bin;
	const uint8_t *p;
	size_t got;

	if ((p = index_bytes_peek(b, head, &got, fault)) == NULL)
		return -1;
	head_parse(&bins->shape, p, &bin);
	if (bin.number == number_of_counts(&bins->shape))
		return index_bytes_skip(b, bin_bytes(&bins->shape, &bin),
		    fault);
	if (index_bytes_skip(b, head, fault) == -1)
		return -1;
	if ((v = room_grown(bins->bins, bins->nbins, sizeof(*v))) == NULL)
		return fault_nomem(fault);
	bins->bins = v;
	bin.first = (uint32_t)bins->nchunks;
	v[bins->nbins++] = bin;
	if (bins->nchunks > UINT32_MAX - bin.n)
		return damaged(&bin, "has more chunks than are counted",
		    fault);
	return read_chunks(bins, b, bin.n, fault);
}

/* Old writers left windows without records at 0. */
static int
add_window(struct bins *bins, const uint8_t *p, struct fault *fault)
{
	const size_t n = bins->nlinear;
	uint64_t *v = room_grown(bins->linear, n, sizeof(*v));

	if (v == NULL)
		return fault_nomem(fault);
	bins->linear = v;
	v[n] = le64(p);
	if (v[n] == 0 && n > 0)
		v[n] = v[n - 1];
	bins->nlinear++;
	return 0;
}

static int
read_linear(struct bins *bins, struct index_bytes *b, struct fault *fault)
{
	const uint8_t *p;
	size_t got, i;
	uint32_t n;

	if (bins->shape.csi)
		return 0;
	if (index_bytes_take32(b, &n, fault) == -1)
		return -1;
	while (n > 0) {
		if ((p = index_bytes_peek(b, 8, &got, fault)) == NULL)
			return -1;
		if ((got /= 8) > n)
			got = n;
		for (i = 0; i < got; i++)
			if (add_window(bins, p + 8 * i, fault) == -1)
				return -1;
		if (index_bytes_skip(b, got * 8, fault) == -1)
			return -1;
		n -= (uint32_t)got;
	}
	return 0;
}

static int
bin_compare(const void *a, const void *b)
{
	const struct bin *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

/*
 * In a sorted file the chunks of a bin follow those of bins to its left; where
 * they do not, records are in wrong bins, and queries would miss them.
 */
static int
check_order(const struct bins *bins, const struct bin *bin, uint64_t *least,
    struct fault *fault)
{
	uint32_t i;

	for (i = 0; i < bin->n; i++) {
		if (bins->chunks[bin->first + i].start < *least)
			return damaged(bin, "lies before a bin to its left",
			    fault);
		*least = bins->chunks[bin->first + i].start;
	}
	return 0;
}

static int
check_bins(const struct bins *bins, struct fault *fault)
{
	const struct bin *bin = bins->bins;
	uint64_t least = 0;
	unsigned level = 0;
	size_t i;

	for (i = 0; i < bins->nbins; i++, bin++) {
		if (i > 0 && bin->number == bin[-1].number) {
			if (bin->number != 0)
				return damaged(bin, "stands there twice",
				    fault);
			least = 0;	/* move_misplaced */
		}
		while (bin->number >= binning_first(level + 1) &&
		    level <= bins->shape.depth) {
			level++;
			least = 0;
		}
		if (check_order(bins, bin, &least, fault) == -1)
			return -1;
	}
	return 0;
}

/*
 * The bin before that of the first window is the last one of larger ones, and
 * what -1 makes: htsjdk puts there what lies before the first base, as POS 0 of
 * a VCF, and who takes a BAM record's word for its bin unmapped reads of any
 * place. Where the linear index does not reach as far nothing lies there: it
 * counts as one more bin that is all of the reference.
 */
static void
move_misplaced(struct bins *bins)
{
	const struct binning *shape = &bins->shape;
	const uint64_t windows = UINT64_C(1) << 3 * shape->depth;
	size_t i;

	if (bins->nlinear == 0 || bins->nlinear > windows - 8)
		return;
	for (i = 0; i < bins->nbins; i++)
		if (bins->bins[i].number == binning_first(shape->depth) - 1)
			bins->bins[i].number = 0;
}

static int
sort_bins(struct bins *bins, struct fault *fault)
{
	if (bins->nbins == 0)
		return 0;
	move_misplaced(bins);
	qsort(bins->bins, bins->nbins, sizeof(*bins->bins), bin_compare);
	return check_bins(bins, fault);
}

/* Without the room that was made for more. */
static void
shrink(struct bins *b)
{
	b->bins = room_shrunk(b->bins, b->nbins, sizeof(*b->bins));
	b->chunks = room_shrunk(b->chunks, b->nchunks, sizeof(*b->chunks));
	b->linear = room_shrunk(b->linear, b->nlinear, sizeof(*b->linear));
}

struct bins *
bins_read(struct index_bytes *b, const struct binning *shape,
    struct fault *fault)
{
	struct bins *bins;
	uint32_t n;

	if ((bins = calloc(1, sizeof(*bins))) == NULL) {
		(void)fault_nomem(fault);
		return NULL;
	}
	bins->shape = *shape;
	if (take_number(b, shape, &n, fault) == -1)
		goto fail;
	for (; n > 0; n--)
		if (read_bin(bins, b, fault) == -1)
			goto fail;
	if (read_linear(bins, b, fault) == -1 || sort_bins(bins, fault) == -1)
		goto fail;
	shrink(bins);
	return bins;
fail:
	bins_free(bins);
	return NULL;
}

void
bins_free(struct bins *bins)
{
	if (bins == NULL)
		return;
	free(bins->bins);
	free(bins->chunks);
	free(bins->linear);
	free(bins);
}
