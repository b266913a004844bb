/* table: an id by way of a manifest; for the rooms of a lookup. */
#ifndef CATALOGUE_TABLE_H
#define CATALOGUE_TABLE_H

#include "catalogue/lookup.h"

/*
 * Calls `visit` for what a table has of the id for an endpoint, if it has
 * something, and returns what it does. A table that does not say what an id
 * is, or guards it where nothing can be signed, is a fault: nothing else
 * stands in for it, but for who has the signature of a version. Of a table
 * that hides nobody hears but the log.
 */
int	table_visit(struct lookup *, const struct data *table, enum endpoint,
	    lookup_visitor *, struct dataset *, struct fault *);

#endif
