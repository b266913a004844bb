/* fuzz_post: bodies of a POST, of both endpoints, by both kinds of rules. */
#include "check_query.h"
#include "fuzz.h"

static bool
post(enum endpoint endpoint, const uint8_t *data, size_t n,
    const struct query_rules *rules)
{
	struct fault fault = FAULT_INIT;
	struct query q;
	bool taken;

	taken = query_parse_post(endpoint, (const char *)data, n, rules, &q,
	    &fault) == 0;
	if (taken)
		check_query(&q, true);
	else
		fuzz_fault(&fault);
	query_clear(&q);
	return taken;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	bool taken;
	int e;

	for (e = 0; e < ENDPOINT_COUNT; e++) {
		taken = post(e, data, n, &check_rules[0]);
		/* What is taken strictly is taken leniently. */
		if (post(e, data, n, &check_rules[1]))
			fuzz_must(taken);
	}
	return 0;
}
