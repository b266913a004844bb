/* sign: prints a signed data URL. */
#include "cli/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/decimal.h"
#include "cli/answer.h"
#include "cli/say.h"
#include "conf/values.h"
#include "htsget/data_fields.h"
#include "htsget/data_url.h"
#include "htsget/signature.h"
#include "htsget/span_text.h"

#define EXPIRES_MOST	(30 * 24 * 3600)	/* as of [access] expires */

/* FIRST-LAST as in HTTP; NULL: the whole file. */
static int
set_range(const char *text, uint64_t size, struct data_query *q,
    struct fault *fault)
{
	size_t first, last = 0;

	q->end = size;
	if (text == NULL && size > 0)
		return 0;
	if (text == NULL)
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "the file is empty: there is nothing to sign");
	first = decimal_read(text, &q->start);
	if (first > 0 && text[first] == '-')
		last = decimal_read(text + first + 1, &q->end);
	if (last == 0 || text[first + 1 + last] != '\0' ||
	    q->start > q->end || q->end >= size)
		return fault_set(fault, FAULT_INVALID_INPUT, "--range %s is "
		    "not FIRST-LAST within the %" PRIu64 " bytes of the file",
		    text, size);
	q->end++;
	return 0;
}

static int
set_user(const struct answer *a, struct data_query *q, struct fault *fault)
{
	const char *user = a->options.user;

	if (user == NULL && a->settings->access.bind_user)
		return fault_set(fault, FAULT_INVALID_INPUT, "a URL without "
		    "--user is for nobody while [access] bind_user = yes");
	if (user == NULL)
		return 0;
	if (!data_is_user(user))
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "--user is not UTF-8 of 1 to %d bytes without control "
		    "bytes", DATA_USER_MAX);
	memcpy(q->user, user, strlen(user) + 1);
	return 0;
}

static int
set_expires(const struct answer *a, struct data_query *q,
    struct fault *fault)
{
	uint64_t seconds = a->settings->access.expires;
	const char *text = a->options.expires, *want;

	if (text != NULL && (want = value_seconds(text, 0, EXPIRES_MOST,
	    &seconds)) != NULL)
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "--expires %s is not %s", text, want);
	q->expires = (uint64_t)time(NULL) + seconds;
	return 0;
}

/* All that is signed, from the options and the file. */
static int
fill(const struct answer *a, struct data_query *q, struct fault *fault)
{
	const struct version *version = &a->dataset.object->version;
	const struct options *o = &a->options;
	int result;

	q->format = a->dataset.format;
	version_text(version, q->version);
	if (o->parts != NULL)
		result = span_parse(&q->span, "--parts", o->parts, fault);
	else
		result = set_range(o->range, version->size, q, fault);
	return result == -1 || set_user(a, q, fault) == -1 ?
	    -1 : set_expires(a, q, fault);
}

static int
make_url(struct answer *a, char **url, struct fault *fault)
{
	enum data_kind kind = a->options.parts != NULL ? DATA_SPAN : DATA_FILE;
	const struct secrets *secrets;
	struct data_query q;
	int result = -1;

	memset(&q, 0, sizeof(q));
	if (fill(a, &q, fault) == 0 &&
	    (secrets = answer_secrets(a, fault)) != NULL) {
		signature_sign(secrets, kind, a->id, &q);
		result = data_url_write(answer_base(a), kind, a->id, &q, url,
		    fault);
	}
	data_query_clear(&q);
	return result;
}

static int
print_url(struct answer *a)
{
	struct fault fault = FAULT_INIT;
	char *url;

	if (a->options.parts != NULL && a->options.range != NULL) {
		say_line("sign takes --range or --parts, not both");
		return STATUS_USAGE;
	}
	if (make_url(a, &url, &fault) == -1) {
		say_fault(a->id, &fault);
		return STATUS_FAULT;
	}
	puts(url);
	free(url);
	return say_end() == -1 ? STATUS_FAULT : STATUS_GOOD;
}

int
sign_run(const char *config, int argc, char **argv)
{
	struct answer answer;
	int status = answer_open(&answer, OPTIONS_SIGN, config, argc, argv);

	if (status == STATUS_GOOD && answer.id != NULL)
		status = print_url(&answer);
	answer_clear(&answer);
	return status;
}
