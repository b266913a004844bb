/* query: what a client asks for, from its text alone (htsget 1.3.0). */
#ifndef HTSGET_QUERY_H
#define HTSGET_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/format.h"

enum query_class { CLASS_ALL, CLASS_HEADER };

/* Bits of `fields`, in the specification's order. */
enum {
	FIELD_QNAME = 1 << 0, FIELD_FLAG = 1 << 1, FIELD_RNAME = 1 << 2,
	FIELD_POS = 1 << 3, FIELD_MAPQ = 1 << 4, FIELD_CIGAR = 1 << 5,
	FIELD_RNEXT = 1 << 6, FIELD_PNEXT = 1 << 7, FIELD_TLEN = 1 << 8,
	FIELD_SEQ = 1 << 9, FIELD_QUAL = 1 << 10, FIELD_ALL = (1 << 11) - 1
};

#define QUERY_OPEN_END	UINT64_MAX

/* 0-based, half-open; end QUERY_OPEN_END: to the reference's last record. */
struct region {
	char		*reference;	/* "*": unplaced reads */
	uint64_t	 start;
	uint64_t	 end;
};

struct query {
	enum endpoint	 endpoint;
	enum format	 format;	/* FORMAT_NONE: not said */
	enum query_class class;
	struct region	*regions;	/* as asked; none: everything */
	size_t		 nregions;
	unsigned	 fields;	/* FIELD_ bits; FIELD_ALL if not said */
	char		**tags;		/* NULL: none, or not said */
	size_t		 ntags;
	bool		 has_tags;	/* said; else all */
	char		**notags;
	size_t		 nnotags;
};

/*
 * Parses the query string of a GET (Q-02 to Q-10 and the decisions of
 * doc/protocol.md). `text` is still percent-encoded; it may be NULL. Unknown
 * parameters are ignored, known ones given twice refused. With
 * class=header the rest is checked and the regions are dropped. A message
 * names the parameter and its value. On a fault *q is clear. The caller calls
 * query_clear.
 */
int	query_parse(enum endpoint, const char *text, struct query *q,
	    struct fault *);
void	query_clear(struct query *);

#endif
