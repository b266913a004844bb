/* query_get: the query string of a GET, and what a POST's URL may have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "htsget/parameters.h"
#include "htsget/query_parts.h"
#include "htsget/shown.h"

/* The rows of both tables. */
enum {
	SAID_FORMAT, SAID_CLASS, SAID_REFERENCE, SAID_START, SAID_END,
	SAID_FIELDS, SAID_TAGS, SAID_NOTAGS, SAID_ENCRYPTION, SAID_COUNT
};

struct draft {
	struct query			*query;
	const struct query_rules	*rules;
	struct region			 region;
	unsigned			 said;	/* 1 << SAID_… */
};

static int
parse_format(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct draft *draft = to;

	(void)name;
	return query_set_format(draft->query, value, fault);
}

static int
parse_class(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct draft *draft = to;

	(void)name;
	return query_set_class(draft->query, value, fault);
}

static int
parse_reference(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct draft *draft = to;

	(void)name;
	if ((draft->region.reference = strdup(value)) == NULL)
		return fault_nomem(fault);
	return 0;
}

/* uint32 by digits alone, unlike strtoul. */
static int
parse_position(const char *name, const char *value, uint64_t *position,
    struct fault *fault)
{
	size_t n = decimal_read(value, position);

	if (n == 0 || value[n] != '\0' || *position > UINT32_MAX)
		return shown_invalid(name, value, strlen(value),
		    "is not a decimal number from 0 to 4294967295", fault);
	return 0;
}

static int
parse_start(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct draft *draft = to;

	return parse_position(name, value, &draft->region.start, fault);
}

static int
parse_end(void *to, const char *name, const char *value, struct fault *fault)
{
	struct draft *draft = to;

	return parse_position(name, value, &draft->region.end, fault);
}

/* */
static int
parse_fields(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct draft *draft = to;
	unsigned fields = 0;
	size_t n;

	(void)name;
	for (;; value += n + 1) {
		n = strcspn(value, ",");
		if (query_add_field(&fields, value, n, fault) < 0)
			return -1;
		if (value[n] == '\0')
			break;
	}
	draft->query->fields = fields;
	return 0;
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
	if (query_make_tags(name, most, tags, fault) < 0)
		return -1;
	for (;; value += n + 1) {
		n = strcspn(value, ",");
		if (query_add_tag(name, value, n, *tags, ntags, fault) < 0)
			return -1;
		if (value[n] == '\0')
			return 0;
	}
}

static int
parse_tags(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct query *q = ((struct draft *)to)->query;

	q->has_tags = true;
	return parse_tag_list(name, value, &q->tags, &q->ntags, fault);
}

static int
parse_notags(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct query *q = ((struct draft *)to)->query;

	return parse_tag_list(name, value, &q->notags, &q->nnotags, fault);
}

static int
parse_encryption(void *to, const char *name, const char *value,
    struct fault *fault)
{
	struct draft *draft = to;
	struct shown shown;
	char quoted[sizeof(shown.text) + 2];

	(void)name;
	snprintf(quoted, sizeof(quoted), "\"%s\"",
	    shown_text(&shown, value, strlen(value)));
	return query_encryption(draft->rules, quoted, fault);
}

#define IGNORED	(PARAMETER_EMPTY | PARAMETER_AGAIN)

static const struct parameter parameters[SAID_COUNT] = {
	[SAID_FORMAT] = { "format", parse_format, 0 },
	[SAID_CLASS] = { "class", parse_class, 0 },
	[SAID_REFERENCE] = { "referenceName", parse_reference, 0 },
	[SAID_START] = { "start", parse_start, 0 },
	[SAID_END] = { "end", parse_end, 0 },
	[SAID_FIELDS] = { "fields", parse_fields, 0 },
	[SAID_TAGS] = { "tags", parse_tags, PARAMETER_EMPTY },
	[SAID_NOTAGS] = { "notags", parse_notags, PARAMETER_EMPTY },
	[SAID_ENCRYPTION] = { "encryptionScheme", parse_encryption, IGNORED },
};

/* What was said besides class and format; NULL: nothing. */
static const char *
beside(unsigned said)
{
	unsigned i;

	for (i = SAID_REFERENCE; i < SAID_ENCRYPTION; i++)
		if ((said & 1U << i) != 0)
			return parameters[i].name;
	return NULL;
}

/* Moves the draft's region into the query, where there is one. */
static int
settle(struct draft *draft, struct fault *fault)
{
	struct query *q = draft->query;
	unsigned has = 0;

	if ((draft->said & 1U << SAID_START) != 0)
		has |= HAS_START;
	if ((draft->said & 1U << SAID_END) != 0)
		has |= HAS_END;
	if (query_check_region(q, &draft->region, has, NULL, fault) < 0)
		return -1;
	if (draft->region.reference != NULL) {
		if ((q->regions = malloc(sizeof(*q->regions))) == NULL)
			return fault_nomem(fault);
		q->regions[0] = draft->region;
		q->nregions = 1;
		draft->region.reference = NULL;
	}
	return query_settle(q, draft->rules, beside(draft->said), fault);
}

int
query_parse_get(enum endpoint endpoint, const char *text,
    const struct query_rules *rules, struct query *q, struct fault *fault)
{
	struct draft draft = {
		.query = q,
		.rules = rules,
		.region = { .reference = NULL, .end = QUERY_OPEN_END },
	};
	int rc = -1;

	query_init(q, endpoint);
	if (parameters_parse(text, parameters, SAID_COUNT, &draft,
	    &draft.said, fault) == 0)
		rc = settle(&draft, fault);
	free(draft.region.reference);
	if (rc < 0)
		query_clear(q);
	return rc;
}

static int
url_refuse(void *to, const char *name, const char *value,
    struct fault *fault)
{
	(void)to;
	return shown_invalid(name, value, strlen(value), "is on the URL of a "
	    "POST, which asks by its body alone", fault);
}

int
query_check_post_url(const char *text, const struct query_rules *rules,
    struct fault *fault)
{
	struct parameter refused[SAID_COUNT];
	struct draft draft = { .rules = rules };
	size_t i;

	memcpy(refused, parameters, sizeof(refused));
	for (i = 0; i < SAID_COUNT; i++) {
		if (i != SAID_ENCRYPTION)
			refused[i].parse = url_refuse;
		refused[i].flags = IGNORED;
	}
	return parameters_parse(text, refused, SAID_COUNT, &draft,
	    &draft.said, fault);
}
