/*
 * search: where the records of one interval begin and end in the inflated
 * file (doc/slicing.md): the head walk to VB, the search for VE.
 */
#ifndef PLAN_SEARCH_H
#define PLAN_SEARCH_H

#include "plan/runs.h"
#include "source/index.h"

/* What the search for one interval's runs hands around. */
struct search {
	struct runs		*runs;
	struct reader		*reader;
	const struct interval	*interval;
	struct chunks		 chunks;	/* of the interval */
	uint64_t		 last;		/* the last chunk's end */
	uint64_t		 guard;		/* blocks inflated at most */
	uint64_t		 records;	/* since the guard began */
	int64_t			 pos;		/* of the record before */
	struct stretch		 stretch;	/* being learned; 0 records:
						   none */
};

/*
 * Walks the records of the chunks, or passes over those known to be of no
 * matter (source/known.h), up to VB, the first with pos >= beg, adding a run
 * for each that reaches into the interval: HEAD_FOUND, at *vb. Else
 * HEAD_OVER: nothing more can follow; HEAD_GUARD: [limits] head_scan blocks
 * were not enough. -1 on a fault.
 */
enum { HEAD_ON, HEAD_FOUND, HEAD_OVER, HEAD_GUARD };
int	search_head(struct search *, uint64_t *vb, struct fault *);

/*
 * VE of a closed interval: the first record behind VB of another reference
 * or with pos >= end.
 */
int	search_closed_end(struct search *, uint64_t vb, uint64_t *ve,
	    struct fault *);

/* VE of an open interval: where the reference's records end. */
int	search_open_end(struct search *, uint64_t *ve, struct fault *);

/* Where the reader's cursor stands, normalised. */
int	reader_here(struct reader *, uint64_t *voffset, struct fault *);

/* NORMALISE of a virtual offset of the reader's file. */
int	search_normalise(const struct search *, uint64_t *voffset,
	    struct fault *);

/* "Same reference and pos < end", which holds up to VE and never behind. */
bool	search_before_end(const struct search *, const struct record *);

/*
 * What is known of records (source/known.h), learned and used by walks. A walk
 * tells of each record that it passes, and of the normalised place *at where
 * it comes to next; it is put behind stretches, up to `end`, whose records are
 * all before a position and reach no further than another, as if they had been
 * walked.
 */
void	stretches_add(struct search *, const struct record *);
void	stretches_pass(struct search *, uint64_t *at, uint64_t end,
	    int64_t before, int64_t reach);

/* As record_at, of start, reference and position alone, known or learned. */
int	stretches_probe(struct search *, uint64_t voffset, struct record *,
	    struct fault *);

/* A guard lets head_scan more blocks be inflated from now on. */
void	search_guard_renew(struct search *);
bool	search_guard_reached(const struct search *);

#endif
