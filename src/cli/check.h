/* check: what the parts of `htsgate check` have in common. */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/progress.h"
#include "conf/settings.h"

struct check {
	const struct settings	*settings;
	char			*ini;		/* its file, absolute */
	bool			 quiet;
	struct progress		 progress;
	size_t			 datasets;
	size_t			 faulty;	/* of these */
	size_t			 faults;	/* of sections, not datasets */
	size_t			 warnings;
};

/* "htsgate: TEXT" on standard error, and a fault of a section more. */
void	check_fault(struct check *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/* "htsgate: warning: TEXT", and a warning more. */
void	check_warn(struct check *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/*
 * Looks at the formats (1 << enum format) that an id may have by a section,
 * and prints its line. -1 when there is no memory.
 */
int	check_dataset(struct check *, const struct data *, const char *id,
	    unsigned formats);

/*
 * Reads the table of a section to its end: lines, their order, and the files
 * that they name, as check_dataset. -1 when there is no memory.
 */
int	check_manifest(struct check *, const struct data *);

/* The configuration's own file, and those that lines are appended to. */
void	check_files(struct check *);

/*
 * The files of [access], with the BED files that they name, and whether the
 * groups of `allow` and grants are there. -1 when there is no memory.
 */
int	check_access(struct check *);

/* What is allowed, but hardly meant. -1 when there is no memory. */
int	check_warnings(struct check *);

/* … of that: guarded data that another section gives to everybody. */
int	check_overlap(struct check *);

#endif
