/* judge: whether who asks may read a section; for the rooms of a lookup. */
#ifndef CATALOGUE_JUDGE_H
#define CATALOGUE_JUDGE_H

#include "catalogue/lookup.h"

/* Whether it counts who asks: not for the operator, nor with a signature. */
bool	judge_counts(const struct lookup *);

/* What a caller may do with a section; VERDICT_ALLOWED where nobody counts. */
struct judgement judge_section(const struct lookup *, const struct data *);

/* Whether something of the section may be read. */
bool	judge_sees(const struct judgement *);

/* The fault of a judgement that sees nothing; returns -1. */
int	judge_denied(const struct judgement *, const struct data *,
	    struct fault *);

#endif
