/* ticket_urls: from the pieces of a plan to the URLs of a ticket. */
#ifndef SERVE_TICKET_URLS_H
#define SERVE_TICKET_URLS_H

#include <stddef.h>

#include "catalogue/dataset.h"
#include "plan/plan.h"

/* Where a client gets the pieces of one ticket. */
struct whereabouts {
	const struct dataset	*dataset;	/* its static URL, if any */
	const char		*base;		/* of our own URLs, as
						   "https://h/htsget" */
	const char		*id;
	const char		*ticket;	/* the request's id; "": none */
};

/* Whether a plan has pieces that only our data endpoint gives (`base`). */
bool	ticket_urls_need_base(const struct plan *, const struct dataset *);

/*
 * The ticket of a plan as text: ranges at the file's static URL, or at
 * /data/file where it has none; spans at /data/span; the rest inline. `base`
 * may be NULL where it is not needed. The caller frees *text.
 */
int	ticket_urls_write(const struct plan *, const struct whereabouts *,
	    char **text, size_t *bytes, struct fault *);

#endif
