#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/kstring.h>

#include "base/uri.h"
#include "htsget/data_url.h"
#include "htsget/parameters.h"
#include "htsget/shown.h"

#define OFFSET_DIGITS	16

#define PART_TEXT_MAX	(2 * OFFSET_DIGITS + sizeof("-,") - 1)
#define OTHER_TEXT_MAX	256	/* of the other parameters */

_Static_assert(DATA_QUERY_MAX > OTHER_TEXT_MAX +
    PART_TEXT_MAX * SPAN_PARTS_MAX, "the longest query of a data URL");

#define HEX	"0123456789abcdef"
#define IN_TICKETS \
	"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-"

enum { SAID_FORMAT, SAID_VERSION, SAID_PARTS, SAID_TICKET, SAID_COUNT };

static const char *const kind_names[] = {
	[DATA_FILE] = "file",
	[DATA_SPAN] = "span",
};

static bool
is_version(const char *text)
{
	return strlen(text) == DATA_VERSION_TEXT &&
	    strspn(text, HEX) == DATA_VERSION_TEXT;
}

static bool
is_ticket(const char *text)
{
	size_t n = strspn(text, IN_TICKETS);

	return n >= 1 && n <= DATA_TICKET_MAX && text[n] == '\0';
}

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

	if (!is_version(value))
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

	if (!is_ticket(value))
		return shown_invalid(name, value, strlen(value), "is not 1 to "
		    "64 letters, digits, \".\", \"_\" and \"-\"", fault);
	memcpy(q->ticket, value, strlen(value) + 1);
	return 0;
}

/* All n bytes, in the one spelling that a number has. */
static bool
parse_offset(const char *s, size_t n, uint64_t *offset)
{
	const char *digit;
	size_t i;

	if (n == 0 || n > OFFSET_DIGITS || (s[0] == '0' && n > 1))
		return false;
	*offset = 0;
	for (i = 0; i < n; i++) {
		if ((digit = strchr(HEX, s[i])) == NULL)
			return false;
		*offset = *offset << 4 | (uint64_t)(digit - HEX);
	}
	return true;
}

/* START-END; no byte of the text is a NUL. */
static bool
parse_pair(const char *text, size_t n, struct part *part)
{
	const char *dash = memchr(text, '-', n), *end = text + n;

	return dash != NULL &&
	    parse_offset(text, (size_t)(dash - text), &part->start) &&
	    parse_offset(dash + 1, (size_t)(end - dash - 1), &part->end);
}

static int
parse_part(struct span *span, const char *name, const char *text, size_t n,
    struct fault *fault)
{
	struct part *part = &span->parts[span->nparts];

	if (!parse_pair(text, n, part))
		return shown_invalid(name, text, n,
		    "is not two virtual offsets, START-END", fault);
	if (part->start >= part->end)
		return shown_invalid(name, text, n,
		    "does not end behind its start", fault);
	if (span->nparts > 0 && part->start < part[-1].end)
		return shown_invalid(name, text, n,
		    "begins before the part in front of it ends", fault);
	span->nparts++;
	return 0;
}

static int
make_parts(struct span *span, const char *name, const char *value,
    struct fault *fault)
{
	size_t most = 1;
	const char *s;

	for (s = value; *s != '\0'; s++)
		most += *s == ',';
	/* The last one may be `eof`. */
	if (most > SPAN_PARTS_MAX + 1)
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "%s: more than %d", name, SPAN_PARTS_MAX);
	if ((span->parts = calloc(most, sizeof(*span->parts))) == NULL)
		return fault_nomem(fault);
	return 0;
}

static int
parse_parts(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct span *span = &((struct data_query *)to)->span;
	size_t n;

	if (strcmp(value, "header") == 0) {
		span->header = true;
		return 0;
	}
	if (make_parts(span, name, value, fault) < 0)
		return -1;
	for (;; value += n + 1) {
		n = strcspn(value, ",");
		if (strcmp(value, "eof") == 0) {
			span->eof = true;
			return 0;
		}
		if (span->nparts == SPAN_PARTS_MAX)
			return fault_set(fault, FAULT_INVALID_INPUT,
			    "%s: more than %d", name, SPAN_PARTS_MAX);
		if (parse_part(span, name, value, n, fault) < 0)
			return -1;
		if (value[n] == '\0')
			return 0;
	}
}

