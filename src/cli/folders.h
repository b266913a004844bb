/* folders: those that sections of directories give, without links. */
#ifndef CLI_FOLDERS_H
#define CLI_FOLDERS_H

#include <stdbool.h>

#include "conf/settings.h"

struct folder {
	char			*real;
	const struct data	*data;
};

struct folders {
	struct folder	*v;
	size_t		 n;
};

/* Their `path`, of public ones `follow` too. -1: no memory; clear it. */
int	folders_find(struct folders *, const struct settings *);

/*
 * The section that gives a file to others than `guarded` says: the first
 * public one above a guarded file, or guarded one above a public; else NULL.
 */
const struct data *folders_above(const struct folders *, const char *file,
	    bool guarded);
void	folders_clear(struct folders *);

#endif
