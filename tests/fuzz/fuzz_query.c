/* fuzz_query: query strings, still encoded, of a GET and of a POST's URL. */
#include <stdlib.h>
#include <string.h>

#include "check_query.h"
#include "fuzz.h"
#include "htsget/query_shown.h"

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

/* What a log shows is bounded, and hides the signature in front of it. */
static void
shown(const char *text)
{
	char once[LOG_QUERY_MAX], again[LOG_QUERY_MAX];
	kstring_t s = KS_INITIALIZE;

	fuzz_must(strlen(query_shown(once, text)) < LOG_QUERY_MAX);
	fuzz_must(*once == '?');
	/* one that was not cut, and so hides the same a second time */
	if (strlen(once) < LOG_QUERY_MAX - sizeof("…"))
		fuzz_must(strcmp(query_shown(again, once + 1), once) == 0);
	fuzz_must(ksprintf(&s, "signature=<<SECRET>>%s", text) > 0);
	fuzz_must(strstr(query_shown(once, s.s), "<<SECRET>>") == NULL ||
	    strstr(text, "<<SECRET>>") != NULL);
	ks_free(&s);
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
	shown(text);
	free(text);
	return 0;
}
