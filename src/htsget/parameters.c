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
static size_t
row_find(const struct reader *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->nrows; i++)
		if (strcmp(r->rows[i].name, name) == 0)
			break;
	return i;
}

static int
take(const struct reader *r, const char *name, const char *value,
    struct fault *fault)
{
	size_t i = row_find(r, name);
	const struct parameter *row = &r->rows[i];

	if (i == r->nrows)
		return 0;
	if ((*r->said & 1U << i) != 0 && (row->flags & PARAMETER_AGAIN) == 0)
		return shown_invalid(name, value, strlen(value),
		    "is given on top of an earlier value: "
		    "only one is allowed", fault);
	*r->said |= 1U << i;
	if (*value == '\0' && (row->flags & PARAMETER_EMPTY) == 0)
		return shown_invalid(name, value, 0, "is an empty value",
		    fault);
	return row->parse(r->to, name, value, fault);
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
		    shown_text(&name, what, strlen(what)), why,
		    shown_text(&shown, text, bytes));
	return decoded;
}

/* One name=value, still encoded; no `=` is an empty value. */
static int
take_pair(const struct reader *r, const char *pair, size_t bytes,
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
	rc = take(r, name, value, fault);
out:
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
