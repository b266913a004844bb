#include <string.h>

#include "base/decimal.h"
#include "htsget/data_fields.h"
#include "htsget/data_url.h"
#include "htsget/parameters.h"
#include "htsget/shown.h"
#include "htsget/span_text.h"

enum {
	SAID_FORMAT, SAID_VERSION, SAID_TICKET, SAID_RANGE, SAID_USER,
	SAID_EXPIRES, SAID_KEY, SAID_PARTS, SAID_SIGNATURE, SAID_COUNT
};

#define BIT(said)	(1U << (said))
#define SIGNED		(BIT(SAID_EXPIRES) | BIT(SAID_KEY) | \
			    BIT(SAID_SIGNATURE))

static int
parse_format(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct data_query *q = to;

	if ((q->format = format_parse(value)) == FORMAT_NONE)
		return shown_invalid(name, value, strlen(value),
		    "is not one of BAM, CRAM, VCF, BCF", fault);
	return 0;
}

static int
parse_version(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct data_query *q = to;

	if (!data_is_version(value))
		return shown_invalid(name, value, strlen(value),
		    "is not 32 lower-case hexadecimal digits", fault);
	memcpy(q->version, value, sizeof(q->version));
	return 0;
}

static int
parse_ticket(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct data_query *q = to;

	if (!data_is_ticket(value))
		return shown_invalid(name, value, strlen(value), "is not 1 to "
		    "64 letters, digits, \".\", \"_\" and \"-\"", fault);
	memcpy(q->ticket, value, strlen(value) + 1);
	return 0;
}

/* In its one spelling; one more than it is a number, too. */
static bool
take_number(const char **text, uint64_t *number)
{
	const char *s = *text;
	size_t digits = decimal_read(s, number);

	*text += digits;
	return digits > 0 && (digits == 1 || s[0] != '0') &&
	    *number < UINT64_MAX;
}

static int
parse_range(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct data_query *q = to;
	const char *s = value;
	uint64_t last;

	if (!take_number(&s, &q->start) || *s++ != '-' ||
	    !take_number(&s, &last) || *s != '\0')
		return shown_invalid(name, value, strlen(value),
		    "is not two decimal numbers, FIRST-LAST", fault);
	if (last < q->start)
		return shown_invalid(name, value, strlen(value),
		    "ends before it begins", fault);
	q->end = last + 1;
	return 0;
}

static int
parse_user(void *to, const char *name, const char *value, struct fault *fault)
{
	struct data_query *q = to;

	if (!data_is_user(value))
		return shown_invalid(name, value, strlen(value),
		    "is not 1 to 512 bytes without control bytes", fault);
	memcpy(q->user, value, strlen(value) + 1);
	return 0;
}

static int
parse_expires(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct data_query *q = to;
	const char *s = value;

	if (!take_number(&s, &q->expires) || *s != '\0')
		return shown_invalid(name, value, strlen(value),
		    "is not a time in seconds since 1970", fault);
	return 0;
}

static int
parse_key(void *to, const char *name, const char *value, struct fault *fault)
{
	struct data_query *q = to;

	if (!data_is_key(value))
		return shown_invalid(name, value, strlen(value),
		    "is not 8 lower-case hexadecimal digits", fault);
	memcpy(q->key, value, sizeof(q->key));
	return 0;
}

static int
parse_parts(void *to, const char *name, const char *value,
    struct fault *fault)
{
	return span_parse(&((struct data_query *)to)->span, name, value,
	    fault);
}

static int
parse_signature(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct data_query *q = to;

	/* Never shown: it may be good but for one letter. */
	if (!data_is_signature(value))
		return fault_set(fault, FAULT_INVALID_INPUT, "%s: it is not "
		    "43 letters, digits, \"-\" and \"_\"", name);
	memcpy(q->signature, value, sizeof(q->signature));
	return 0;
}

static const struct parameter parameters[SAID_COUNT] = {
	[SAID_FORMAT] = { "format", parse_format, 0 },
	[SAID_VERSION] = { "version", parse_version, 0 },
	[SAID_TICKET] = { "ticket", parse_ticket, 0 },
	[SAID_RANGE] = { "range", parse_range, 0 },
	[SAID_USER] = { "user", parse_user, 0 },
	[SAID_EXPIRES] = { "expires", parse_expires, 0 },
	[SAID_KEY] = { "key", parse_key, 0 },
	[SAID_PARTS] = { "parts", parse_parts, 0 },
	[SAID_SIGNATURE] = { "signature", parse_signature, PARAMETER_SECRET },
};

/* One of a signed URL's brings the others with it. */
static unsigned
required(enum data_kind kind, unsigned said)
{
	unsigned all = BIT(SAID_FORMAT) | BIT(SAID_VERSION);

	if (kind == DATA_SPAN)
		all |= BIT(SAID_PARTS);
	if ((said & (SIGNED | BIT(SAID_RANGE) | BIT(SAID_USER))) != 0)
		all |= SIGNED | (kind == DATA_FILE ? BIT(SAID_RANGE) : 0);
	return all;
}

static int
check_said(enum data_kind kind, unsigned said, struct fault *fault)
{
	unsigned missing = required(kind, said) & ~said, i;

	if (kind == DATA_FILE && (said & BIT(SAID_PARTS)) != 0)
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "parts: a file is given whole or by Range");
	if (kind == DATA_SPAN && (said & BIT(SAID_RANGE)) != 0)
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "range: a span is given whole or by Range");
	for (i = 0; i < SAID_COUNT; i++)
		if ((missing & BIT(i)) != 0)
			return fault_set(fault, FAULT_INVALID_INPUT,
			    "%s: it is missing", parameters[i].name);
	return 0;
}

int
data_url_parse(enum data_kind kind, const char *query, struct data_query *q,
    struct fault *fault)
{
	unsigned said = 0;

	memset(q, 0, sizeof(*q));
	if (parameters_parse(query, parameters, SAID_COUNT, q, &said,
	    fault) == 0 && check_said(kind, said, fault) == 0) {
		q->is_signed = (said & SIGNED) != 0;
		return 0;
	}
	data_query_clear(q);
	return -1;
}

void
data_query_clear(struct data_query *q)
{
	span_clear(&q->span);
	memset(q, 0, sizeof(*q));
}
