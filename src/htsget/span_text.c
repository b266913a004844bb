#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "htsget/shown.h"
#include "htsget/span_text.h"

#define HEX		"0123456789abcdef"
#define OFFSET_DIGITS	16

_Static_assert(SPAN_TEXT_MAX == SPAN_PARTS_MAX * (2 * OFFSET_DIGITS +
    sizeof("-,") - 1) + sizeof("eof") - 1, "the longest text of a span");

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

int
span_parse(struct span *span, const char *name, const char *value,
    struct fault *fault)
{
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

bool
span_has_text(const struct span *span)
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

int
span_put(kstring_t *s, const struct span *span)
{
	const char *comma = "";
	size_t i;

	if (kputs(span->header ? "header" : "", s) == EOF)
		return -1;
	for (i = 0; i < span->nparts; i++, comma = ",")
		if (ksprintf(s, "%s%" PRIx64 "-%" PRIx64, comma,
		    span->parts[i].start, span->parts[i].end) < 0)
			return -1;
	if (span->eof && ksprintf(s, "%seof", comma) < 0)
		return -1;
	return 0;
}
