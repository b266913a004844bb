/* ini_lines: the pass over an INI file's lines; for ini.c alone. */
#ifndef CONF_INI_LINES_H
#define CONF_INI_LINES_H

#include <htslib/khash.h>

#include "conf/ini.h"

/*
 * "section" -> its index, "section:key" -> index of the entry: the very names
 * that iniparser's dictionary uses, so that its values find their lines.
 */
KHASH_MAP_INIT_STR(names, size_t)

struct pass {
	struct ini	*ini;
	khash_t(names)	*names;		/* owns its keys */
	size_t		 room_sections;
	size_t		 room_entries;
	unsigned	 line;
	struct fault	*fault;
};

/*
 * Fills the sections and the entries, but for their values, from the text of
 * a file, which has room for a NUL behind it and is changed. 0, or -1 with
 * the fault set.
 */
int	ini_lines_take(struct pass *, char *text, size_t bytes);

#define INI_NAME_SHOWN	100	/* bytes of a name in a fault */

#endif
