/* audit: who asked for what and what became of it, a line of JSON each. */
#ifndef SERVE_AUDIT_H
#define SERVE_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "access/rights.h"
#include "htsget/data_url.h"
#include "htsget/query.h"
#include "http/request.h"
#include "serve/service.h"

/* One decision; what is not known is 0 or NULL. */
struct decision {
	const char		*what;		/* "ticket" or "data" */
	const char		*id;
	enum format		 format;
	const struct query	*query;		/* of a ticket */
	const struct data_query	*data;		/* of data; NULL: not believed,
						   its signature is wrong */
	const char		*by;		/* the rule: audit_rule */
	uint64_t		 bytes;		/* promised, of data given */
	size_t			 spans;		/* not in `bytes` */
	bool			 handed_over;	/* by the web server */
	bool			 cut;		/* a second line: no more */
	int			 status;	/* of the reply */
	const char		*reason;	/* of a refusal */
};

/* "open", "allow", "grants", "login". */
const char	*audit_rule(enum verdict);

/*
 * Whether a line can be written, before anything is given: what cannot be
 * recorded is not given. 0 without [audit] file, too; FAULT_UNAVAILABLE.
 */
int	audit_ready(struct service *, struct fault *);

/*
 * Appends the line of a decision, with time, request, user and address (as
 * [audit] address has it), by a single write; the file is opened again when
 * it was rotated. Neither signature nor token is in it. FAULT_UNAVAILABLE
 * when it cannot be written.
 */
int	audit_write(struct service *, const struct request *,
	    const struct decision *, struct fault *);

/*
 * The same of a request that `fault` refuses; that it could not be written is
 * logged, and the refusal stays.
 */
void	audit_refusal(struct service *, const struct request *,
	    struct decision *, const struct fault *);

#endif
