/* walk: the ids that the names in a directory make. */
#ifndef CLI_WALK_H
#define CLI_WALK_H

#include <stddef.h>

#include "conf/settings.h"

struct walk_entry {
	char		*rest;		/* of the id, behind the prefix */
	unsigned	 formats;	/* 1 << enum format, for each there */
};

struct walk {
	struct walk_entry	*entries;	/* sorted, each rest once */
	size_t			 n;
	size_t			 room;
	size_t			 faults;	/* folders that could not be
						   read: told already */
};

/*
 * Walks a section's `path`. Linked folders are walked when they lie inside
 * `path` or `follow`, each once however many links lead to it. `tick` is
 * called now and then with the names so far. 0, or -1 when there is no
 * memory. The caller calls walk_clear.
 */
int	walk_directory(const struct data *, struct walk *,
	    void (*tick)(void *, size_t found), void *arg);
void	walk_clear(struct walk *);

#endif
