/* query: what a client asks for, from its text alone (htsget 1.3.0). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "htsget/query_parts.h"
#include "htsget/shown.h"

#define TAG_BYTES	2	/* SAMv1, 1.5 */
#define WHERE_MAX	48	/* "regions[18446744073709551615]." */

static const char *const field_names[] = {
	"QNAME", "FLAG", "RNAME", "POS", "MAPQ", "CIGAR", "RNEXT", "PNEXT",
	"TLEN", "SEQ", "QUAL"
};
#define FIELDS	(sizeof(field_names) / sizeof(field_names[0]))

void
query_init(struct query *q, enum endpoint endpoint)
{
	memset(q, 0, sizeof(*q));
	q->endpoint = endpoint;
	q->fields = FIELD_ALL;
}

/* names what is allowed, and who else gives the format. */
int
query_set_format(struct query *q, const char *value, struct fault *fault)
{
	enum endpoint endpoint = q->endpoint, other;
	enum format format = format_parse(value);
	const enum format *own;
	struct shown shown;
	unsigned n;

	if (format != FORMAT_NONE &&
	    (other = format_endpoint(format)) == endpoint) {
		q->format = format;
		return 0;
	}
	own = endpoint_formats(endpoint, &n);
	if (format == FORMAT_NONE)
		return fault_set(fault, FAULT_UNSUPPORTED_FORMAT,
		    "format: \"%s\" is not supported: /%s gives %s and %s",
		    shown_text(&shown, value, strlen(value)),
		    endpoint_name(endpoint), format_name(own[0]),
		    format_name(own[n - 1]));
	return fault_set(fault, FAULT_UNSUPPORTED_FORMAT,
	    "format: \"%s\" is given by /%s: /%s gives %s and %s",
	    format_name(format), endpoint_name(other),
	    endpoint_name(endpoint), format_name(own[0]),
	    format_name(own[n - 1]));
}

int
query_set_class(struct query *q, const char *value, struct fault *fault)
{
	if (strcmp(value, "header") != 0)
		return shown_invalid("class", value, strlen(value),
		    "is not a class to ask for: only \"header\" is", fault);
	q->class = CLASS_HEADER;
	return 0;
}

static unsigned
field_bit(const char *name, size_t bytes)
{
	unsigned i;

	for (i = 0; i < FIELDS; i++)
		if (strlen(field_names[i]) == bytes &&
		    memcmp(field_names[i], name, bytes) == 0)
			return 1U << i;
	return 0;
}

int
query_add_field(unsigned *fields, const char *name, size_t bytes,
    struct fault *fault)
{
	unsigned bit = field_bit(name, bytes);

	if (bit == 0)
		return shown_invalid("fields", name, bytes,
		    "is not one of QNAME, FLAG, RNAME, POS, MAPQ, "
		    "CIGAR, RNEXT, PNEXT, TLEN, SEQ, QUAL", fault);
	*fields |= bit;
	/* G-09: no format has qualities without bases. */
	if (bit == FIELD_QUAL)
		*fields |= FIELD_SEQ;
	return 0;
}

static bool
is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool
is_tag(const char *tag, size_t bytes)
{
	return bytes == TAG_BYTES && is_letter(tag[0]) &&
	    (is_letter(tag[1]) || (tag[1] >= '0' && tag[1] <= '9'));
}

int
query_make_tags(const char *name, size_t n, char ***tags,
    struct fault *fault)
{
	if (n > TAGS_MAX)
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "%s: %zu tags are more than %d", name, n, TAGS_MAX);
	if ((*tags = calloc(n, sizeof(**tags))) == NULL)
		return fault_nomem(fault);
	return 0;
}

int
query_add_tag(const char *name, const char *tag, size_t bytes, char **tags,
    size_t *ntags, struct fault *fault)
{
	if (!is_tag(tag, bytes))
		return shown_invalid(name, tag, bytes, "is not a tag: "
		    "a letter, then a letter or a digit", fault);
	if ((tags[*ntags] = strndup(tag, bytes)) == NULL)
		return fault_nomem(fault);
	++*ntags;
	return 0;
}

