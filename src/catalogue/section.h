/* section: the file that a section has of an id; for the rooms of a lookup. */
#ifndef CATALOGUE_SECTION_H
#define CATALOGUE_SECTION_H

#include "catalogue/lookup.h"

/* 1: opened, 0: the section lacks the id for this endpoint, -1: fault. */
int	section_open(struct lookup *, const struct data *, struct dataset *,
	    struct fault *);

/*
 * "BAM, CRAM": what a section has of an id for an endpoint, but for the format
 * that is wanted; "" if nothing.
 */
void	section_formats(struct lookup *, const struct data *, enum endpoint,
	    char *names, size_t room);

#endif
