#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/uri.h"
#include "htsget/parameters.h"
#include "htsget/shown.h"

#define PARAMETERS_MAX	1000	/* of a query string */

struct reader {
	const struct parameter	*rows;
	size_t			 nrows;
	void			*to;
	unsigned		*said;
};

/* The whole name: "n" or "starts" are somebody else's parameters. */
static const struct parameter *
row_find(const struct reader *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->nrows; i++)
		if (strcmp(r->rows[i].name, name) == 0)
			return &r->rows[i];
	return NULL;
}

static bool
is_shown(const struct parameter *row)
{
	return row != NULL && (row->flags & PARAMETER_SECRET) == 0;
}

static int
refuse(const struct parameter *row, const char *value, const char *why,
    struct fault *fault)
{
	if (is_shown(row))
		return shown_invalid(row->name, value, strlen(value), why,
		    fault);
	return fault_set(fault, FAULT_INVALID_INPUT, "%s: it %s", row->name,
	    why);
}

static int
take(const struct reader *r, const struct parameter *row, const char *value,
    struct fault *fault)
{
	unsigned bit = 1U << (row - r->rows);

	if ((*r->said & bit) != 0 && (row->flags & PARAMETER_AGAIN) == 0)
		return refuse(row, value, "is given on top of an earlier "
		    "value: only one is allowed", fault);
	*r->said |= bit;
	if (*value == '\0' && (row->flags & PARAMETER_EMPTY) == 0)
		return refuse(row, "", "is an empty value", fault);
	return row->parse(r->to, row->name, value, fault);
}

static char *
decode(const char *what, bool shown, const char *text, size_t bytes,
    struct fault *fault)
{
	struct shown name, part;
	const char *why;
	char *decoded = uri_decode(text, bytes, 1, &why);

	if (decoded != NULL)
		return decoded;
	shown_text(&name, what, strlen(what));
	shown_text(&part, text, bytes);
	if (why == NULL)
		fault_nomem(fault);
	else if (shown)
		fault_set(fault, FAULT_INVALID_INPUT, "%s: %s in \"%s\"",
		    name.text, why, part.text);
	else
		fault_set(fault, FAULT_INVALID_INPUT, "%s: %s", name.text,
		    why);
	return NULL;
}

/* One name=value, still encoded; no `=` is an empty value. */
static int
take_pair(const struct reader *r, const char *pair, size_t bytes,
    struct fault *fault)
{
	const char *equals = memchr(pair, '=', bytes);
	size_t n = equals != NULL ? (size_t)(equals - pair) : bytes;
	const char *text = equals != NULL ? equals + 1 : pair + bytes;
	const struct parameter *row;
	char *name, *value = NULL;
	int rc = -1;

	name = decode("query string", false, pair, n, fault);
	if (name == NULL)
		return -1;
	row = row_find(r, name);
	value = decode(name, is_shown(row), text,
	    (size_t)(pair + bytes - text), fault);
	if (value != NULL)
		rc = row != NULL ? take(r, row, value, fault) : 0;
	free(name);
	free(value);
	return rc;
}

int
parameters_parse(const char *text, const struct parameter *rows, size_t nrows,
    void *to, unsigned *said, struct fault *fault)
{
	const struct reader r = { rows, nrows, to, said };
	unsigned count = 0;
	size_t n;

	for (; text != NULL; text += n + 1) {
		n = strcspn(text, "&");
		if (n > 0 && ++count > PARAMETERS_MAX)
			return fault_set(fault, FAULT_INVALID_INPUT,
			    "query string: more than %d parameters",
			    PARAMETERS_MAX);
		if (n > 0 && take_pair(&r, text, n, fault) < 0)
			return -1;
		if (text[n] == '\0')
			break;
	}
	return 0;
}
