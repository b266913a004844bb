#include "catalogue/lookup.h"

#include <string.h>

#define ID_SHOWN	200	/* bytes of an id that a message repeats */

bool
lookup_is_versioned(const struct lookup *s)
{
	return s->viewer != NULL && s->viewer->version != NULL;
}

const char *
lookup_id(const struct lookup *s)
{
	return strlen(s->id) <= ID_SHOWN ? s->id : "this dataset";
}

/* What is behind a `?` in an id is a query that somebody encoded. */
int
lookup_nothing(const struct lookup *s, struct dataset *d, struct fault *fault)
{
	d->absence = ABSENCE_ID;
	return fault_detail(fault, FAULT_NOT_FOUND, NO_SUCH_DATASET, "%.*s",
	    (int)strcspn(s->id, "?"), s->id);
}
