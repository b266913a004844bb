/* lookup: what one call of dataset_open looks for and has seen. */
#ifndef CATALOGUE_LOOKUP_H
#define CATALOGUE_LOOKUP_H

#include <stdbool.h>

#include "catalogue/dataset.h"
#include "catalogue/manifest.h"

#define NO_SUCH_DATASET	"no such dataset"

struct lookup {
	const struct settings	*settings;
	const struct viewer	*viewer;	/* NULL: sees all */
	enum endpoint		 endpoint;
	const char		*id;
	enum format		 want;
	struct fault		 refused;	/* the first file that is
						   there, but not served */
	/* Of a viewer with a version. */
	bool			 found;		/* the file of that version */
	bool			 changed;	/* a file of another one */
	struct fault		 trouble;	/* the first other fault */
	/* Of the manifest that is looked at; NULL: it is none. */
	const struct data	*table;		/* its section */
	struct manifest_entry	*entry;		/* owned until it is opened */
};

/* What is asked of a section: 0: it has nothing to say, else what ends the
 * lookup, -1 a fault. */
typedef int lookup_visitor(struct lookup *, const struct data *,
	    struct dataset *, struct fault *);

/* Whether one version of a file is wanted, as a data URL names it. */
bool	lookup_is_versioned(const struct lookup *);

/* The id for a message that has to stay readable. */
const char *lookup_id(const struct lookup *);

/* ABSENCE_ID and a FAULT_NOT_FOUND; returns -1. */
int	lookup_nothing(const struct lookup *, struct dataset *,
	    struct fault *);

#endif
