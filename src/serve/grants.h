/* grants: a ticket for who may read regions only holds nothing else. */
#ifndef SERVE_GRANTS_H
#define SERVE_GRANTS_H

#include "access/rights.h"
#include "base/fault.h"
#include "htsget/query.h"
#include "plan/plan.h"

/*
 * Whether all that a query asks for is granted: the header always is; each
 * region has to lie inside one granted interval. FAULT_PERMISSION_DENIED.
 */
int	grants_check_query(const struct judgement *, const struct query *,
	    struct fault *);

/* Whether the plan of such a query holds no record more than it asks for. */
int	grants_check_plan(const struct judgement *, const struct plan *,
	    struct fault *);

#endif
