/* query: what a client asks for, from its text alone (htsget 1.3.0). */
#include <stdlib.h>
#include <string.h>

#include "base/uri.h"
#include "base/utf8.h"
#include "htsget/query.h"

#define PARAMETERS_MAX	1000	/* of a query string */
#define TAGS_MAX	1000	/* of tags, and of notags */
#define TAG_BYTES	2	/* SAMv1, 1.5 */
#define SHOWN_MAX	60	/* bytes of a client's value in a message */

/* The parameters of a GET; also the bits of what was seen. */
enum {
	SAID_FORMAT, SAID_CLASS, SAID_REFERENCE, SAID_START, SAID_END,
	SAID_FIELDS, SAID_TAGS, SAID_NOTAGS, SAID_COUNT
};

struct draft {
	struct query	*query;
	struct region	 region;
	unsigned	 said;		/* 1 << SAID_… */
};

struct shown {
	char	text[SHOWN_MAX + sizeof("…")];
};

static const char *const field_names[] = {
	"QNAME", "FLAG", "RNAME", "POS", "MAPQ", "CIGAR", "RNEXT", "PNEXT",
	"TLEN", "SEQ", "QUAL"
};
#define FIELDS	(sizeof(field_names) / sizeof(field_names[0]))

/* A client's text for a message: short, and valid UTF-8 whatever it was. */
static const char *
show(struct shown *shown, const char *text, size_t bytes)
{
	size_t used = 0, n;

	for (; bytes > 0; text += n, bytes -= n) {
		if ((n = utf8_length(text, bytes)) > SHOWN_MAX - used ||
		    used == SHOWN_MAX) {
			memcpy(shown->text + used, "…", sizeof("…"));
			return shown->text;
		}
		if (n == 0) {
			shown->text[used++] = '?';
			n = 1;
			continue;
		}
		memcpy(shown->text + used, text, n);
		used += n;
	}
	shown->text[used] = '\0';
	return shown->text;
}

static int
invalid(const char *name, const char *value, size_t bytes, const char *why,
    struct fault *fault)
{
	struct shown shown;

	return fault_set(fault, FAULT_INVALID_INPUT, "%s: \"%s\" %s", name,
	    show(&shown, value, bytes), why);
}

/* names what is allowed, and who else gives the format. */
static int
parse_format(struct draft *draft, const char *value, struct fault *fault)
{
	enum endpoint endpoint = draft->query->endpoint, other;
	enum format format = format_parse(value);
	const enum format *own;
	struct shown shown;
	unsigned n;

	if (format != FORMAT_NONE &&
	    (other = format_endpoint(format)) == endpoint) {
		draft->query->format = format;
		return 0;
	}
	own = endpoint_formats(endpoint, &n);
	if (format == FORMAT_NONE)
		return fault_set(fault, FAULT_UNSUPPORTED_FORMAT,
		    "format: \"%s\" is not supported: /%s gives %s and %s",
		    show(&shown, value, strlen(value)),
		    endpoint_name(endpoint), format_name(own[0]),
		    format_name(own[n - 1]));
	return fault_set(fault, FAULT_UNSUPPORTED_FORMAT,
	    "format: \"%s\" is given by /%s: /%s gives %s and %s",
	    format_name(format), endpoint_name(other),
	    endpoint_name(endpoint), format_name(own[0]),
	    format_name(own[n - 1]));
}

/* */
static int
parse_class(struct draft *draft, const char *value, struct fault *fault)
{
	if (strcmp(value, "header") != 0)
		return invalid("class", value, strlen(value),
		    "is not a class to ask for: only \"header\" is", fault);
	draft->query->class = CLASS_HEADER;
	return 0;
}

static int
parse_reference(struct draft *draft, const char *value, struct fault *fault)
{
	if ((draft->region.reference = strdup(value)) == NULL)
		return fault_nomem(fault);
	return 0;
}

/* uint32 by digits alone, unlike strtoul. */
static int
parse_position(const char *name, const char *value, uint64_t *position,
    struct fault *fault)
{
	const char *s;

	*position = 0;
	for (s = value; *s >= '0' && *s <= '9'; s++) {
		*position = *position * 10 + (uint64_t)(*s - '0');
		if (*position > UINT32_MAX)
			break;
	}
	if (*s != '\0' || s == value)
		return invalid(name, value, strlen(value),
		    "is not a decimal number from 0 to 4294967295", fault);
	return 0;
}

