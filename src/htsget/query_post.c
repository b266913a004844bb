/*
 * query_post: the JSON body of a POST.
 *
 * What is absent. The specification has optional keys and no word of null; its
 * OpenAPI file has no POST. htsjdk leaves out a key that has no value, and
 * start and end of `*`; so does noodles-htsget 0.13, but earlier states of it
 * wrote "class":null. htsget-rs takes null of each key for an absent one, and
 * whoever writes its struct sends them so. Hence null is an absent key, but
 * for regions and referenceName: who asks for less would get the whole file.
 *
 * What is empty. "tags":[] is no tags, by the specification; "notags":[] is
 * none likewise. "fields":[] would be records without a field, which no format
 * has, and an empty fields= of a GET is InvalidInput: so is this.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "htsget/strict_json.h"
#include "htsget/query_parts.h"
#include "htsget/shown.h"

/* Objects and arrays of a body besides its regions, for keys not of ours. */
#define CONTAINERS_MAX	1000

#define PLACE_MAX	64	/* "regions[18446744073709551615].start" */

struct draft {
	struct query			*query;
	const struct query_rules	*rules;
};

/* A value of the body: key, key[index], key[index].member. */
struct place {
	const char	*key;
	const size_t	*index;		/* or NULL */
	const char	*member;	/* or NULL */
};

static const char *
place_name(char name[PLACE_MAX], const struct place *place)
{
	if (place->index == NULL)
		snprintf(name, PLACE_MAX, "%s", place->key);
	else
		snprintf(name, PLACE_MAX, "%s[%zu]%s%s", place->key,
		    *place->index, place->member != NULL ? "." : "",
		    place->member != NULL ? place->member : "");
	return name;
}

struct described {
	char	text[sizeof(struct shown) + 2];
};

/* Of a number over 64 bits json-c keeps the nearest, not the digits. */
static bool
was_cut(struct json_object *value)
{
	return json_object_is_type(value, json_type_int) &&
	    (json_object_get_uint64(value) == UINT64_MAX ||
	    json_object_get_int64(value) == INT64_MIN);
}

/* For a message: "a string", 1.0, true, an array. */
static const char *
describe(struct described *d, struct json_object *value)
{
	const char *quote = "", *text;
	struct shown shown;

	switch (json_object_get_type(value)) {
	case json_type_object:
		return "an object";
	case json_type_array:
		return "an array";
	case json_type_string:
		quote = "\"";
		text = json_object_get_string(value);
		break;
	default:
		if (was_cut(value))
			return "a number of 19 or more digits";
		text = json_object_to_json_string(value);
		break;
	}
	if (text == NULL)
		return "a value";
	snprintf(d->text, sizeof(d->text), "%s%s%s", quote,
	    shown_text(&shown, text, strlen(text)), quote);
	return d->text;
}

static int
refuse(const struct place *place, struct json_object *value, const char *why,
    struct fault *fault)
{
	struct described d;
	char name[PLACE_MAX];

	return fault_set(fault, FAULT_INVALID_INPUT, "%s: %s %s",
	    place_name(name, place), describe(&d, value), why);
}

/* A string as it stands in the body; NULL on a fault. */
static const char *
string_of(const struct place *place, struct json_object *value,
    bool may_be_empty, struct fault *fault)
{
	const char *text;

	if (!json_object_is_type(value, json_type_string)) {
		(void)refuse(place, value, "is not a string", fault);
		return NULL;
	}
	text = json_object_get_string(value);
	if (*text == '\0' && !may_be_empty) {
		(void)refuse(place, value, "is an empty value", fault);
		return NULL;
	}
	return text;
}

static int
check_array(const char *key, struct json_object *value, struct fault *fault)
{
	const struct place place = { .key = key };

	if (json_object_is_type(value, json_type_array))
		return 0;
	return refuse(&place, value, "is not an array", fault);
}

static int
take_format(struct draft *draft, const char *key, struct json_object *value,
    struct fault *fault)
{
	const struct place place = { .key = key };
	const char *text = string_of(&place, value, false, fault);

