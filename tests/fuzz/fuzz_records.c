/*
 * fuzz_records: records up to the file's end. An input is a byte (its lowest
 * two bits: BAM, VCF, BCF; then: each record's end is wanted; a file without
 * EOF block is refused), a byte that says how long the blocks are, and the
 * inflated records.
 */
#include <stdlib.h>
#include <string.h>

#include "../unit/memory_object.h"
#include "fuzz.h"
#include "plan/records.h"

static const enum format formats[] =
    { FORMAT_BAM, FORMAT_VCF, FORMAT_BCF, FORMAT_BCF };

static void
read_all(struct reader *r)
{
	struct fault fault = FAULT_INIT;
	struct record rec;
	uint64_t before = 0;
	bool first = true;
	int got;

	while ((got = record_next(r, &rec, &fault)) == 1) {
		fuzz_must(first || rec.start > before);
		fuzz_must(rec.pos >= r->beg || rec.tid == RECORD_OTHER ||
		    rec.end > rec.pos);
		before = rec.start;
		first = false;
	}
	if (got == -1)
		fuzz_fault(&fault);
	else
		fuzz_must(reader_at_end(r, &fault) == 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct source source = { .nreferences = 3, .keys = { 1, 2, 3 } };
	struct reader r = { .source = &source, .limits = &fuzz_limits,
		.reference = "chr1" };
	struct input in = { data, n };
	kstring_t file = KS_INITIALIZE;
	uint8_t how = fuzz_byte(&in);
	size_t block = fuzz_block_size(fuzz_byte(&in));
	struct object *o;
	struct blocks *blocks;

	source.format = formats[how & 3];
	r.beg = (how & 4) != 0 ? INT64_MAX / 2 : 0;
	r.must_end = (how & 8) != 0;
	fuzz_wrap(&file, in.p, in.n, block);
	fuzz_must((o = memory_object(file.s, file.l)) != NULL);
	fuzz_must((blocks = blocks_new(o)) != NULL);
	cursor_init(&r.cursor, blocks, 0);
	read_all(&r);
	cursor_clear(&r.cursor);
	blocks_free(blocks);
	object_close(o);
	free(file.s);
	return 0;
}
