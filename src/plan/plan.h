/* plan: a query on a source -> the pieces that joined are the answer. */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "conf/settings.h"
#include "htsget/query.h"
#include "htsget/span.h"
#include "source/source.h"

/* How a piece gets to the client. */
enum piece_kind {
	PIECE_RAW,		/* a range of the file as it is */
	PIECE_INLINE,		/* bytes made by us, in the ticket */
	PIECE_SPAN		/* bytes that span_make makes when asked for */
};

struct piece {
	enum piece_kind	 kind;
	bool		 header;	/* the header and nothing else */
	uint64_t	 start, end;	/* raw: bytes of the file, half-open */
	uint8_t		*data;		/* inline; owned */
	size_t		 bytes;
	struct span	 span;
};

struct plan {
	enum format	 format;
	struct piece	*pieces;
	size_t		 npieces;
	bool		 classes;	/* false: the header is no piece */
	bool		 exact;		/* false: covers more than was asked */
	uint64_t	 inflated;	/* BGZF blocks */
	uint64_t	 inline_bytes;
	uint64_t	 raw_bytes;
	size_t		 spans;		/* pieces of that kind */
};

/*
 * Whether plan_make looks into the index: for regions, and to cut a CRAM file
 * that is longer than [limits] url_bytes. The dataset must have it then
 * (dataset_open_index), before its source comes from the cache.
 */
bool	plan_needs_index(const struct query *, const struct dataset *,
	    const struct limits *);

/*
 * Makes the plan (doc/slicing.md). Nothing is inline where inline_answer,
 * inline_body and inline_header of the limits are 0. `q->regions` may be in
 * any order and overlap. The source's index is loaded if it is needed. Before
 * it returns it checks that the object did not change meanwhile. On a fault
 * *plan is clear; the caller calls plan_clear.
 */
int	plan_make(struct source *, const struct dataset *,
	    const struct query *, const struct limits *, struct plan *,
	    struct fault *);
void	plan_clear(struct plan *);

/*
 * What plan_make would refuse for any region: no index, or one that does not
 * belong to the file. Loads the index.
 */
int	plan_check_index(struct source *, const struct dataset *,
	    const struct limits *, struct fault *);

#endif