	return text == NULL ? -1 :
	    query_set_format(draft->query, text, fault);
}

static int
take_class(struct draft *draft, const char *key, struct json_object *value,
    struct fault *fault)
{
	const struct place place = { .key = key };
	const char *text = string_of(&place, value, false, fault);

	return text == NULL ? -1 : query_set_class(draft->query, text, fault);
}

/* */
static int
take_fields(struct draft *draft, const char *key, struct json_object *value,
    struct fault *fault)
{
	size_t i, n;
	const struct place place = { .key = key, .index = &i };
	unsigned fields = 0;
	const char *text;

	if (check_array(key, value, fault) < 0)
		return -1;
	if ((n = json_object_array_length(value)) == 0)
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "%s: an empty array asks for no field at all", key);
	for (i = 0; i < n; i++) {
		text = string_of(&place, json_object_array_get_idx(value, i),
		    true, fault);
		if (text == NULL || query_add_field(&fields, text,
		    strlen(text), fault) < 0)
			return -1;
	}
	draft->query->fields = fields;
	return 0;
}

/* */
static int
take_tag_list(const char *key, struct json_object *value, char ***tags,
    size_t *ntags, struct fault *fault)
{
	size_t i, n;
	const struct place place = { .key = key, .index = &i };
	const char *text;

	if (check_array(key, value, fault) < 0)
		return -1;
	if ((n = json_object_array_length(value)) == 0)
		return 0;
	if (query_make_tags(key, n, tags, fault) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		text = string_of(&place, json_object_array_get_idx(value, i),
		    true, fault);
		if (text == NULL || query_add_tag(key, text, strlen(text),
		    *tags, ntags, fault) < 0)
			return -1;
	}
	return 0;
}

static int
take_tags(struct draft *draft, const char *key, struct json_object *value,
    struct fault *fault)
{
	struct query *q = draft->query;

	q->has_tags = true;
	return take_tag_list(key, value, &q->tags, &q->ntags, fault);
}

static int
take_notags(struct draft *draft, const char *key, struct json_object *value,
    struct fault *fault)
{
	struct query *q = draft->query;

	return take_tag_list(key, value, &q->notags, &q->nnotags, fault);
}

/* P-06; an absent one leaves *position, a present one adds its bit. */
static int
take_position(struct json_object *object, const struct place *place,
    unsigned bit, unsigned *has, uint64_t *position, struct fault *fault)
{
	struct json_object *value;
	int64_t number;

	if (!json_object_object_get_ex(object, place->member, &value) ||
	    value == NULL)
		return 0;
	/* json-c would also read 1.5, "1" and true as a number. */
	number = json_object_is_type(value, json_type_int) ?
	    json_object_get_int64(value) : -1;
	if (number < 0 || number > UINT32_MAX)
		return refuse(place, value,
		    "is not an integer from 0 to 4294967295", fault);
	*position = (uint64_t)number;
	*has |= bit;
	return 0;
}

static int
take_reference(struct json_object *object, const struct place *place,
    char **reference, struct fault *fault)
{
	struct json_object *value;
	char name[PLACE_MAX];
	const char *text;

	if (!json_object_object_get_ex(object, place->member, &value))
		return fault_set(fault, FAULT_INVALID_INPUT,
		    "%s: it is missing", place_name(name, place));
	if ((text = string_of(place, value, false, fault)) == NULL)
		return -1;
	if ((*reference = strdup(text)) == NULL)
		return fault_nomem(fault);
	return 0;
}

