/* table_lines: a table of ids, line by line. */
#ifndef CLI_TABLE_LINES_H
#define CLI_TABLE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "catalogue/manifest_row.h"

struct table_lines {
	FILE		*file;		/* borrowed */
	unsigned long	 number;	/* of the line, from 1 */
	size_t		 bytes;		/* without the newline; one more than
					   MANIFEST_LINE_MAX: it is cut */
	bool		 ended;		/* by a newline */
	bool		 had_id;	/* private */
	char		 line[MANIFEST_LINE_MAX + 2];
	struct manifest_row row;	/* … what it says */
};

/* The next line: 1, 0 at the end, -1 with errno. */
int	 table_lines_next(struct table_lines *);

/*
 * What is wrong with the line by itself, or NULL; *is_row: it is no comment,
 * and good in `row`.
 */
const char *table_lines_read(struct table_lines *, bool *is_row);

#endif