int
query_encryption(const struct query_rules *rules, const char *value,
    struct fault *fault)
{
	if (!rules->refuse_encryption)
		return 0;
	return fault_set(fault, FAULT_INVALID_INPUT, "encryptionScheme: %s "
	    "is asked for, but this server encrypts nothing", value);
}

static const char *
where(char text[WHERE_MAX], const size_t *index)
{
	text[0] = '\0';
	if (index != NULL)
		snprintf(text, WHERE_MAX, "regions[%zu].", *index);
	return text;
}

/* */
static int
check_positions(const struct region *region, unsigned has,
    const size_t *index, struct fault *fault)
{
	bool start = (has & HAS_START) != 0;
	char in[WHERE_MAX];

	if (has == 0 || (region->reference != NULL &&
	    strcmp(region->reference, "*") != 0))
		return 0;
	return fault_set(fault, FAULT_INVALID_INPUT, "%s%s: %llu is given %s",
	    where(in, index), start ? "start" : "end",
	    (unsigned long long)(start ? region->start : region->end),
	    region->reference == NULL ? "without referenceName" :
	    "with referenceName \"*\", which has no positions");
}

/* Q-08, P-07 */
static int
check_order(const struct region *region, const size_t *index,
    struct fault *fault)
{
	char in[WHERE_MAX];

	if (region->start < region->end ||
	    (index == NULL && region->start == region->end))
		return 0;
	return fault_set(fault, FAULT_INVALID_RANGE,
	    "%sstart: %llu is %s end: %llu", where(in, index),
	    (unsigned long long)region->start,
	    index == NULL ? "greater than" : "not less than",
	    (unsigned long long)region->end);
}

/* JBrowse asks for a header with a reference that does not exist. */
static int
check_unplaced(const struct query *q, const struct region *region,
    const size_t *index, struct fault *fault)
{
	char in[WHERE_MAX];

	if (q->endpoint != ENDPOINT_VARIANTS || q->class == CLASS_HEADER ||
	    region->reference == NULL || strcmp(region->reference, "*") != 0)
		return 0;
	return fault_set(fault, FAULT_NOT_FOUND, "%sreferenceName: \"*\": "
	    "variants have no unplaced records", where(in, index));
}

int
query_check_region(const struct query *q, const struct region *region,
    unsigned has, const size_t *index, struct fault *fault)
{
	if (check_positions(region, has, index, fault) < 0 ||
	    check_order(region, index, fault) < 0)
		return -1;
	return check_unplaced(q, region, index, fault);
}

/* Q-10; TAGS_MAX keeps it short. */
static int
check_tags(const struct query *q, struct fault *fault)
{
	size_t i, j;

	for (i = 0; i < q->ntags; i++)
		for (j = 0; j < q->nnotags; j++)
			if (strcmp(q->tags[i], q->notags[j]) == 0)
				return shown_invalid("tags", q->tags[i],
				    TAG_BYTES, "is in notags too", fault);
	return 0;
}

static void
clear_regions(struct query *q)
{
	size_t i;

	for (i = 0; i < q->nregions; i++)
		free(q->regions[i].reference);
	free(q->regions);
	q->regions = NULL;
	q->nregions = 0;
}

int
query_settle(struct query *q, const struct query_rules *rules,
    const char *beside, struct fault *fault)
{
	if (check_tags(q, fault) < 0)
		return -1;
	if (q->class != CLASS_HEADER)
		return 0;
	if (rules->strict && beside != NULL)
		return fault_set(fault, FAULT_INVALID_INPUT, "class: "
		    "\"header\" is given beside %s: only format may be",
		    beside);
	clear_regions(q);
	return 0;
}

static void
free_strings(char **strings, size_t n)
{
	while (n > 0)
		free(strings[--n]);
	free(strings);
}

void
query_clear(struct query *q)
{
	clear_regions(q);
	free_strings(q->tags, q->ntags);
	free_strings(q->notags, q->nnotags);
	memset(q, 0, sizeof(*q));
}
