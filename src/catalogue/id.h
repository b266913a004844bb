/* id: what an id may look like. */
#ifndef CATALOGUE_ID_H
#define CATALOGUE_ID_H

#define DATASET_ID_MAX	1024	/* bytes */

/*
 * Why a text cannot be an id, or NULL: it is too long, has a control byte,
 * is not UTF-8, or has an empty, `.` or `..` segment.
 */
const char	*id_trouble(const char *);

#endif
