/* who: one word that says who may read, of `allow` or of a grants table. */
#ifndef CONF_WHO_H
#define CONF_WHO_H

#include <stddef.h>

enum who_kind {
	WHO_ANY,		/* `*`: whoever has logged in */
	WHO_USER,		/* NAME */
	WHO_GROUP,		/* @NAME, of the file [access] groups */
	WHO_SYSTEM_GROUP,	/* %NAME, of the system */
	WHO_CLAIM		/* claim:NAME=VALUE, of OpenID Connect */
};

struct who {
	enum who_kind	 kind;
	char		*name;	/* NULL: `*`; of a claim OIDC_CLAIM_NAME */
	char		*value;	/* of a claim, else NULL */
};

struct who_list {
	struct who	*v;
	size_t		 n;
};

#define WHO_NAME_MAX	512	/* bytes of a user, a group, a claim's value */

/*
 * Reads one word of that many bytes. NULL, and the caller frees by who_clear;
 * or what a good word is, and *who is clear; value_nomem (conf/values.h)
 * without memory. Names are UTF-8 without control bytes; the name of a claim
 * is letters, digits, `_`, `-` and `.`.
 */
const char	*who_read(const char *, size_t bytes, struct who *);
void		 who_clear(struct who *);

/* The same of words that are separated by blanks; none is good, too. */
const char	*who_read_list(const char *, struct who_list *);
void		 who_clear_list(struct who_list *);

#endif