static const struct parameter parameters[SAID_COUNT] = {
	[SAID_FORMAT] = { "format", parse_format, 0 },
	[SAID_VERSION] = { "version", parse_version, 0 },
	[SAID_PARTS] = { "parts", parse_parts, 0 },
	[SAID_TICKET] = { "ticket", parse_ticket, 0 },
};

static int
check_said(enum data_kind kind, unsigned said, struct fault *fault)
{
	unsigned required = 1U << SAID_FORMAT | 1U << SAID_VERSION, i;

	if (kind == DATA_SPAN)
		required |= 1U << SAID_PARTS;
	else if ((said & 1U << SAID_PARTS) != 0)
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "parts: a file is given whole or by Range");
	for (i = 0; i < SAID_COUNT; i++)
		if ((required & ~said & 1U << i) != 0)
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
	    fault) == 0 && check_said(kind, said, fault) == 0)
		return 0;
	data_query_clear(q);
	return -1;
}

void
data_query_clear(struct data_query *q)
{
	span_clear(&q->span);
	memset(q, 0, sizeof(*q));
}

static bool
is_span(const struct span *span)
{
	uint64_t last = 0;
	size_t i;

	if (span->header)
		return span->nparts == 0 && !span->eof;
	if (span->nparts > SPAN_PARTS_MAX || (span->nparts == 0 && !span->eof))
		return false;
	for (i = 0; i < span->nparts; i++) {
		if (span->parts[i].start < last ||
		    span->parts[i].start >= span->parts[i].end)
			return false;
		last = span->parts[i].end;
	}
	return true;
}

static bool
is_no_span(const struct span *span)
{
	return !span->header && span->nparts == 0 && !span->eof;
}

static bool
may_be_written(enum data_kind kind, const struct data_query *q)
{
	return *format_name(q->format) != '\0' && is_version(q->version) &&
	    (q->ticket[0] == '\0' || is_ticket(q->ticket)) &&
	    (kind == DATA_SPAN ? is_span(&q->span) : is_no_span(&q->span));
}

static int
put_parts(kstring_t *s, const struct span *span)
{
	const char *comma = "";
	size_t i;

	if (kputs(span->header ? "&parts=header" : "&parts=", s) == EOF)
		return -1;
	for (i = 0; i < span->nparts; i++, comma = ",")
		if (ksprintf(s, "%s%" PRIx64 "-%" PRIx64, comma,
		    span->parts[i].start, span->parts[i].end) < 0)
			return -1;
	if (span->eof && ksprintf(s, "%seof", comma) < 0)
		return -1;
	return 0;
}

/* The ticket before the parts: the log cuts a long query. */
static int
put_url(kstring_t *s, const char *base, enum data_kind kind,
    const char *encoded, const struct data_query *q)
{
	if (ksprintf(s, "%s/data/%s/%s?format=%s&version=%s", base,
	    kind_names[kind], encoded, format_name(q->format),
	    q->version) < 0)
		return -1;
	if (q->ticket[0] != '\0' && ksprintf(s, "&ticket=%s", q->ticket) < 0)
		return -1;
	return kind == DATA_SPAN ? put_parts(s, &q->span) : 0;
}

int
data_url_write(const char *base, enum data_kind kind, const char *id,
    const struct data_query *q, char **url, struct fault *fault)
{
	kstring_t s = KS_INITIALIZE;
	char *encoded;
	int rc = -1;

	*url = NULL;
	if (!may_be_written(kind, q))
		return fault_detail(fault, FAULT_INTERNAL,
		    "the data URL cannot be written",
		    "data URL of %s: bad format, version, ticket or span",
		    id);
	if ((encoded = uri_encode_path(id)) != NULL)
		rc = put_url(&s, base, kind, encoded, q);
	free(encoded);
	if (rc < 0) {
		ks_free(&s);
		return fault_nomem(fault);
	}
	*url = ks_release(&s);
	return 0;
}
