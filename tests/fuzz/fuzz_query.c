/* fuzz_query: query strings, still encoded, of both endpoints. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "htsget/query.h"

static void
check_region(const struct region *r)
{
	fuzz_must(r->reference != NULL && r->reference[0] != '\0');
	fuzz_must(utf8_valid(r->reference, strlen(r->reference)));
	fuzz_must(r->start <= r->end);
	fuzz_must(r->end <= UINT32_MAX || r->end == QUERY_OPEN_END);
}

static void
check_tags(char *const *tags, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		fuzz_must(strlen(tags[i]) == 2);
}

static void
check_query(const struct query *q)
{
	size_t i;

	for (i = 0; i < q->nregions; i++)
		check_region(&q->regions[i]);
	fuzz_must(q->class != CLASS_HEADER || q->nregions == 0);
	fuzz_must(q->format == FORMAT_NONE ||
	    format_endpoint(q->format) == q->endpoint);
	fuzz_must((q->fields & ~FIELD_ALL) == 0);
	check_tags(q->tags, q->ntags);
	check_tags(q->notags, q->nnotags);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, n };
	char *text = fuzz_text(&in);
	struct query q;
	int e;

	for (e = 0; e < ENDPOINT_COUNT; e++) {
		struct fault fault = FAULT_INIT;

		if (query_parse(e, text, &q, &fault) == 0)
			check_query(&q);
		else
			fuzz_fault(&fault);
		query_clear(&q);
	}
	free(text);
	return 0;
}
