#include <string.h>

#include "base/utf8.h"
#include "check_query.h"
#include "fuzz.h"

const struct query_rules check_rules[CHECK_RULES] = {
	{ .regions = 8 },
	{ .strict = true, .refuse_encryption = true, .regions = 8 },
};

static void
check_region(const struct query *q, const struct region *r, bool post)
{
	fuzz_must(r->reference != NULL && r->reference[0] != '\0');
	fuzz_must(utf8_valid(r->reference, strlen(r->reference)));
	fuzz_must(r->start < r->end || (!post && r->start == r->end));
	fuzz_must(r->end <= UINT32_MAX || r->end == QUERY_OPEN_END);
	if (strcmp(r->reference, "*") != 0)
		return;
	fuzz_must(q->endpoint == ENDPOINT_READS);
	fuzz_must(r->start == 0 && r->end == QUERY_OPEN_END);
}

static void
check_tags(char *const *tags, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		fuzz_must(strlen(tags[i]) == 2);
}

void
check_query(const struct query *q, bool post)
{
	size_t i;

	fuzz_must(q->nregions <= (post ? check_rules[0].regions : 1));
	for (i = 0; i < q->nregions; i++)
		check_region(q, &q->regions[i], post);
	fuzz_must(q->class != CLASS_HEADER || q->nregions == 0);
	fuzz_must(q->format == FORMAT_NONE ||
	    format_endpoint(q->format) == q->endpoint);
	fuzz_must(q->fields != 0 && (q->fields & ~FIELD_ALL) == 0);
	fuzz_must((q->fields & FIELD_QUAL) == 0 || (q->fields & FIELD_SEQ));
	fuzz_must(q->has_tags || q->ntags == 0);
	check_tags(q->tags, q->ntags);
	check_tags(q->notags, q->nnotags);
}
