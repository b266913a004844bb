#include "serve/grants.h"

#include <inttypes.h>
#include <string.h>

#include "access/granted.h"
#include "htsget/shown.h"

static bool
may_read_all(const struct judgement *judgement)
{
	return judgement->verdict == VERDICT_ALLOWED ||
	    judgement->verdict == VERDICT_OPEN;
}

static bool
is_granted(const struct granted *granted, const struct region *r)
{
	return strcmp(r->reference, "*") != 0 &&
	    granted_covers(granted, r->reference, r->start, r->end);
}

static int
refuse_region(const struct region *r, struct fault *fault)
{
	struct shown reference;

	if (strcmp(r->reference, "*") == 0)
		return fault_set(fault, FAULT_PERMISSION_DENIED, "you may read "
		    "regions of this dataset only, and unplaced reads are in "
		    "none");
	shown_text(&reference, r->reference, strlen(r->reference));
	if (r->end == QUERY_OPEN_END)
		return fault_set(fault, FAULT_PERMISSION_DENIED,
		    "%s from %" PRIu64 " on is not inside the regions that "
		    "you may read; say where it ends", reference.text,
		    r->start);
	return fault_set(fault, FAULT_PERMISSION_DENIED, "%s from %" PRIu64
	    " to %" PRIu64 " is not inside one of the regions that you may "
	    "read", reference.text, r->start, r->end);
}

int
grants_check_query(const struct judgement *judgement, const struct query *q,
    struct fault *fault)
{
	size_t i;

	if (may_read_all(judgement) || q->class == CLASS_HEADER)
		return 0;
	if (q->nregions == 0)
		return fault_set(fault, FAULT_PERMISSION_DENIED, "you may read "
		    "regions of this dataset only; say which");
	for (i = 0; i < q->nregions; i++)
		if (!is_granted(judgement->granted, &q->regions[i]))
			return refuse_region(&q->regions[i], fault);
	return 0;
}

int
grants_check_plan(const struct judgement *judgement, const struct plan *plan,
    struct fault *fault)
{
	if (may_read_all(judgement) || plan->exact)
		return 0;
	return fault_set(fault, FAULT_PERMISSION_DENIED, "you may read regions "
	    "of this dataset only, and they cannot be cut out of this file "
	    "exactly%s", plan->format == FORMAT_CRAM ?
	    "; ask for another format" : "");
}
