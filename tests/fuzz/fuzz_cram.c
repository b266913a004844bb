/* fuzz_cram: a CRAM file's definition, header and containers. */
#include "../unit/memory_object.h"
#include "fuzz.h"
#include "source/cram.h"
#include "source/names.h"

/* One container after the other up to the end or to a bad one. */
static void
walk(struct object *o, const struct cram_layout *l, uint64_t at)
{
	struct fault fault = FAULT_INIT;
	uint64_t end;

	for (; at < l->end; at = end) {
		if (cram_container_end(o, l, at, &end, &fault) == -1) {
			fuzz_fault(&fault);
			return;
		}
		fuzz_must(end > at && end <= l->end);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct object *o = memory_object(data, n);
	struct names *names = names_new();
	struct fault fault = FAULT_INIT;
	struct cram_layout l;

	fuzz_must(o != NULL && names != NULL);
	if (cram_layout_read(o, 1 << 20, &l, names, &fault) == 0) {
		fuzz_must(l.first <= l.end && l.end <= n);
		fuzz_must(l.references >= 0);
		walk(o, &l, l.first);
		walk(o, &l, n / 2);	/* as an index might lead there */
	} else
		fuzz_fault(&fault);
	names_free(names);
	object_close(o);
	return 0;
}
