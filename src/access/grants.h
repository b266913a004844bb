/* grants: a table of who may read which regions of which ids. */
#ifndef ACCESS_GRANTS_H
#define ACCESS_GRANTS_H

#include <stddef.h>

#include "base/fault.h"
#include "conf/who.h"

#define GRANTS_ROWS_MAX		(1u << 16)
#define GRANTS_PATTERN_MAX	1024	/* bytes */

struct grant {
	struct who	 who;
	char		*pattern;	/* of ids, for fnmatch(3) */
	size_t		 bed;		/* index of beds */
};

struct grants {
	struct grant	*v;		/* in the order of the file */
	size_t		 n;
	char		**beds;		/* paths, each one once */
	size_t		 nbeds;
	/* Private: room for either, and path -> index of beds. */
	size_t		 room;
	size_t		 room_beds;
	void		*numbers;
};

/*
 * Reads lines "WHO<TAB>PATTERN<TAB>BED", the path absolute; no column is
 * empty or begins or ends with a blank. One bad line makes the whole file
 * bad: NULL, and a fault whose detail names the line.
 */
struct grants	*grants_parse(const char *text, size_t bytes, struct fault *);
void		 grants_free(struct grants *);		/* NULL is safe */

#endif