static int
parse_start(struct draft *draft, const char *value, struct fault *fault)
{
	return parse_position("start", value, &draft->region.start, fault);
}

static int
parse_end(struct draft *draft, const char *value, struct fault *fault)
{
	return parse_position("end", value, &draft->region.end, fault);
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

/* */
static int
parse_fields(struct draft *draft, const char *value, struct fault *fault)
{
	unsigned fields = 0, bit;
	size_t n;

	for (;; value += n + 1) {
		n = strcspn(value, ",");
		if ((bit = field_bit(value, n)) == 0)
			return invalid("fields", value, n,
			    "is not one of QNAME, FLAG, RNAME, POS, MAPQ, "
			    "CIGAR, RNEXT, PNEXT, TLEN, SEQ, QUAL", fault);
		fields |= bit;
		if (value[n] == '\0')
			break;
	}
	/* G-09: no format has qualities without bases. */
	if (fields & FIELD_QUAL)
		fields |= FIELD_SEQ;
	draft->query->fields = fields;
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

/* a list, or nothing at all. */
static int
parse_tag_list(const char *name, const char *value, char ***tags,
    size_t *ntags, struct fault *fault)
{
	const char *s;
	size_t most = 1, n;

	if (*value == '\0')
		return 0;
	for (s = value; *s != '\0'; s++)
		most += *s == ',';
	if (most > TAGS_MAX)
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "%s: %zu tags are more than %d", name, most, TAGS_MAX);
	if ((*tags = calloc(most, sizeof(**tags))) == NULL)
		return fault_nomem(fault);
	for (;; value += n + 1) {
		n = strcspn(value, ",");
		if (!is_tag(value, n))
			return invalid(name, value, n, "is not a tag: "
			    "a letter, then a letter or a digit", fault);
		if (((*tags)[*ntags] = strndup(value, n)) == NULL)
			return fault_nomem(fault);
		++*ntags;
		if (value[n] == '\0')
			return 0;
	}
}

static int
parse_tags(struct draft *draft, const char *value, struct fault *fault)
{
	struct query *q = draft->query;

	q->has_tags = true;
	return parse_tag_list("tags", value, &q->tags, &q->ntags, fault);
}

static int
parse_notags(struct draft *draft, const char *value, struct fault *fault)
{
	struct query *q = draft->query;

	return parse_tag_list("notags", value, &q->notags, &q->nnotags,
	    fault);
}

static const struct parameter {
	const char	*name;
	int		(*parse)(struct draft *, const char *,
			    struct fault *);
	bool		 may_be_empty;
} parameters[SAID_COUNT] = {
	[SAID_FORMAT] = { "format", parse_format, false },
	[SAID_CLASS] = { "class", parse_class, false },
	[SAID_REFERENCE] = { "referenceName", parse_reference, false },
	[SAID_START] = { "start", parse_start, false },
	[SAID_END] = { "end", parse_end, false },
	[SAID_FIELDS] = { "fields", parse_fields, false },
	[SAID_TAGS] = { "tags", parse_tags, true },
	[SAID_NOTAGS] = { "notags", parse_notags, true },
};

/* The whole name: "n" or "starts" are somebody else's parameters. */
static unsigned
parameter_find(const char *name)
{
	unsigned i;

	for (i = 0; i < SAID_COUNT; i++)
		if (strcmp(parameters[i].name, name) == 0)
			break;
	return i;
}

static int
take(struct draft *draft, const char *name, const char *value,
    struct fault *fault)
{
	unsigned i = parameter_find(name);

	if (i == SAID_COUNT)
		return 0;
	if (draft->said & 1U << i)
		return invalid(name, value, strlen(value),
		    "is given on top of an earlier value: "
		    "only one is allowed", fault);
	draft->said |= 1U << i;
	if (*value == '\0' && !parameters[i].may_be_empty)
		return invalid(name, value, 0, "is an empty value", fault);
	return parameters[i].parse(draft, value, fault);
}

static char *
decode(const char *what, const char *text, size_t bytes, struct fault *fault)
{
	struct shown name, shown;
	const char *why;
	char *decoded = uri_decode(text, bytes, 1, &why);

	if (decoded == NULL && why == NULL)
		fault_nomem(fault);
	else if (decoded == NULL)
		fault_set(fault, FAULT_INVALID_INPUT, "%s: %s in \"%s\"",
		    show(&name, what, strlen(what)), why,
		    show(&shown, text, bytes));
	return decoded;
}

/* One name=value, still encoded; no `=` is an empty value. */
static int
take_pair(struct draft *draft, const char *pair, size_t bytes,
    struct fault *fault)
{
	const char *equals = memchr(pair, '=', bytes);
	size_t n = equals != NULL ? (size_t)(equals - pair) : bytes;
	const char *text = equals != NULL ? equals + 1 : pair + bytes;
	char *name, *value = NULL;
	int rc = -1;

	if ((name = decode("query string", pair, n, fault)) == NULL ||
	    (value = decode(name, text, (size_t)(pair + bytes - text),
	    fault)) == NULL)
		goto out;
	rc = take(draft, name, value, fault);
out:
	free(name);
	free(value);
	return rc;
}

static int
take_pairs(struct draft *draft, const char *text, struct fault *fault)
{
	unsigned count = 0;
	size_t n;

	for (;; text += n + 1) {
		n = strcspn(text, "&");
		if (n > 0 && ++count > PARAMETERS_MAX)
			return fault_set(fault, FAULT_INVALID_INPUT,
			    "query string: more than %d parameters",
			    PARAMETERS_MAX);
		if (n > 0 && take_pair(draft, text, n, fault) < 0)
			return -1;
		if (text[n] == '\0')
			return 0;
	}
}

/* */
static int
check_tags(const struct query *q, struct fault *fault)
{
	size_t i, j;

	for (i = 0; i < q->ntags; i++)
		for (j = 0; j < q->nnotags; j++)
			if (strcmp(q->tags[i], q->notags[j]) == 0)
				return invalid("tags", q->tags[i], TAG_BYTES,
				    "is in notags too", fault);
	return 0;
}

/* */
static int
check_region(const struct draft *draft, struct fault *fault)
{
	const struct region *region = &draft->region;
	bool has_start = draft->said & 1U << SAID_START;
	bool has_end = draft->said & 1U << SAID_END;

	if ((has_start || has_end) && (region->reference == NULL ||
	    strcmp(region->reference, "*") == 0))
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "%s: %llu is given %s", has_start ? "start" : "end",
		    (unsigned long long)(has_start ?
		    region->start : region->end), region->reference == NULL ?
		    "without referenceName" :
		    "with referenceName \"*\", which has no positions");
	if (region->start > region->end)
		return fault_set(fault, FAULT_INVALID_RANGE,
		    "start: %llu is greater than end: %llu",
		    (unsigned long long)region->start,
		    (unsigned long long)region->end);
	return 0;
}

