/* header: where a BGZF file's header ends, and the references it names. */
#ifndef SOURCE_HEADER_H
#define SOURCE_HEADER_H

#include "source/cursor.h"
#include "source/source.h"

/* A header over [limits] header bytes. Returns -1. */
int	header_too_long(const struct cursor *, const struct limits *,
	    struct fault *);

/*
 * Each walks the header with a cursor at the file's beginning and leaves it
 * behind the header's last byte; fills names (and the keys of a BCF).
 */
int	header_walk_bam(struct source *, struct cursor *,
	    const struct limits *, struct fault *);
int	header_walk_vcf(struct source *, struct cursor *,
	    const struct limits *, struct fault *);
int	header_walk_bcf(struct source *, struct cursor *,
	    const struct limits *, struct fault *);

#endif
