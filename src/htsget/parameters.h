/* parameters: a URL's query string, one known name=value after another. */
#ifndef HTSGET_PARAMETERS_H
#define HTSGET_PARAMETERS_H

#include <stddef.h>

#include "base/fault.h"

/* Of a parameter; else it is given once, not empty and in messages. */
enum {
	PARAMETER_EMPTY = 1 << 0,
	PARAMETER_AGAIN = 1 << 1,
	PARAMETER_SECRET = 1 << 2	/* no message repeats its value */
};

/* A row of a table; `parse` gets the value decoded and may not keep it. */
struct parameter {
	const char	*name;
	int		(*parse)(void *to, const char *name,
			    const char *value, struct fault *);
	unsigned	 flags;
};

/*
 * Gives each parameter of a table (32 rows at most) to its function, in the
 * order of the text, which is percent-encoded and may be NULL. A parameter
 * without `=` is empty; the whole name counts, and one that no row has is
 * ignored, but decoded all the same. A bad escape, a NUL, invalid UTF-8, an
 * empty value, a second one, or more than 1,000 parameters:
 * FAULT_INVALID_INPUT. What is unknown may be somebody's token: no message
 * repeats its value. Adds 1 << row to *said.
 */
int	parameters_parse(const char *text, const struct parameter *, size_t n,
	    void *to, unsigned *said, struct fault *);

#endif