/* Moves the draft's region into the query, where there is one. */
static int
settle(struct draft *draft, struct fault *fault)
{
	struct query *q = draft->query;

	if (check_tags(q, fault) < 0 || check_region(draft, fault) < 0)
		return -1;
	/* JBrowse asks for a header with a reference that does not exist. */
	if (q->class == CLASS_HEADER || draft->region.reference == NULL)
		return 0;
	if (q->endpoint == ENDPOINT_VARIANTS &&
	    strcmp(draft->region.reference, "*") == 0)
		return fault_set(fault, FAULT_NOT_FOUND,
		    "referenceName: \"*\": variants have no unplaced "
		    "records");
	if ((q->regions = malloc(sizeof(*q->regions))) == NULL)
		return fault_nomem(fault);
	q->regions[0] = draft->region;
	q->nregions = 1;
	draft->region.reference = NULL;
	return 0;
}

int
query_parse(enum endpoint endpoint, const char *text, struct query *q,
    struct fault *fault)
{
	struct draft draft = {
		.query = q,
		.region = { .reference = NULL, .end = QUERY_OPEN_END },
	};
	int rc = -1;

	memset(q, 0, sizeof(*q));
	q->endpoint = endpoint;
	q->fields = FIELD_ALL;
	if (text == NULL || take_pairs(&draft, text, fault) == 0)
		rc = settle(&draft, fault);
	free(draft.region.reference);
	if (rc < 0)
		query_clear(q);
	return rc;
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
	size_t i;

	for (i = 0; i < q->nregions; i++)
		free(q->regions[i].reference);
	free(q->regions);
	free_strings(q->tags, q->ntags);
	free_strings(q->notags, q->nnotags);
	memset(q, 0, sizeof(*q));
}
