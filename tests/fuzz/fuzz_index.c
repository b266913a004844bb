/*
 * fuzz_index: a BAI, CSI or TBI, plain or compressed: whatever it says, its
 * chunks are sorted and disjoint. The first byte is a region's beginning.
 */
#include <stdlib.h>

#include "../unit/memory_object.h"
#include "fuzz.h"
#include "source/index_file.h"

#define LEAST	100	/* no chunk begins before it */

static void
check_chunks(const struct chunks *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		fuzz_must(c->v[i].start >= LEAST);
		fuzz_must(c->v[i].start < c->v[i].end);
		fuzz_must(i == 0 || c->v[i - 1].end <= c->v[i].start);
	}
}

static void
ask(struct index_file *f, uint32_t reference, int64_t beg, int64_t end)
{
	struct fault fault = FAULT_INIT;
	struct chunks c;
	int64_t gap;

	if (index_file_gap(f, reference, end, &gap, &fault) == 0)
		fuzz_must(gap >= 0 && gap < end);
	if (index_file_query(f, reference, beg, end, LEAST, &c, &fault) == 0)
		check_chunks(&c);
	else
		fuzz_fault(&fault);
	free(c.v);
}

static void
ask_all(struct index_file *f, int64_t beg)
{
	struct fault fault = FAULT_INIT;
	uint32_t i, n = index_file_references(f);
	uint64_t end;

	if (index_file_placed_end(f, &end, &fault) == -1)
		fuzz_fault(&fault);
	for (i = 0; i <= n && i < 8; i++) {
		ask(f, i, beg, beg + 1);
		ask(f, i, beg, beg + 1000000);
		ask(f, i, 0, INT64_MAX);
	}
	fuzz_must(index_file_memory(f) < 16 * fuzz_limits.index);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, n };
	int64_t beg = (int64_t)fuzz_byte(&in) << 12;
	struct object *o = memory_object(in.p, in.n);
	struct fault fault = FAULT_INIT;
	struct index_file *f;

	fuzz_must(o != NULL);
	f = index_file_open(o, fuzz_limits.index, &fault);
	if (f != NULL && index_file_scan(f, &fault) == 0)
		ask_all(f, beg);
	else
		fuzz_fault(&fault);
	index_file_free(f);
	object_close(o);
	return 0;
}
