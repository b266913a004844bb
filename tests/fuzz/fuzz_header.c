/*
 * fuzz_header: headers of BAM, BCF and (what begins like neither) VCF. An
 * input is a byte that says how long the blocks are, and the inflated file.
 */
#include <stdlib.h>
#include <string.h>

#include "../unit/memory_object.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "source/source.h"

static enum format
format_of(const struct input *in)
{
	if (in->n >= 4 && memcmp(in->p, "BAM\1", 4) == 0)
		return FORMAT_BAM;
	if (in->n >= 3 && memcmp(in->p, "BCF", 3) == 0)
		return FORMAT_BCF;
	return FORMAT_VCF;
}

/* A header that was made again is the beginning of the file. */
static void
check_made(const struct source *s, const struct input *in)
{
	kstring_t text = KS_INITIALIZE;

	fuzz_must(s->header.l > 0);
	fuzz_must(fuzz_unwrap(&text, (uint8_t *)s->header.s, s->header.l));
	fuzz_must(text.l > 0 && text.l < in->n &&
	    memcmp(text.s, in->p, text.l) == 0);
	free(text.s);
}

static void
check_source(const struct source *s, const struct input *in)
{
	struct fault fault = FAULT_INIT;
	char *text = fuzz_text(in);
	int32_t tid;

	fuzz_must(s->header_end > 0 && s->header_end <= s->version.size);
	fuzz_must(voffset_block(s->hend) <= s->version.size);
	fuzz_must(s->data_end <= s->version.size && s->nreferences >= 0);
	if (!s->header_aligned)
		check_made(s, in);
	/* Words of the file, as a query might have them; a name's like. */
	if (utf8_valid(text + in->n / 2, strlen(text + in->n / 2)) &&
	    source_reference(s, text + in->n / 2, &tid, &fault) == -1)
		fuzz_fault(&fault);
	memset(&fault, 0, sizeof(fault));
	if (source_reference(s, "CHR1", &tid, &fault) == -1)
		fuzz_fault(&fault);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fault fault = FAULT_INIT;
	struct input in = { data, n };
	size_t block = fuzz_block_size(fuzz_byte(&in));
	kstring_t file = KS_INITIALIZE;
	struct object *o;
	struct source *s;

	fuzz_wrap(&file, in.p, in.n, block);
	fuzz_must((o = memory_object(file.s, file.l)) != NULL);
	s = source_open(o, format_of(&in), &fuzz_limits, &fault);
	if (s != NULL)
		check_source(s, &in);
	else
		fuzz_fault(&fault);
	source_free(s);
	object_close(o);
	free(file.s);
	return 0;
}
