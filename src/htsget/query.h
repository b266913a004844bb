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

/* How strictly a query is read; from the configuration. */
struct query_rules {
	bool	strict;			/* Q-04 by the text: class=header and
					 * anything but format: InvalidInput */
	bool	refuse_encryption;	/* encryptionScheme is InvalidInput;
					 * else it is ignored */
	size_t	regions;		/* most regions of a POST */
};

/*
 * Parses the query string of a GET (Q-02 to Q-10 and the decisions of
 * doc/protocol.md). `text` is still percent-encoded; it may be NULL. Unknown
 * parameters are ignored, known ones given twice refused. With
 * class=header the rest is checked and, unless the rules are strict, the
 * regions are dropped. A message names the parameter and its value. On a
 * fault *q is clear. The caller calls query_clear.
 */
int	query_parse_get(enum endpoint, const char *text,
	    const struct query_rules *, struct query *q, struct fault *);

/*
 * Parses the JSON body of a POST (P-04 to P-07 and the decisions), whatever
 * its size; `body` needs no NUL and may be NULL if it has no bytes. Unknown
 * keys are ignored, of a key given twice the last one counts. The regions are
 * in the order of the body, overlapping and equal ones too; plan/ merges them
 * (P-08). With class=header as query_parse_get. A message names the key, of a
 * region with its index, from 0. More regions than the rules take, or more
 * objects and arrays than such a body can need: FAULT_TOO_LARGE. On a fault
 * *q is clear. The caller calls query_clear.
 */
int	query_parse_post(enum endpoint, const char *body, size_t bytes,
	    const struct query_rules *, struct query *q, struct fault *);

/*
 * P-02: refuses the parameters of a GET on the URL of a POST; others are
 * ignored. `text` as for query_parse_get.
 */
int	query_check_post_url(const char *text, const struct query_rules *,
	    struct fault *);

void	query_clear(struct query *);

#endif
