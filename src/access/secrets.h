/* secrets: the keys of signatures, from the file [access] secret. */
#ifndef ACCESS_SECRETS_H
#define ACCESS_SECRETS_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define SECRET_BYTES	32	/* of a key */
#define SECRET_NAME	8	/* hexadecimal digits that a URL names it by */
#define SECRETS_MAX	16	/* lines of a file */
#define SECRET_LEAST	32	/* bytes of a line */
#define SECRET_MOST	1024

struct secret {
	uint8_t	key[SECRET_BYTES];
	char	name[SECRET_NAME + 1];
};

struct secrets {
	struct secret	v[SECRETS_MAX];	/* the first signs, all verify */
	size_t		n;		/* one or more */
};

/*
 * Reads the text of such a file: a secret a line of SECRET_LEAST to
 * SECRET_MOST bytes; empty lines and those that begin with `#` do not count,
 * nor do blanks at the ends (a line may end in CRLF). A key and its name are
 * digests of the line (keyed apart, so that the name tells nothing of the
 * key). None, too many, a short or a long line, a NUL, one that stands twice:
 * FAULT_INTERNAL whose detail names the line. Never repeats a byte of it.
 */
int	secrets_parse(const char *text, size_t bytes, struct secrets *,
	    struct fault *);

/* The one of a name; NULL: none, as of one that was retired. */
const struct secret *secrets_find(const struct secrets *, const char *name);

#endif
