/* ticket_urls: from the pieces of a plan to the URLs of a ticket. */
#ifndef SERVE_TICKET_URLS_H
#define SERVE_TICKET_URLS_H

#include <stddef.h>
#include <stdint.h>

#include "access/secrets.h"
#include "catalogue/dataset.h"
#include "plan/plan.h"

/* Where a client gets the pieces of one ticket. */
struct whereabouts {
	const struct dataset	*dataset;	/* its static URL, if any */
	const char		*base;		/* of our own URLs, as
						   "https://h/htsget" */
	const char		*id;
	const char		*ticket;	/* the request's id; "": none */

	/* What signs our own URLs; NULL: nothing does, and the next two do
	   not count. */
	const struct secrets	*secrets;
	uint64_t		 expires;	/* seconds since 1970 */
	const char		*user;		/* whom they are for; NULL or
						   "": not said */
	/* Goes into the headers of static URLs and of no others; NULL: none. */
	const char		*authorization;
};

/* Whether a plan has pieces that only our data endpoint gives (`base`). */
bool	ticket_urls_need_base(const struct plan *, const struct dataset *);

/*
 * The ticket of a plan as text: ranges at the file's static URL, or at
 * /data/file where it has none; spans at /data/span; the rest inline. Signed,
 * each of ours holds for its bytes alone. `base` may be NULL where it is not
 * needed. A user whose name no data URL can have: FAULT_PERMISSION_DENIED. The
 * caller frees *text.
 */
int	ticket_urls_write(const struct plan *, const struct whereabouts *,
	    char **text, size_t *bytes, struct fault *);

#endif
