/* manifest: a table of very many ids, searched where it lies. */
#ifndef CATALOGUE_MANIFEST_H
#define CATALOGUE_MANIFEST_H

#include "base/fault.h"
#include "base/format.h"
#include "conf/settings.h"

/* What a table says of one id, for one endpoint. */
struct manifest_entry {
	struct data	 data;		/* the section, with the files and the
					   `allow` of the rows; the rest of it
					   is borrowed from there */
	char		*index[FORMAT_COUNT];	/* NULL: by its name */
	char		*reference[FORMAT_COUNT]; /* NULL: the section's */
	bool		 own_allow;	/* data.allow is not borrowed */
};

/*
 * Looks for an id, as the table has it, in the table of a section: a binary
 * search of twenty short reads or fewer for a million ids, in a file that is
 * opened anew. 0, and *entry is what the caller frees, or NULL if the
 * id is not there or has no row of the endpoint.
 *
 * FAULT_INTERNAL if the table is missing, cannot be read or does not end in a
 * newline, if a line that the search met is out of order, is no row at all or
 * too long, or if one of the id's own rows (of whichever endpoint) is broken,
 * as manifest_row_read and manifest_order_next say; the detail names section,
 * file and the byte where the line begins. FAULT_UNAVAILABLE for what may
 * pass, as a table that is written into meanwhile.
 */
int	manifest_find(const struct data *section, const char *id,
	    enum endpoint, struct manifest_entry **entry, struct fault *);

/* NULL is safe. */
void	manifest_entry_free(struct manifest_entry *);

#endif
