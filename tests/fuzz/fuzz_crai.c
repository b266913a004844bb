/* fuzz_crai: the index of a CRAM file, plain or compressed. */
#include "../unit/memory_object.h"
#include "fuzz.h"
#include "source/crai.h"

#define CRAM_BYTES 1000000 /* of the file that the index belongs to */

static void
check_crai(const struct crai *crai)
{
	size_t i;

	for (i = 0; i < crai->nlines; i++) {
		fuzz_must(crai->lines[i].reference >= -1);
		fuzz_must(crai->lines[i].container < CRAM_BYTES);
		fuzz_must(i == 0 || crai->lines[i].container >=
		    crai->lines[i - 1].container);
	}
	for (i = 1; i < crai->ncontainers; i++)
		fuzz_must(crai->containers[i] > crai->containers[i - 1]);
	fuzz_must(crai->ncontainers <= crai->nlines);
	fuzz_must(crai_memory(crai) < 16 * fuzz_limits.index);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct object *o = memory_object(data, n);
	struct fault fault = FAULT_INIT;
	struct crai *crai;

	fuzz_must(o != NULL);
	crai = crai_load(o, CRAM_BYTES, fuzz_limits.index, &fault);
	if (crai != NULL)
		check_crai(crai);
	else
		fuzz_fault(&fault);
	crai_free(crai);
	object_close(o);
	return 0;
}
