/* fuzz_query: query strings, still encoded, of a GET and of a POST's URL. */
#include <stdlib.h>
#include <string.h>

#include "check_query.h"
#include "fuzz.h"

static bool
get(enum endpoint endpoint, const char *text, const struct query_rules *rules)
{
	struct fault fault = FAULT_INIT;
	struct query q;
	bool taken;

	taken = query_parse_get(endpoint, text, rules, &q, &fault) == 0;
	if (taken)
		check_query(&q, false);
	else
		fuzz_fault(&fault);
	query_clear(&q);
	return taken;
}

/* A URL that a POST may have asks a GET for nothing. */
static void
url(const char *text, const struct query_rules *rules)
{
	struct fault fault = FAULT_INIT;

	if (query_check_post_url(text, rules, &fault) == 0)
		fuzz_must(get(ENDPOINT_READS, text, rules));
	else
		fuzz_fault(&fault);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, n };
	char *text = fuzz_text(&in);
	size_t i;
	int e;

	for (i = 0; i < CHECK_RULES; i++) {
		for (e = 0; e < ENDPOINT_COUNT; e++)
			(void)get(e, text, &check_rules[i]);
		url(text, &check_rules[i]);
	}
	free(text);
	return 0;
}
