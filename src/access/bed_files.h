/* bed_files: the BED files of a grants table, read when they are needed. */
#ifndef ACCESS_BED_FILES_H
#define ACCESS_BED_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "access/granted.h"

struct bed_files;

/* Of n paths, which are copied. NULL: no memory. */
struct bed_files	*bed_files_new(char *const *paths, size_t n);
void			 bed_files_free(struct bed_files *);	/* or NULL */

/* The n-th is one of those to join. */
void	bed_files_pick(struct bed_files *, size_t n);

/*
 * The intervals of all that were picked since the last call, joined; looks at
 * each of them (watch_look). NULL: there are none, since files are empty or
 * broken (logged), or they have more than GRANTED_INTERVALS_MAX together
 * (logged). Borrowed until bed_files_tidy, or until a file has changed in a
 * later turn.
 */
const struct granted *bed_files_join(struct bed_files *, uint64_t turn);

/* To be called between two requests: forgets what takes too much memory. */
void	bed_files_tidy(struct bed_files *);

#endif
