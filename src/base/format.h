/* format: the four file formats and the two endpoints that give them. */
#ifndef BASE_FORMAT_H
#define BASE_FORMAT_H

#include <stddef.h>

enum format {
	FORMAT_NONE,	/* not said */
	FORMAT_BAM,
	FORMAT_CRAM,
	FORMAT_VCF,	/* BGZF-compressed text */
	FORMAT_BCF,
	FORMAT_COUNT
};

enum endpoint {
	ENDPOINT_READS,		/* BAM (default), CRAM */
	ENDPOINT_VARIANTS,	/* VCF (default), BCF */
	ENDPOINT_COUNT
};

/* "BAM", "CRAM", "VCF", "BCF"; "" for FORMAT_NONE. */
const char	*format_name(enum format);

/* The format spelt so, in any case; FORMAT_NONE if there is none. */
enum format	 format_parse(const char *);

/* The endpoint that serves a format. */
enum endpoint	 format_endpoint(enum format);

/* What file names of a format end in (".bam", …); NULL-ended. */
const char	*const *format_extensions(enum format);

/* Bytes of a name without the extension of a format; 0 if it has none. */
size_t		 format_stem(const char *name, enum format);

/* "reads" or "variants". */
const char	*endpoint_name(enum endpoint);

/* The formats of an endpoint, the default one first; *n is how many. */
const enum format *endpoint_formats(enum endpoint, unsigned *n);

#endif
