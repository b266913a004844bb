/* plan_cram: the containers of a CRAM file that a query needs. */
#ifndef PLAN_PLAN_CRAM_H
#define PLAN_PLAN_CRAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "htsget/query.h"
#include "source/source.h"

struct range { uint64_t start, end; };	/* bytes of the file, half-open */

/*
 * The containers that overlap the query's regions by the CRAI
 * (source_load_index was called), as byte ranges, sorted, disjoint, adjacent
 * ones united; header and EOF containers not among them. A container ends at
 * the next distinct offset of the index, the last one at source->cram.end,
 * but for containers without records in between (real files have a second EOF
 * container); the first and the last of each range are checked by their own
 * headers, and once a source where the index begins and ends (else: it is
 * stale).
 * "*" is the unplaced reads. Unknown references: FAULT_NOT_FOUND. The caller
 * frees *ranges.
 */
int	cram_ranges(struct source *, struct object *, const struct query *,
	    struct range **ranges, size_t *n, struct fault *);

/*
 * Where to cut a long raw range: the greatest container start in (from,
 * until], by the index or, walking from `from`, itself a container start, by
 * their headers; the end of the first container if that is beyond `until`.
 */
int	cram_split(const struct source *, struct object *, uint64_t from,
	    uint64_t until, uint64_t *address, struct fault *);

/*
 * A file whose @HD says an order other than coordinate has no regions:
 * FAULT_INTERNAL.
 */
int	cram_check_order(const struct source *, const struct object *,
	    struct fault *);

/*
 * Once an index: it begins behind the header, ends at the EOF container and
 * knows no reference that the header lacks. Else it is stale or another
 * file's.
 */
int	cram_check_index(struct source *, struct object *, struct fault *);

#endif
