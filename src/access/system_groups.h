/* system_groups: who is in which group of the system. */
#ifndef ACCESS_SYSTEM_GROUPS_H
#define ACCESS_SYSTEM_GROUPS_H

#include <stdbool.h>

struct system_groups;

struct system_groups	*system_groups_new(void);	/* NULL: no memory */
void			 system_groups_free(struct system_groups *);

/*
 * Whether a user that the system knows is in a group, be it by the primary
 * one. An answer is kept until system_groups_forget, or another user. What
 * goes wrong is logged, and is no. NULL has no groups.
 */
bool	system_groups_have(struct system_groups *, const char *group,
	    const char *user);
void	system_groups_forget(struct system_groups *);	/* NULL is safe */

#endif
