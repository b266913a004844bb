/* find_index: the index of a dataset's file, by its name alone. */
#ifndef CATALOGUE_FIND_INDEX_H
#define CATALOGUE_FIND_INDEX_H

#include "catalogue/dataset.h"

/*
 * Opens the index of d (data, format and path are set): `named`, the path of
 * one that is the only one then, or if that is NULL beside the file or below
 * the section's `index`, by the names of doc/slicing.md, trap 9. One that
 * is there but cannot be opened is logged and passed over; none at all
 * leaves d->index NULL. A fault only for what may pass (no memory, no file
 * descriptor, a file
 * system that does not answer).
 */
int	find_index(struct dataset *, const char *named, struct fault *);

#endif