static int
take_region(struct draft *draft, const char *key, struct json_object *object,
    size_t index, struct fault *fault)
{
	const struct place whole = { key, &index, NULL };
	const struct place reference = { key, &index, "referenceName" };
	const struct place start = { key, &index, "start" };
	const struct place end = { key, &index, "end" };
	struct query *q = draft->query;
	struct region *region = &q->regions[index];
	unsigned has = 0;

	if (!json_object_is_type(object, json_type_object))
		return refuse(&whole, object, "is not an object", fault);
	region->end = QUERY_OPEN_END;
	q->nregions = index + 1;
	if (take_reference(object, &reference, &region->reference,
	    fault) < 0 ||
	    take_position(object, &start, HAS_START, &has, &region->start,
	    fault) < 0 ||
	    take_position(object, &end, HAS_END, &has, &region->end,
	    fault) < 0)
		return -1;
	return query_check_region(q, region, has, &index, fault);
}

/* P-05; the class is known. */
static int
take_regions(struct draft *draft, const char *key, struct json_object *value,
    struct fault *fault)
{
	struct query *q = draft->query;
	size_t i, n;

	if (check_array(key, value, fault) < 0)
		return -1;
	if ((n = json_object_array_length(value)) == 0)
		return fault_set(fault, FAULT_INVALID_INPUT, "%s: an empty "
		    "array asks for nothing; without %s it is everything",
		    key, key);
	if (n > draft->rules->regions)
		return fault_set(fault, FAULT_TOO_LARGE, "%s: %zu are more "
		    "than the %zu that this server takes ([limits] regions)",
		    key, n, draft->rules->regions);
	if ((q->regions = calloc(n, sizeof(*q->regions))) == NULL)
		return fault_nomem(fault);
	for (i = 0; i < n; i++)
		if (take_region(draft, key, json_object_array_get_idx(value,
		    i), i, fault) < 0)
			return -1;
	return 0;
}

static int
take_encryption(struct draft *draft, const char *key,
    struct json_object *value, struct fault *fault)
{
	struct described d;

	(void)key;
	return query_encryption(draft->rules, describe(&d, value), fault);
}

/* What a GET asks with: who writes it here would get the whole file. */
static int
refuse_misplaced(struct draft *draft, const char *key,
    struct json_object *value, struct fault *fault)
{
	(void)draft;
	(void)value;
	return fault_set(fault, FAULT_INVALID_INPUT,
	    "%s: it belongs into an object of the array regions", key);
}

/* In the order in which they are read. */
static const struct key {
	const char	*name;
	int		(*take)(struct draft *, const char *key,
			    struct json_object *, struct fault *);
	bool		 takes_null;	/* as a value, to refuse it */
	bool		 not_beside;	/* class=header, if strict */
} keys[] = {
	{ "format", take_format, false, false },
	{ "class", take_class, false, false },
	{ "fields", take_fields, false, true },
	{ "tags", take_tags, false, true },
	{ "notags", take_notags, false, true },
	{ "regions", take_regions, true, true },
	{ "encryptionScheme", take_encryption, false, false },
	{ "referenceName", refuse_misplaced, false, false },
	{ "start", refuse_misplaced, false, false },
	{ "end", refuse_misplaced, false, false },
};

static int
take_keys(struct draft *draft, struct json_object *object,
    struct fault *fault)
{
	struct json_object *value;
	const struct key *key;
	const char *beside = NULL;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		key = &keys[i];
		if (!json_object_object_get_ex(object, key->name, &value) ||
		    (value == NULL && !key->takes_null))
			continue;
		if (key->take(draft, key->name, value, fault) < 0)
			return -1;
		if (key->not_beside && beside == NULL)
			beside = key->name;
	}
	return query_settle(draft->query, draft->rules, beside, fault);
}

int
query_parse_post(enum endpoint endpoint, const char *body, size_t bytes,
    const struct query_rules *rules, struct query *q, struct fault *fault)
{
	struct draft draft = { .query = q, .rules = rules };
	size_t most = rules->regions < SIZE_MAX - CONTAINERS_MAX ?
	    rules->regions + CONTAINERS_MAX : SIZE_MAX;
	struct json_object *object;
	int rc = -1;

	query_init(q, endpoint);
	if ((object = strict_json_parse(body, bytes, most, fault)) != NULL)
		rc = take_keys(&draft, object, fault);
	json_object_put(object);
	if (rc < 0)
		query_clear(q);
	return rc;
}
