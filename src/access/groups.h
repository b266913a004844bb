/* groups: who is in which group, by a file in the format of htgroup. */
#ifndef ACCESS_GROUPS_H
#define ACCESS_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

#define GROUPS_MEMBERS_MAX	(1u << 20)	/* of all groups of a file */

struct groups;

/*
 * Reads lines "GROUP: USER USER …"; several lines of one group add up. A user
 * with blanks stands in "…" or '…', where a backslash takes a quote or a
 * backslash as it is. Names are UTF-8 of at most WHO_NAME_MAX bytes, those of
 * groups without blanks. One bad line makes the whole file bad: NULL, and a
 * fault whose detail names the line.
 */
struct groups	*groups_parse(const char *text, size_t bytes, struct fault *);
void		 groups_free(struct groups *);		/* NULL is safe */

/* Whether a user is in a group; NULL has no groups. */
bool	groups_have(const struct groups *, const char *group, const char *user);

#endif
